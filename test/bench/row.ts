/** One figure as `npm run bench` prints it: a JSON line. */
export interface Row {
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly n: number;
  /** For a single figure. */
  readonly value?: number;
  readonly peer?: { readonly name: string; readonly p50: number; readonly p99: number };
  /** How many times better than the peer, or the multiple of the limit where the limit is the peer. */
  readonly ratio?: number;
  /** What the row has to reach, in words, and whether this run did. */
  readonly target: string;
  readonly reached: boolean;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly n: number;
}

/** Nearest-rank percentiles of samples. @throws RangeError on none. */
export function percentiles(samples: readonly number[]): Percentiles {
  if (samples.length === 0) throw new RangeError('percentiles of nothing');
  const sorted = Float64Array.from(samples).sort();
  const rank = (share: number) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), n: samples.length };
}

/** Four significant decimals are more than any of these machines can tell. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
