import { BLUR } from './alternatives.ts';
import { firstPlans } from './first-plans.ts';
import { type SearchNode, type Shelf, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { EFFORT, price } from './price.ts';
import type { Plan } from './problem.ts';
import { realise } from './realise.ts';
import type { Relaxed } from './relax.ts';
import { type Answer, answerOf } from './repair.ts';

/** An offer that does something else than before. */
interface Change {
  readonly index: number;
  readonly plan: Plan | null;
  readonly net: number;
}

/** A part of what was possible: who does something else there, and what all that is wanted is worth together, if all could. */
interface Half {
  readonly changes: readonly Change[];
  readonly bound: number;
}

/** Where what is wanted can't be: a class and an offer, which either is given `k` units of it or takes fewer. */
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
  efforts: readonly number[],
  asks: number,
  slack: number,
): Conceded {
  const { low, high } = root;
  // One node all along: what a half of it changes is undone behind it.
  const open = root.open.slice();
  const own = root.own.map((each) => each.slice());
  const most = root.most.map((each) => each.slice());
  const node = { open, own, most };
  const plans = firstPlans(root, offers, relaxed);
  const nets = relaxed.worth.slice();
  const taken = new Int32Array(base.length);
  let { duals } = relaxed;
  let left = asks;
  let best: (Plan | null)[] | null = null;
  let value = known;
  const sure = look(relaxed.bound);
  if (best === null) return { answer: null, sure };
  const made: (Plan | null)[] = best;
  const answer = answerOf(
    offers,
    made.map((plan, index) => (plan === null ? null : realise(offers[index]!, plan))),
    base,
  );
  // What was promised must have been done.
  return { answer, sure: sure && value <= answer.value + slack };

  /** False where it asks too much. */
  function look(bound: number): boolean {
    if (bound <= value + BLUR) return true;
    count();
    const fought = foughtOver();
    if (fought >= 0) return divided(bound, keeperOf(fought));
    const idle = idlest();
    const unsold = idle < 0 ? 0 : unsoldOf();
    if (bound - unsold > value) {
      value = bound - unsold;
      best = [...plans];
    }
    if (bound <= value + BLUR) return true;
    return divided(bound, takerOf(idle)) ?? freed(idle);
  }

  function divided(bound: number, division: Division): boolean;
  function divided(bound: number, division: Division | null): boolean | null;
  function divided(bound: number, division: Division | null): boolean | null {
    if (division === null) return null;
    if (left < 0) return false;
    const { index, local, k } = division;
    const id = offers[index]!.classes[local]!;
    const before = { open: open[id]!, own: own[index]![local]!, most: most[index]![local]! };
    const given = k - before.own;
    give();
    const more = moreOf(bound, division, given);
    undo();
    limit();
    const fewer = halfOf(bound, [asked(index)]);
    undo();
    const first = more.bound >= fewer.bound;
    return first ? lookAt(more, give) && lookAt(fewer, limit) : lookAt(fewer, limit) && lookAt(more, give);

    function give(): void {
      open[id] = before.open - given;
      own[index]![local] = k;
      most[index]![local] = Math.max(0, before.most - given);
    }

    function limit(): void {
      most[index]![local] = given - 1;
    }

    function undo(): void {
      open[id] = before.open;
      own[index]![local] = before.own;
      most[index]![local] = before.most;
    }

    function lookAt(half: Half, begin: () => void): boolean {
      if (half.bound <= value + BLUR) return true;
      begin();
      const sure = changed(half);
      undo();
      return sure;
    }
  }

  /** What is left over of a class that nobody may take more of has no price. */
  function freed(id: number): boolean {
    if (left < 0) return false;
    const before = duals;
    duals = before.slice();
    duals[id] = 0;
    const changes: Change[] = [];
    for (let index = 0; index < offers.length; index += 1) {
      if (offers[index]!.classes.includes(id)) changes.push(asked(index));
    }
    const sure = changed(halfOf(boundOf(), changes));
    duals = before;
    return sure;
  }

  function changed({ changes, bound }: Half): boolean {
    const before = changes.map(({ index }) => ({ index, plan: plans[index]!, net: nets[index]! }));
    put(changes);
    const sure = look(bound);
    put(before);
    return sure;
  }

  function put(changes: readonly Change[]): void {
    for (let n = 0; n < changes.length; n += 1) {
      const { index, plan, net } = changes[n]!;
      plans[index] = plan;
      nets[index] = net;
    }
  }

  /** One has units for itself: it saves their price, and those whose plan that rules out are asked again; others would say the same. */
  function moreOf(bound: number, { index, local, k }: Division, given: number): Half {
    const id = offers[index]!.classes[local]!;
    const price = duals[id]! * given;
    const mine = plans[index]!;
    const keeps = mine !== null && mine.use[local]! >= k;
    const changes = [keeps ? { index, plan: mine, net: nets[index]! + price } : asked(index)];
    for (let other = 0; other < offers.length; other += 1) {
      const plan = plans[other]!;
      if (other === index || plan === null) continue;
      const at = offers[other]!.classes.indexOf(id);
      if (at < 0 || plan.use[at]! <= own[other]![at]! + Math.min(most[other]![at]!, open[id]!)) continue;
      changes.push(asked(other));
    }
    return halfOf(bound - price, changes);
  }

  function halfOf(bound: number, changes: readonly Change[]): Half {
    let sum = bound;
    for (let n = 0; n < changes.length; n += 1) sum += changes[n]!.net - nets[changes[n]!.index]!;
    return { changes, bound: sum };
  }

  function boundOf(): number {
    let sum = 0;
    for (let id = 0; id < open.length; id += 1) sum += duals[id]! * open[id]!;
    for (let index = 0; index < nets.length; index += 1) sum += nets[index]!;
    return sum;
  }

  function asked(index: number): Change {
    const offer = offers[index]!;
    left -= 1 + Math.floor(efforts[index]! / EFFORT);
    const plan = price(offer, supplyOf(node, offer, index, base, duals, shelves[index]), low[index]!, high[index]!);
    return { index, plan, net: plan?.bound ?? 0 };
  }

  /** Open units of each class that are wanted. */
  function count(): void {
    taken.fill(0);
    for (let index = 0; index < offers.length; index += 1) {
      const plan = plans[index]!;
      if (plan === null) continue;
      const { classes } = offers[index]!;
      const mine = own[index]!;
      for (let local = 0; local < classes.length; local += 1) {
        const wants = plan.use[local]! - mine[local]!;
        if (wants > 0) taken[classes[local]!]! += wants;
      }
    }
  }

  /** The class of which too much is wanted, the dearest part first; −1 where all can be done. */
  function foughtOver(): number {
    let worst = -1;
    let dearest = 0;
    for (let id = 0; id < taken.length; id += 1) {
      const cost = (taken[id]! - open[id]!) * (duals[id]! + 1);
      if (cost <= dearest) continue;
      dearest = cost;
      worst = id;
    }
    return worst;
  }

  /** The class that most is left over of at its price; −1 where nothing with a price is. */
  function idlest(): number {
    let idle = -1;
    let dearest = 0;
    for (let id = 0; id < taken.length; id += 1) {
      const cost = (open[id]! - taken[id]!) * duals[id]!;
      if (cost <= dearest) continue;
      dearest = cost;
      idle = id;
    }
    return idle;
  }

  /** Of what is left over, the price. */
  function unsoldOf(): number {
    let unsold = 0;
    for (let id = 0; id < taken.length; id += 1) unsold += (open[id]! - taken[id]!) * duals[id]!;
    return unsold;
  }

  /** Of those that want open units of a class, the one that wants fewest: with that it is settled soonest. */
  function keeperOf(id: number): Division {
    let keeper = { index: -1, local: -1, k: 0 };
    let fewest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < offers.length; index += 1) {
      const plan = plans[index]!;
      if (plan === null) continue;
      const local = offers[index]!.classes.indexOf(id);
      const wants = local < 0 ? 0 : plan.use[local]! - own[index]![local]!;
      if (wants <= 0 || wants >= fewest) continue;
      fewest = wants;
      keeper = { index, local, k: plan.use[local]! };
    }
    const over = taken[id]! - open[id]!;
    return { ...keeper, k: Math.max(keeper.k - fewest + 1, keeper.k - (over >> 1)) };
  }

  /** The first offer that may take more of a class than it does. */
  function takerOf(id: number): Division | null {
    for (let index = 0; index < offers.length; index += 1) {
      const local = offers[index]!.classes.indexOf(id);
      if (local < 0) continue;
      const mine = own[index]![local]!;
      const used = Math.max(0, (plans[index]?.use[local] ?? 0) - mine);
      if (used < Math.min(most[index]![local]!, open[id]!)) return { index, local, k: mine + used + 1 };
    }
    return null;
  }
}
