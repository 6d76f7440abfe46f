import type { AppliedPromotion, PromotableLine, PromotionHint } from './engine.ts';
import { type Rule, spendOf } from './rule.ts';
import { countedPrice, matches } from './threshold.ts';
import type { Pool } from './units.ts';

/** Hints are few, so that each is read; nearest first. */
const MOST_HINTS = 20;
/** A spend is nearly reached from this share on. */
const NEAR = 0.7;

interface Near {
  readonly rule: Rule;
  readonly missing: number;
  readonly ofSpend: boolean;
  /** The group that is short of units. */
  readonly group: number;
}

/** Finds the hints for a basket as it came and as it was left. */
export type Hints = (
  lines: readonly PromotableLine[],
  start: readonly Pool[],
  end: readonly Pool[],
  live: readonly Rule[],
  applied: readonly AppliedPromotion[],
) => PromotionHint[];

/**
 * What is missing for promotions nearly reached: one that has had no application, of whose units at least one is there and
 * untaken and at most as many are missing as are there; or a spend reached by at least seven tenths.
 */
export function hinting(rules: readonly Rule[]): Hints {
  // Where the groups of each rule begin among all groups.
  const first = new Int32Array(rules.length + 1);
  for (const { rank, quantities } of rules) first[rank + 1] = first[rank]! + quantities.length;
  // Room that every basket uses anew: what each group, or the spend of each threshold, has.
  const have = new Float64Array(first[rules.length]!);

  return (lines, start, end, live, applied) => {
    for (const { rank } of live) have.fill(0, first[rank]!, first[rank + 1]!);
    for (const pool of end) count(pool);
    const near: Near[] = [];
    for (const rule of live) {
      const found = rule.threshold ? nearSpend(rule) : nearUnits(rule);
      if (found !== null && !applied.some(({ promotionId }) => promotionId === rule.promotion.id)) near.push(found);
    }
    near.sort((a, b) => Number(a.ofSpend) - Number(b.ofSpend) || a.missing - b.missing || a.rule.rank - b.rule.rank);
    return near.slice(0, MOST_HINTS).map((each) => said(each, lines, start));
  };

  /** Adds a pool to all groups that take it; rules that are not live count too, and nobody looks. */
  function count(pool: Pool): void {
    const { rules: ranks, masks } = pool.kind.reach;
    for (let at = 0; at < ranks.length; at += 1) {
      const rule = rules[ranks[at]!]!;
      const from = first[rule.rank]!;
      if (rule.threshold) {
        if ((masks[at]! & 1) !== 0) have[from]! += countedPrice(pool, rule) * pool.count;
        continue;
      }
      if (pool.takenIn !== null && !rule.onDiscounted) continue;
      for (let bits = masks[at]!; bits !== 0; bits &= bits - 1)
        have[from + 31 - Math.clz32(bits & -bits)]! += pool.count;
    }
  }

  function nearSpend(rule: Rule): Near | null {
    const needed = Math.max(
      spendOf(rule.promotion),
      rule.promotion.family === 'threshold' ? (rule.tiers[0]?.from ?? 0) : 0,
    );
    const missing = needed - have[first[rule.rank]!]!;
    return missing > 0 && missing <= needed * (1 - NEAR) ? { rule, missing, ofSpend: true, group: 0 } : null;
  }

  function nearUnits(rule: Rule): Near | null {
    const from = first[rule.rank]!;
    const { quantities } = rule;
    let missing = 0;
    let there = 0;
    let group = 0;
    if (rule.cheapest) {
      there = have[from]!;
      missing = Math.max(0, (quantities[0] ?? 0) + (quantities[1] ?? 0) - there);
    } else {
      const least = rule.promotion.family === 'bulk' ? (rule.tiers[0]?.from ?? 0) : 0;
      for (let at = 0; at < quantities.length; at += 1) {
        const needed = Math.max(quantities[at]!, least);
        const here = have[from + at]!;
        if (here < needed) group = at;
        missing += Math.max(0, needed - here);
        there += Math.min(here, needed);
      }
    }
    return missing === 0 || there === 0 || missing > there ? null : { rule, missing, ofSpend: false, group };
  }
}

function said(
  { rule, missing, ofSpend, group }: Near,
  lines: readonly PromotableLine[],
  start: readonly Pool[],
): PromotionHint {
  const { id, title } = rule.promotion;
  if (ofSpend) return { promotionId: id, title, missing, of: 'spend' };
  const like = start.find((pool) => matches(pool, rule, 1 << group));
  const lineId = like === undefined ? undefined : lines[like.kind.lines[0]!.index]?.lineId;
  return lineId === undefined ? { promotionId: id, title, missing } : { promotionId: id, title, missing, lineId };
}
