import type { Offer } from './offer.ts';
import { impossible } from './price.ts';
import { priceRests, restsOf } from './price-rest.ts';
import { realise } from './realise.ts';
import type { Refine } from './relax.ts';
import { searchAlone, setsOf } from './search.ts';

/** Replaces a linear bound that flatters by an exact one: by what prices leave over, or by trying all sets while there are some left. */
export function refinement(offers: readonly Offer[], sets: { left: number }): Refine {
  return (index, plan, supply, least, most) => {
    if (plan.sets === 0) return plan;
    const offer = offers[index]!;
    const rests = restsOf(offer);
    if (rests !== null) return priceRests(offer, rests, supply, least, most) ?? (least > 0 ? impossible(offer) : null);
    const alone = searchAlone(offer, supply, realise(offer, plan), sets, least, most);
    // Even where the bound stands, what was found may reach it when the plan's own sets don't.
    if (alone.best === null && alone.bound >= plan.bound - 0.01) return plan;
    if (alone.best === null) return least > 0 ? impossible(offer) : null;
    return { bound: alone.bound, use: alone.best.use, roles: [], sets: setsOf(alone.best), realised: alone.best };
  };
}
