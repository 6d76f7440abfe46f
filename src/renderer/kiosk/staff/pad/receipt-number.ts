import type { Rule } from './entry.ts';

/**
 * A receipt number is the epoch's code, four characters of Crockford's base 32, a dash, and a count of six digits or more:
 * "A7K2-000042". It is keyed without the dash and without the leading zeros.
 */
export const CODE_LENGTH = 4;
const MOST = CODE_LENGTH + 8;

/** Crockford's base 32 as it is laid out on the keys: digits as on a keyboard, then the letters that can't be mistaken. */
export const CODE_KEYS: readonly string[] = [...'1234567890ABCDEFGHJKMNPQRSTVWXYZ'];

/** I, L and O are read as the digits they look like, as Crockford has it. */
function codeCharacter(character: string): string {
  const upper = character.toUpperCase();
  return upper === 'O' ? '0' : upper === 'I' || upper === 'L' ? '1' : upper;
}

/** Takes a code, then digits; anything else is left out. */
export const receiptNumberRule: Rule = (text, character) => {
  if (text.length >= MOST) return text;
  if (text.length >= CODE_LENGTH) return /^\d$/.test(character) ? text + character : text;
  const read = codeCharacter(character);
  return CODE_KEYS.includes(read) ? text + read : text;
};

/** What was keyed, as it stands on the receipt so far: "A7K2-42". */
export function shownReceiptNumber(text: string): string {
  return text.length < CODE_LENGTH ? text : `${text.slice(0, CODE_LENGTH)}-${text.slice(CODE_LENGTH)}`;
}

/** The whole receipt number, its count filled up with zeros; null while a part is missing. */
export function wholeReceiptNumber(text: string): string | null {
  if (text.length <= CODE_LENGTH) return null;
  return `${text.slice(0, CODE_LENGTH)}-${text.slice(CODE_LENGTH).padStart(6, '0')}`;
}
