import type { Link } from './chain.ts';
import { type Machine, room } from './machine.ts';

/** By link and place: the most that it and those after it are worth; null where finding out takes more moves than there are. */
export interface Rest {
  readonly rest: readonly Float64Array[] | null;
  readonly moves: number;
}

/** What is still to be had at every place that can be reached, from the last link back. */
export function restOf(machine: Machine, links: readonly Link[], most: number): Rest {
  const { places, end } = machine;
  const reached: Uint8Array[] = [new Uint8Array(places)];
  reached[0]![0] = 1;
  let moves = 0;
  for (let at = 0; at < links.length; at += 1) {
    const next = new Uint8Array(places);
    moves += (places >> 3) + reach(machine, links[at]!, reached[at]!, next);
    if (moves > most) return { rest: null, moves };
    reached.push(next);
  }
  const rest: Float64Array[] = [];
  rest[links.length] = end;
  for (let at = links.length - 1; at >= 0; at -= 1) {
    const values = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
    value(machine, links[at]!, reached[at]!, rest[at + 1]!, values);
    rest[at] = values;
  }
  return { rest, moves };
}

/** Marks where a link leads to; how many moves there are. */
function reach(machine: Machine, { local, options }: Link, here: Uint8Array, next: Uint8Array): number {
  const { grid } = machine;
  const ways = room();
  let moves = 0;
  if (grid !== null) {
    const { kindOf, stride, size } = grid;
    const kind = kindOf[local]!;
    const step = kind < 0 ? 0 : stride[kind]!;
    const most = kind < 0 ? 0 : size[kind]!;
    for (let from = 0; from < here.length; from += 1) {
      if (here[from] === 0) continue;
      const there = kind < 0 ? 0 : Math.floor(from / step) % (most + 1);
      moves += options.length;
      for (let o = 0; o < options.length; o += 1) {
        const { units } = options[o]!;
        if (there + units <= most) next[from + units * step] = 1;
      }
    }
    return moves;
  }
  for (let from = 0; from < here.length; from += 1) {
    if (here[from] === 0) continue;
    for (let o = 0; o < options.length; o += 1) {
      moves += 1;
      for (let n = machine.moves(local, from, options[o]!.units, ways) - 1; n >= 0; n -= 1) next[ways.to[n]!] = 1;
    }
  }
  return moves;
}

/** Writes the most that a link and what follows it are worth at each place. */
function value(
  machine: Machine,
  { local, options }: Link,
  here: Uint8Array,
  after: Float64Array,
  values: Float64Array,
): void {
  const { grid } = machine;
  const ways = room();
  if (grid !== null) {
    const { kindOf, linear, stride, size } = grid;
    const kind = kindOf[local]!;
    const step = kind < 0 ? 0 : stride[kind]!;
    const most = kind < 0 ? 0 : size[kind]!;
    const units = Int32Array.from(options, (option) => option.units);
    const gains = Float64Array.from(options, (option) => option.units * linear[local]! - option.cost);
    for (let from = 0; from < here.length; from += 1) {
      if (here[from] === 0) continue;
      const there = kind < 0 ? 0 : Math.floor(from / step) % (most + 1);
      let best = Number.NEGATIVE_INFINITY;
      for (let o = 0; o < units.length; o += 1) {
        if (there + units[o]! > most) continue;
        const here = gains[o]! + after[from + units[o]! * step]!;
        if (here > best) best = here;
      }
      values[from] = best;
    }
    return;
  }
  for (let from = 0; from < here.length; from += 1) {
    if (here[from] === 0) continue;
    let best = Number.NEGATIVE_INFINITY;
    for (let o = 0; o < options.length; o += 1) {
      const { units, cost } = options[o]!;
      for (let n = machine.moves(local, from, units, ways) - 1; n >= 0; n -= 1) {
        best = Math.max(best, ways.gain[n]! - cost + after[ways.to[n]!]!);
      }
    }
    values[from] = best;
  }
}
