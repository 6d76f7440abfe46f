import type { Minor } from '../money/money.ts';
import type { PoolClass } from './classes.ts';
import { setSaving, unitSaving } from './discount.ts';
import { type Rule, spendOf } from './rule.ts';
import type { Candidate, Fund } from './solver/problem.ts';
import type { Pool } from './units.ts';

/** Whether the groups in `bits` of a rule take a pool's units at all. */
export function matches(pool: Pool, rule: Rule, bits: number): boolean {
  const { rules, masks } = pool.kind.reach;
  let low = 0;
  let high = rules.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (rules[middle] === rule.rank) return (masks[middle]! & bits) !== 0;
    if (rules[middle]! < rule.rank) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** What a threshold of a layer has: what counts towards it, and the classes that it may discount, ascending. */
interface Ground {
  spent: Minor;
  readonly group: number[];
}

/** All rules' grounds by rank. What counts is every matching unit, whatever took it, at its price so far or its shelf price. */
function groundsOf(pools: readonly Pool[], classes: readonly PoolClass[], rules: readonly Rule[]) {
  const grounds = new Map<number, Ground & { readonly rule: Rule }>();
  for (const rule of rules) grounds.set(rule.rank, { rule, spent: 0, group: [] });
  for (const pool of pools) {
    const { rules: ranks, masks } = pool.kind.reach;
    for (let at = 0; at < ranks.length; at += 1) {
      if ((masks[at]! & COUNTED) === 0) continue;
      const ground = grounds.get(ranks[at]!);
      if (ground !== undefined) ground.spent += countedPrice(pool, ground.rule) * pool.count;
    }
  }
  for (let id = 0; id < classes.length; id += 1) {
    const { ranks, masks } = classes[id]!.open;
    for (let at = 0; at < ranks.length; at += 1) {
      const ground = grounds.get(ranks[at]!);
      if (ground === undefined) continue;
      const bit = ground.rule.promotion.family === 'threshold' ? COUNTED : REWARDED;
      if ((masks[at]! & bit) !== 0) ground.group.push(id);
    }
  }
  return grounds;
}

/** Groups of a threshold, as bits: the one that counts (and of "threshold" is discounted), and the one that is rewarded. */
const COUNTED = 1;
const REWARDED = 2;

export function countedPrice(pool: Pool, { promotion }: Rule): Minor {
  const threshold = promotion.family === 'threshold' || promotion.family === 'thresholdGet';
  return threshold && promotion.gross === true ? pool.kind.price : pool.net;
}

/**
 * The thresholds of a layer as something to choose: all its eligible units or none, or sets of rewarded units that its spend pays
 * for. The rule that one carries has the discount of the tier reached. Null where it is not reached or could save nothing.
 */
export function thresholdCandidates(
  pools: readonly Pool[],
  classes: readonly PoolClass[],
  rules: readonly Rule[],
): (Candidate | null)[] {
  const grounds = groundsOf(pools, classes, rules);
  return rules.map((rule) => {
    const { spent, group } = grounds.get(rule.rank)!;
    if (spent < spendOf(rule.promotion) || group.length === 0) return null;
    return rule.promotion.family === 'threshold'
      ? whole(classes, rule, spent, group)
      : rewarded(classes, rule, spent, group);
  });
}

function whole(classes: readonly PoolClass[], rule: Rule, spent: Minor, group: readonly number[]): Candidate | null {
  const tier = rule.tiers.findLast(({ from }) => from <= spent);
  if (tier === undefined) return null;
  const { rebate } = tier;
  let each = 0;
  let sum = 0;
  let count = 0;
  for (const id of group) {
    const unit = classes[id]!;
    count += unit.count;
    sum += unit.count * unit.price;
    each += rebate.per === 'unit' ? unit.count * unitSaving(rebate, unit.price, unit.grams) : 0;
  }
  const saving = rebate.per === 'unit' ? each : setSaving(rebate, sum);
  if (saving === 0) return null;
  const reached: Rule = { ...rule, quantities: [count], rebates: [rebate], tiers: [] };
  return { rule: reached, groups: [group], whole: Math.min(saving, rule.cap) };
}

/** Rewarded units don't count to the spend: each set uses up its spend and, where it counted, its own value. */
function rewarded(classes: readonly PoolClass[], rule: Rule, spent: Minor, group: readonly number[]): Candidate {
  const each = spendOf(rule.promotion);
  const fund: Fund = {
    total: spent,
    each,
    ofUnit: classes.map(({ pools }) => (matches(pools[0]!, rule, COUNTED) ? countedPrice(pools[0]!, rule) : 0)),
  };
  const limit = Math.min(rule.limit, Math.floor(spent / each));
  const sets: Rule = { ...rule, quantities: [rule.quantities[1]!], rebates: [rule.rebates[1]!], limit };
  return { rule: sets, groups: [group], fund };
}
