import type { Clock, Timers } from '../../workstation/ports/time.ts';

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock and timers that only move when a test says so, for the tests of this room. */
export class ManualTime implements Clock, Timers {
  #now = 0;
  #order = 0;
  readonly #epoch: number;
  readonly #pending = new Set<Pending>();

  constructor(epoch = Date.UTC(2025, 0, 15, 10, 0, 0)) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#epoch + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Timers that have not run yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  after(milliseconds: number, run: () => void): () => void {
    const pending = { at: this.#now + milliseconds, order: this.#order++, run };
    this.#pending.add(pending);
    return () => this.#pending.delete(pending);
  }

  /** Moves on, running what falls due in order and letting promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settle();
    for (;;) {
      const due = [...this.#pending]
        .filter(({ at }) => at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#pending.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
      await settle();
    }
    this.#now = until;
  }
}

/** Lets everything that is already decided happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}
