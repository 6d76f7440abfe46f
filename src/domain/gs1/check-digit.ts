/** Lengths of the numeric GS1 keys that end in a check digit: GTIN-8, -12, -13, -14, GSIN, SSCC. */
const KEY_LENGTHS: ReadonlySet<number> = new Set([8, 12, 13, 14, 17, 18]);

const ZERO = 0x30;

/**
 * The modulo-10 check digit of a key without its last digit: weights 3 and 1 in turn from the right, up to the next ten
 * (GS1 General Specifications 7.9.1). Null when `payload` is not digits, or one digit short of no GS1 key.
 */
export function gs1CheckDigit(payload: string): string | null {
  if (!KEY_LENGTHS.has(payload.length + 1)) return null;
  let sum = 0;
  for (let index = 0; index < payload.length; index += 1) {
    const digit = payload.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return null;
    sum += (payload.length - index) % 2 === 1 ? digit * 3 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Whether `key` is all digits, as long as a GS1 key, and ends in its check digit. */
export function hasCheckDigit(key: string): boolean {
  const expected = gs1CheckDigit(key.slice(0, -1));
  return expected !== null && key.endsWith(expected);
}
