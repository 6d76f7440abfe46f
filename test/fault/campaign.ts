/** What a campaign that was run came to. */
export interface Result {
  readonly runs: number;
  readonly failures: readonly Failure[];
  readonly figures: readonly Figure[];
  readonly skipped: readonly Skip[];
}

export interface Failure {
  /** The seed of the run that failed. */
  readonly seed: number;
  /** Where in the run it was. */
  readonly step: string;
  readonly what: readonly string[];
  /** The command that does it again. */
  readonly reproduce: string;
}

export interface Figure {
  readonly name: string;
  readonly value: string;
}

export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** A long run of random trials. Any room can have one: it is registered in `campaigns/index.ts`. */
export interface Campaign {
  readonly name: string;
  /** One line for the log: what it does to the product. */
  readonly about: string;
  /** How many of its runs go with so many kills, since campaigns differ in what a run costs. */
  share(runs: number): number;
  /** Run `i` is seeded by `seed + i`, so that a failure is repeated by its own seed with one run. */
  run(runs: number, seed: number): Promise<Result>;
}

/** Nothing done, for a reason. */
export function skippedResult(name: string, reason: string): Result {
  return { runs: 0, failures: [], figures: [], skipped: [{ name, reason }] };
}

export function joined(results: readonly Result[]): Result {
  return {
    runs: results.reduce((sum, each) => sum + each.runs, 0),
    failures: results.flatMap((each) => each.failures),
    figures: results.flatMap((each) => each.figures),
    skipped: results.flatMap((each) => each.skipped),
  };
}

/** Of milliseconds: median, 99th of a hundred, and the longest. */
export function spread(milliseconds: readonly number[]): string {
  if (milliseconds.length === 0) return 'not measured';
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (n ${sorted.length})`;
}
