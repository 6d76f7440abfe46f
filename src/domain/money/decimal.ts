/** An exact rational: rates and percents, kept as they were written until the one rounding. */
export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

const DECIMAL = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/**
 * Reads an unsigned decimal string ("12.5") exactly: at most nine digits before the point and six after it.
 * Returns null for anything else (signs, exponents, spaces), so that the caller can name the field.
 */
export function parseDecimal(text: string): Rational | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  return { numerator: Number(`${match[1]}${fraction}`), denominator: 10 ** fraction.length };
}
