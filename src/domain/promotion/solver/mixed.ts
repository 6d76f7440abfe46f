import { contested, type SearchNode } from './node.ts';
import type { Offer } from './offer.ts';
import type { Relaxed } from './relax.ts';

/** Where to divide a node: an offer at most `k` sets, or of a local class at most `k` units, or more; `high` where more is likelier. */
export interface Division {
  readonly offer: number;
  /** Null where sets are counted. */
  readonly local: number | null;
  readonly k: number;
  readonly high: boolean;
  readonly rank: number;
}

const byRank = (a: Division, b: Division) => b.rank - a.rank;

/** Offers whose number of sets is mixed, weighed by what their units are fought for; most first. */
export function mixedSets(node: SearchNode, offers: readonly Offer[], relaxed: Relaxed): Division[] {
  const found: Division[] = [];
  relaxed.support.forEach((plans, index) => {
    const mean = plans.reduce((sum, each) => sum + each.share * each.plan.sets, 0);
    const whole = Math.floor(mean + 1e-6);
    const part = Math.min(mean - whole, whole + 1 - mean);
    // Where a forced offer finds too few units, how many sets it makes is no longer the question.
    if (part < 1e-5 || whole < node.low[index]! || whole + 1 > node.high[index]!) return;
    const offer = offers[index]!;
    const rank =
      part * plans.reduce((sum, each) => sum + each.share * Math.max(1, foughtFor(offer, relaxed, each.plan)), 0);
    if (rank > 0) found.push({ offer: index, local: null, k: whole, high: mean - whole > 0.5, rank });
  });
  return found.sort(byRank);
}

/** Minor units that a plan's units are fought for. */
function foughtFor(offer: Offer, { duals }: Relaxed, plan: { readonly use: Int32Array }): number {
  return plan.use.reduce((sum, count, local) => sum + count * duals[offer.classes[local]!]!, 0) / offer.scale.money;
}

/** Classes in which the plans of one offer differ, weighed by their price; most first. */
export function mixedUnits(node: SearchNode, offers: readonly Offer[], relaxed: Relaxed): Division[] {
  const found: Division[] = [];
  const disputed = new Set(contested(node, offers));
  relaxed.support.forEach((plans, index) => {
    const { classes, scale } = offers[index]!;
    const whole = plans.reduce((sum, each) => sum + each.share, 0);
    if (plans.length === 0 || (plans.length === 1 && whole > 1 - 1e-6)) return;
    for (let local = 0; local < classes.length; local += 1) {
      const id = classes[local]!;
      const uses = plans.map((each) => each.plan.use[local]!);
      if (whole < 1 - 1e-6) uses.push(0);
      const low = Math.max(node.own[index]![local]!, Math.min(...uses));
      const high = Math.max(...uses);
      if (low >= high || !disputed.has(id)) continue;
      const mean = plans.reduce((sum, each) => sum + each.share * each.plan.use[local]!, 0);
      const k = Math.min(Math.max(Math.floor(mean + 1e-6), low), high - 1);
      const part = Math.min(mean - k, k + 1 - mean);
      const rank = part * (1 + relaxed.duals[id]! / scale.money);
      found.push({ offer: index, local, k, high: mean - k > 0.5, rank });
    }
  });
  return found.sort(byRank);
}
