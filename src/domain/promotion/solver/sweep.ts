import type { Alternative } from './alternatives.ts';
import { statesOf } from './states.ts';

/** An offer in a sweep: the disputed classes it reaches and what it may do with them. */
export interface Swept {
  readonly rows: readonly number[];
  readonly choices: readonly Alternative[];
  /** Of a stage of a chain: which chain (by a row of its own that tells the place) and the stage before it. */
  readonly chain?: number;
  readonly after?: number;
}

/** Steps left to spend; each alternative tried on each state is one. */
export interface Steps {
  left: number;
}

interface Layer {
  readonly offer: number;
  readonly parent: Int32Array;
  readonly choice: Int32Array;
}

/** What a sweep found: the alternative of each offer; `none` where nothing loses so little; `unsure` out of steps. */
export type SweepResult = { readonly chosen: readonly Alternative[]; readonly loss: number } | 'none' | 'unsure';

const MOST_LAPS = 4;

/**
 * Every answer falls short of a node's bound by what its offers lose against their best and by the price of disputed units
 * that nobody takes. So the best answer is the one that loses least: offers are decided one after another, and what was decided
 * matters to the rest only by the units left of classes that they reach too. Answers that lose more than `most` are dropped.
 * Rows beyond those with a price tell where chains stand, at first at 0.
 */
export function sweep(
  capacity: Int32Array,
  duals: Float64Array,
  offers: readonly Swept[],
  most: number,
  steps: Steps,
): SweepResult {
  const order = orderOf(offers, capacity.length);
  const lastTaker = new Int32Array(capacity.length).fill(-1);
  order.forEach((offer, at) => {
    for (const row of offers[offer]!.rows) lastTaker[row] = at;
    const { chain } = offers[offer]!;
    if (chain !== undefined) lastTaker[chain] = at;
  });
  // Units that no offer in the sweep wants are left over whatever is decided.
  let idle = 0;
  for (let row = 0; row < capacity.length; row += 1)
    if (lastTaker[row]! < 0) idle += (duals[row] ?? 0) * capacity[row]!;
  if (idle > most) return 'none';
  const layers: Layer[] = [];
  let rows: readonly number[] = [];
  let states = new Uint16Array(0);
  let losses = Float64Array.of(idle);
  const left = capacity.slice();
  const wanted = new Float64Array(capacity.length);
  for (const { rows: mine, choices } of offers) {
    mine.forEach((row, n) => {
      wanted[row]! += choices.reduce((top, { takes }) => Math.max(top, takes[n]!), 0);
    });
  }
  for (let at = 0; at < order.length; at += 1) {
    const offer = order[at]!;
    const { rows: taken, choices, chain } = offers[offer]!;
    const mine = chain === undefined ? taken : [...taken, chain];
    const known = new Map(rows.map((row, place) => [row, place]));
    const next = [...rows, ...mine.filter((row) => !known.has(row))].filter((row) => lastTaker[row]! > at);
    const width = rows.length;
    const closes = Int32Array.from(mine, (row) => (lastTaker[row] === at ? 1 : 0));
    const to = Int32Array.from(mine, (row) => next.indexOf(row));
    const kept = Int32Array.from(next, (row) => (mine.includes(row) ? -1 : known.get(row)!));
    const later = order.slice(at + 1).filter((each) => offers[each]!.rows.some((row) => known.has(row)));
    const into = statesOf(next.length);
    for (let state = 0; state < losses.length; state += 1) {
      const here = state * width;
      for (let n = 0; n < width; n += 1) left[rows[n]!] = states[here + n]!;
      const sure = losses[state]! + laterLoss(later, most - losses[state]!) + unwanted(rows);
      steps.left -= 1 + (later.length >> 2);
      if (sure > most) continue;
      const ahead = sure - losses[state]!;
      steps.left -= choices.length;
      if (steps.left < 0) return 'unsure';
      for (let c = 0; c < choices.length; c += 1) {
        const { takes, loss, from, to: place } = choices[c]!;
        // Choices come least loss first.
        if (losses[state]! + loss + ahead > most) break;
        let lost = losses[state]! + loss;
        let fits = chain === undefined || left[chain] === from;
        for (let n = 0; n < mine.length && fits; n += 1) {
          const rest = mine[n] === chain ? place : left[mine[n]!]! - takes[n]!;
          if (rest < 0) {
            fits = false;
            break;
          }
          if (closes[n] === 1) lost += mine[n] === chain ? 0 : rest * duals[mine[n]!]!;
          else into.row[to[n]!] = rest;
        }
        if (!fits || lost > most) continue;
        for (let n = 0; n < kept.length; n += 1) if (kept[n]! >= 0) into.row[n] = states[here + kept[n]!]!;
        if (!into.put(lost, state, c)) return 'unsure';
      }
    }
    for (const row of rows) left[row] = capacity[row]!;
    taken.forEach((row, n) => {
      wanted[row]! -= choices.reduce((top, { takes }) => Math.max(top, takes[n]!), 0);
    });
    const layer = into.done();
    if (layer.losses.length === 0) return 'none';
    layers.push({ offer, parent: layer.parent, choice: layer.choice });
    rows = next;
    states = layer.rows;
    losses = layer.losses;
  }
  let state = 0;
  for (let s = 1; s < losses.length; s += 1) if (losses[s]! < losses[state]!) state = s;
  const loss = losses[state]!;
  const chosen: Alternative[] = [];
  for (const layer of layers.reverse()) {
    chosen[layer.offer] = offers[layer.offer]!.choices[layer.choice[state]!]!;
    state = layer.parent[state]!;
  }
  return { chosen, loss };

  /** What offers still to come must lose at least, each with the units that are left now. */
  function laterLoss(later: readonly number[], room: number): number {
    let sum = 0;
    for (let n = 0; n < later.length && sum <= room; n += 1) sum += leastLoss(offers[later[n]!]!, left);
    return sum;
  }

  /** What is left of a class beyond all that anyone to come could take. */
  function unwanted(rows: readonly number[]): number {
    let sum = 0;
    for (let n = 0; n < rows.length; n += 1) {
      const over = left[rows[n]!]! - wanted[rows[n]!]!;
      if (over > 0 && rows[n]! < duals.length) sum += over * duals[rows[n]!]!;
    }
    return sum;
  }
}

/** Of the alternatives that fit into what is left, the least loss. */
function leastLoss({ rows, choices }: Swept, left: Int32Array): number {
  for (let c = 0; c < choices.length; c += 1) {
    const { takes } = choices[c]!;
    let fits = true;
    for (let n = 0; n < rows.length && fits; n += 1) fits = takes[n]! <= left[rows[n]!]!;
    if (fits) return choices[c]!.loss;
  }
  return Number.POSITIVE_INFINITY;
}

/** Drops alternatives that leave the others too little: with them, even one by one, the others lose more than `most`. */
export function narrowed(capacity: Int32Array, offers: readonly Swept[], most: number): Swept[] {
  const takers: number[][] = Array.from(capacity, () => []);
  offers.forEach(({ rows }, index) => {
    for (const row of rows) takers[row]!.push(index);
  });
  const kept = offers.map((offer) => ({ ...offer, choices: [...offer.choices] }));
  const left = capacity.slice();
  for (let again = true, lap = 0; again && lap < MOST_LAPS; lap += 1) {
    again = false;
    for (let index = 0; index < kept.length; index += 1) {
      const { rows, choices } = kept[index]!;
      const others = [...new Set(rows.flatMap((row) => takers[row]!))].filter((each) => each !== index);
      const fitting = choices.filter(({ takes, loss }) => {
        rows.forEach((row, n) => {
          left[row]! -= takes[n]!;
        });
        let sum = loss;
        for (let n = 0; n < others.length && sum <= most; n += 1) sum += leastLoss(kept[others[n]!]!, left);
        rows.forEach((row) => {
          left[row] = capacity[row]!;
        });
        return sum <= most;
      });
      if (fitting.length < choices.length) {
        kept[index] = { ...kept[index]!, choices: fitting };
        again = true;
      }
    }
  }
  return kept;
}

/** Rows in the order in which offers reach them. */
export function rankOf(offers: readonly Swept[], rows: number): Int32Array {
  const rank = new Int32Array(rows).fill(rows);
  let next = 0;
  for (const offer of orderOf(offers, rows)) {
    for (const row of offers[offer]!.rows) {
      if (rank[row]! < rows) continue;
      rank[row] = next;
      next += 1;
    }
  }
  return rank;
}

/** Offers next to each other, so that few classes are open at a time: next comes the one that opens fewest and closes most. */
function orderOf(offers: readonly Swept[], rows: number): number[] {
  const waiting = new Int32Array(rows);
  for (const offer of offers) for (const row of offer.rows) waiting[row]! += 1;
  const opened = new Uint8Array(rows);
  const left = new Set(offers.keys());
  const order: number[] = [];
  while (left.size > 0) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const index of left) {
      const { after } = offers[index]!;
      if (after !== undefined && left.has(after)) continue;
      let grows = 0;
      let touches = 0;
      for (const row of offers[index]!.rows) {
        if (opened[row] === 1) touches += 1;
        if (opened[row] === 0 && waiting[row]! > 1) grows += 1;
        if (opened[row] === 1 && waiting[row] === 1) grows -= 1;
      }
      const rank = grows - touches / 1024 + Math.min(1000, offers[index]!.choices.length) / 1_000_000;
      if (rank < least) {
        least = rank;
        best = index;
      }
    }
    left.delete(best);
    order.push(best);
    for (const row of offers[best]!.rows) {
      opened[row] = 1;
      waiting[row]! -= 1;
    }
  }
  return order;
}
