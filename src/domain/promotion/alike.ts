import { type Rebate, setSaving, unitSaving } from './discount.ts';
import type { Rule } from './rule.ts';
import { type Application, applicationCost, type Scale, type UnitClass } from './solver/problem.ts';
import type { Solved } from './solver/solve.ts';

/** Beyond so many ways in which one rule could apply, or all together, the solver finds the best sooner. */
const MOST_OPTIONS = 2000;
const MOST_STEPS = 400;

/** One way in which a rule could apply: the units that takes, and what it is worth beyond what they are worth alone. */
interface Option {
  readonly units: number;
  readonly worth: number;
  readonly application: Application;
}

/**
 * The answer of a component whose units are all alike, which is most of them: the sets of a rule are then all the same, so only
 * their number is open. Null where two choices are worth the same, or there are too many to look at.
 * @param places of the rules among those of the component. @param base scaled worth of a unit left alone.
 */
export function solveAlike(
  unit: UnitClass,
  rules: readonly Rule[],
  places: readonly number[],
  base: number,
  scale: Scale,
): Solved | null {
  const options: Option[][] = [];
  for (let at = 0; at < rules.length; at += 1) {
    const cost = applicationCost(scale, places[at]!);
    const mine = optionsOf(unit, rules[at]!, at, { cost, base, scale }, rules.length === 1);
    if (mine === null) return null;
    options.push(mine);
  }
  return best(options, unit.count);
}

interface Costs {
  /** Of one application, and of one unit. */
  readonly cost: number;
  readonly base: number;
  readonly scale: Scale;
}

/** Ways that are worth something; for a rule that is `alone`, without those that plainly are not the best. */
function optionsOf(unit: UnitClass, rule: Rule, candidate: number, costs: Costs, alone: boolean): Option[] | null {
  if (rule.promotion.family === 'bulk') {
    return bulkOptions(unit, rule, rule.promotion.groups[0].max ?? unit.count, candidate, costs);
  }
  const { cost, base, scale } = costs;
  let size = 0;
  for (const quantity of rule.quantities) size += quantity;
  const saving = savingOf(unit, rule);
  const possible = Math.min(rule.limit, Math.floor(unit.count / size));
  const least = alone && saving * possible <= rule.cap ? possible : 1;
  if (possible - least > MOST_OPTIONS) return null;
  const options: Option[] = [];
  for (let times = Math.max(1, least); times <= possible; times += 1) {
    const worth = Math.min(times * saving, rule.cap) * scale.money - times * (cost + size * base);
    if (worth <= 0) continue;
    const takes = rule.quantities.map((quantity) => [[0, quantity] as const]);
    options.push({ units: times * size, worth, application: { candidate, takes, times, saving } });
  }
  return options;
}

/** What one set of like units saves before the cap. */
function savingOf({ price, grams }: UnitClass, { quantities, rebates }: Rule): number {
  let each = 0;
  let sum = 0;
  let ofSet: Rebate | null = null;
  for (let group = 0; group < quantities.length; group += 1) {
    const rebate = rebates[group] ?? null;
    if (rebate === null) continue;
    if (rebate.per === 'unit') each += quantities[group]! * unitSaving(rebate, price, grams);
    else {
      sum += quantities[group]! * price;
      ofSet = rebate;
    }
  }
  return ofSet === null ? each : setSaving(ofSet, sum);
}

function bulkOptions(
  { price, grams, count }: UnitClass,
  { tiers, quantities, cap }: Rule,
  max: number,
  candidate: number,
  { cost, base, scale }: Costs,
): Option[] | null {
  const most = Math.min(max, count);
  if (most - quantities[0]! > MOST_OPTIONS) return null;
  const options: Option[] = [];
  for (let k = quantities[0]!; k <= most; k += 1) {
    const tier = tiers.findLast(({ from }) => from <= k);
    if (tier === undefined) continue;
    const { rebate, from } = tier;
    const saving =
      rebate.per === 'unit' ? k * unitSaving(rebate, price, grams) : setSaving(rebate, k * price, k, Math.max(1, from));
    const worth = Math.min(saving, cap) * scale.money - cost - k * base;
    if (worth <= 0) continue;
    options.push({ units: k, worth, application: { candidate, takes: [[[0, k]]], times: 1, saving } });
  }
  return options;
}

/** Of each rule one option or none: those that together are worth most. */
function best(options: readonly (readonly Option[])[], count: number): Solved | null {
  let most = 0;
  let equal = false;
  let chosen: readonly Application[] = [];
  let steps = MOST_STEPS + (options[0]?.length ?? 0);
  const made: Application[] = [];
  look(0, count, 0);
  return equal || steps < 0 ? null : { applications: chosen, gap: 0 };

  function look(at: number, left: number, worth: number): void {
    steps -= 1;
    if (steps < 0) return;
    const mine = options[at];
    if (mine === undefined) {
      if (worth < most) return;
      equal = worth === most && worth > 0;
      if (equal) return;
      most = worth;
      chosen = [...made];
      return;
    }
    for (const option of mine) {
      if (option.units > left) continue;
      made.push(option.application);
      look(at + 1, left - option.units, worth + option.worth);
      made.pop();
    }
    look(at + 1, left, worth);
  }
}
