import { type Rebate, setSaving, unitSaving } from '../discount.ts';
import type { Rule } from '../rule.ts';
import type { Untabled } from './offer.ts';
import { laid, lay } from './price-sets.ts';
import type { Plan, Scale, Supply, UnitClass } from './problem.ts';

/**
 * The most that a bulk offer is worth at given costs: for every k in reach of its tier, the k units that are worth most to
 * it. Set amounts and prices count k/quantity of themselves. Never below the truth. Forced, it applies even at a loss.
 */
export function priceBulk(offer: Untabled, supply: Supply, share = 1, forced = 0): Plan | null {
  const { tiers, promotion } = offer.rule;
  const group = promotion.family === 'bulk' ? promotion.groups[0] : null;
  const least = group?.quantity ?? 1;
  const most = group?.max ?? Number.POSITIVE_INFINITY;
  let bound = forced > 0 ? Number.NEGATIVE_INFINITY : 0;
  let best: { readonly k: number; readonly worth: Float64Array } | null = null;
  for (let tier = 0; tier < tiers.length; tier += 1) {
    const { from, rebate } = tiers[tier]!;
    const low = Math.max(from, least);
    const high = Math.min((tiers[tier + 1]?.from ?? Number.POSITIVE_INFINITY) - 1, most);
    if (high < low) continue;
    const worth = offer.tiers[tier]!;
    sumUp(lay(supply, worth, share, null, 0), high);
    const whole = rebate.per === 'set' && rebate.kind === 'amount' ? pricesOf(offer) : null;
    const kept = whole === null ? null : sums.slice(0, units + 1);
    if (whole !== null) sumUp(lay(supply, whole, share, null, 0), high);
    for (let k = low; k <= units; k += 1) {
      const mine = (kept ?? sums)[k]! + constantOf(rebate, k, from, offer.scale) * share;
      // A set amount is at most what its units cost, so the lesser of both views bounds each k.
      const lesser = whole !== null && sums[k]! < mine;
      const seen = (lesser ? sums[k]! : mine) + offer.perSet;
      if (seen <= bound) continue;
      bound = seen;
      best = { k, worth: lesser ? whole : worth };
    }
  }
  if (best === null) return null;
  const use = new Int32Array(offer.classes.length);
  lay(supply, best.worth, share, null, 0);
  for (let place = 0, left = best.k; left > 0; place += 1) {
    const take = Math.min(left, laid.count[place]!);
    use[laid.local[place]!]! += take;
    left -= take;
  }
  return { bound, use, roles: [use], sets: 1 };
}

/** Worth of the k best units for each k, and up to how many of them there are. */
let sums = new Float64Array(64);
let units = 0;

/** Adds up the units of the first `end` stretches, no more than `most`. */
function sumUp(end: number, most: number): void {
  units = 0;
  sums[0] = 0;
  for (let place = 0; place < end; place += 1) {
    const value = laid.value[place]!;
    for (let n = 0; n < laid.count[place]! && units < most; n += 1) {
      if (units + 1 === sums.length) {
        const longer = new Float64Array(2 * sums.length);
        longer.set(sums);
        sums = longer;
      }
      sums[units + 1] = sums[units]! + value;
      units += 1;
    }
  }
}

/** What so many units add besides what each adds by itself. */
function constantOf(rebate: Rebate, k: number, from: number, { money }: Scale): number {
  if (rebate.per === 'unit') return 0;
  const q = Math.max(1, from);
  if (rebate.kind === 'amount') return setSaving(rebate, Number.MAX_SAFE_INTEGER, k, q) * money;
  if (rebate.kind === 'percent') return Math.ceil(money / 2);
  return (setSaving(rebate, 2 ** 50, k, q) - 2 ** 50) * money;
}

function pricesOf({ unit, scale }: Untabled): Float64Array {
  return Float64Array.from(unit, ({ price }) => price * scale.money);
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
