import type { Minor } from '../../domain/money/money.ts';

/** `value` × 10^-`exponent` as decimal text, exact: 1687 and 2 give "16.87". */
export function decimalText(value: number, exponent: number): `${number}` {
  const digits = String(Math.abs(value)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(digits.length - exponent)}`;
  return (value < 0 ? `-${text}` : text) as `${number}`;
}

export interface Formats {
  /** An amount of the store's currency; less than nothing has a true minus sign. */
  readonly money: (amount: Minor) => string;
  readonly weight: (grams: number) => string;
  readonly count: (pieces: number) => string;
  /** "12.5" → "12.5%". Takes a decimal string. */
  readonly percent: (text: string) => string;
  /** Day and minute on the clock of this place. Takes milliseconds since 1970 or RFC 3339. */
  readonly moment: (at: number | string) => string;
}

/** Grams are thousandths of the kilogram that the shelf label and the scale speak of. */
const KILOGRAM_EXPONENT = 3;

const printable = (parts: readonly Intl.NumberFormatPart[]): string =>
  parts.map((part) => (part.type === 'minusSign' ? '−' : part.value)).join('');

/**
 * How this lane writes numbers: in the shopper's language, with the digits of the shelf labels whatever the language, and the
 * currency's own number of decimals (ISO 4217).
 * @throws RangeError when the currency is not three letters or the locale is no language tag.
 */
export function formats(locale: string, currency: string): Formats {
  const digits = { numberingSystem: 'latn' } as const;
  const money = new Intl.NumberFormat(locale, {
    ...digits,
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const exponent = money.resolvedOptions().maximumFractionDigits ?? 2;
  const weight = new Intl.NumberFormat(locale, {
    ...digits,
    style: 'unit',
    unit: 'kilogram',
    minimumFractionDigits: KILOGRAM_EXPONENT,
  });
  const count = new Intl.NumberFormat(locale, digits);
  const percent = new Intl.NumberFormat(locale, {
    ...digits,
    style: 'unit',
    unit: 'percent',
    maximumFractionDigits: 6,
  });
  const moment = new Intl.DateTimeFormat(locale, {
    ...digits,
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  });
  return {
    money: (amount) => printable(money.formatToParts(decimalText(amount, exponent))),
    weight: (grams) => weight.format(decimalText(grams, KILOGRAM_EXPONENT)),
    count: (pieces) => count.format(pieces),
    percent: (text) => percent.format(text as `${number}`),
    moment: (at) => moment.format(new Date(at)),
  };
}

/**
 * Width of an amount in em at display weight, a little generous: tabular digits and letters are 0.64, points, commas and spaces 0.31.
 * A display size is divided by it where a long amount would run out of its column.
 */
export function advance(text: string): number {
  let sum = 0;
  for (const glyph of text) sum += /[.,’'\s]/u.test(glyph) ? 0.31 : 0.64;
  return Math.round(sum * 100) / 100;
}

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'ckb', 'dv', 'yi']);

/** Direction in which a language is written. */
export function direction(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
