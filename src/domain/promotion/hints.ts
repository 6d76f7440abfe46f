import type { AppliedPromotion, PromotableLine, PromotionHint } from './engine.ts';
import type { Room } from './room.ts';
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
  live: readonly number[],
  applied: readonly AppliedPromotion[],
) => PromotionHint[];

/** How a rule's groups are counted. */
const BY_GROUP = 0;
const TOGETHER = 1;
const SPEND = 2;

/**
 * What is missing for promotions nearly reached: one that has had no application, of whose units at least one is there and
 * untaken and at most as many are missing as are there; or a spend reached by at least seven tenths.
 */
export function hinting(rules: readonly Rule[], { first }: Room): Hints {
  // By group what it needs, units or a spend; by rank how the groups are counted.
  const needs = new Float64Array(first[rules.length]!);
  const ways = new Uint8Array(rules.length);
  const onDiscounted = new Uint8Array(rules.length);
  for (const rule of rules) {
    needs.set(needsOf(rule), first[rule.rank]);
    ways[rule.rank] = rule.threshold ? SPEND : rule.cheapest ? TOGETHER : BY_GROUP;
    onDiscounted[rule.rank] = rule.onDiscounted ? 1 : 0;
  }
  // Room that every basket uses anew: what each group, or the spend of each threshold, has.
  const have = new Float64Array(needs.length);

  return (lines, start, end, live, applied) => {
    for (const rank of live) for (let at = first[rank]!; at < first[rank + 1]!; at += 1) have[at] = 0;
    for (const pool of end) count(pool);
    const near: Near[] = [];
    for (const rank of live) {
      const found = ways[rank] === SPEND ? nearSpend(rank) : nearUnits(rank);
      if (found !== null && !applied.some(({ promotionId }) => promotionId === found.rule.promotion.id))
        near.push(found);
    }
    near.sort((a, b) => Number(a.ofSpend) - Number(b.ofSpend) || a.missing - b.missing || a.rule.rank - b.rule.rank);
    return near.slice(0, MOST_HINTS).map((each) => said(each, lines, start));
  };

  /** Adds a pool to all groups that take it; rules that are not live count too, and nobody looks. */
  function count(pool: Pool): void {
    const { rules: ranks, masks } = pool.kind.reach;
    for (let at = 0; at < ranks.length; at += 1) {
      const rank = ranks[at]!;
      const from = first[rank]!;
      if (ways[rank] === SPEND) {
        if ((masks[at]! & 1) !== 0) have[from]! += countedPrice(pool, rules[rank]!) * pool.count;
        continue;
      }
      if (pool.takenIn !== null && onDiscounted[rank] === 0) continue;
      for (let bits = masks[at]!; bits !== 0; bits &= bits - 1)
        have[from + 31 - Math.clz32(bits & -bits)]! += pool.count;
    }
  }

  function nearSpend(rank: number): Near | null {
    const from = first[rank]!;
    const missing = needs[from]! - have[from]!;
    return missing > 0 && missing <= needs[from]! * (1 - NEAR)
      ? { rule: rules[rank]!, missing, ofSpend: true, group: 0 }
      : null;
  }

  function nearUnits(rank: number): Near | null {
    const from = first[rank]!;
    const to = ways[rank] === TOGETHER ? from + 1 : first[rank + 1]!;
    let missing = 0;
    let there = 0;
    let group = 0;
    for (let at = from; at < to; at += 1) {
      const needed = needs[at]!;
      const here = have[at]!;
      if (here < needed) {
        group = ways[rank] === TOGETHER ? 0 : at - from;
        missing += needed - here;
        there += here;
      } else there += needed;
    }
    return missing === 0 || there === 0 || missing > there
      ? null
      : { rule: rules[rank]!, missing, ofSpend: false, group };
  }
}

/** What each group of a rule needs: units, those of all groups for the first where they are the same goods; or a spend. */
function needsOf({ promotion, threshold, cheapest, quantities, tiers }: Rule): number[] {
  const least = promotion.family === 'bulk' || promotion.family === 'threshold' ? (tiers[0]?.from ?? 0) : 0;
  if (threshold) return [Math.max(spendOf(promotion), least)];
  if (cheapest) return [quantities.reduce((sum, quantity) => sum + quantity, 0)];
  return quantities.map((quantity) => Math.max(quantity, least));
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
