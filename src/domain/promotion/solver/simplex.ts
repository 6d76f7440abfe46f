/** A column of `max Σ value·y, Σ at·y ≤ capacity, y ≥ 0`, sparse. */
export interface Column {
  readonly value: number;
  readonly rows: readonly number[];
  readonly at: readonly number[];
}

export interface LinearAnswer {
  readonly duals: Float64Array;
  /** By column. */
  readonly y: Float64Array;
}

export interface Simplex {
  add(column: Column): void;
  /** Optimises over the columns added so far, from where it stood. False when it ran out of pivots. */
  optimise(mostPivots: number): boolean;
  answer(): LinearAnswer;
}

const EPSILON = 1e-10;
const PIVOT = 1e-9;

/** The primal simplex method with an explicit inverse: small and dense enough here that nothing cleverer pays. */
export function simplex(capacity: Float64Array): Simplex {
  const m = capacity.length;
  const inverse = new Float64Array(m * m);
  for (let i = 0; i < m; i += 1) inverse[i * m + i] = 1;
  const level = capacity.slice();
  const basis = Int32Array.from({ length: m }, (_, i) => -1 - i);
  const columns: Column[] = [];
  const inBasis: boolean[] = [];
  const slackIn: boolean[] = Array<boolean>(m).fill(true);
  const duals = new Float64Array(m);
  const direction = new Float64Array(m);
  let largest = 1;
  let stalled = 0;

  function refreshDuals(): void {
    duals.fill(0);
    for (let i = 0; i < m; i += 1) {
      const at = basis[i]!;
      if (at < 0) continue;
      const { value } = columns[at]!;
      if (value === 0) continue;
      const row = i * m;
      for (let k = 0; k < m; k += 1) duals[k]! += value * inverse[row + k]!;
    }
  }

  /** The column (or slack, as −1 − row) that gains most; the first that gains, when pivots have long changed nothing. */
  function entering(): number | null {
    const least = EPSILON * largest;
    const careful = stalled > 30 + m;
    let best: number | null = null;
    let gain = least;
    for (let j = 0; j < columns.length; j += 1) {
      if (inBasis[j] === true) continue;
      const column = columns[j]!;
      let reduced = column.value;
      for (let k = 0; k < column.rows.length; k += 1) reduced -= duals[column.rows[k]!]! * column.at[k]!;
      if (reduced > gain) {
        best = j;
        gain = reduced;
        if (careful) return best;
      }
    }
    for (let i = 0; i < m; i += 1) {
      if (slackIn[i] === true || -duals[i]! <= gain) continue;
      best = -1 - i;
      gain = -duals[i]!;
      if (careful) return best;
    }
    return best;
  }

  function aim(entry: number): void {
    direction.fill(0);
    if (entry < 0) {
      const k = -1 - entry;
      for (let i = 0; i < m; i += 1) direction[i] = inverse[i * m + k]!;
      return;
    }
    const { rows, at } = columns[entry]!;
    for (let i = 0; i < m; i += 1) {
      let sum = 0;
      for (let k = 0; k < rows.length; k += 1) sum += inverse[i * m + rows[k]!]! * at[k]!;
      direction[i] = sum;
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
    for (let k = 0; k < m; k += 1) inverse[from + k]! /= by;
    level[row] = step;
    for (let i = 0; i < m; i += 1) {
      const factor = direction[i]!;
      if (i === row || factor === 0) continue;
      const to = i * m;
      for (let k = 0; k < m; k += 1) inverse[to + k]! -= factor * inverse[from + k]!;
      level[i]! -= factor * step;
    }
    const out = basis[row]!;
    if (out < 0) slackIn[-1 - out] = false;
    else inBasis[out] = false;
    if (entry < 0) slackIn[-1 - entry] = true;
    else inBasis[entry] = true;
    basis[row] = entry;
  }

  return {
    add(column) {
      columns.push(column);
      inBasis.push(false);
      largest = Math.max(largest, Math.abs(column.value));
    },
    optimise(mostPivots) {
      for (let n = 0; n < mostPivots; n += 1) {
        refreshDuals();
        const entry = entering();
        if (entry === null) return true;
        aim(entry);
        const row = leaving();
        if (row < 0) return false;
        pivot(entry, row);
      }
      refreshDuals();
      return false;
    },
    answer() {
      const y = new Float64Array(columns.length);
      for (let i = 0; i < m; i += 1) if (basis[i]! >= 0) y[basis[i]!] = Math.max(0, level[i]!);
      return { duals: Float64Array.from(duals, (dual) => Math.max(0, dual)), y };
    },
  };
}
