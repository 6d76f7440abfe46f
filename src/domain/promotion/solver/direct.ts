import type { Offer } from './offer.ts';
import { price } from './price.ts';
import type { Plan } from './problem.ts';
import { realise } from './realise.ts';
import { type Answer, answerOf } from './repair.ts';

/** Of more than so many some nearly always fight, and asking them was for nothing. */
const FEW = 3;

/**
 * The answer of a component where each offer can simply do what is best for it: no two want the same units, and what they
 * were found to be worth they are. Null where that is not so.
 */
export function direct(
  offers: readonly Offer[],
  counts: readonly number[],
  base: Float64Array,
  slack: number,
): Answer | null {
  if (offers.length > FEW) return null;
  const left = Int32Array.from(counts);
  const plans: (Plan | null)[] = [];
  let bound = 0;
  for (const offer of offers) {
    const plan = price(offer, atBase(offer, counts, base));
    plans.push(plan);
    if (plan === null) continue;
    bound += plan.bound;
    for (let local = 0; local < plan.use.length; local += 1) {
      const id = offer.classes[local]!;
      left[id]! -= plan.use[local]!;
      if (left[id]! < 0) return null;
    }
  }
  const answer = answerOf(
    offers,
    plans.map((plan, index) => (plan === null ? null : realise(offers[index]!, plan))),
    base,
  );
  return bound <= answer.value + slack ? answer : null;
}

/** All units at what they are worth alone. */
function atBase({ classes }: Offer, counts: readonly number[], base: Float64Array) {
  const shared = new Int32Array(classes.length);
  const cost = new Float64Array(classes.length);
  for (let local = 0; local < classes.length; local += 1) {
    shared[local] = counts[classes[local]!]!;
    cost[local] = base[classes[local]!]!;
  }
  return { own: new Int32Array(classes.length), ownCost: cost, shared, sharedCost: cost };
}
