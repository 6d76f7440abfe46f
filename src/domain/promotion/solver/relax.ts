import { type Master, masterOf, type Part, type Wish } from './master.ts';
import { allows, contested, openUse, type SearchNode, type Shelf, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { price } from './price.ts';
import type { Plan, Supply } from './problem.ts';

export interface Relaxed {
  /** Nothing in this node is worth more, beyond what its units are worth anyway. */
  readonly bound: number;
  readonly duals: Float64Array;
  /** What each offer would do at those duals, and what that is worth. */
  readonly plans: readonly (Plan | null)[];
  readonly worth: Float64Array;
  /** Per offer, the plans that the relaxation mixes and their shares. */
  readonly support: readonly (readonly Part[])[];
  /** Plans met on the way. */
  readonly wishes: readonly Wish[];
  /** The linear program that they are in; null where none was needed. */
  readonly master: Master | null;
}

/** Work that one component may spend on prices: units and states looked through, and numbers of the linear program. */
export interface PricingWork {
  left: number;
  /** Of asking each offer once. */
  readonly each: number;
}

/** Looks closer at what an offer's linear model promised. */
export type Refine = (offer: number, plan: Plan, supply: Supply, least: number, most: number) => Plan | null;

const MOST_ROUNDS = 60;
const MOST_PIVOTS = 2000;
/** Numbers that all pivots of one program may touch. */
const PIVOTS_WORK = 300_000_000;
/** One of them against a unit looked through. */
const PIVOT_SHARE = 1 / 4;
const WHOLE = 1e-6;
/** How much of the best known prices new ones keep. */
const SMOOTH = 0.3;

/** Beyond so many rows the program would cost more than it proves; prices are then found by stepping down the bound. */
const MOST_ROWS = 600;
const STEPS = 24;

/**
 * The Lagrangian bound of a node: prices for contested units such that offers, each solved alone, fight as little as they
 * can. The prices come from a linear program over the plans found so far, which grows by each offer's best answer to them.
 * Stops early once the bound is at or below `enough`, or after so many rounds of prices.
 */
export function relax(
  node: SearchNode,
  offers: readonly Offer[],
  base: Float64Array,
  wishes: readonly Wish[],
  from: Float64Array,
  enough: number,
  shelves: readonly Shelf[],
  work: PricingWork,
  refine: Refine | null = null,
  rounds = MOST_ROUNDS,
  parent: Master | null = null,
): Relaxed {
  const known = parent?.fresh === true ? parent : null;
  const rows = known === null ? contested(node, offers) : known.rows;
  const money = offers[0]?.scale.money ?? 1;
  const near = (offers[0]?.scale.application ?? 0) / 4;
  let duals: Float64Array = new Float64Array(node.open.length);
  for (const id of rows) duals[id] = from[id]!;
  let best = priced(duals);
  if (rows.length === 0 || best.bound <= enough || best.bound === Number.NEGATIVE_INFINITY)
    return finished(best, best.plans.map(single));
  if (!fights(best.plans)) return finished(best, best.plans.map(single));
  const program = known === null ? masterOf(node, offers) : known.within(node);
  if (program.lines > MOST_ROWS)
    return finished(
      descended(best),
      best.plans.map(() => []),
    );
  const mostPivots = Math.floor(PIVOTS_WORK / program.lines ** 2);
  let pivots = mostPivots;
  if (known === null) {
    for (const wish of wishes) if (allows(node, offers[wish.offer]!, wish.offer, wish.plan)) program.join(wish);
  }
  // A price far from the best known ones is mostly a bad guess: offers are asked somewhere between.
  let limits: Float64Array = new Float64Array(offers.length).fill(Number.NEGATIVE_INFINITY);
  if (known === null) welcome(best, best.duals);
  for (let round = 0; round < rounds && best.bound > enough && work.left > 0; round += 1) {
    const before = program.numbers();
    const settled = program.optimise(Math.min(MOST_PIVOTS, pivots));
    work.left -= (program.numbers() - before) * PIVOT_SHARE;
    pivots = mostPivots - program.pivots();
    const prices = program.prices();
    duals = prices.duals;
    limits = prices.limits;
    const { reached } = prices;
    if (!settled) break;
    if (known !== null && round === 0 && welcome(best, duals) > 0) continue;
    if (best.bound - reached <= near && !isWhole(program.mixture())) break;
    const between = new Float64Array(node.open.length);
    const kept = best.bound - reached > money ? SMOOTH : 0;
    for (const id of rows) between[id] = kept * best.duals[id]! + (1 - kept) * duals[id]!;
    const asked = priced(between);
    if (asked.bound < best.bound) best = asked;
    if (best.bound <= enough) break;
    if (welcome(asked, duals) > 0) continue;
    const told = priced(duals);
    if (told.bound < best.bound) best = told;
    if (welcome(told, duals) === 0) break;
  }
  return finished(best, program.mixture(), program);

  /** Takes up plans that would gain at the program's prices; how many do. */
  function welcome({ plans, duals: at }: ReturnType<typeof priced>, prices: Float64Array): number {
    let added = 0;
    for (let offer = 0; offer < plans.length; offer += 1) {
      const plan = plans[offer]!;
      if (plan === null || plan.sets === 0 || plan.bound === Number.NEGATIVE_INFINITY) continue;
      const value = plan.bound + openCost(offer, plan, at);
      const gain = value - openCost(offer, plan, prices) - limits[offer]!;
      if (gain <= 1e-4 + 1e-11 * Math.abs(plan.bound)) continue;
      program.join({ offer, plan, value });
      added += 1;
    }
    return added;
  }

  function priced(at: Float64Array) {
    work.left -= work.each;
    const plans: (Plan | null)[] = [];
    let bound = 0;
    for (let row = 0; row < rows.length; row += 1) bound += at[rows[row]!]! * node.open[rows[row]!]!;
    for (let index = 0; index < offers.length; index += 1) {
      const offer = offers[index]!;
      const supply = supplyOf(node, offer, index, base, at, shelves[index]);
      const least = node.low[index]!;
      const most = node.high[index]!;
      let plan = price(offer, supply, least, most);
      if (plan !== null && refine !== null && !offer.exact) plan = refine(index, plan, supply, least, most);
      plans.push(plan);
      bound += plan?.bound ?? 0;
    }
    return { plans, bound, duals: at };
  }

  /** Raises the prices of what too many want and lowers those of what is left over, by ever smaller steps. */
  function descended(start: ReturnType<typeof priced>): ReturnType<typeof priced> {
    let least = start;
    let here = start;
    for (let step = 1; step <= STEPS && work.left > 0; step += 1) {
      const surplus = new Float64Array(node.open.length);
      for (const id of rows) surplus[id] = -node.open[id]!;
      here.plans.forEach((plan, index) => {
        plan?.use.forEach((_, local) => {
          surplus[offers[index]!.classes[local]!]! += openUse(node, index, plan, local);
        });
      });
      let norm = 0;
      for (const id of rows) norm += surplus[id]! ** 2;
      if (norm === 0) break;
      const size = (here.bound * 0.5) / (step * norm);
      const next = new Float64Array(node.open.length);
      for (const id of rows) next[id] = Math.max(0, here.duals[id]! + size * surplus[id]!);
      here = priced(next);
      if (here.bound < least.bound) least = here;
    }
    return least;
  }

  function fights(plans: readonly (Plan | null)[]): boolean {
    const taken = new Int32Array(node.open.length);
    plans.forEach((plan, index) => {
      if (plan === null) return;
      for (let local = 0; local < plan.use.length; local += 1) {
        taken[offers[index]!.classes[local]!]! += openUse(node, index, plan, local);
      }
    });
    // Prices of units that are left over would make the bound lie above the answer.
    return rows.some((id) => taken[id]! > node.open[id]! || (duals[id]! > 0 && taken[id]! < node.open[id]!));
  }

  function openCost(index: number, plan: Plan, at: Float64Array): number {
    let cost = 0;
    for (let local = 0; local < plan.use.length; local += 1) {
      const id = offers[index]!.classes[local]!;
      if (at[id]! > 0) cost += at[id]! * openUse(node, index, plan, local);
    }
    return cost;
  }

  function finished(
    found: ReturnType<typeof priced>,
    support: Relaxed['support'],
    master: Master | null = null,
  ): Relaxed {
    const worth = Float64Array.from(found.plans, (plan) => plan?.bound ?? 0);
    const { bound, duals, plans } = found;
    return { bound, duals, plans, worth, support, wishes: master?.wishes() ?? [], master };
  }
}

function single(plan: Plan | null) {
  return plan === null ? [] : [{ plan, share: 1 }];
}

/** True where the relaxation mixes nothing: each offer has one plan, or none. */
export function isWhole(support: Relaxed['support']): boolean {
  return support.every((plans) => plans.length === 0 || (plans.length === 1 && plans[0]!.share > 1 - WHOLE));
}
