import type { Push } from './alternatives.ts';

/** For one offer and one class: what it loses at least when it takes just so many units, infinite where it can't. */
export type Losses = Float64Array;

/** A class that several offers want, its price, and who wants it. */
export interface Row {
  readonly capacity: number;
  readonly dual: number;
  readonly takers: { readonly offer: number; readonly losses: Losses }[];
}

/** What is left to decide about a row. */
export interface Settled {
  /** Per taker, the units it may take; one value where that is settled. */
  readonly values: readonly (readonly number[])[];
  /** Units that the settled takers leave. */
  readonly left: number;
  /** `open`: several still decide; `given`: one alone does, and what it leaves is lost; `idle`: nobody does. */
  readonly kind: 'open' | 'given' | 'idle';
}

const MOST_LAPS = 6;

/**
 * Looks at rows one by one: a number of units that makes an offer and the others of that row lose more than `most` is out.
 * Null where some row has nothing that loses so little.
 */
export function settleRows(rows: readonly Row[], most: number): Settled[] | null {
  const values = rows.map(({ takers }) => takers.map(({ losses }) => Array.from(losses.keys())));
  for (let again = true, lap = 0; again && lap < MOST_LAPS; lap += 1) {
    again = false;
    for (let r = 0; r < rows.length; r += 1) {
      const { capacity, takers } = rows[r]!;
      for (let t = 0; t < takers.length; t += 1) {
        const mine = values[r]![t]!;
        const kept = mine.filter((v) => {
          let sum = takers[t]!.losses[v]!;
          for (let o = 0; o < takers.length && sum <= most; o += 1) {
            if (o !== t) sum += leastWithin(takers[o]!.losses, values[r]![o]!, capacity - v);
          }
          return sum <= most;
        });
        if (kept.length === 0) return null;
        if (kept.length === mine.length) continue;
        values[r]![t] = kept;
        again = true;
      }
    }
  }
  const settled = rows.map(({ capacity, dual }, r) => settledRow(values[r]!, capacity, dual));
  return settled.some(({ left }) => left < 0) ? null : settled;
}

function settledRow(values: readonly (readonly number[])[], capacity: number, dual: number): Settled {
  let left = capacity;
  let deciding = 0;
  let most = 0;
  for (const each of values) {
    if (each.length === 1) left -= each[0]!;
    else {
      deciding += 1;
      most += each.at(-1)!;
    }
  }
  if (deciding === 0) return { values, left, kind: 'idle' };
  // Without a price and with enough for all, nobody's choice is anybody's loss.
  const plenty = dual === 0 && most <= left;
  return { values, left, kind: deciding === 1 || plenty ? 'given' : 'open' };
}

function leastWithin(losses: Losses, values: readonly number[], room: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const v of values) if (v <= room && losses[v]! < least) least = losses[v]!;
  return least;
}

/** What the others of a row lose at least when one of them takes so many units. */
export function pushesOf({ capacity, takers }: Row, { values }: Settled, mine: number, v: number): Push[] {
  const pushes: Push[] = [];
  takers.forEach(({ offer, losses }, t) => {
    if (t === mine) return;
    const loss = leastWithin(losses, values[t]!, capacity - v);
    if (loss > 0) pushes.push({ offer, loss });
  });
  return pushes;
}
