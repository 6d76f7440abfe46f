import type { PromotableLine, PromotionHint } from './engine.ts';
import { type Rule, spendOf } from './rule.ts';
import { matches, spentOn } from './threshold.ts';
import type { Pool } from './units.ts';

/** Hints are few, so that each is read; nearest first. */
const MOST_HINTS = 20;
/** A spend is nearly reached from this share on. */
const NEAR = 0.7;

interface Near {
  readonly rule: Rule;
  readonly missing: number;
  readonly of?: 'spend';
  readonly lineId?: string;
}

/**
 * What is missing for promotions nearly reached: one that has had no application, of whose units at least one is there and
 * untaken and at most as many are missing as are there; or a spend reached by at least seven tenths.
 */
export function hintsOf(
  lines: readonly PromotableLine[],
  start: readonly Pool[],
  end: readonly Pool[],
  live: readonly Rule[],
  applied: ReadonlySet<string>,
): PromotionHint[] {
  const near: Near[] = [];
  for (const rule of live) {
    if (applied.has(rule.promotion.id)) continue;
    const spend = spendOf(rule.promotion);
    const found = spend > 0 ? nearSpend(rule, spend, end) : nearUnits(rule, start, end, lines);
    if (found !== null) near.push(found);
  }
  near.sort(
    (a, b) => Number(a.of === 'spend') - Number(b.of === 'spend') || a.missing - b.missing || a.rule.rank - b.rule.rank,
  );
  return near.slice(0, MOST_HINTS).map(({ rule, ...more }) => ({
    promotionId: rule.promotion.id,
    title: rule.promotion.title,
    ...more,
  }));
}

function nearSpend(rule: Rule, spend: number, end: readonly Pool[]): Near | null {
  const needed = Math.max(spend, rule.promotion.family === 'threshold' ? (rule.tiers[0]?.from ?? 0) : 0);
  const missing = needed - spentOn(end, rule);
  return missing > 0 && missing <= needed * (1 - NEAR) ? { rule, missing, of: 'spend' } : null;
}

function nearUnits(
  rule: Rule,
  start: readonly Pool[],
  end: readonly Pool[],
  lines: readonly PromotableLine[],
): Near | null {
  const free = end.filter((pool) => pool.takenIn === null || rule.onDiscounted);
  let missing = 0;
  let there = 0;
  let shortOf = -1;
  if (rule.cheapest) {
    const have = countOf(free, rule, 1);
    const size = rule.quantities.reduce((a, b) => a + b, 0);
    missing = Math.max(0, size - have);
    there = have;
    shortOf = 0;
  } else {
    rule.quantities.forEach((quantity, group) => {
      const least = rule.promotion.family === 'bulk' ? Math.max(quantity, rule.tiers[0]?.from ?? 0) : quantity;
      const have = countOf(free, rule, 1 << group);
      if (have < least) shortOf = group;
      missing += Math.max(0, least - have);
      there += Math.min(have, least);
    });
  }
  if (missing === 0 || there === 0 || missing > there) return null;
  const like = start.find((pool) => matches(pool, rule, 1 << Math.max(0, shortOf)));
  const lineId = like === undefined ? undefined : lines[like.kind.lines[0]!.index]?.lineId;
  return lineId === undefined ? { rule, missing } : { rule, missing, lineId };
}

function countOf(pools: readonly Pool[], rule: Rule, bit: number): number {
  return pools.reduce((sum, pool) => sum + (matches(pool, rule, bit) ? pool.count : 0), 0);
}
