import { SET_82 } from './repertoire.ts';

/** What the two check characters are written with: 32 that are not mistaken for each other (GS1 General Specifications 7.9.5). */
const CHECK_CHARACTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const MODULUS = 1021;
/** The weights from the right, one for each of the 23 characters in front of the pair. */
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];

/**
 * The check character pair of an alphanumeric key without it (GS1 General Specifications 7.9.5): values in character set 82
 * weighted by primes from the right, modulo 1021, in two digits of base 32. Null for text that has none.
 */
export function checkPair(payload: string): string | null {
  if (payload.length > PRIMES.length) return null;
  let sum = 0;
  for (let at = 0; at < payload.length; at += 1) {
    const value = SET_82.indexOf(payload.charAt(at));
    const weight = PRIMES[payload.length - 1 - at];
    if (value === -1 || weight === undefined) return null;
    sum += value * weight;
  }
  const check = sum % MODULUS;
  return CHECK_CHARACTERS.charAt(check >> 5) + CHECK_CHARACTERS.charAt(check & 31);
}

/** Whether a key ends in its check character pair. */
export function hasCheckPair(key: string): boolean {
  return key.length > 2 && key.slice(-2) === checkPair(key.slice(0, -2));
}
