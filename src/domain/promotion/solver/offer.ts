import { type Rebate, setSaving, unitSaving } from '../discount.ts';
import type { Rule } from '../rule.ts';
import { priceUncapped } from './price.ts';
import { tierWorths } from './price-bulk.ts';
import { isCountable } from './price-capped.ts';
import { dearestFirst } from './price-cheapest.ts';
import { isRounded } from './price-rounded.ts';
import { applicationCost, type Candidate, type Fund, type Scale, type UnitClass } from './problem.ts';
import { bestGain } from './rounding.ts';
import { type Table, tableOf } from './table.ts';

/** One group of an offer: how many units a set takes of it, and what each is worth to it. */
export interface Role {
  readonly quantity: number;
  /** By local class; 1 where the group takes it. */
  readonly member: Uint8Array;
  /** Scaled worth of one unit; the part of a set's saving that is in proportion to its price where the discount is per set. */
  readonly worth: Float64Array;
}

/** A candidate made ready to be priced: the linear model of its savings, which is never below the truth. */
export interface Offer extends Untabled {
  /** All it can do, where the linear model is not the truth and that is little enough. */
  readonly table: Table | null;
}

export interface Untabled {
  readonly candidate: number;
  readonly rule: Rule;
  readonly shape: 'sets' | 'cheapest' | 'bulk';
  /** Class index of each local class, ascending. */
  readonly classes: Int32Array;
  readonly unit: readonly UnitClass[];
  readonly roles: readonly Role[];
  /** Some class serves more than one group. */
  readonly overlaps: boolean;
  /** Of "cheapest rewarded": local classes as sets are made of them, dearest first. */
  readonly order: Int32Array | null;
  /** Scaled constant of one application: set amounts and prices, rounding gains, less the price of an application. */
  /** Of bulk, by tier and local class: scaled worth of one unit. */
  readonly tiers: readonly Float64Array[];
  readonly perSet: number;
  /** Of it, the price of an application alone (below zero; above it where as many as possible are wanted). */
  readonly application: number;
  readonly limit: number;
  /** Scaled cap, infinite where it cannot bind. */
  readonly cap: number;
  /** The linear model is the truth at its optimum. */
  readonly exact: boolean;
  /** The discount of the whole set, where it is per set. */
  readonly ofSet: Rebate | null;
  readonly scale: Scale;
  /** Saving of an offer that takes everything or nothing. */
  readonly whole: number | null;
  /** By local class. */
  readonly fund: Fund | null;
  /** Capped, and priced minor unit by minor unit. */
  readonly countable: boolean;
  /** A percent per set whose single sets are priced by their true rounding. */
  readonly rounded: boolean;
  /** Other linear models that are never below the truth either: an amount is at most its set's price. */
  readonly others: readonly Untabled[];
}

/** Among many offers one that is bounded badly costs most: an amount that runs into the price of cheap sets may have larger tables. */
const ROOMY = 4;

/** Makes an offer of a candidate. `place` is its rule's place among the rules of the problem. */
export function offerOf(
  candidate: Candidate,
  index: number,
  place: number,
  classes: readonly UnitClass[],
  scale: Scale,
  bonus = 0,
  many = false,
): Offer {
  const offer = modelled(candidate, index, place, classes, scale, bonus);
  if (offer.exact && !offer.countable) return { ...offer, table: null };
  const there = new Int32Array(offer.unit.length);
  for (let c = 0; c < there.length; c += 1) there[c] = offer.unit[c]!.count;
  const table = tableOf(offer, there, many && offer.ofSet?.kind === 'amount' ? ROOMY : 1);
  return { ...offer, table, exact: offer.exact || table !== null };
}

function modelled(
  candidate: Candidate,
  index: number,
  place: number,
  classes: readonly UnitClass[],
  scale: Scale,
  bonus: number,
): Untabled {
  const { rule } = candidate;
  const ids = classesOf(candidate, classes.length);
  const unit: UnitClass[] = [];
  for (let c = 0; c < ids.length; c += 1) unit.push(classes[ids[c]!]!);
  const shape = rule.promotion.family === 'bulk' ? 'bulk' : rule.cheapest ? 'cheapest' : 'sets';
  const cost = bonus - applicationCost(scale, place);
  const whole = candidate.whole ?? null;
  const ofSet = shape === 'bulk' || whole !== null ? null : setRebate(rule);
  const roles = rolesOf(candidate, ids, unit, shape !== 'bulk' && whole === null, ofSet, scale);
  let perSet = cost;
  let exact = shape !== 'bulk' || rule.tiers.every(({ rebate }) => rebate.per === 'unit');
  if (whole !== null) perSet += whole * scale.money;
  if (ofSet !== null) {
    const rewarded = roles.filter((_, at) => rule.rebates[at] !== null);
    if (ofSet.kind === 'price') perSet -= ofSet.value * scale.money;
    if (ofSet.kind === 'amount') {
      perSet += ofSet.value * scale.money;
      exact = rewarded.reduce((sum, role) => sum + leastOf(role, unit), 0) >= ofSet.value;
    }
    if (ofSet.kind === 'percent') {
      const gain = bestGain(ofSet, rewarded, unit);
      perSet += Math.ceil(gain.most * scale.money);
      exact = gain.always;
    }
  }
  const spent = candidate.fund;
  const free = {
    candidate: index,
    rule,
    shape,
    classes: ids,
    unit,
    roles,
    overlaps: overlapping(roles, ids.length),
    order: shape === 'cheapest' ? dearestFirst(unit, roles[1]!.worth) : null,
    tiers: shape === 'bulk' ? tierWorths(rule, unit, scale) : NO_TIERS,
    perSet,
    application: cost,
    limit: rule.limit,
    cap: Number.POSITIVE_INFINITY,
    exact,
    ofSet,
    scale,
    whole,
    fund: spent === undefined ? null : { ...spent, ofUnit: Array.from(ids, (id) => spent.ofUnit[id]!) },
    countable: false,
    rounded: false,
    others: [] as Untabled[],
  } as const satisfies Untabled;
  if (ofSet?.kind === 'amount' && !exact) free.others.push(...[0, 0.5].map((share) => mixedAmount(free, share)));
  const cap = rule.cap * scale.money;
  if (free.fund !== null) return { ...free, exact: false, cap: cap < mostOf(free) ? cap : free.cap };
  if (whole !== null || cap === Number.POSITIVE_INFINITY || cap >= mostOf(free)) {
    if (exact || !isRounded(free)) return free;
    return { ...free, rounded: true, exact: free.limit === 1 };
  }
  const countable = isCountable(free) && bonus === 0;
  const amounts = ofSet?.kind === 'amount' && exact && !free.overlaps && shape === 'sets';
  return { ...free, cap, countable, exact: countable || amounts };
}

const NO_TIERS: readonly Float64Array[] = [];

/** All classes that some group takes, ascending. */
function classesOf({ groups }: Candidate, size: number): Int32Array {
  const [only] = groups;
  if (groups.length === 1) return Int32Array.from(only!);
  const taken = new Uint8Array(size);
  let count = 0;
  for (const group of groups) {
    for (let n = 0; n < group.length; n += 1) {
      count += 1 - taken[group[n]!]!;
      taken[group[n]!] = 1;
    }
  }
  const ids = new Int32Array(count);
  for (let id = 0, at = 0; id < size; id += 1) {
    if (taken[id] === 0) continue;
    ids[at] = id;
    at += 1;
  }
  return ids;
}

function rolesOf(
  { rule, groups }: Candidate,
  ids: Int32Array,
  unit: readonly UnitClass[],
  valued: boolean,
  ofSet: Rebate | null,
  scale: Scale,
): Role[] {
  const roles: Role[] = [];
  for (let at = 0; at < groups.length; at += 1) {
    const member = new Uint8Array(ids.length);
    const worth = new Float64Array(ids.length);
    const rebate = valued ? (rule.rebates[at] ?? null) : null;
    const group = groups[at]!;
    for (let n = 0, local = 0; n < group.length; n += 1) {
      // Both ascend.
      while (ids[local] !== group[n]) local += 1;
      member[local] = 1;
      if (rebate !== null) worth[local] = worthOf(rebate, unit[local]!, ofSet, scale);
    }
    roles.push({ quantity: rule.quantities[at] ?? 1, member, worth });
  }
  return roles;
}

function overlapping(roles: readonly Role[], size: number): boolean {
  if (roles.length === 1) return false;
  for (let c = 0; c < size; c += 1) {
    let takers = 0;
    for (const { member } of roles) takers += member[c]!;
    if (takers > 1) return true;
  }
  return false;
}

/** The discount per set of a rule whose sets have more than one rewarded unit; one unit's set is the unit. */
function setRebate(rule: Rule): Rebate | null {
  const rebate = rule.rebates.find((each) => each !== null) ?? null;
  if (rebate?.per !== 'set') return null;
  let rewarded = 0;
  for (let at = 0; at < rule.rebates.length; at += 1) {
    if (rule.rebates[at] !== null) rewarded += rule.quantities[at] ?? 0;
  }
  return rewarded > 1 ? rebate : null;
}

function worthOf(rebate: Rebate, unit: UnitClass, ofSet: Rebate | null, scale: Scale): number {
  if (ofSet === null) {
    return (
      (rebate.per === 'unit' ? unitSaving(rebate, unit.price, unit.grams) : setSaving(rebate, unit.price)) * scale.money
    );
  }
  if (ofSet.kind === 'amount') return 0;
  if (ofSet.kind === 'price') return unit.price * scale.money;
  return Math.ceil((unit.price * scale.money * ofSet.numerator) / ofSet.denominator);
}

function leastOf(role: Role, unit: readonly UnitClass[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < unit.length; c += 1) if (role.member[c] === 1) least = Math.min(least, unit[c]!.price);
  return least === Number.POSITIVE_INFINITY ? 0 : least * role.quantity;
}

/** A truncated amount seen as a share of the amount and the rest of it as a share of the set's price. */
function mixedAmount(offer: Untabled, share: number): Untabled {
  const { money } = offer.scale;
  const amount = (offer.ofSet?.value ?? 0) * money;
  const roles = offer.roles.map((role, at) => ({
    ...role,
    worth:
      offer.rule.rebates[at] === null
        ? role.worth
        : Float64Array.from(offer.unit, (unit) => unit.price * money * (1 - share)),
  }));
  return { ...offer, roles, perSet: offer.perSet - amount * (1 - share), others: [] };
}

/** A saving that the offer can never exceed: what it would save were all units its own. */
function mostOf(offer: Untabled): number {
  const size = offer.classes.length;
  const none = new Float64Array(size);
  const shared = Int32Array.from(offer.unit, (unit) => unit.count);
  const plan = priceUncapped(offer, { own: new Int32Array(size), ownCost: none, shared, sharedCost: none }, 1);
  return plan === null ? 0 : plan.bound - plan.sets * offer.application;
}
