import { type Rebate, setSaving, unitSaving } from './discount.ts';
import type { Rule } from './rule.ts';
import { applicationCost, type Scale, type UnitClass } from './solver/problem.ts';
import type { Solved } from './solver/solve.ts';

/** Beyond so many numbers of sets, the solver's ways of finding the best are faster than trying each. */
const MOST_TRIED = 2000;
const NOTHING: Solved = { applications: [], gap: 0 };

/**
 * The answer of a component of one rule over units that are all alike, which is most of them: all its sets are the same, so
 * only their number is open. Null where two numbers are worth the same, or there are too many to try.
 * @param place of the rule among those of the component. @param base scaled worth of a unit left alone.
 */
export function solveAlike(unit: UnitClass, rule: Rule, place: number, base: number, scale: Scale): Solved | null {
  const cost = applicationCost(scale, place);
  if (rule.promotion.family === 'bulk') return solveBulk(unit, rule, rule.promotion.groups[0].max, cost, base, scale);
  let size = 0;
  for (const quantity of rule.quantities) size += quantity;
  const saving = savingOf(unit, rule);
  const possible = Math.min(rule.limit, Math.floor(unit.count / size));
  const worth = (sets: number) => Math.min(sets * saving, rule.cap) * scale.money - sets * (cost + size * base);
  let times = worth(1) > 0 ? possible : 0;
  if (saving * possible > rule.cap) {
    const best = bestOf(1, possible, worth);
    if (best === null) return null;
    times = best;
  }
  if (times <= 0) return NOTHING;
  return { applications: [{ candidate: 0, takes: rule.quantities.map((q) => [[0, q]]), times, saving }], gap: 0 };
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

function solveBulk(
  { price, grams, count }: UnitClass,
  { tiers, quantities, cap }: Rule,
  max: number | undefined,
  cost: number,
  base: number,
  scale: Scale,
): Solved | null {
  const saved = (k: number) => {
    const tier = tiers.findLast(({ from }) => from <= k);
    if (tier === undefined) return 0;
    const { rebate, from } = tier;
    return rebate.per === 'unit'
      ? k * unitSaving(rebate, price, grams)
      : setSaving(rebate, k * price, k, Math.max(1, from));
  };
  const most = Math.min(max ?? count, count);
  const k = bestOf(quantities[0]!, most, (k) => Math.min(saved(k), cap) * scale.money - cost - k * base);
  if (k === null || k === 0) return k === null ? null : NOTHING;
  return { applications: [{ candidate: 0, takes: [[[0, k]]], times: 1, saving: saved(k) }], gap: 0 };
}

/** The number from one to another that is worth most, 0 where none is worth anything; null where equals leave a choice. */
function bestOf(from: number, to: number, worth: (n: number) => number): number | null {
  if (to - from > MOST_TRIED) return null;
  let best = 0;
  let most = 0;
  let equal = false;
  for (let n = from; n <= to; n += 1) {
    const value = worth(n);
    if (value < most) continue;
    equal = value === most && best > 0;
    if (value === most) continue;
    best = n;
    most = value;
  }
  return equal ? null : best;
}
