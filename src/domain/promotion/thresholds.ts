import { classesOf, type PoolClass, type Step } from './classes.ts';
import { componentsOf } from './components.ts';
import { type Drawing, draw, redrawn, type Wanted } from './draw.ts';
import { packing } from './packing.ts';
import { chooseMost } from './priority.ts';
import type { Rule } from './rule.ts';
import { applicationCost, type Candidate, type Scale, scaleOf } from './solver/problem.ts';
import { solveComponent } from './solver/solve.ts';
import { thresholdCandidates } from './threshold.ts';
import type { Pool } from './units.ts';

export interface AfterThresholds {
  readonly pools: readonly Pool[];
  readonly applied: Drawing['applied'];
  readonly gap: number;
}

/**
 * The thresholds of a layer, all on what came before them. No unit serves two of them, so of those that must share one only
 * one applies; together they save most. Those chosen by priority follow in their order on what the others left.
 */
export function applyThresholds(pools: readonly Pool[], rules: readonly Rule[], step: Step): AfterThresholds {
  const classes = classesOf(pools, step);
  const candidates = thresholdCandidates(pools, classes, rules);
  const best = candidates.filter((_, at) => !rules[at]!.byPriority);
  const chosen = mostSaving(
    classes,
    best.filter((candidate) => candidate !== null),
  );
  const wanted = [...chosen.wanted];
  let { gap } = chosen;
  const left = classes.map((each) => each.count);
  const use = (each: Wanted) => {
    for (const [id, count] of each.takes.flat()) left[id]! -= count * each.times;
  };
  wanted.forEach(use);
  for (const [at, candidate] of candidates.entries()) {
    if (candidate === null || !rules[at]!.byPriority) continue;
    const most = chooseMost(candidate, classes, left);
    most.wanted.forEach(use);
    wanted.push(...most.wanted);
    gap += most.gap;
  }
  const drawing = draw(classes, wanted, step.layer, pools.length);
  return { pools: redrawn(pools, drawing), applied: drawing.applied, gap };
}

function mostSaving(classes: readonly PoolClass[], candidates: readonly Candidate[]) {
  const wanted: Wanted[] = [];
  let gap = 0;
  for (const part of componentsOf(classes, candidates)) {
    let most = 0;
    let count = 0;
    for (const id of part.classes) {
      most += classes[id]!.price * classes[id]!.count;
      count += classes[id]!.count;
    }
    const scale = scaleOf(most, count, part.candidates.length);
    const easy = wholeOnes(part.candidates, classes, scale);
    if (easy !== null) {
      wanted.push(...easy);
      continue;
    }
    const units = part.classes.map((id) => classes[id]!);
    const local = new Map(part.classes.map((id, at) => [id, at]));
    const solved = solveComponent({
      classes: units,
      candidates: part.candidates.map((each) => within(each, part.classes, local)),
      places: part.candidates.map((_, at) => at),
      base: new Float64Array(units.length),
      scale,
    });
    gap += solved.gap;
    for (const { candidate, takes, times } of solved.applications) {
      const { rule } = part.candidates[candidate]!;
      wanted.push({
        rule,
        takes: takes.map((group) => group.map(([id, n]) => [part.classes[id]!, n] as const)),
        times,
      });
    }
  }
  return { wanted, gap };
}

/** Where all take everything that is eligible for them or nothing: those that save most. Null where that does not decide. */
function wholeOnes(candidates: readonly Candidate[], classes: readonly PoolClass[], scale: Scale): Wanted[] | null {
  const values: number[] = [];
  for (const { whole } of candidates) {
    if (whole === undefined) return null;
    values.push(whole * scale.money - applicationCost(scale, values.length));
  }
  const groups = candidates.map((candidate) => candidate.groups[0]!);
  const chosen = packing(groups, values);
  if (chosen === null) return null;
  return chosen.map((at) => {
    const takes = [groups[at]!.map((id) => [id, classes[id]!.count] as const)];
    return { rule: candidates[at]!.rule, takes, times: 1 };
  });
}

/** A candidate by the classes of its part alone. */
function within(candidate: Candidate, ids: readonly number[], local: ReadonlyMap<number, number>): Candidate {
  const groups = candidate.groups.map((group) => group.map((id) => local.get(id)!));
  const { fund } = candidate;
  if (fund === undefined) return { ...candidate, groups };
  return { ...candidate, groups, fund: { ...fund, ofUnit: ids.map((id) => fund.ofUnit[id]!) } };
}
