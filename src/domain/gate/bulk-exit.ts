import type { GateSettings } from './gate-settings.ts';

/**
 * Counts tags that sounded: `atLeast` of them within `withinMs` are a bulk exit, which goes on until that time has passed without
 * another one. Holds as many instants as it takes to tell.
 */
export class BulkExit {
  readonly #instants: Float64Array;
  readonly #withinMs: number;
  #next = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #going = false;

  constructor({ atLeast, withinMs }: GateSettings['bulk']) {
    this.#instants = new Float64Array(Math.max(1, atLeast)).fill(Number.NEGATIVE_INFINITY);
    this.#withinMs = withinMs;
  }

  /** One more at this instant (monotonic milliseconds). `begins` once, `goesOn` for those that follow, else `single`. */
  count(at: number): 'single' | 'begins' | 'goesOn' {
    if (at - this.#lastAt > this.#withinMs) this.#going = false;
    this.#lastAt = at;
    this.#instants[this.#next] = at;
    this.#next = (this.#next + 1) % this.#instants.length;
    if (this.#going) return 'goesOn';
    const first = this.#instants[this.#next] ?? at;
    if (at - first > this.#withinMs) return 'single';
    this.#going = true;
    return 'begins';
  }
}
