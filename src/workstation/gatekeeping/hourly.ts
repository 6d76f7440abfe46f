const HOUR_MS = 3_600_000;

/** Counts what may be done so many times an hour. */
export class Hourly {
  readonly #most: number;
  #begunAt = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** `at` is monotonic milliseconds. @returns whether it may be done once more. */
  take(at: number): boolean {
    if (at - this.#begunAt >= HOUR_MS) {
      this.#begunAt = at;
      this.#taken = 0;
    }
    this.#taken += 1;
    return this.#taken <= this.#most;
  }
}
