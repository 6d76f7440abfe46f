/** A column of `max Σ value·y, Σ at·y ≤ capacity, y ≥ 0`, sparse. */
export interface Column {
  readonly value: number;
  readonly rows: readonly number[];
  readonly at: readonly number[];
}

export interface Simplex {
  add(column: Column): void;
  /** Optimises over the columns added so far, from where it stood. False when it ran out of pivots. */
  optimise(mostPivots: number): boolean;
  /** How many pivots there were. */
  pivots(): number;
  /** How many numbers were looked at. */
  numbers(): number;
  /** Prices of the rows where it stands. */
  duals(): Float64Array;
  /** By column. */
  shares(): Float64Array;
  /** A column that is out: it is not taken up again, and left where it was taken up. `worth` is less than any other way of doing. */
  drop(column: number, worth: number): void;
  /** What leaving some of a row is worth, 0 at first. */
  leave(row: number, worth: number): void;
  /** The same program where it stands, to go on from there. */
  copy(): Simplex;
}

/** Where a program stands. */
interface Standing {
  readonly capacity: Float64Array;
  readonly inverse: Float64Array;
  readonly level: Float64Array;
  readonly basis: Int32Array;
  readonly values: Float64Array;
  readonly begins: Int32Array;
  readonly rows: Int32Array;
  readonly takes: Float64Array;
  readonly inBasis: Uint8Array;
  readonly dropped: Uint8Array;
  readonly columns: number;
  readonly slackIn: Uint8Array;
  readonly slackWorth: Float64Array;
  readonly largest: number;
}

const EPSILON = 1e-10;
const PIVOT = 1e-9;
/** Each row has a little more than its capacity, no two the same: hardly a pivot then changes nothing. */
const MORE = 1e-7;
const SPREAD = 997;
const STRIDE = 619;
/** Room that a program begins with: for so many columns, and two more for each row, of so many rows each. */
const FEWEST_COLUMNS = 8;
const TAKES = 4;

/** The primal simplex method with an explicit inverse: small and dense enough here that nothing cleverer pays. */
export function simplex(capacity: Float64Array): Simplex {
  const m = capacity.length;
  const inverse = new Float64Array(m * m);
  const level = new Float64Array(m);
  const basis = new Int32Array(m);
  for (let i = 0; i < m; i += 1) {
    inverse[i * m + i] = 1;
    level[i] = capacity[i]! + MORE * (1 + ((i * STRIDE) % SPREAD) / SPREAD);
    basis[i] = -1 - i;
  }
  const columns = FEWEST_COLUMNS + 2 * m;
  return standing({
    capacity,
    inverse,
    level,
    basis,
    values: new Float64Array(columns),
    begins: new Int32Array(columns + 1),
    rows: new Int32Array(TAKES * columns),
    takes: new Float64Array(TAKES * columns),
    inBasis: new Uint8Array(columns),
    dropped: new Uint8Array(columns),
    columns: 0,
    slackIn: new Uint8Array(m).fill(1),
    slackWorth: new Float64Array(m),
    largest: 1,
  });
}

function standing(from: Standing): Simplex {
  const { capacity, inverse, level, basis, slackIn, slackWorth } = from;
  const m = capacity.length;
  // Columns one after another: where each begins, its rows and what it takes of them.
  let { values, begins, rows, takes, inBasis, dropped, columns, largest } = from;
  const duals = new Float64Array(m);
  const direction = new Float64Array(m);
  /** Where the row that pivots holds something: most of an inverse is zero here. */
  const held = new Int32Array(m);
  let stalled = 0;
  let gained = 0;
  let turns = 0;
  let numbers = 0;

  function refreshDuals(): void {
    duals.fill(0);
    for (let i = 0; i < m; i += 1) {
      const at = basis[i]!;
      const value = at < 0 ? slackWorth[-1 - at]! : values[at]!;
      if (value === 0) continue;
      const row = i * m;
      for (let k = 0; k < m; k += 1) duals[k]! += value * inverse[row + k]!;
    }
  }

  /** The column (or slack, as −1 − row) that gains most; the first that gains, when pivots have long changed nothing. */
  function entering(): number | null {
    const careful = stalled > 30 + m;
    numbers += begins[columns]!;
    let best: number | null = null;
    let gain = EPSILON * largest;
    for (let j = 0; j < columns; j += 1) {
      if (inBasis[j] === 1 || dropped[j] === 1) continue;
      let reduced = values[j]!;
      for (let k = begins[j]!, end = begins[j + 1]!; k < end; k += 1) reduced -= duals[rows[k]!]! * takes[k]!;
      if (reduced > gain) {
        best = j;
        gain = reduced;
        if (careful) break;
      }
    }
    for (let i = 0; i < m && !(careful && best !== null); i += 1) {
      if (slackIn[i] === 1 || slackWorth[i]! - duals[i]! <= gain) continue;
      best = -1 - i;
      gain = slackWorth[i]! - duals[i]!;
    }
    gained = gain;
    return best;
  }

  function aim(entry: number): void {
    direction.fill(0);
    if (entry < 0) {
      const k = -1 - entry;
      for (let i = 0; i < m; i += 1) direction[i] = inverse[i * m + k]!;
      return;
    }
    for (let k = begins[entry]!, end = begins[entry + 1]!; k < end; k += 1) {
      const take = takes[k]!;
      for (let i = 0, at = rows[k]!; i < m; i += 1, at += m) direction[i]! += inverse[at]! * take;
    }
  }

  function leaving(): number {
    let best = -1;
    let ratio = Number.POSITIVE_INFINITY;
    for (let i = 0; i < m; i += 1) {
      if (direction[i]! <= PIVOT) continue;
      const step = Math.max(0, level[i]!) / direction[i]!;
      if (step < ratio - 1e-12 || (step <= ratio + 1e-12 && best >= 0 && basis[i]! > basis[best]!)) {
        best = i;
        ratio = Math.min(ratio, step);
      }
    }
    return best;
  }

  function pivot(entry: number, row: number): void {
    const by = direction[row]!;
    const step = Math.max(0, level[row]!) / by;
    stalled = step > 1e-12 ? 0 : stalled + 1;
    const from = row * m;
    let filled = 0;
    for (let k = 0; k < m; k += 1) {
      if (inverse[from + k] === 0) continue;
      inverse[from + k]! /= by;
      held[filled] = k;
      filled += 1;
    }
    level[row] = step;
    numbers += m;
    for (let i = 0; i < m; i += 1) {
      const factor = direction[i]!;
      if (i === row || factor === 0) continue;
      const to = i * m;
      for (let n = 0; n < filled; n += 1) inverse[to + held[n]!]! -= factor * inverse[from + held[n]!]!;
      level[i]! -= factor * step;
      numbers += filled;
    }
    for (let n = 0; n < filled; n += 1) duals[held[n]!]! += gained * inverse[from + held[n]!]!;
    const out = basis[row]!;
    if (out < 0) slackIn[-1 - out] = 0;
    else inBasis[out] = 0;
    if (entry < 0) slackIn[-1 - entry] = 1;
    else inBasis[entry] = 1;
    basis[row] = entry;
  }

  return {
    add(column) {
      const from = begins[columns]!;
      const to = from + column.rows.length;
      if (to > rows.length) {
        rows = longer(new Int32Array(to * 2), rows);
        takes = longer(new Float64Array(to * 2), takes);
      }
      rows.set(column.rows, from);
      takes.set(column.at, from);
      if (columns === values.length) {
        values = longer(new Float64Array(columns * 2), values);
        begins = longer(new Int32Array(columns * 2 + 1), begins);
        inBasis = longer(new Uint8Array(columns * 2), inBasis);
        dropped = longer(new Uint8Array(columns * 2), dropped);
      }
      values[columns] = column.value;
      columns += 1;
      begins[columns] = to;
      largest = Math.max(largest, Math.abs(column.value));
    },
    optimise(mostPivots) {
      refreshDuals();
      for (let n = 0; n < mostPivots; n += 1) {
        const entry = entering();
        if (entry === null) return true;
        aim(entry);
        const row = leaving();
        if (row < 0) return false;
        pivot(entry, row);
        turns += 1;
      }
      return false;
    },
    pivots: () => turns,
    numbers: () => numbers,
    duals: () => duals.slice(),
    drop(column, worth) {
      dropped[column] = 1;
      values[column] = worth;
    },
    leave(row, worth) {
      slackWorth[row] = worth;
    },
    copy: () =>
      standing({
        capacity,
        inverse: inverse.slice(),
        level: level.slice(),
        basis: basis.slice(),
        values: values.slice(),
        begins: begins.slice(),
        rows: rows.slice(),
        takes: takes.slice(),
        inBasis: inBasis.slice(),
        dropped: dropped.slice(),
        columns,
        slackIn: slackIn.slice(),
        slackWorth: slackWorth.slice(),
        largest,
      }),
    shares() {
      const y = new Float64Array(columns);
      // What is truly there, not a little more.
      for (let i = 0; i < m; i += 1) {
        if (basis[i]! < 0) continue;
        let share = 0;
        for (let k = 0; k < m; k += 1) share += inverse[i * m + k]! * capacity[k]!;
        y[basis[i]!] = Math.max(0, share);
      }
      return y;
    },
  };
}

function longer<T extends Float64Array | Int32Array | Uint8Array>(into: T, from: T): T {
  into.set(from);
  return into;
}
