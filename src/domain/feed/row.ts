/**
 * A row of the feed: what comes down from the cloud. A key has one row in each scope; in force is that of the narrowest scope that has one.
 */

/** What the feed carries. The place in this list is the collection's number in files, so it only ever grows at its end. */
export const COLLECTIONS = [
  'items',
  'barcodes',
  'prices',
  'promotions',
  'taxes',
  'restrictions',
  'operators',
  'media',
  'config',
  'recalls',
  'workstations',
] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** From the widest to the narrowest: a store's row is in force before its retailer's, a workstation's before its store's. */
export const SCOPES = ['retailer', 'store', 'workstation'] as const;
export type Scope = (typeof SCOPES)[number];

export interface FeedRow {
  readonly collection: Collection;
  readonly scope: Scope;
  readonly key: string;
  /** Given once in a retailer's feed, and rising. */
  readonly version: number;
  /** The JSON of an object, as the publisher wrote it; null is a tombstone: there is no such key any more. */
  readonly value: string | null;
}

/** Most characters of a key. */
export const MOST_KEY = 128;
/** Most characters of a line: a promotion that lists twenty thousand items has room. */
export const MOST_LINE = 2 * 1024 * 1024;

const FLAWED = { kind: 'flawed' } as const;
/** What nearly all keys are made of. */
const PLAIN = /^[\x20-\x7e]+$/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

export type RowReading =
  | { readonly kind: 'row'; readonly row: FeedRow; readonly value: unknown }
  | { readonly kind: 'flawed' };

const collections: ReadonlySet<unknown> = new Set(COLLECTIONS);
const scopes: ReadonlySet<unknown> = new Set(SCOPES);

/** Whether a text can be a key: 1 to 128 characters that can be shown. */
export function isKey(text: unknown): text is string {
  if (typeof text !== 'string' || text.length === 0 || text.length > MOST_KEY) return false;
  return PLAIN.test(text) || !UNPRINTABLE.test(text);
}

/** A row as a line of NDJSON, without its end. There is one way to write each row. */
export function rowLine(row: FeedRow): string {
  const { collection, scope, key, version, value } = row;
  return `{"collection":"${collection}","scope":"${scope}","key":${JSON.stringify(key)},"version":${version},"value":${value}}`;
}

/**
 * Reads a line: a row whose line is written the one way, so that the value is known as the bytes that the publisher wrote. Whether the value
 * is one of its collection is judged by `values.ts`.
 */
export function readRow(line: string): RowReading {
  const plain = readPlain(line);
  if (plain !== null) return plain;
  if (line.length > MOST_LINE) return FLAWED;
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return FLAWED;
  }
  if (typeof read !== 'object' || read === null) return FLAWED;
  const { collection, scope, key, version, value } = read as { readonly [key: string]: unknown };
  if (!collections.has(collection) || !scopes.has(scope) || !isKey(key)) return FLAWED;
  if (!Number.isSafeInteger(version) || (version as number) < 1 || typeof value !== 'object') return FLAWED;
  const head = { collection, scope, key, version } as Omit<FeedRow, 'value'>;
  // One way to write each row: a member twice, or a number written otherwise, would be another row to another reader.
  const row = { ...head, value: value === null ? null : JSON.stringify(value) };
  return rowLine(row) === line ? { kind: 'row', row, value } : FLAWED;
}

/** Characters that JSON writes as they are, without those that need a second look. */
const AS_THEY_ARE = '[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]';
const SIMPLE = new RegExp(
  `^\\{"collection":"(barcodes|prices)","scope":"(retailer|store|workstation)","key":"(${AS_THEY_ARE}{1,128})",` +
    `"version":([1-9]\\d{0,14}),"value":(?:\\{"item":"(${AS_THEY_ARE}{1,64})"\\}|\\{"price":(0|[1-9]\\d{0,11})\\})\\}$`,
);

/** Barcodes and prices in their plainest form, two rows in three of a million: read at once. Null for all others. */
function readPlain(line: string): RowReading | null {
  const match = SIMPLE.exec(line);
  if (match === null) return null;
  const [, collection, scope, key = '', version, item, price] = match;
  const value = item === undefined ? { price: Number(price) } : { item };
  const text = item === undefined ? `{"price":${price}}` : `{"item":"${item}"}`;
  const row = {
    collection: collection as Collection,
    scope: scope as Scope,
    key,
    version: Number(version),
    value: text,
  };
  return { kind: 'row', row, value };
}
