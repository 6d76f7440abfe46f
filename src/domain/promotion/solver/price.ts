import type { Offer } from './offer.ts';
import { priceBulk } from './price-bulk.ts';
import { priceCounted } from './price-capped.ts';
import { priceCheapest } from './price-cheapest.ts';
import { bestRounded } from './price-rounded.ts';
import { boundOfTwo, priceSets } from './price-sets.ts';
import type { Plan, Supply } from './problem.ts';

/** Shares at which a capped saving is looked at: min(s, cap) ≤ share × s + (1 − share) × cap for each of them. */
const SHARES = [0.75, 0.5, 0.25, 0];

/** The most that one offer is worth at given costs; never below the truth, and the truth where `exact`. Null: nothing. */
export function price(offer: Offer, supply: Supply): Plan | null {
  if (offer.countable) return priceCounted(offer, supply);
  const plan = priceUncapped(offer, supply, 1);
  if (plan === null || offer.cap === Number.POSITIVE_INFINITY) {
    return plan !== null && plan.sets === 1 && offer.rounded ? rounded(offer, supply, plan) : plan;
  }
  let best: Plan = plan;
  for (const share of SHARES) {
    const part = priceUncapped(offer, supply, share);
    const bound = (part?.bound ?? 0) + (1 - share) * offer.cap;
    if (bound < best.bound) best = part === null ? { ...plan, bound } : { ...part, bound };
  }
  return best;
}

/** One set priced by its true rounding; two of them, which the linear model liked less, are bounded by it still. */
function rounded(offer: Offer, supply: Supply, plan: Plan): Plan | null {
  const one = bestRounded(offer, supply);
  const two = offer.limit === 1 ? 0 : boundOfTwo(offer, supply);
  if (two <= (one?.bound ?? 0)) return one;
  return two < plan.bound ? { ...(one ?? plan), bound: two } : plan;
}

/** As `price`, but blind to the cap; `share` of each saving counts. */
export function priceUncapped(offer: Offer, supply: Supply, share: number): Plan | null {
  switch (offer.shape) {
    case 'bulk':
      return priceBulk(offer, supply, share);
    case 'cheapest':
      return priceCheapest(offer, supply, share);
    case 'sets':
      return priceSets(offer, supply, share);
  }
}
