import type { Minor } from '../../money/money.ts';
import type { Rule } from '../rule.ts';

/** Units that no offer of the problem can tell apart. Classes stand in canonical order. */
export interface UnitClass {
  readonly price: Minor;
  readonly grams: number | null;
  readonly count: number;
}

/** A rule and the classes that each of its groups takes. */
export interface Candidate {
  readonly rule: Rule;
  /** Per group: indices of classes, ascending. */
  readonly groups: readonly (readonly number[])[];
  /** Where the rule takes all units of its group or none: what it then saves. */
  readonly whole?: Minor;
  /** Something that applications use up besides units. */
  readonly fund?: Fund;
}

/** A threshold's spend: each application uses it up, and so does a rewarded unit that would itself have counted. */
export interface Fund {
  readonly total: Minor;
  readonly each: Minor;
  /** By class. */
  readonly ofUnit: readonly Minor[];
}

/**
 * Values are integers on one scale that ranks answers as the specification does: `money` for each minor unit saved, less
 * `application` for each application, less the place of its rule among the rules of the problem.
 */
export interface Scale {
  readonly money: number;
  readonly application: number;
  /** More than all applications of an answer can cost together; less than `money`. */
  readonly penalty: number;
}

/** One application: how many units of each class serve in each group, how often the very same is made, what each saves. */
export interface Application {
  readonly candidate: number;
  /** Per group, pairs of class and count. */
  readonly takes: readonly (readonly (readonly [number, number])[])[];
  readonly times: number;
  /** Saving of one of them before the rule's cap. */
  readonly saving: Minor;
}

/** How many units of a class (by local index of an offer) may be taken, and what taking one costs elsewhere. */
export interface Supply {
  /** Units that nobody else may take, and their cost. */
  readonly own: Int32Array;
  readonly ownCost: Float64Array;
  /** Units open to others too, and their cost. */
  readonly shared: Int32Array;
  readonly sharedCost: Float64Array;
}

/** What one offer would best do at given costs. */
export interface Plan {
  /** No plan at these costs is worth more. */
  readonly bound: number;
  /** Units per local class, over all groups. */
  readonly use: Int32Array;
  /** The same per group. */
  readonly roles: readonly Int32Array[];
  readonly sets: number;
  /** Of a tabled offer, which of its states it is. */
  readonly state?: number;
  /** How it is cut into sets, where that was found along with it. */
  readonly realised?: Realised;
}

/** A plan cut into sets, and what it is truly worth. */
export interface Realised {
  readonly applications: readonly Application[];
  /** Scaled worth before the costs of units: money after the cap, less the price of its applications. */
  readonly worth: number;
  readonly use: Int32Array;
}

/** Savings beyond this are not told apart to the last application; they still are to the last minor unit. */
const ROOM = 2 ** 42;

/** What one application costs on a scale; a coarse one has no room for the place of its rule. */
export function applicationCost(scale: Scale, place: number): number {
  return scale.application <= 1 ? scale.application : scale.application + place;
}

/** How many times finer than need be a scale is where there is room: a bound of 9.7 minor units then rules out 10. */
const FINER = 64;

/** The finest scale that leaves doubles room for exact sums. */
export function scaleOf(most: Minor, units: number, rules: number): Scale {
  const application = units * rules + 1;
  const penalty = units * (application + rules);
  for (const finer of [FINER, 1]) {
    const money = (penalty + 1) * finer;
    if (most * money < ROOM) return { money, application, penalty };
  }
  const coarse = most * (units + 1) < ROOM;
  return coarse ? { money: units + 1, application: 1, penalty: units } : { money: 1, application: 0, penalty: 0 };
}

/** Scaled cost of the units used; one's own units, the cheaper ones, first. */
export function costOfUse(use: Int32Array, supply: Supply): number {
  let cost = 0;
  for (let c = 0; c < use.length; c += 1) {
    const own = Math.min(use[c]!, supply.own[c]!);
    cost += own * supply.ownCost[c]! + (use[c]! - own) * supply.sharedCost[c]!;
  }
  return cost;
}
