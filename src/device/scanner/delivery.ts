import type { Scan } from '../../domain/gs1/identity.ts';
import type { ScanEvent } from '../../workstation/ports/device.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';
import { PacedQueue } from './queue.ts';

/** Milliseconds between two log lines about dropped symbols, so that a broken scanner cannot flood the log. */
const COUNT_LOG_MS = 10_000;

export interface ScanDeliveryOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: DeviceLog;
  readonly onScan: (scan: ScanEvent) => void;
}

/** What becomes of the symbols of one scanner, however it is connected: each gets its instant, and they go on one at a time. */
export class ScanDelivery {
  readonly #options: ScanDeliveryOptions;
  readonly #queue: PacedQueue<ScanEvent>;
  #counted = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ScanDeliveryOptions) {
    this.#options = options;
    this.#queue = new PacedQueue(options.timers, options.onScan);
  }

  /** More than could be handled. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** Both symbols of one pack go on: that they are one pack, and what each of them says of it, is the lane's to judge. */
  deliver(scan: Scan): void {
    this.#queue.add({ ...scan, at: this.#options.clock.monotonic() });
  }

  /** Says how many symbols of this scanner were dropped in all, when it is another number, and not too often. */
  logDropped(dropped: number): void {
    const { clock, log, id } = this.#options;
    if (dropped === this.#counted || clock.monotonic() - this.#loggedAt < COUNT_LOG_MS) return;
    this.#counted = dropped;
    this.#loggedAt = clock.monotonic();
    log.warn('SCANNER_DROPPED', { id, dropped });
  }

  clear(): void {
    this.#queue.clear();
  }
}
