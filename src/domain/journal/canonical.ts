import { utf8Bytes } from './utf8.ts';

/** A JSON value; undefined members are left out, as JSON.stringify does. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** Deepest nesting of arrays and objects; a bound, so that hostile bytes cannot exhaust the stack. */
export const MAX_DEPTH = 64;

/**
 * The RFC 8785 canonical form: members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them.
 * @throws RangeError on a non-finite number, a lone surrogate, an undefined element of an array, or nesting beyond MAX_DEPTH.
 */
export function canonicalText(value: JsonValue): string {
  return write(value, 0);
}

/** The canonical form as UTF-8. @throws RangeError as `canonicalText`. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return utf8Bytes(canonicalText(value));
}

function write(value: JsonValue | undefined, depth: number): string {
  if (value === undefined) throw new RangeError('a canonical array has no undefined element');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeString(value);
  if (depth >= MAX_DEPTH) throw new RangeError(`a canonical value nests at most ${MAX_DEPTH} deep`);
  return isArray(value)
    ? // Array.from visits holes too, where map would leave them out and write nothing between two commas.
      `[${Array.from(value, (element: JsonValue | undefined) => write(element, depth + 1)).join(',')}]`
    : writeObject(value, depth);
}

function writeObject(members: { readonly [key: string]: JsonValue | undefined }, depth: number): string {
  const parts: string[] = [];
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) parts.push(`${writeString(key)}:${write(member, depth + 1)}`);
  }
  return `{${parts.join(',')}}`;
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a canonical number is finite');
  return JSON.stringify(value);
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new RangeError('a canonical string has no lone surrogate');
  return JSON.stringify(value);
}

function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
