import type { Minor } from '../money/money.ts';

/** Amounts, weights, rates and instants as a receipt says them, in one locale. */
export interface ReceiptFormat {
  money(amount: Minor): string;
  /** Kilograms with three decimals, without the unit. */
  weight(grams: number): string;
  percent(decimal: string): string;
  /** Local date and time of an RFC 3339 instant; the instant itself where it cannot be read. */
  time(instant: string): string;
}

/**
 * Falls back to English, to UTC and to two decimals where a locale, timezone or currency is not known here: a receipt beats none.
 * `groupsWeight`: whether a weight of a tonne and more has its thousands marked.
 */
export function receiptFormat(
  locale: string,
  currency: string,
  timezone: string,
  { groupsWeight }: { readonly groupsWeight: boolean },
): ReceiptFormat {
  const known = knownLocale(locale);
  const money =
    attempt(() => new Intl.NumberFormat(known, { style: 'currency', currency })) ??
    new Intl.NumberFormat(known, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const digits = money.resolvedOptions().maximumFractionDigits ?? 2;
  const weight = new Intl.NumberFormat(known, {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
    useGrouping: groupsWeight,
  });
  const percent = new Intl.NumberFormat(known, { maximumFractionDigits: 6 });
  const styles = { dateStyle: 'medium', timeStyle: 'short' } as const;
  const time =
    attempt(() => new Intl.DateTimeFormat(known, { ...styles, timeZone: timezone })) ??
    new Intl.DateTimeFormat(known, { ...styles, timeZone: 'UTC' });
  return {
    money: (amount) => money.format(decimal(amount, digits)),
    weight: (grams) => weight.format(decimal(grams, 3)),
    percent: (rate) => (/^\d+(\.\d+)?$/.test(rate) ? percent.format(rate as `${number}`) : rate),
    time: (instant) => attempt(() => time.format(new Date(instant))) ?? instant,
  };
}

/** The locale as BCP 47 writes it, or English where it is none. */
export function knownLocale(locale: string): string {
  return attempt(() => Intl.getCanonicalLocales(locale)[0]) ?? 'en';
}

/** An integer of minor units as the decimal string that Intl formats exactly. */
function decimal(value: number, digits: number): `${number}` {
  const sign = value < 0 ? '-' : '';
  const whole = String(Math.abs(value)).padStart(digits + 1, '0');
  const text = digits === 0 ? whole : `${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
  return `${sign}${text}` as `${number}`;
}

function attempt<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
