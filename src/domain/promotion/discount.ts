import { parseDecimal } from '../money/decimal.ts';
import { type Minor, mulDivHalfUp } from '../money/money.ts';
import type { Discount } from './shape.ts';

const GRAMS_PER_KG = 1000;

/** A discount ready to be computed with. `numerator / denominator` is the share of a percent; `value` an amount or price. */
export interface Rebate {
  readonly kind: 'percent' | 'amount' | 'price';
  readonly per: 'unit' | 'set';
  readonly numerator: number;
  readonly denominator: number;
  readonly value: Minor;
}

/** Reads a validated discount. @throws RangeError when its percent is no decimal. */
export function rebateOf(discount: Discount): Rebate {
  const { per, percent } = discount;
  if (percent !== undefined) {
    const read = parseDecimal(percent);
    if (read === null) throw new RangeError(`no percent: ${percent}`);
    const divisor = gcd(read.numerator, read.denominator * 100);
    const numerator = read.numerator / divisor;
    return { kind: 'percent', per, numerator, denominator: (read.denominator * 100) / divisor, value: 0 };
  }
  const kind = discount.amount === undefined ? 'price' : 'amount';
  return { kind, per, numerator: 0, denominator: 1, value: discount.amount ?? discount.price ?? 0 };
}

/** What a `per: "unit"` discount takes off one unit. For a weighed unit amount and price are per kilogram. */
export function unitSaving(rebate: Rebate, price: Minor, grams: number | null): Minor {
  if (rebate.kind === 'percent') return halfUp(price, rebate.numerator, rebate.denominator);
  const value = grams === null ? rebate.value : mulDivHalfUp(rebate.value, grams, GRAMS_PER_KG);
  return rebate.kind === 'amount' ? Math.min(value, price) : Math.max(0, price - value);
}

/** What a `per: "set"` discount takes off a set that sums to `sum`; `k / q` of an amount or price counts (1 but for bulk). */
export function setSaving(rebate: Rebate, sum: Minor, k = 1, q = 1): Minor {
  if (rebate.kind === 'percent') return halfUp(sum, rebate.numerator, rebate.denominator);
  const value = k === q ? rebate.value : mulDivHalfUp(rebate.value, k, q);
  return rebate.kind === 'amount' ? Math.min(value, sum) : Math.max(0, sum - value);
}

/** What a rule that needs one unit alone takes off one. */
export function simpleSaving(
  { rebates }: { readonly rebates: readonly (Rebate | null)[] },
  price: Minor,
  grams: number | null,
): Minor {
  const rebate = rebates[0]!;
  return rebate.per === 'unit' ? unitSaving(rebate, price, grams) : setSaving(rebate, price);
}

function halfUp(value: number, numerator: number, denominator: number): number {
  const doubled = value * numerator * 2 + denominator;
  return Number.isSafeInteger(doubled)
    ? Math.floor(doubled / (2 * denominator))
    : mulDivHalfUp(value, numerator, denominator);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
