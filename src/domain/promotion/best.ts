import { solveAlike } from './alike.ts';
import { candidatesOf, classesOf, type PoolClass, type Step } from './classes.ts';
import { componentsOf, type Part } from './components.ts';
import { simpleSaving } from './discount.ts';
import { undominated } from './dominated.ts';
import type { Wanted } from './draw.ts';
import type { Rule } from './rule.ts';
import { applicationCost, type Candidate, scaleOf } from './solver/problem.ts';
import type { Solved } from './solver/solve.ts';
import { solveComponent } from './solver/solve.ts';
import type { Pool } from './units.ts';
import { worthwhile } from './worthwhile.ts';

/** What a step makes of the classes it was given: applications over all of them, and what might be missing. */
export interface Chosen {
  readonly classes: readonly PoolClass[];
  readonly applications: readonly Wanted[];
  readonly gap: number;
}

/** Remembers solved components by their content, so that a changed basket costs what changed. Keys are lists of numbers. */
export interface SolvedCache {
  get(key: readonly number[]): Solved | undefined;
  put(key: readonly number[], solved: Solved): void;
}

/** The best that a unit of each class saves alone, and by which rule. */
interface Alone {
  readonly rules: readonly (Rule | null)[];
  readonly savings: Float64Array;
}

/** So few rules over like units have few choices altogether. */
const FEW = 4;

/** Chooses, among the "best" unit families of a layer, the applications that together save most. */
export function chooseBest(pools: readonly Pool[], step: Step, cache: SolvedCache): Chosen {
  const classes = classesOf(pools, step);
  const alone = aloneOf(classes);
  const complex: Candidate[] = [];
  for (const candidate of candidatesOf(classes, step, false)) {
    const mine = worthwhile(candidate, classes, alone.savings);
    if (mine !== null) complex.push(mine);
  }
  const applications: Wanted[] = [];
  const used = new Int32Array(classes.length);
  let gap = 0;
  for (const part of componentsOf(classes, undominated(complex, classes))) {
    const solved = solvePart(classes, part, alone, cache);
    gap += solved.gap;
    for (const { candidate, takes: local, times } of solved.applications) {
      const takes: (readonly [number, number])[][] = [];
      for (const group of local) {
        const pairs: (readonly [number, number])[] = [];
        for (const [at, count] of group) {
          const id = part.classes[at]!;
          pairs.push([id, count]);
          used[id]! += count * times;
        }
        takes.push(pairs);
      }
      applications.push({ rule: part.candidates[candidate]!.rule, takes, times });
    }
  }
  for (let id = 0; id < classes.length; id += 1) {
    const left = classes[id]!.count - used[id]!;
    const rule = alone.rules[id] ?? null;
    if (rule !== null && left > 0) applications.push({ rule, takes: [[[id, 1]]], times: left });
  }
  return { classes, applications, gap };
}

function aloneOf(classes: readonly PoolClass[]): Alone {
  const rules: (Rule | null)[] = [];
  const savings = new Float64Array(classes.length);
  for (let id = 0; id < classes.length; id += 1) {
    const { open, price, grams } = classes[id]!;
    let best: Rule | null = null;
    for (const rule of open.simple) {
      const saving = simpleSaving(rule, price, grams);
      if (saving <= savings[id]!) continue;
      savings[id] = saving;
      best = rule;
    }
    rules.push(best);
  }
  return { rules, savings };
}

function solvePart(all: readonly PoolClass[], part: Part, alone: Alone, cache: SolvedCache): Solved {
  if (part.classes.length === 1 && part.candidates.length <= FEW) {
    const easy = solveSingle(all[part.classes[0]!]!, part, alone);
    if (easy !== null) return easy;
  }
  const key = keyOf(all, part);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { classes: ids, candidates } = part;
  const classes = ids.map((id) => all[id]!);
  const order: number[] = [];
  for (const { rule } of candidates) order.push(rule.rank);
  let most = 0;
  let units = 0;
  for (let at = 0; at < ids.length; at += 1) {
    const { price, count } = classes[at]!;
    most += price * count;
    units += count;
    const rank = alone.rules[ids[at]!]?.rank ?? -1;
    if (rank >= 0 && !order.includes(rank)) order.push(rank);
  }
  order.sort((a, b) => a - b);
  const scale = scaleOf(most, units, order.length);
  const base = new Float64Array(ids.length);
  for (let at = 0; at < ids.length; at += 1) {
    const rule = alone.rules[ids[at]!] ?? null;
    if (rule === null) continue;
    const cost = applicationCost(scale, order.indexOf(rule.rank));
    base[at] = Math.max(0, alone.savings[ids[at]!]! * scale.money - cost);
  }
  const solved = solveComponent({
    classes,
    candidates: candidates.map(({ rule, groups }) => ({ rule, groups: groups.map((group) => within(group, ids)) })),
    places: candidates.map(({ rule }) => order.indexOf(rule.rank)),
    base,
    scale,
  });
  cache.put(key, solved);
  return solved;
}

/** Rules that all take the units of one class alone. */
function solveSingle(unit: PoolClass, { classes: [id], candidates }: Part, alone: Alone): Solved | null {
  const other = alone.rules[id!] ?? null;
  // Candidates ascend; the rule that is best for one unit alone has its place among them.
  let before = 0;
  while (before < candidates.length && other !== null && candidates[before]!.rule.rank < other.rank) before += 1;
  const scale = scaleOf(unit.price * unit.count, unit.count, candidates.length + (other === null ? 0 : 1));
  const cost = applicationCost(scale, before);
  const base = other === null ? 0 : Math.max(0, alone.savings[id!]! * scale.money - cost);
  const rules: Rule[] = [];
  const places: number[] = [];
  for (let at = 0; at < candidates.length; at += 1) {
    rules.push(candidates[at]!.rule);
    places.push(other !== null && at >= before ? at + 1 : at);
  }
  return solveAlike(unit, rules, places, base, scale);
}

/** Classes of a part by their place in it; both lists ascend. */
function within(group: readonly number[], ids: readonly number[]): number[] {
  const places: number[] = [];
  let at = 0;
  for (let n = 0; n < group.length; n += 1) {
    while (ids[at] !== group[n]) at += 1;
    places.push(at);
  }
  return places;
}

/** All that a component's answer depends on: its units, what may take them, and which of the rules take part. */
function keyOf(classes: readonly PoolClass[], part: Part): number[] {
  const key: number[] = [part.candidates.length];
  for (let n = 0; n < part.candidates.length; n += 1) key.push(part.candidates[n]!.rule.rank);
  for (let n = 0; n < part.classes.length; n += 1) {
    const each = classes[part.classes[n]!]!;
    key.push(each.price, each.grams ?? -1, each.count, each.key);
  }
  return key;
}
