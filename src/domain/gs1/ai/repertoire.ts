import type { Repertoire } from './row.ts';

const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The 82 characters of GS1 AI encodable character set 82, in the order of their values (GS1 General Specifications 7.11, 7.9.5). */
export const SET_82 = `!"%&'()*+,-./${DIGITS}:;<=>?${CAPITALS}_${CAPITALS.toLowerCase()}`;
/** Character set 39 (7.11). */
const SET_39 = `#-/${DIGITS}${CAPITALS}`;
/** Character set 64, file-safe and URI-safe base 64 (7.11). */
const SET_64 = `-${DIGITS}=${CAPITALS}_${CAPITALS.toLowerCase()}`;

const BITS: Readonly<Record<Repertoire, number>> = { N: 1, X: 2, Y: 4, Z: 8 };
const BITS_OF = new Uint8Array(128);
for (const [repertoire, characters] of [
  ['N', DIGITS],
  ['X', SET_82],
  ['Y', SET_39],
  ['Z', SET_64],
] as const) {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    BITS_OF[code] = (BITS_OF[code] ?? 0) | BITS[repertoire];
  }
}

/** Whether all characters of `text` from `start` up to `end` belong to the set. */
export function isOf(repertoire: Repertoire, text: string, start: number, end: number): boolean {
  const bit = BITS[repertoire];
  for (let at = start; at < end; at += 1) {
    // Out of the table for anything beyond ASCII: undefined, which has no bit.
    if (((BITS_OF[text.charCodeAt(at)] ?? 0) & bit) === 0) return false;
  }
  return true;
}
