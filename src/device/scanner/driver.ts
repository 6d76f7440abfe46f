import type { Driver, Link } from '../supervisor/driver.ts';
import { ScanDelivery, type ScanDeliveryOptions } from './delivery.ts';
import { ScanFraming } from './framing.ts';
import type { ScannerProfile } from './profile.ts';
import { readSymbol } from './symbol.ts';

export interface ScannerDriverOptions extends ScanDeliveryOptions {
  readonly profile: ScannerProfile;
}

/**
 * A scanner that sends symbols as lines. It cannot be asked how it is: reached means ready, and a line that died silently shows
 * when the transport notices.
 */
export class ScannerDriver implements Driver {
  readonly #options: ScannerDriverOptions;
  readonly #framing: ScanFraming;
  readonly #delivery: ScanDelivery;
  #link: Link | null = null;
  #cancelQuiet: () => void = () => undefined;

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
    this.#delivery = new ScanDelivery(options);
  }

  /** Symbols that never became scans: too long, malformed, or more than could be handled. */
  get dropped(): number {
    const { oversized, malformed } = this.#framing.counts;
    return oversized + malformed + this.#delivery.dropped;
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
    this.#delivery.logDropped(this.dropped);
  }

  lost(): void {
    this.#link = null;
    this.#cancelQuiet();
    this.#framing.reset();
    this.#delivery.clear();
  }

  probe(): 'asked' | 'busy' {
    this.#link?.alive();
    return 'busy';
  }

  #quiet(): void {
    const symbol = this.#framing.quiet();
    if (symbol !== null) this.#deliver(symbol);
    this.#delivery.logDropped(this.dropped);
  }

  #deliver(symbol: Uint8Array): void {
    this.#delivery.deliver(readSymbol(symbol, this.#options.profile.framing.aim));
  }
}
