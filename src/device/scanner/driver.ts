import type { ScanEvent } from '../../workstation/ports/device.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';
import type { Driver, Link } from '../supervisor/driver.ts';
import { ScanFraming } from './framing.ts';
import type { ScannerProfile } from './profile.ts';
import { PacedQueue } from './queue.ts';
import { readSymbol } from './symbol.ts';

/** Milliseconds between two log lines about dropped symbols, so that a broken scanner cannot flood the log. */
const COUNT_LOG_MS = 10_000;

export interface ScannerDriverOptions {
  readonly id: string;
  readonly profile: ScannerProfile;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: DeviceLog;
  readonly onScan: (scan: ScanEvent) => void;
}

/**
 * A scanner that sends symbols as lines. It cannot be asked how it is: reached means ready, and a line that died silently shows
 * when the transport notices.
 */
export class ScannerDriver implements Driver {
  readonly #options: ScannerDriverOptions;
  readonly #framing: ScanFraming;
  readonly #queue: PacedQueue<ScanEvent>;
  #link: Link | null = null;
  #cancelQuiet: () => void = () => undefined;
  #counted = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ScannerDriverOptions) {
    this.#options = options;
    const { prefix, suffixes, longestBytes, quiet } = options.profile.framing;
    const encoder = new TextEncoder();
    this.#framing = new ScanFraming({
      prefix: encoder.encode(prefix),
      suffixes: suffixes.map((suffix) => encoder.encode(suffix)),
      whenQuiet: quiet?.outcome ?? 'drop',
      longest: longestBytes,
    });
    this.#queue = new PacedQueue(options.timers, options.onScan);
  }

  /** Symbols that never became scans: too long, malformed, or more than could be handled. */
  get dropped(): number {
    const { oversized, malformed } = this.#framing.counts;
    return oversized + malformed + this.#queue.dropped;
  }

  opened(link: Link): void {
    this.#link = link;
    link.report({ kind: 'ready' });
  }

  received(bytes: Uint8Array): void {
    this.#cancelQuiet();
    for (const symbol of this.#framing.push(bytes)) this.#deliver(symbol);
    const { quiet } = this.#options.profile.framing;
    if (quiet !== null && this.#framing.pending) {
      this.#cancelQuiet = this.#options.timers.after(quiet.afterMs, () => this.#quiet());
    }
    this.#logDropped();
  }

  lost(): void {
    this.#link = null;
    this.#cancelQuiet();
    this.#framing.reset();
    this.#queue.clear();
  }

  probe(): 'asked' | 'busy' {
    this.#link?.alive();
    return 'busy';
  }

  #quiet(): void {
    const symbol = this.#framing.quiet();
    if (symbol !== null) this.#deliver(symbol);
    this.#logDropped();
  }

  #deliver(symbol: Uint8Array): void {
    const scan = readSymbol(symbol, this.#options.profile.framing.aim);
    this.#queue.add({ ...scan, at: this.#options.clock.monotonic() });
  }

  #logDropped(): void {
    const { clock, log, id } = this.#options;
    const { dropped } = this;
    if (dropped === this.#counted || clock.monotonic() - this.#loggedAt < COUNT_LOG_MS) return;
    this.#counted = dropped;
    this.#loggedAt = clock.monotonic();
    log.warn('SCANNER_DROPPED', { id, dropped });
  }
}
