import type { PoolClass } from './classes.ts';
import type { Rule } from './rule.ts';
import { type Drawn, settle } from './settle.ts';
import { mergePools, type Pool } from './units.ts';

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

/** Units that were drawn: what became of them, and how many of each pool they were. */
export interface Drawing {
  readonly settled: readonly Pool[];
  readonly applied: readonly Applied[];
  readonly taken: ReadonlyMap<Pool, number>;
}

/** Gives classes' applications their units, in canonical order: rules by rank, dearer sets first. */
export function draw(classes: readonly PoolClass[], wanted: readonly Wanted[], layer: number): Drawing {
  const cursors = classes.map((each) => ({ at: 0, used: 0, pools: each.pools }));
  const taken = new Map<Pool, number>();
  const take = (id: number, count: number) => {
    const cursor = cursors[id]!;
    const pieces: { pool: Pool; count: number }[] = [];
    for (let left = count; left > 0; ) {
      const pool = cursor.pools[cursor.at]!;
      const part = Math.min(left, pool.count - cursor.used);
      if (part > 0) pieces.push({ pool, count: part });
      taken.set(pool, (taken.get(pool) ?? 0) + part);
      left -= part;
      cursor.used += part;
      if (cursor.used === pool.count) {
        cursor.at += 1;
        cursor.used = 0;
      }
    }
    return pieces;
  };
  const byRule = Map.groupBy([...wanted].sort(canonical), (each) => each.rule);
  const settled: Pool[] = [];
  const applied: Applied[] = [];
  for (const [rule, all] of byRule) {
    const drawn: Drawn[] = [];
    for (const { takes, times } of all) {
      for (let n = 0; n < times; n += 1) {
        drawn.push(takes.map((group) => group.flatMap(([id, count]) => take(id, count))));
      }
    }
    const result = settle(rule, drawn, layer);
    settled.push(...result.pools);
    applied.push({ rule, applications: result.applications, discount: result.discount });
  }
  return { settled, applied, taken };
}

/** The pools of a basket once some units were drawn from them. */
export function redrawn(pools: readonly Pool[], drawings: readonly Pick<Drawing, 'settled' | 'taken'>[]): Pool[] {
  if (drawings.every((drawing) => drawing.settled.length === 0)) return [...pools];
  const rest = pools.map((pool) => {
    const gone = drawings.reduce((sum, { taken }) => sum + (taken.get(pool) ?? 0), 0);
    return gone === 0 ? pool : { ...pool, count: pool.count - gone };
  });
  return mergePools([...rest, ...drawings.flatMap(({ settled }) => settled)]);
}

/** By rule, then by the first class in which two applications differ, the canonically earlier unit first. */
function canonical(a: Wanted, b: Wanted): number {
  if (a.rule !== b.rule) return a.rule.rank - b.rule.rank;
  const one = a.takes.flat();
  const two = b.takes.flat();
  for (let at = 0; at < Math.min(one.length, two.length); at += 1) {
    const [idA, countA] = one[at]!;
    const [idB, countB] = two[at]!;
    if (idA !== idB) return idA - idB;
    if (countA !== countB) return countB - countA;
  }
  return one.length - two.length;
}
