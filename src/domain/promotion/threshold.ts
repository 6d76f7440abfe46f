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

/** What counts towards a threshold: every matching unit, whatever took it, at its price so far or its shelf price. */
export function spentOn(pools: readonly Pool[], rule: Rule): Minor {
  return pools.reduce((sum, pool) => sum + (matches(pool, rule, 1) ? countedPrice(pool, rule) * pool.count : 0), 0);
}

export function countedPrice(pool: Pool, { promotion }: Rule): Minor {
  const threshold = promotion.family === 'threshold' || promotion.family === 'thresholdGet';
  return threshold && promotion.gross === true ? pool.kind.price : pool.net;
}

/**
 * A threshold as something to choose: all its eligible units or none, or sets of rewarded units that its spend pays for. The
 * rule it carries has the discount of the tier reached. Null where it is not reached or could save nothing.
 */
export function thresholdCandidate(
  pools: readonly Pool[],
  classes: readonly PoolClass[],
  rule: Rule,
): Candidate | null {
  const spent = spentOn(pools, rule);
  if (spent < spendOf(rule.promotion)) return null;
  return rule.promotion.family === 'threshold' ? whole(classes, rule, spent) : rewarded(classes, rule, spent);
}

function whole(classes: readonly PoolClass[], rule: Rule, spent: Minor): Candidate | null {
  const tier = rule.tiers.findLast(({ from }) => from <= spent);
  const group = taking(classes, rule, 1);
  if (tier === undefined || group.length === 0) return null;
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
function rewarded(classes: readonly PoolClass[], rule: Rule, spent: Minor): Candidate | null {
  const group = taking(classes, rule, 2);
  if (group.length === 0) return null;
  const each = spendOf(rule.promotion);
  const fund: Fund = {
    total: spent,
    each,
    ofUnit: classes.map(({ pools }) => (matches(pools[0]!, rule, 1) ? countedPrice(pools[0]!, rule) : 0)),
  };
  const limit = Math.min(rule.limit, Math.floor(spent / each));
  const sets: Rule = { ...rule, quantities: [rule.quantities[1]!], rebates: [rule.rebates[1]!], limit };
  return { rule: sets, groups: [group], fund };
}

function taking(classes: readonly PoolClass[], rule: Rule, bit: number): number[] {
  const ids: number[] = [];
  classes.forEach((each, id) => {
    const at = each.open.ranks.indexOf(rule.rank);
    if (at >= 0 && (each.open.masks[at]! & bit) !== 0) ids.push(id);
  });
  return ids;
}
