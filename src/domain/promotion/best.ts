import { candidatesOf, classesOf, isReachable, type PoolClass, type Step } from './classes.ts';
import { componentsOf } from './components.ts';
import { setSaving, unitSaving } from './discount.ts';
import type { Rule } from './rule.ts';
import { type Application, applicationCost, type Candidate, scaleOf } from './solver/problem.ts';
import type { Solved } from './solver/solve.ts';
import { solveComponent } from './solver/solve.ts';

/** What a step makes of the classes it was given: applications over all of them, and what might be missing. */
export interface Chosen {
  readonly classes: readonly PoolClass[];
  readonly applications: readonly (Omit<Application, 'candidate'> & { readonly rule: Rule })[];
  readonly gap: number;
}

/** Remembers solved components by their content, so that a changed basket costs what changed. */
export interface SolvedCache {
  get(key: string): Solved | undefined;
  put(key: string, solved: Solved): void;
}

/** Rules that need one unit alone, know no limit and no cap: the best of them is a unit's worth to itself. */
export function isSimple(rule: Rule): boolean {
  const { family } = rule.promotion;
  if (family !== 'multibuy' && family !== 'lines') return false;
  return (
    rule.quantities.length === 1 &&
    rule.quantities[0] === 1 &&
    rule.limit === Number.POSITIVE_INFINITY &&
    rule.cap === Number.POSITIVE_INFINITY
  );
}

/** What a simple rule takes off one unit. */
export function simpleSaving(rule: Rule, unit: { price: number; grams: number | null }): number {
  const rebate = rule.rebates[0]!;
  return rebate.per === 'unit' ? unitSaving(rebate, unit.price, unit.grams) : setSaving(rebate, unit.price);
}

/** Chooses, among the "best" unit families of a layer, the applications that together save most. */
export function chooseBest(pools: Parameters<typeof classesOf>[0], step: Step, cache: SolvedCache): Chosen {
  const classes = classesOf(pools, step);
  const simple = classes.map((each) => bestSimple(each, step.rules));
  const complex = [...candidatesOf(classes, step.rules).values()].filter(
    (candidate) => !isSimple(candidate.rule) && isReachable(candidate, classes),
  );
  const applications: Chosen['applications'][number][] = [];
  const used = new Int32Array(classes.length);
  let gap = 0;
  for (const part of componentsOf(classes, complex)) {
    const solved = solvePart(classes, part.classes, part.candidates, simple, cache);
    gap += solved.gap;
    for (const application of solved.applications) {
      const takes = application.takes.map((group) => group.map(([id, count]) => [part.classes[id]!, count] as const));
      const { rule } = part.candidates[application.candidate]!;
      applications.push({ rule, takes, times: application.times, saving: application.saving });
      for (const [id, count] of takes.flat()) used[id]! += count * application.times;
    }
  }
  classes.forEach((each, id) => {
    const left = each.count - used[id]!;
    const best = simple[id]!;
    if (best !== null && left > 0) {
      applications.push({ rule: best.rule, takes: [[[id, 1]]], times: left, saving: best.saving });
    }
  });
  return { classes, applications, gap };
}

function bestSimple(unit: PoolClass, rules: readonly Rule[]): { rule: Rule; saving: number } | null {
  let best: { rule: Rule; saving: number } | null = null;
  for (const rank of unit.ranks) {
    const rule = rules[rank]!;
    if (!isSimple(rule)) continue;
    const saving = simpleSaving(rule, unit);
    if (saving > (best?.saving ?? 0)) best = { rule, saving };
  }
  return best;
}

function solvePart(
  all: readonly PoolClass[],
  ids: readonly number[],
  candidates: readonly Candidate[],
  simple: readonly ({ rule: Rule; saving: number } | null)[],
  cache: SolvedCache,
): Solved {
  const local = new Map(ids.map((id, at) => [id, at]));
  const classes = ids.map((id) => all[id]!);
  const key = keyOf(classes, candidates);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const ranks = new Set(candidates.map((candidate) => candidate.rule.rank));
  for (const id of ids) if (simple[id] !== null) ranks.add(simple[id]!.rule.rank);
  const order = [...ranks].sort((a, b) => a - b);
  const place = new Map(order.map((rank, at) => [rank, at]));
  const most = classes.reduce((sum, unit) => sum + unit.price * unit.count, 0);
  const units = classes.reduce((sum, unit) => sum + unit.count, 0);
  const scale = scaleOf(most, units, order.length);
  const base = Float64Array.from(ids, (id) => {
    const best = simple[id] ?? null;
    if (best === null) return 0;
    const cost = applicationCost(scale, place.get(best.rule.rank)!);
    return Math.max(0, best.saving * scale.money - cost);
  });
  const solved = solveComponent({
    classes,
    candidates: candidates.map(({ rule, groups }) => ({
      rule,
      groups: groups.map((group) => group.map((id) => local.get(id)!)),
    })),
    places: candidates.map((candidate) => place.get(candidate.rule.rank)!),
    base,
    scale,
  });
  cache.put(key, solved);
  return solved;
}

/** All that a component's answer depends on: its units, what may take them, and which of the rules take part. */
function keyOf(classes: readonly PoolClass[], candidates: readonly Candidate[]): string {
  const units = classes.map((each) => `${each.price},${each.grams ?? ''},${each.count},${each.key}`);
  return `${candidates.map((candidate) => candidate.rule.rank).join()}#${units.join(';')}`;
}
