/** A value of a stored row. Text that is not UTF-8 comes out with replacement characters. */
export type RawValue = null | number | string | Buffer;

export interface Varint {
  readonly value: number;
  /** Bytes it takes, 1 to 9. */
  readonly length: number;
}

/** Most columns that a row is read with: ours have fewer than ten. */
const MAX_COLUMNS = 32;
/** Bytes of the integer serial types 1 to 6. Source: sqlite.org/fileformat2.html, "Record Format". */
const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8];

/** Reads a variable-length integer; null beyond the end, or beyond what a number holds exactly. */
export function varint(bytes: Buffer, at: number): Varint | null {
  let value = 0;
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value = index === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) return null;
    if (index === 8 || byte < 0x80) return { value, length: index + 1 };
  }
  return null;
}

/** Decodes a row out of its payload; null when these bytes are none. Never reads outside of them. */
export function decodeRow(payload: Buffer): RawValue[] | null {
  const header = varint(payload, 0);
  if (header === null || header.value > payload.length) return null;
  const values: RawValue[] = [];
  let at = header.length;
  let data = header.value;
  while (at < header.value) {
    const type = varint(payload, at);
    if (type === null || values.length === MAX_COLUMNS) return null;
    at += type.length;
    const size = sizeOf(type.value);
    if (size === null || data + size > payload.length) return null;
    const value = decoded(type.value, payload.subarray(data, data + size));
    if (value === undefined) return null;
    values.push(value);
    data += size;
  }
  return at === header.value && data === payload.length ? values : null;
}

function sizeOf(type: number): number | null {
  if (type >= 12) return Math.floor((type - 12) / 2);
  if (type === 8 || type === 9) return 0;
  if (type === 7) return 8;
  return INTEGER_BYTES[type] ?? null;
}

function decoded(type: number, bytes: Buffer): RawValue | undefined {
  if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString('utf8');
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return bytes.readDoubleBE();
  if (type <= 5) return bytes.readIntBE(0, bytes.length);
  const wide = Number(bytes.readBigInt64BE());
  return Number.isSafeInteger(wide) ? wide : undefined;
}
