import { openUse, type SearchNode } from './node.ts';
import type { Offer } from './offer.ts';
import type { Plan } from './problem.ts';
import type { Relaxed } from './relax.ts';

/** Prices lie this near to each other's where two plans are as good as one. */
const NEAR = 0.01;

/** Of the plans that are as good as any at the relaxation's prices, those that it mixes in most: they fight least. */
export function firstPlans(node: SearchNode, offers: readonly Offer[], relaxed: Relaxed): (Plan | null)[] {
  const { plans, worth, support, wishes, duals } = relaxed;
  return plans.map((plan, index) => {
    let first = plan;
    let most = 0;
    let none = 1;
    for (const { plan: other, share } of support[index]!) {
      none -= share;
      if (share <= most) continue;
      const wish = wishes.find((each) => each.plan === other && each.offer === index);
      if (wish === undefined) continue;
      let net = wish.value;
      for (let local = 0; local < other.use.length; local += 1) {
        net -= duals[offers[index]!.classes[local]!]! * openUse(node, index, other, local);
      }
      if (net < worth[index]! - NEAR) continue;
      first = other;
      most = share;
    }
    return none > most && node.low[index] === 0 && worth[index]! < NEAR ? null : first;
  });
}
