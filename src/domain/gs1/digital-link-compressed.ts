import { isPrimaryKey, pathAi } from './digital-link-keys.ts';

const BASE64_URL = /^(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9_-]{10,}$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * First two digits of the keys that a compressed string can begin with, or the code of a sequence of AIs that is common (GS1
 * Digital Link Standard, Compression, the tables of AIs and of optimisation codes): the first byte is one of these in hex.
 */
const BEGINNINGS: ReadonlySet<string> = new Set(
  (
    '00 01 25 40 41 80 0a 0b 0c 0d 0e 0f 1a 1b 1c 1d 1e 1f 2a 2b 2c 2d 2e 2f 3a 3b 3c 3d 9a 9b 9c 9d a0 a1 a2 c0 c1 c2 c3 ' +
    'c4 c5 c6 c7 c8 c9 ca cb d0 d1 d2'
  ).split(' '),
);

/**
 * Whether an address without a readable key seems to be a compressed Digital Link: a last segment in base64url that begins as
 * one does, alone or behind a key that is written out.
 */
export function looksCompressed(segments: readonly string[]): boolean {
  const last = segments.at(-1) ?? '';
  const key = pathAi(segments.at(-3) ?? '');
  if (key !== null && isPrimaryKey(key)) return /^[A-Za-z0-9_-]{4,}$/.test(last);
  if (!BASE64_URL.test(last)) return false;
  const byte = (ALPHABET.indexOf(last.charAt(0)) << 2) | (ALPHABET.indexOf(last.charAt(1)) >> 4);
  return BEGINNINGS.has(byte.toString(16).padStart(2, '0'));
}
