import type { Offer } from './offer.ts';
import type { Plan, Supply } from './problem.ts';
import type { SetOfUnits } from './realise.ts';
import type { Table } from './table.ts';

/** Units of one kind on offer, best first. */
interface Ranked {
  readonly locals: number[];
  readonly values: number[];
}

/** The exact most that a tabled offer is worth at given costs, making from `least` to `most` sets. Null: nothing, or not so many sets. */
export function priceTable(offer: Offer, table: Table, supply: Supply, least: number, most: number): Plan | null {
  const kinds = table.most.length;
  const ranked = rank(table, supply);
  // Worth of the n best of each kind, all kinds in one row; minus infinity beyond what is there.
  const start = new Int32Array(kinds);
  let length = 0;
  for (let kind = 0; kind < kinds; kind += 1) {
    start[kind] = length;
    length += table.most[kind]! + 1;
  }
  const sums = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  for (let kind = 0; kind < kinds; kind += 1) {
    const { values } = ranked[kind]!;
    let sum = 0;
    sums[start[kind]!] = 0;
    for (let n = 0; n < values.length && n < table.most[kind]!; n += 1) {
      sum += values[n]!;
      sums[start[kind]! + n + 1] = sum;
    }
  }
  let best = -1;
  let bound = least > 0 ? Number.NEGATIVE_INFINITY : 0;
  const { counts, worth, sets, level } = table;
  // Sums over the kinds from one on, which most neighbours share; `blocked` by a kind of which there are too few.
  const from = new Float64Array(kinds + 1);
  let blocked = -1;
  for (let state = 0, at = 0; state < worth.length; state += 1, at += kinds) {
    const changed = level[state]!;
    if (changed < blocked) continue;
    blocked = -1;
    for (let kind = changed; kind >= 0; kind -= 1) {
      const sum = from[kind + 1]! + sums[start[kind]! + counts[at + kind]!]!;
      from[kind] = sum;
      if (sum === Number.NEGATIVE_INFINITY) {
        blocked = kind;
        break;
      }
    }
    if (blocked >= 0 || sets[state]! < least || sets[state]! > most) continue;
    const value = worth[state]! + from[0]!;
    if (value > bound) {
      bound = value;
      best = state;
    }
  }
  if (best < 0) return null;
  const use = new Int32Array(offer.classes.length);
  for (let kind = 0; kind < kinds; kind += 1) {
    const count = counts[best * kinds + kind]!;
    for (let n = 0; n < count; n += 1) use[ranked[kind]!.locals[n]!]! += 1;
  }
  return { bound, use, roles: [], sets: sets[best]!, state: best };
}

function rank(table: Table, supply: Supply): Ranked[] {
  const ranked: Ranked[] = Array.from(table.most, () => ({ locals: [], values: [] }));
  for (let local = 0; local < table.kindOf.length; local += 1) {
    const kind = table.kindOf[local]!;
    if (kind < 0) continue;
    const most = table.most[kind]!;
    const into = ranked[kind]!;
    insert(into, local, Math.min(most, supply.own[local]!), table.linear[local]! - supply.ownCost[local]!);
    insert(into, local, Math.min(most, supply.shared[local]!), table.linear[local]! - supply.sharedCost[local]!);
  }
  return ranked;
}

function insert({ locals, values }: Ranked, local: number, count: number, value: number): void {
  for (let n = 0; n < count; n += 1) {
    let at = values.length;
    values.push(value);
    locals.push(local);
    for (; at > 0 && values[at - 1]! < value; at -= 1) {
      values[at] = values[at - 1]!;
      locals[at] = locals[at - 1]!;
    }
    values[at] = value;
    locals[at] = local;
  }
}

/** How the units of a state are cut into sets: those of a kind are all one to it, so they go in canonical order. */
export function setsOfState(table: Table, state: number, use: Int32Array): SetOfUnits[] {
  const units: number[][] = Array.from(table.most, () => []);
  use.forEach((count, local) => {
    for (let n = 0; n < count; n += 1) units[table.kindOf[local]!]!.push(local);
  });
  const next = new Int32Array(units.length);
  const sets: SetOfUnits[] = [];
  for (let at = state; at >= 0; at = table.before[at]!) {
    const pattern = table.patterns[table.last[at]!]!;
    sets.push(
      pattern.map((group) =>
        group
          .map((one) => {
            const kind = table.kindOf[one]!;
            next[kind]! += 1;
            return units[kind]![next[kind]! - 1]!;
          })
          .sort((a, b) => a - b),
      ),
    );
  }
  return sets;
}
