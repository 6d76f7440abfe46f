import { BLUR } from './alternatives.ts';
import { allows, atMost, openUse, type SearchNode, type Shelf, setAside, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { EFFORT, effortOf, price } from './price.ts';
import type { Plan } from './problem.ts';
import { realise } from './realise.ts';
import type { Relaxed } from './relax.ts';
import { type Answer, answerOf } from './repair.ts';

/** Prices lie this near to each other's where two plans are as good as one. */
const NEAR = 0.01;

/** What each offer would do at the prices of units, what that is worth to each, and what it is worth together, if all could. */
interface Wanted {
  readonly node: SearchNode;
  readonly duals: Float64Array;
  readonly plans: readonly (Plan | null)[];
  readonly nets: Float64Array;
  readonly bound: number;
}

/** Where the plans of a node can't be: a class and an offer, which either is given `k` units of it or takes fewer. */
interface Division {
  readonly index: number;
  readonly local: number;
  readonly k: number;
}

/** `answer`: the best that was found, worth more than what was known; `sure`: nothing better is possible. */
export interface Conceded {
  readonly answer: Answer | null;
  readonly sure: boolean;
}

/**
 * Looks for the best answer of a node of few offers from the prices of its relaxation, which stay as they are: where offers fight
 * over a class, one of them is given what it wants or takes fewer, and only those whose plan that rules out are asked
 * again. Most such nodes need some tens of questions, far fewer than new prices for every part of them. `asks`: questions that
 * it may ask. All offers must be exact.
 */
export function concede(
  root: SearchNode,
  offers: readonly Offer[],
  base: Float64Array,
  relaxed: Relaxed,
  known: number,
  shelves: readonly Shelf[],
  asks: number,
  slack: number,
): Conceded {
  const efforts = offers.map((offer) => 1 + Math.floor(effortOf(offer) / EFFORT));
  const taken = new Int32Array(base.length);
  let left = asks;
  let best: readonly (Plan | null)[] | null = null;
  let value = known;
  const { duals, worth, bound } = relaxed;
  const sure = look({ node: root, duals, plans: firstPlans(root, offers, relaxed), nets: worth, bound });
  if (best === null) return { answer: null, sure };
  const plans: readonly (Plan | null)[] = best;
  const answer = answerOf(
    offers,
    plans.map((plan, index) => (plan === null ? null : realise(offers[index]!, plan))),
    base,
  );
  // What was promised must have been done.
  return { answer, sure: sure && value <= answer.value + slack };

  /** False where it asks too much. */
  function look(here: Wanted): boolean {
    if (here.bound <= value + BLUR) return true;
    count(here);
    const fought = foughtOver(here);
    if (fought >= 0) return divide(here, keeperOf(here, fought), fought);
    const idle = idlest(here);
    const unsold = idle < 0 ? 0 : unsoldOf(here);
    if (here.bound - unsold > value) {
      value = here.bound - unsold;
      best = here.plans;
    }
    if (here.bound <= value + BLUR) return true;
    const taker = takerOf(here, idle);
    if (taker !== null) return divided(here, taker);
    // Nobody may take more of it: what is left over has no price.
    const free = here.duals.slice();
    free[idle] = 0;
    return left >= 0 && look(asked(here.node, free, here));
  }

  function divide(here: Wanted, index: number, id: number): boolean {
    const local = offers[index]!.classes.indexOf(id);
    const over = taken[id]! - here.node.open[id]!;
    const own = here.node.own[index]![local]!;
    return divided(here, { index, local, k: Math.max(own + 1, here.plans[index]!.use[local]! - (over >> 1)) });
  }

  function divided(here: Wanted, { index, local, k }: Division): boolean {
    if (left < 0) return false;
    const { node, duals } = here;
    const more = asked(setAside(node, offers[index]!, index, local, k), duals, here);
    const fewer = asked(atMost(node, index, local, k - 1), duals, here);
    return more.bound >= fewer.bound ? look(more) && look(fewer) : look(fewer) && look(more);
  }

  /** Asks those whose plan of `before` the node does not allow, or who have other units or prices now; the others would say the same again. */
  function asked(node: SearchNode, duals: Float64Array, before: Wanted): Wanted {
    const nets = before.nets.slice();
    const plans = [...before.plans];
    let bound = 0;
    for (let id = 0; id < duals.length; id += 1) bound += duals[id]! * node.open[id]!;
    for (let index = 0; index < offers.length; index += 1) {
      const offer = offers[index]!;
      const plan = plans[index]!;
      const same =
        before.node.own[index] === node.own[index] && (duals === before.duals || isSame(offer, duals, before.duals));
      if (!same || (plan !== null && !allows(node, offer, index, plan))) {
        left -= efforts[index]!;
        const supply = supplyOf(node, offer, index, base, duals, shelves[index]);
        plans[index] = price(offer, supply, node.low[index]!, node.high[index]!);
        nets[index] = plans[index]?.bound ?? 0;
      }
      bound += nets[index]!;
    }
    return { node, duals, plans, nets, bound };
  }

  /** Open units of each class that are wanted. */
  function count({ node, plans }: Wanted): void {
    taken.fill(0);
    for (let index = 0; index < offers.length; index += 1) {
      const plan = plans[index]!;
      if (plan === null) continue;
      const { classes } = offers[index]!;
      for (let local = 0; local < classes.length; local += 1)
        taken[classes[local]!]! += openUse(node, index, plan, local);
    }
  }

  /** The class of which too much is wanted, the dearest part first; −1 where all can be done. */
  function foughtOver({ node, duals }: Wanted): number {
    let worst = -1;
    let most = 0;
    for (let id = 0; id < taken.length; id += 1) {
      const cost = (taken[id]! - node.open[id]!) * (duals[id]! + 1);
      if (cost <= most) continue;
      most = cost;
      worst = id;
    }
    return worst;
  }

  /** The class that most is left over of at its price; −1 where nothing with a price is. */
  function idlest({ node, duals }: Wanted): number {
    let idle = -1;
    let most = 0;
    for (let id = 0; id < taken.length; id += 1) {
      const cost = (node.open[id]! - taken[id]!) * duals[id]!;
      if (cost <= most) continue;
      most = cost;
      idle = id;
    }
    return idle;
  }

  /** Of what is left over, the price. */
  function unsoldOf({ node, duals }: Wanted): number {
    let unsold = 0;
    for (let id = 0; id < taken.length; id += 1) unsold += (node.open[id]! - taken[id]!) * duals[id]!;
    return unsold;
  }

  /** Of those that want open units of a class, the one that wants fewest: with that it is settled soonest. */
  function keeperOf({ node, plans }: Wanted, id: number): number {
    let keeper = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < offers.length; index += 1) {
      const plan = plans[index]!;
      if (plan === null) continue;
      const local = offers[index]!.classes.indexOf(id);
      const wants = local < 0 ? 0 : openUse(node, index, plan, local);
      if (wants === 0 || wants >= fewest) continue;
      fewest = wants;
      keeper = index;
    }
    return keeper;
  }

  /** The first offer that may take more of a class than it does. */
  function takerOf({ node, plans }: Wanted, id: number): Division | null {
    for (let index = 0; index < offers.length; index += 1) {
      const local = offers[index]!.classes.indexOf(id);
      if (local < 0) continue;
      const plan = plans[index]!;
      const used = plan === null ? 0 : openUse(node, index, plan, local);
      const may = Math.min(node.most[index]![local]!, node.open[id]!);
      if (used < may) return { index, local, k: node.own[index]![local]! + used + 1 };
    }
    return null;
  }
}

function isSame({ classes }: Offer, duals: Float64Array, others: Float64Array): boolean {
  for (let local = 0; local < classes.length; local += 1) {
    if (duals[classes[local]!] !== others[classes[local]!]) return false;
  }
  return true;
}

/** Of the plans that are as good as any at the relaxation's prices, those that it mixes in most: they fight least. */
function firstPlans(node: SearchNode, offers: readonly Offer[], relaxed: Relaxed): (Plan | null)[] {
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
