import { type Rebate, unitSaving } from './discount.ts';
import type { Rule } from './rule.ts';
import type { Candidate, UnitClass } from './solver/problem.ts';

/**
 * Candidates without those that another does better: it makes the same sets of the same goods or more, each saves more, or as
 * much where it goes first, and it knows no limit and no cap. Whatever the one would do, the other does instead, so no best answer
 * has it; left in, the two would be weighed against each other in every search.
 */
export function undominated(candidates: readonly Candidate[], classes: readonly UnitClass[]): readonly Candidate[] {
  const free = candidates.filter(({ rule }) => isFree(rule));
  if (free.length === 0) return candidates;
  const kept = candidates.filter((each) => !free.some((other) => isBetter(other, each, classes)));
  return kept.length === candidates.length ? candidates : kept;
}

function isFree({ limit, cap }: Rule): boolean {
  return limit === Number.POSITIVE_INFINITY && cap === Number.POSITIVE_INFINITY;
}

function isBetter(one: Candidate, other: Candidate, classes: readonly UnitClass[]): boolean {
  const [mine, its] = [one.rule, other.rule];
  if (mine === its || mine.promotion.family !== its.promotion.family || mine.cheapest !== its.cheapest) return false;
  if (mine.quantities.length !== its.quantities.length) return false;
  let more = false;
  for (let at = 0; at < one.groups.length; at += 1) {
    if (mine.quantities[at] !== its.quantities[at]) return false;
    const goods = other.groups[at]!;
    if (!includes(one.groups[at]!, goods)) return false;
    const saves = compare(mine.rebates[at] ?? null, its.rebates[at] ?? null, goods, classes);
    if (saves === 'less') return false;
    more ||= saves === 'more';
  }
  return more || mine.rank < its.rank;
}

/** Whether one list has all of another; both ascend. */
function includes(all: readonly number[], some: readonly number[]): boolean {
  let at = 0;
  for (const id of some) {
    while (at < all.length && all[at]! < id) at += 1;
    if (all[at] !== id) return false;
  }
  return true;
}

/** What one discount saves on whatever goods of a group, against another: `more` on each, `enough` on each, or `less` on some. */
function compare(
  one: Rebate | null,
  other: Rebate | null,
  goods: readonly number[],
  classes: readonly UnitClass[],
): 'more' | 'enough' | 'less' {
  if (one === null || other === null) return one === other ? 'enough' : 'less';
  if (one.per !== other.per) return 'less';
  if (one.per === 'set')
    return one.kind === other.kind && one.kind !== 'percent' && isMore(one, other) ? 'enough' : 'less';
  let more = true;
  for (const id of goods) {
    const { price, grams } = classes[id]!;
    const by = unitSaving(one, price, grams) - unitSaving(other, price, grams);
    if (by < 0) return 'less';
    more &&= by > 0;
  }
  return more ? 'more' : 'enough';
}

/** An amount or price of a set that is never worth less than another. */
function isMore(one: Rebate, other: Rebate): boolean {
  return one.kind === 'amount' ? one.value >= other.value : one.value <= other.value;
}
