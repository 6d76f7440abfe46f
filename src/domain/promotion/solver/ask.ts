import { type Machine, machineOf } from './machine.ts';
import { type SearchNode, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { EFFORT, effortOf, price } from './price.ts';
import type { Plan, Realised, Supply } from './problem.ts';
import { realise } from './realise.ts';
import { tableOf } from './table.ts';

/** Looks left to spend; each question asked of an offer is one, or more for a large table. */
export interface Looks {
  left: number;
}

/** The best that an offer can do under what was asked of it, and what that is worth; no less, where its price only bounds. */
export interface Reply {
  readonly plan: Plan | null;
  readonly worth: number;
}

/** Asks one offer what it would do at a node's prices if it had to take so many open units of some classes. */
export interface Asking {
  /** Open units of each local class that it could take. */
  readonly counts: Int32Array;
  /** It takes `v` open units of a local class, neither more nor less. */
  fix(local: number, v: number): void;
  release(local: number): void;
  /** It may take up to `v` units of a class that nobody else wants, at no price. */
  give(local: number, v: number): void;
  /** Null where what was fixed can't be, or when out of looks. */
  reply(): Reply | null;
  taken(plan: Plan | null, local: number): number;
  /** Makes its replies exact for what it may still take; false where that is too much to follow. */
  sharpen(): boolean;
  /** Units and their true costs, as they are now. */
  offered(): Supply;
  /** Units of a class that it was told to take; −1 where it was not. */
  fixed(local: number): number;
  /** A plan of one of its replies, cut into sets. */
  realised(plan: Plan): Realised;
  /** How it goes class by class, if it does. */
  machine(): Machine | null;
  /** Out of looks. */
  spent(): boolean;
}

export function asking(
  node: SearchNode,
  asked: Offer,
  index: number,
  base: Float64Array,
  duals: Float64Array,
  looks: Looks,
): Asking {
  let offer = asked;
  let effort = effortOf(offer);
  const { own, shared, ownCost, sharedCost } = supplyOf(node, offer, index, base, duals);
  const supply: Supply = { own, ownCost, shared, sharedCost };
  const counts = shared.slice();
  const basis = ownCost.slice();
  // What open units cost it before any premium.
  const asks = sharedCost.slice();
  const fixed = new Int32Array(offer.classes.length).fill(-1);
  const premium = premiumOf(offer, supply);
  const low = node.low[index]!;
  const high = node.high[index]!;
  const taken = (plan: Plan | null, local: number) => (plan === null ? 0 : Math.max(0, plan.use[local]! - own[local]!));

  return {
    counts,
    taken,
    spent: () => looks.left < 0,
    offered: () => ({ ...supply, ownCost: basis, sharedCost: asks }),
    fixed: (local) => fixed[local]!,
    fix(local, v) {
      fixed[local] = v;
      shared[local] = v;
      // A premium on its units, its own included, makes the best answer one that takes them.
      ownCost[local] = basis[local]! - (v > 0 ? premium : 0);
      sharedCost[local] = asks[local]! - (v > 0 ? premium : 0);
    },
    release(local) {
      fixed[local] = -1;
      shared[local] = counts[local]!;
      ownCost[local] = basis[local]!;
      sharedCost[local] = asks[local]!;
    },
    give(local, v) {
      shared[local] = v;
      asks[local] = basis[local]!;
      sharedCost[local] = basis[local]!;
    },
    realised: (plan) => realise(offer, plan),
    machine: () => machineOf(offer, low, high),
    sharpen() {
      if (offer.exact) return true;
      const table = tableOf(
        offer,
        Int32Array.from(own, (count, local) => count + shared[local]!),
      );
      offer = { ...offer, table, exact: table !== null };
      effort = effortOf(offer);
      return offer.exact;
    },
    reply() {
      looks.left -= 1 + Math.floor(effort / EFFORT);
      if (looks.left < 0) return null;
      const plan = price(offer, supply, low, high);
      let forced = 0;
      for (let local = 0; local < fixed.length; local += 1) {
        const v = fixed[local]!;
        if (v < 0) continue;
        // Where the price only bounds, what can't be bounds itself away by the premium that it lacks.
        if (offer.exact && taken(plan, local) !== v) return null;
        if (v > 0) forced += v + own[local]!;
      }
      const worth = plan === null ? 0 : plan.bound - forced * premium;
      return worth === Number.NEGATIVE_INFINITY ? null : { plan, worth };
    },
  };
}

/** More than taking or leaving any unit can change; a power of two, so that taking it off again is exact. */
function premiumOf(offer: Offer, supply: Supply): number {
  let sum = Math.abs(offer.perSet);
  offer.unit.forEach(({ price: each, count }, local) => {
    sum += count * (each * offer.scale.money + Math.abs(supply.sharedCost[local]!) + Math.abs(supply.ownCost[local]!));
  });
  return 2 ** Math.ceil(Math.log2(sum + 1));
}
