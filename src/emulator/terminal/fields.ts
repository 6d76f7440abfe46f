/**
 * Data fields of ZVT messages, in both directions. Source: ZVT Protocol PA00P015 13.x, chapters "Summary of utilised BMPs" and
 * "TLV-Container".
 */

/** Lengths of the fixed BMPs that a cash register may send. */
const fixedLengths: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 1,
  4: 6,
  5: 1,
  11: 3,
  14: 2,
  23: 2,
  25: 1,
  39: 1,
  41: 4,
  55: 3,
  58: 2,
  59: 8,
  73: 2,
  135: 2,
  136: 3,
  138: 1,
  140: 1,
};

/** BMPs that begin with a length of two (LLVAR) or three (LLLVAR) bytes Fx. */
const variableLengths: Readonly<Record<number, number>> = {
  34: 2,
  35: 2,
  36: 3,
  45: 2,
  46: 3,
  60: 3,
  96: 3,
  139: 2,
  146: 3,
  167: 2,
};

const TLV_CONTAINER = 0x06;

export type Fields = ReadonlyMap<number, Uint8Array>;

/** Splits a data block into its BMPs; `undefined` when it is not one. */
export function readFields(data: Uint8Array): Fields | undefined {
  const fields = new Map<number, Uint8Array>();
  let at = 0;
  while (at < data.length) {
    const number = data[at++] ?? 0;
    const measured = lengthOf(number, data, at);
    if (measured === undefined || measured.end > data.length) return undefined;
    fields.set(number, data.subarray(measured.start, measured.end));
    at = measured.end;
  }
  return fields;
}

function lengthOf(number: number, data: Uint8Array, at: number): { start: number; end: number } | undefined {
  const fixed = fixedLengths[number];
  if (fixed !== undefined) return { start: at, end: at + fixed };
  if (number === TLV_CONTAINER) {
    const length = readBerLength(data, at);
    return length && { start: length.next, end: length.next + length.value };
  }
  const digits = variableLengths[number];
  if (digits === undefined) return undefined;
  const length = [...data.subarray(at, at + digits)].reduce((sum, byte) => sum * 10 + (byte & 0x0f), 0);
  return { start: at + digits, end: at + digits + length };
}

/** One to three bytes of length, as in BER. */
export function readBerLength(data: Uint8Array, at: number): { value: number; next: number } | undefined {
  const [first, second, third] = data.subarray(at, at + 3);
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, next: at + 1 };
  if (first === 0x81 && second !== undefined) return { value: second, next: at + 2 };
  if (first === 0x82 && second !== undefined && third !== undefined)
    return { value: second * 256 + third, next: at + 3 };
  return undefined;
}

/** A number as packed decimal digits, highest first. */
export function packed(value: number, bytes: number): Uint8Array {
  return Uint8Array.from(Buffer.from(String(value).padStart(bytes * 2, '0'), 'hex'));
}

/** Packed decimal digits as a number; `undefined` when a nibble is no digit. */
export function unpacked(bytes: Uint8Array | undefined): number | undefined {
  const digits = Buffer.from(bytes ?? []).toString('hex');
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** A BMP: its number and its data, with the length that its kind asks for. */
export function bmp(number: number, data: Uint8Array): Uint8Array {
  const digits = variableLengths[number];
  const length =
    digits === undefined ? [] : [...String(data.length).padStart(digits, '0')].map((digit) => 0xf0 + Number(digit));
  return Uint8Array.of(number, ...length, ...data);
}

/** A TLV data object; tags above 255 are written in two bytes. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(contents);
  const name = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  return Uint8Array.of(...name, ...berLength(value.length), ...value);
}

/** BMP 06: the container of TLV data objects. */
export function tlvContainer(...objects: readonly Uint8Array[]): Uint8Array {
  return tlv(TLV_CONTAINER, ...objects);
}

function berLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** The data objects of one level of a TLV structure, by tag; what cannot be read ends it. */
export function readTlv(data: Uint8Array): Fields {
  const objects = new Map<number, Uint8Array>();
  let at = 0;
  while (at < data.length) {
    let tag = data[at++] ?? 0;
    if ((tag & 0x1f) === 0x1f) tag = tag * 256 + (data[at++] ?? 0);
    const length = readBerLength(data, at);
    if (length === undefined || length.next + length.value > data.length) return objects;
    objects.set(tag, data.subarray(length.next, length.next + length.value));
    at = length.next + length.value;
  }
  return objects;
}
