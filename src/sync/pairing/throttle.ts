import type { Clock } from '../../workstation/ports/time.ts';

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
const MOST_ADDRESSES = 256;

/** Waits after wrong tries: a second, doubling to a minute, for each address by itself, so that one guesser keeps nobody else out. */
export class Throttle {
  readonly #clock: Clock;
  readonly #waits = new Map<string, { readonly until: number; readonly next: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until this address may try again; 0 when it may now. */
  wait(address: string): number {
    return Math.max(0, (this.#waits.get(address)?.until ?? 0) - this.#clock.monotonic());
  }

  failed(address: string): void {
    const pause = this.#waits.get(address)?.next ?? FIRST_MS;
    this.#waits.delete(address);
    this.#waits.set(address, { until: this.#clock.monotonic() + pause, next: Math.min(pause * 2, LONGEST_MS) });
    if (this.#waits.size <= MOST_ADDRESSES) return;
    for (const oldest of this.#waits.keys()) {
      this.#waits.delete(oldest);
      return;
    }
  }

  succeeded(address: string): void {
    this.#waits.delete(address);
  }
}
