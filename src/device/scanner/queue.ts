import type { Timers } from '../../workstation/ports/time.ts';

/**
 * Hands items on one at a time, giving everything else a turn in between. The first of a burst goes at once, since someone
 * waits for it; when more come than are handled, the newest are dropped: a shopper sees the first scans appear and scans again,
 * while late ones would show up out of nowhere.
 */
export class PacedQueue<Item> {
  readonly #timers: Timers;
  readonly #handle: (item: Item) => void;
  readonly #longest: number;
  readonly #items: Item[] = [];
  #cancel: (() => void) | null = null;
  #dropped = 0;

  /** @param longest how many items may wait. Default 32. */
  constructor(timers: Timers, handle: (item: Item) => void, longest = 32) {
    this.#timers = timers;
    this.#handle = handle;
    this.#longest = longest;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(item: Item): void {
    if (this.#cancel === null) {
      this.#schedule();
      this.#handle(item);
      return;
    }
    if (this.#items.length >= this.#longest) this.#dropped += 1;
    else this.#items.push(item);
  }

  clear(): void {
    this.#items.length = 0;
    this.#cancel?.();
    this.#cancel = null;
  }

  #schedule(): void {
    this.#cancel = this.#timers.after(0, () => {
      const next = this.#items.shift();
      if (next === undefined) {
        this.#cancel = null;
        return;
      }
      this.#schedule();
      this.#handle(next);
    });
  }
}
