import type { Offer, Untabled } from './offer.ts';
import { priceBulk } from './price-bulk.ts';
import { countingWork, priceCounted } from './price-capped.ts';
import { priceCheapest } from './price-cheapest.ts';
import { bestRounded } from './price-rounded.ts';
import { boundOfTwo, priceSets } from './price-sets.ts';
import { priceTable } from './price-table.ts';
import { costOfUse, type Plan, type Supply } from './problem.ts';

/** Shares at which a capped saving is looked at: min(s, cap) ≤ share × s + (1 − share) × cap for each of them. */
const SHARES = [0.75, 0.5, 0.25, 0];

/** Stands for a wish that cannot be met: more sets asked for than there are. */
export function impossible(offer: Offer): Plan {
  return { bound: Number.NEGATIVE_INFINITY, use: new Int32Array(offer.classes.length), roles: [], sets: 0 };
}

/**
 * The most that one offer is worth at given costs, making from `least` to `most` sets; never below the truth, and the truth
 * where `exact`. Null: nothing. Where fewer than `least` sets can be made the bound is minus infinity.
 */
export function price(offer: Offer, supply: Supply, least = 0, most = offer.limit): Plan | null {
  if (most < least) return impossible(offer);
  if (most === 0) return null;
  if (offer.table !== null) {
    const plan = priceTable(offer, offer.table, supply, least, most);
    return plan === null && least > 0 ? impossible(offer) : plan;
  }
  const bounded = most === offer.limit ? offer : { ...offer, limit: most };
  const plan = priceUncapped(bounded, supply, 1, least);
  if (plan === null) return least > 0 ? impossible(offer) : null;
  if (offer.countable) return isBelowCap(offer, supply, plan) ? plan : priceCounted(bounded, supply, least);
  if (offer.cap === Number.POSITIVE_INFINITY) {
    if (offer.others.length > 0) return tightest(bounded, supply, plan, least);
    return plan.sets === 1 && offer.rounded ? rounded(bounded, supply, plan, least) : plan;
  }
  let best: Plan = plan;
  for (const share of SHARES) {
    const part = priceUncapped(bounded, supply, share);
    const bound = (part?.bound ?? 0) + (1 - share) * offer.cap;
    if (bound < best.bound) best = part === null || part.sets < least ? { ...plan, bound } : { ...part, bound };
  }
  return best;
}

/** Whether the cap takes nothing off a plan that was made without it. */
function isBelowCap(offer: Offer, supply: Supply, plan: Plan): boolean {
  return plan.bound + costOfUse(plan.use, supply) - plan.sets * offer.application <= offer.cap + 1e-3;
}

/** Of several linear models the one that promises least. */
function tightest(offer: Offer, supply: Supply, plan: Plan, least: number): Plan {
  let best = plan;
  for (const other of offer.others) {
    const seen = priceUncapped({ ...other, limit: offer.limit }, supply, 1, least);
    const bound = seen?.bound ?? 0;
    if (bound < best.bound) best = { ...(seen ?? plan), bound };
  }
  return best;
}

/** One set priced by its true rounding; two of them, which the linear model liked less, are bounded by it still. */
function rounded(offer: Offer, supply: Supply, plan: Plan, least: number): Plan | null {
  const one = bestRounded(offer, supply);
  if (one === null && least > 0) return plan;
  const two = offer.limit === 1 ? 0 : boundOfTwo(offer, supply);
  if (two <= (one?.bound ?? 0)) return one;
  return two < plan.bound ? { ...(one ?? plan), bound: two } : plan;
}

/** As `price`, but blind to the cap; `share` of each saving counts. Null: nothing, or not so many sets. */
export function priceUncapped(offer: Untabled, supply: Supply, share: number, least = 0): Plan | null {
  switch (offer.shape) {
    case 'bulk':
      return priceBulk(offer, supply, share, least);
    case 'cheapest':
      return priceCheapest(offer, supply, share, least);
    case 'sets':
      return priceSets(offer, supply, share, least);
  }
}

/** So many units or states to look through cost as much as another question. */
export const EFFORT = 512;

/** How much work one price is, in units or states looked at. */
export function effortOf(offer: Offer): number {
  const { unit, roles } = offer;
  if (offer.table !== null) return offer.table.worth.length;
  // Mostly the cap is not reached, and nothing has to be counted.
  if (offer.countable) return countingWork(offer) >> 2;
  const units = unit.reduce((sum, { count }) => sum + count, 0);
  const size = roles.reduce((sum, { quantity }) => sum + quantity, 0);
  const sets = Math.min(offer.limit, Math.floor(units / size));
  if (offer.shape === 'cheapest') return units * size * (sets < offer.limit ? 1 : sets);
  const linear = unit.length * roles.length;
  return offer.overlaps ? sets * (linear + size * roles.length ** 2) : linear;
}
