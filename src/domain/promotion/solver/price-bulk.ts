import { setSaving, unitSaving } from '../discount.ts';
import type { Rule } from '../rule.ts';
import type { Untabled } from './offer.ts';
import { insert, type Stretch } from './price-sets.ts';
import type { Plan, Scale, Supply, UnitClass } from './problem.ts';

/**
 * The most that a bulk offer is worth at given costs: for every k in reach of its tier, the k units that are worth most to
 * it. Set amounts and prices count k/quantity of themselves. Never below the truth. Forced, it applies even at a loss.
 */
export function priceBulk(offer: Untabled, supply: Supply, share = 1, forced = 0): Plan | null {
  const { rule, unit, scale } = offer;
  const group = rule.promotion.family === 'bulk' ? rule.promotion.groups[0] : null;
  const least = group?.quantity ?? 1;
  const most = group?.max ?? Number.POSITIVE_INFINITY;
  let best = {
    bound: forced > 0 ? Number.NEGATIVE_INFINITY : 0,
    k: 0,
    list: [] as readonly Stretch[],
  };
  rule.tiers.forEach(({ from, rebate }, at) => {
    const low = Math.max(from, least);
    const high = Math.min((rule.tiers[at + 1]?.from ?? Number.POSITIVE_INFINITY) - 1, most);
    if (high < low) return;
    const ways =
      rebate.per === 'set' && rebate.kind === 'amount'
        ? [0, 1].map((part) => ({
            part,
            list: listed(offer, supply, (local) => part * unit[local]!.price * scale.money * share),
          }))
        : [{ part: 0, list: listed(offer, supply, (local) => offer.tiers[at]![local]! * share) }];
    // A set amount is at most what its units cost, so the lesser of both views bounds each k.
    const bounds = ways.map(({ part, list }) =>
      boundsOf(list, low, high, (k) => (part === 1 ? 0 : constant(k) * share)),
    );
    for (let at = 0; at < bounds[0]!.length; at += 1) {
      const seen = bounds.map((each) => each[at]!);
      const least = seen.indexOf(Math.min(...seen));
      const bound = seen[least]! + offer.perSet;
      if (bound > best.bound) best = { bound, k: low + at, list: ways[least]!.list };
    }

    function constant(k: number): number {
      if (rebate.per === 'unit') return 0;
      const q = Math.max(1, from);
      if (rebate.kind === 'amount') return setSaving(rebate, Number.MAX_SAFE_INTEGER, k, q) * scale.money;
      if (rebate.kind === 'percent') return Math.ceil(scale.money / 2);
      return (setSaving(rebate, 2 ** 50, k, q) - 2 ** 50) * scale.money;
    }
  });
  if (best.k === 0) return null;
  const use = new Int32Array(offer.classes.length);
  let left = best.k;
  for (const { local, count } of best.list) {
    const take = Math.min(left, count);
    use[local]! += take;
    left -= take;
  }
  return { bound: best.bound, use, roles: [use], sets: 1 };
}

/** By tier and local class, what one unit adds by itself; set amounts and what k adds are counted apart. */
export function tierWorths(rule: Rule, unit: readonly UnitClass[], scale: Scale): Float64Array[] {
  return rule.tiers.map(({ rebate }) =>
    Float64Array.from(unit, ({ price, grams }) => {
      if (rebate.per === 'unit') return unitSaving(rebate, price, grams) * scale.money;
      if (rebate.kind === 'amount') return 0;
      if (rebate.kind === 'price') return price * scale.money;
      return Math.ceil((price * scale.money * rebate.numerator) / rebate.denominator);
    }),
  );
}

/** For every k from `low` to `high`, the worth of the k best units with what k itself adds. */
function boundsOf(
  list: readonly { readonly count: number; readonly value: number }[],
  low: number,
  high: number,
  constant: (k: number) => number,
): number[] {
  const bounds: number[] = [];
  let k = 0;
  let sum = 0;
  for (const stretch of list) {
    for (let n = 0; n < stretch.count && k < high; n += 1) {
      k += 1;
      sum += stretch.value;
      if (k >= low) bounds.push(sum + constant(k));
    }
  }
  return bounds;
}

function listed(offer: Untabled, supply: Supply, worth: (local: number) => number): Stretch[] {
  const list: Stretch[] = [];
  for (let local = 0; local < offer.classes.length; local += 1) {
    const value = worth(local);
    const own = supply.own[local]!;
    const shared = supply.shared[local]!;
    if (own > 0) insert(list, { local, count: own, value: value - supply.ownCost[local]! });
    if (shared > 0) insert(list, { local, count: shared, value: value - supply.sharedCost[local]! });
  }
  return list;
}
