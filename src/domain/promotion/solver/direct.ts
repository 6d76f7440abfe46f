import { BLUR } from './alternatives.ts';
import { allows, atMost, openUse, rootNode, type SearchNode, setAside, shelfOf, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { EFFORT, effortOf, price } from './price.ts';
import type { Plan } from './problem.ts';
import { realise } from './realise.ts';
import { type Answer, answerOf } from './repair.ts';

/** Of more than so many too much is fought over for this. */
const FEW = 4;
/** Questions for each offer: what takes more is worth a linear program. */
const ASKS = 8;

/** What each offer would do, and what that is worth together, if all could. */
interface Wanted {
  readonly node: SearchNode;
  readonly plans: readonly (Plan | null)[];
  readonly bound: number;
}

/**
 * The answer of a component of few offers. Each does what is best for it; where that takes too many units of a class, either
 * one of them keeps all that it wants of it, or it takes fewer. Null where that asks too much, where what they would do is worth
 * less than they were found to be worth, or where another answer may be worth as much: choosing among equals is not for a short cut.
 */
export function direct(
  offers: readonly Offer[],
  counts: readonly number[],
  base: Float64Array,
  slack: number,
): Answer | null {
  if (offers.length > FEW) return null;
  const free = new Float64Array(counts.length);
  const shelves = offers.map(shelfOf);
  const efforts = offers.map((offer) => 1 + Math.floor(effortOf(offer) / EFFORT));
  let left = ASKS * offers.length;
  let best: Wanted | null = null;
  /** The most that was passed over. */
  let equal = Number.NEGATIVE_INFINITY;
  const node = rootNode(counts, offers);
  if (!look(wanted(node, null))) return null;
  const { plans, bound } = best ?? { plans: [], bound: 0 };
  if (equal > bound - BLUR) return null;
  const made = offers.map((offer, index) => {
    const plan = plans[index] ?? null;
    return plan === null ? null : realise(offer, plan);
  });
  const answer = answerOf(offers, made, base);
  return bound <= answer.value + slack ? answer : null;

  /** False where it asks too much. */
  function look(here: Wanted): boolean {
    if (here.bound <= (best?.bound ?? 0) + BLUR) {
      equal = Math.max(equal, here.bound);
      return true;
    }
    const fought = foughtOver(here);
    if (fought < 0) {
      best = here;
      return true;
    }
    if (left < 0) return false;
    const keeper = keeperOf(here, fought);
    const local = offers[keeper]!.classes.indexOf(fought);
    const units = here.plans[keeper]!.use[local]!;
    const more = wanted(setAside(here.node, offers[keeper]!, keeper, local, units), here);
    const fewer = wanted(atMost(here.node, keeper, local, units - 1), here);
    return more.bound >= fewer.bound ? look(more) && look(fewer) : look(fewer) && look(more);
  }

  /** Asks those whose plan of `before` the node does not allow; the others would say the same again. */
  function wanted(node: SearchNode, before: Wanted | null): Wanted {
    let bound = 0;
    const plans = offers.map((offer, index) => {
      const known = before?.plans[index];
      if (known === null || (known !== undefined && allows(node, offer, index, known))) {
        bound += known?.bound ?? 0;
        return known;
      }
      left -= efforts[index]!;
      const plan = price(offer, supplyOf(node, offer, index, base, free, shelves[index]));
      bound += plan?.bound ?? 0;
      return plan;
    });
    return { node, plans, bound };
  }

  /** The class of which too much is wanted, the dearest part first; −1 where all can be done. */
  function foughtOver({ node, plans }: Wanted): number {
    const over = new Int32Array(counts.length);
    for (let id = 0; id < over.length; id += 1) over[id] = -node.open[id]!;
    let worst = -1;
    let most = 0;
    for (let index = 0; index < offers.length; index += 1) {
      const plan = plans[index]!;
      if (plan === null) continue;
      const { classes, unit } = offers[index]!;
      for (let local = 0; local < classes.length; local += 1) {
        const id = classes[local]!;
        over[id]! += openUse(node, index, plan, local);
        const cost = over[id]! * (unit[local]!.price + 1);
        if (cost <= most) continue;
        most = cost;
        worst = id;
      }
    }
    return worst;
  }

  /** Of those that want open units of a class, the one whose sets are worth most. */
  function keeperOf({ node, plans }: Wanted, id: number): number {
    let keeper = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < offers.length; index += 1) {
      const plan = plans[index]!;
      const local = offers[index]!.classes.indexOf(id);
      if (plan === null || local < 0 || openUse(node, index, plan, local) === 0) continue;
      const worth = plan.bound / plan.sets;
      if (worth <= most) continue;
      most = worth;
      keeper = index;
    }
    return keeper;
  }
}
