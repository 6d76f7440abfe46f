import { type Rebate, setSaving, unitSaving } from '../discount.ts';
import type { Rule } from '../rule.ts';
import { priceUncapped } from './price.ts';
import { isCountable } from './price-capped.ts';
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
  /** Scaled constant of one application: set amounts and prices, rounding gains, less the price of an application. */
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

/** Makes an offer of a candidate. `place` is its rule's place among the rules of the problem. */
export function offerOf(
  candidate: Candidate,
  index: number,
  place: number,
  classes: readonly UnitClass[],
  scale: Scale,
  bonus = 0,
): Offer {
  const offer = modelled(candidate, index, place, classes, scale, bonus);
  const table =
    offer.exact && !offer.countable
      ? null
      : tableOf(
          offer,
          Int32Array.from(offer.unit, (unit) => unit.count),
        );
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
  const ids = Int32Array.from(new Set(candidate.groups.flat())).sort();
  const unit = Array.from(ids, (id) => classes[id]!);
  const local = new Map(Array.from(ids, (id, at) => [id, at]));
  const shape = rule.promotion.family === 'bulk' ? 'bulk' : rule.cheapest ? 'cheapest' : 'sets';
  const cost = bonus - applicationCost(scale, place);
  const rebates = rule.rebates;
  const whole = candidate.whole ?? null;
  const ofSet = shape === 'bulk' || whole !== null ? null : setRebate(rule);
  let perSet = cost;
  let exact = shape !== 'bulk' || rule.tiers.every(({ rebate }) => rebate.per === 'unit');
  const roles = candidate.groups.map((group, at) => {
    const member = new Uint8Array(ids.length);
    for (const id of group) member[local.get(id) ?? 0] = 1;
    const worth = new Float64Array(ids.length);
    const rebate = rebates[at] ?? null;
    if (rebate !== null && shape !== 'bulk' && whole === null) {
      for (let c = 0; c < ids.length; c += 1) if (member[c] === 1) worth[c] = worthOf(rebate, unit[c]!, ofSet, scale);
    }
    return { quantity: rule.quantities[at] ?? 1, member, worth };
  });
  if (whole !== null) perSet += whole * scale.money;
  if (ofSet !== null) {
    const rewarded = roles.filter((_, at) => rebates[at] !== null);
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
  const cap = rule.cap * scale.money;
  const overlaps = unit.some((_, c) => roles.filter((role) => role.member[c] === 1).length > 1);
  const offer = {
    candidate: index,
    rule,
    shape,
    classes: ids,
    unit,
    roles,
    overlaps,
    perSet,
    application: cost,
    limit: rule.limit,
    ofSet,
    scale,
  } as const;
  const spent = candidate.fund;
  const fund = spent === undefined ? null : { ...spent, ofUnit: Array.from(ids, (id) => spent.ofUnit[id]!) };
  const free = {
    ...offer,
    cap: Number.POSITIVE_INFINITY,
    exact,
    whole,
    fund,
    countable: false,
    rounded: false,
    others: [] as Untabled[],
  };
  if (ofSet?.kind === 'amount' && !exact) free.others.push(...[0, 0.5].map((share) => mixedAmount(free, share)));
  if (fund !== null) return { ...free, exact: false, cap: cap < mostOf(free) ? cap : free.cap };
  const single = isRounded(offer);
  if (whole !== null || cap >= mostOf(free))
    return { ...free, rounded: single && !exact, exact: exact || (single && offer.limit === 1) };
  const countable = isCountable(free) && bonus === 0;
  const amounts = ofSet?.kind === 'amount' && exact && !overlaps && shape === 'sets';
  return { ...free, cap, countable, exact: countable || amounts };
}

/** The discount per set of a rule whose sets have more than one rewarded unit; one unit's set is the unit. */
function setRebate(rule: Rule): Rebate | null {
  const rewarded = rule.rebates.map((rebate, at) => (rebate === null ? 0 : (rule.quantities[at] ?? 0)));
  const rebate = rule.rebates.find((each) => each !== null) ?? null;
  return rebate?.per === 'set' && rewarded.reduce((a, b) => a + b, 0) > 1 ? rebate : null;
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
