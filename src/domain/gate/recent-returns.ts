/** Tags that a void or return gave back a moment ago: the grace. The oldest goes when there is no room. */
export class RecentReturns {
  readonly #graceMs: number;
  readonly #most: number;
  readonly #until = new Map<string, number>();

  /** `graceMs` from when the gate learns of it; at most `most` tags. */
  constructor(graceMs: number, most = 10_000) {
    this.#graceMs = graceMs;
    this.#most = most;
  }

  /** These ledger keys were given back; `at` is monotonic milliseconds. */
  add(keys: readonly string[], at: number): void {
    if (this.#graceMs === 0) return;
    for (const key of keys) {
      this.#until.delete(key);
      this.#until.set(key, at + this.#graceMs);
    }
    for (const [key, until] of this.#until) {
      if (this.#until.size <= this.#most && until > at) break;
      this.#until.delete(key);
    }
  }

  has(key: string, at: number): boolean {
    const until = this.#until.get(key);
    return until !== undefined && at < until;
  }

  get size(): number {
    return this.#until.size;
  }
}
