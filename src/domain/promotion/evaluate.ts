import { chooseBest, type SolvedCache } from './best.ts';
import type { Step } from './classes.ts';
import { type Applied, draw, redrawn } from './draw.ts';
import { takeByPriority } from './priority.ts';
import { isThreshold, type Rule } from './rule.ts';
import { applyThresholds } from './thresholds.ts';
import type { Pool } from './units.ts';

/** A basket with its reductions, and how sure that nothing saves more. */
export interface Evaluated {
  readonly pools: readonly Pool[];
  readonly applied: readonly Applied[];
  readonly discount: number;
  readonly gap: number;
}

/** Chooses among the "best" unit families of a layer. */
export type Chooser = (pools: readonly Pool[], step: Step) => ReturnType<typeof chooseBest>;

/** The chooser that finds the optimum. */
export function optimal(cache: SolvedCache): Chooser {
  return (pools, step) => chooseBest(pools, step, cache);
}

/**
 * Runs the layers in ascending order. In each: the best of the unit families, those chosen by priority in their order, then
 * the thresholds. Exclusive promotions each stand against all that is not exclusive; the cheapest basket wins.
 */
export function evaluate(
  pools: readonly Pool[],
  rules: readonly Rule[],
  live: readonly Rule[],
  choose: Chooser,
): Evaluated {
  const together = runLayers(
    pools,
    rules,
    live.filter((rule) => !rule.exclusive),
    choose,
  );
  let best = together;
  let unsure = together.discount + together.gap;
  for (const rule of live) {
    if (!rule.exclusive) continue;
    const alone = runLayers(pools, rules, [rule], choose);
    unsure = Math.max(unsure, alone.discount + alone.gap);
    if (alone.discount > best.discount) best = alone;
  }
  return { ...best, gap: unsure - best.discount };
}

function runLayers(pools: readonly Pool[], rules: readonly Rule[], live: readonly Rule[], choose: Chooser): Evaluated {
  const layers = [...Map.groupBy(live, (rule) => rule.layer)].sort(([a], [b]) => a - b);
  let state: readonly Pool[] = pools;
  const applied: Applied[] = [];
  let gap = 0;
  for (const [layer, inLayer] of layers) {
    const units = inLayer.filter(({ promotion }) => !isThreshold(promotion));
    const best = new Set(units.filter((rule) => !rule.byPriority).map((rule) => rule.rank));
    const step: Step = { layer, rules, takesPart: (rank) => best.has(rank) };
    if (best.size > 0) {
      const chosen = choose(state, step);
      take(draw(chosen.classes, chosen.applications, layer));
      gap += chosen.gap;
    }
    for (const rule of units) {
      if (!rule.byPriority) continue;
      const found = takeByPriority(state, rule, step);
      take(draw(found.classes, found.wanted, layer));
      gap += found.gap;
    }
    const thresholds = inLayer.filter(({ promotion }) => isThreshold(promotion));
    if (thresholds.length === 0) continue;
    const after = applyThresholds(state, thresholds, step);
    state = after.pools;
    applied.push(...after.applied);
    gap += after.gap;
  }
  const discount = applied.reduce((sum, each) => sum + each.discount, 0);
  return { pools: state, applied: applied.filter((each) => each.discount > 0), discount, gap };

  function take(drawing: ReturnType<typeof draw>): void {
    state = redrawn(state, [drawing]);
    applied.push(...drawing.applied);
  }
}
