/** The fields that readers of every make write into their JSON, each read strictly; null is no valid one. */

/** Bytes of the longest EPC that a Gen2 tag can announce: 31 words (EPC UHF Gen2 air interface, StoredPC bits 10h to 14h). */
const MOST_BYTES = 62;
const HEX = /^(?:[0-9A-Fa-f]{2})*$/;
const BASE64URL = /^[A-Za-z0-9_-]*={0,2}$/;
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/;
/** No fixed reader has more; the largest hubs have 32. */
const MOST_PORTS = 64;

/** An EPC in hex, whole bytes. Upper case comes out. */
export function epcFromHex(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 2 * MOST_BYTES && HEX.test(value) ? value.toUpperCase() : null;
}

/** An EPC in base64url (RFC 4648, section 5), with or without padding. */
export function epcFromBase64url(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2 * MOST_BYTES || !BASE64URL.test(value)) return null;
  const bytes = Buffer.from(value, 'base64url');
  // Bits left over at the end must be zero, and padding must fill up to four: else two texts were one tag.
  const text = bytes.toString('base64url');
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  return bytes.length <= MOST_BYTES && (value === text || value === padded)
    ? bytes.toString('hex').toUpperCase()
    : null;
}

/** A port of a reader, from 1. */
export function portNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_PORTS ? value : null;
}

/** A signal strength in dBm that a receiver can have. */
export function dbm(value: unknown): number | null {
  return typeof value === 'number' && value >= -150 && value <= 30 ? value : null;
}

/** Times that a tag was seen, at least 1. */
export function seenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : null;
}

/** An instant as RFC 3339 writes it, and also with an offset without colon; milliseconds since 1970, finer digits cut. */
export function instant(value: unknown): number | null {
  const parts = typeof value === 'string' && value.length <= 40 ? INSTANT.exec(value) : null;
  if (parts === null) return null;
  const [, seconds = '', fraction = '', offset = ''] = parts;
  const zone = offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const time = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(time) ? null : time;
}
