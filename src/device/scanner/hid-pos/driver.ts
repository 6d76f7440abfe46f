import type { Driver, Link } from '../../supervisor/driver.ts';
import { FEATURE } from '../../transport/hid.ts';
import { ScanDelivery, type ScanDeliveryOptions } from '../delivery.ts';
import type { ScannerProfile } from '../profile.ts';
import { readSymbol } from '../symbol.ts';
import { HidPosReports } from './reports.ts';

/** Feature report 254, [1]: "talk to this host". Some scanners stay silent until they are told. */
const ENABLE = Uint8Array.of(254, 1);

export interface HidPosDriverOptions extends ScanDeliveryOptions {
  readonly profile: ScannerProfile;
}

/** A scanner in HID POS mode. It cannot be asked how it is, and needs not be: USB tells at once when it goes. */
export class HidPosDriver implements Driver {
  readonly #options: HidPosDriverOptions;
  readonly #reports: HidPosReports;
  readonly #delivery: ScanDelivery;
  #link: Link | null = null;
  #cancelQuiet: () => void = () => undefined;

  constructor(options: HidPosDriverOptions) {
    this.#options = options;
    const { framing, hidPos } = options.profile;
    this.#reports = new HidPosReports({ shifted: hidPos.shifted, longest: framing.longestBytes });
    this.#delivery = new ScanDelivery(options);
  }

  /** Symbols that never became scans: too long, malformed, or more than could be handled. */
  get dropped(): number {
    return this.#reports.dropped + this.#delivery.dropped;
  }

  opened(link: Link): void {
    this.#link = link;
    if (this.#options.profile.hidPos.enable) link.write(ENABLE, FEATURE);
    link.report({ kind: 'ready' });
  }

  received(report: Uint8Array): void {
    this.#cancelQuiet();
    const symbol = this.#reports.push(report);
    if (symbol !== null) {
      const { aim } = symbol;
      this.#delivery.deliver({ ...readSymbol(symbol.data, 'none'), ...(aim === undefined ? {} : { aim }) });
    }
    const { quiet } = this.#options.profile.framing;
    if (this.#reports.pending)
      this.#cancelQuiet = this.#options.timers.after(quiet?.afterMs ?? 500, () => {
        this.#reports.abandon();
        this.#delivery.logDropped(this.dropped);
      });
    this.#delivery.logDropped(this.dropped);
  }

  lost(): void {
    this.#link = null;
    this.#cancelQuiet();
    this.#reports.reset();
    this.#delivery.clear();
  }

  probe(): 'asked' | 'busy' {
    this.#link?.alive();
    return 'busy';
  }
}
