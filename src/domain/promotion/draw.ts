import type { PoolClass } from './classes.ts';
import type { Rule } from './rule.ts';
import { type Drawn, type Piece, settle, settleSimple } from './settle.ts';
import { counting, mergePools, type Pool } from './units.ts';

/** Applications of one rule over classes: per group, pairs of class and count. */
export interface Wanted {
  readonly rule: Rule;
  readonly takes: readonly (readonly (readonly [number, number])[])[];
  readonly times: number;
}

/** What a rule came to in one step. */
export interface Applied {
  readonly rule: Rule;
  readonly applications: number;
  readonly discount: number;
}

/** Units that were drawn: what became of them, and how many were taken of each pool of the step, by place. */
export interface Drawing {
  readonly settled: readonly Pool[];
  readonly applied: readonly Applied[];
  readonly taken: Int32Array;
}

/** Gives classes' applications their units, in canonical order: rules by rank, dearer sets first. `pools`: how many the step has. */
export function draw(classes: readonly PoolClass[], wanted: readonly Wanted[], layer: number, pools: number): Drawing {
  const taken = new Int32Array(pools);
  // By class, the first of its pools that is not used up.
  const cursor = new Int32Array(classes.length);
  const take = (id: number, count: number, into: Piece[]) => {
    const { pools: mine, places } = classes[id]!;
    for (let left = count; left > 0; ) {
      const at = cursor[id]!;
      const pool = mine[at]!;
      const place = places[at]!;
      const part = Math.min(left, pool.count - taken[place]!);
      if (part > 0) into.push({ pool, count: part });
      taken[place]! += part;
      left -= part;
      if (taken[place] === pool.count) cursor[id]! += 1;
    }
  };
  const sorted = [...wanted].sort(canonical);
  const settled: Pool[] = [];
  const applied: Applied[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const { rule } = sorted[from]!;
    while (to < sorted.length && sorted[to]!.rule === rule) to += 1;
    if (rule.simple) {
      const pieces: Piece[] = [];
      for (let at = from; at < to; at += 1) {
        const { takes, times } = sorted[at]!;
        take(takes[0]![0]![0], times, pieces);
      }
      applied.push({ rule, ...settleSimple(rule, pieces, layer, settled) });
      continue;
    }
    const drawn: Drawn[] = [];
    for (let at = from; at < to; at += 1) {
      const { takes, times } = sorted[at]!;
      for (let n = 0; n < times; n += 1) {
        const groups: Piece[][] = [];
        for (const group of takes) {
          const pieces: Piece[] = [];
          for (const [id, count] of group) take(id, count, pieces);
          groups.push(pieces);
        }
        drawn.push(groups);
      }
    }
    applied.push({ rule, ...settle(rule, drawn, layer, settled) });
  }
  return { settled, applied, taken };
}

/** The pools of a step once some units were drawn from them. */
export function redrawn(
  pools: readonly Pool[],
  { settled, taken }: Pick<Drawing, 'settled' | 'taken'>,
): readonly Pool[] {
  if (settled.length === 0) return pools;
  const rest: Pool[] = [];
  for (let place = 0; place < pools.length; place += 1) {
    const pool = pools[place]!;
    const left = pool.count - taken[place]!;
    if (left > 0) rest.push(left === pool.count ? pool : counting(pool, left));
  }
  return mergePools(rest, settled);
}

/** By rule, then by the first class in which two applications differ, the canonically earlier unit first. */
function canonical(a: Wanted, b: Wanted): number {
  if (a.rule !== b.rule) return a.rule.rank - b.rule.rank;
  const one = a.takes.length === 1 ? a.takes[0]! : a.takes.flat();
  const two = b.takes.length === 1 ? b.takes[0]! : b.takes.flat();
  for (let at = 0; at < one.length && at < two.length; at += 1) {
    const [idA, countA] = one[at]!;
    const [idB, countB] = two[at]!;
    if (idA !== idB) return idA - idB;
    if (countA !== countB) return countB - countA;
  }
  return one.length - two.length;
}
