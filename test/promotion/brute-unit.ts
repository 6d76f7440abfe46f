import type { Discount, Match, Promotion } from '../../src/domain/promotion/shape.ts';

/** One piece in the basket. */
export interface Unit {
  readonly item: string;
  readonly categories: readonly string[];
  readonly price: number;
  readonly grams: number | null;
  readonly line: number;
  net: number;
  takenIn: number | null;
}

export const isThreshold = (promotion: Promotion) =>
  promotion.family === 'threshold' || promotion.family === 'thresholdGet';

export function matchesUnit(match: Match, unit: Unit): boolean {
  const meets = (names: { items?: string[] | undefined; categories?: string[] | undefined }) =>
    names.items?.includes(unit.item) === true ||
    unit.categories.some((each) => names.categories?.includes(each) === true);
  return (match.all === true || meets(match)) && !(match.except !== undefined && meets(match.except));
}

/** Whether a promotion of a layer may take a unit. */
export function mayTake(promotion: Promotion, unit: Unit, layer: number): boolean {
  if (unit.takenIn === null) return true;
  return promotion.onDiscounted === true && (unit.takenIn < layer || isThreshold(promotion));
}

export function allowed(promotion: Promotion): number {
  if (promotion.family === 'bulk' || promotion.family === 'threshold') return 1;
  return promotion.limit ?? Number.POSITIVE_INFINITY;
}

/** value × percent / 100, half-up; percents have at most two decimals here. */
export function share(percent: string, value: number): number {
  const hundredths = BigInt(Math.round(Number(percent) * 100));
  return Number((BigInt(value) * hundredths * 2n + 10_000n) / 20_000n);
}

export const halfUp = (value: number, by: number) => Math.floor((2 * value + by) / (2 * by));

export function offUnit(discount: Discount, unit: Unit): number {
  if (discount.percent !== undefined) return share(discount.percent, unit.net);
  const value = discount.amount ?? discount.price ?? 0;
  const scaled = unit.grams === null ? value : halfUp(value * unit.grams, 1000);
  return discount.amount !== undefined ? Math.min(scaled, unit.net) : Math.max(0, unit.net - scaled);
}

export function offSet(discount: Discount, units: readonly Unit[], k = 1, q = 1): number {
  const sum = units.reduce((total, unit) => total + unit.net, 0);
  if (discount.percent !== undefined) return share(discount.percent, sum);
  const value = halfUp((discount.amount ?? discount.price ?? 0) * k, q);
  return discount.amount !== undefined ? Math.min(value, sum) : Math.max(0, sum - value);
}
