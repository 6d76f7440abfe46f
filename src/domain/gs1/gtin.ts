import { hasCheckDigit } from './check-digit.ts';

const DIGITS = /^[0-9]+$/;
const GTIN_LENGTHS: ReadonlySet<number> = new Set([8, 12, 13, 14]);

export type GtinReading =
  | { readonly kind: 'ok'; readonly gtin: string }
  | { readonly kind: 'refused'; readonly reason: 'notDigits' | 'length' | 'checkDigit' };

/**
 * A GTIN-8, -12, -13 or -14 as 14 digits, zeros in front (GS1 General Specifications 3.3.2), so that one item has one number
 * whichever symbol carried it. The check digit is always verified. UPC-E is not a GTIN yet: see `expandUpcE`.
 */
export function normaliseGtin(text: string): GtinReading {
  if (!GTIN_LENGTHS.has(text.length)) return { kind: 'refused', reason: DIGITS.test(text) ? 'length' : 'notDigits' };
  if (!DIGITS.test(text)) return { kind: 'refused', reason: 'notDigits' };
  if (!hasCheckDigit(text)) return { kind: 'refused', reason: 'checkDigit' };
  return { kind: 'ok', gtin: text.padStart(14, '0') };
}
