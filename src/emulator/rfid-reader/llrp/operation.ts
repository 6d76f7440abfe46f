import type { TagField } from '../field.ts';
import type { Rospec } from './rospec.ts';

/** A tag as it has been seen since it was last reported. */
export interface SeenTag {
  readonly epc: string;
  readonly antenna: number;
  /** The strongest answer, dBm. */
  readonly rssi: number;
  /** Wall clock, milliseconds. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

export interface OperationOptions {
  readonly field: TagField;
  /** Antennas that are connected now. */
  readonly antennas: () => Iterable<number>;
  /** Every tag answers once in so many milliseconds. */
  readonly readEveryMs: number;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
  /** Reports that are due at one moment, each with its tags. */
  readonly report: (reports: readonly (readonly SeenTag[])[]) => void;
  readonly ended: () => void;
}

/** A reader operation at work: rounds over its antennas, and reports as its trigger has them. */
export class Operation {
  readonly #rospec: Rospec;
  readonly #options: OperationOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #began = performance.now();
  #seen = new Map<string, SeenTag>();
  #at = 0;
  #inventoryBegan = this.#began;

  constructor(rospec: Rospec, options: OperationOptions) {
    this.#rospec = rospec;
    this.#options = options;
    this.#timers.push(setInterval(() => this.#round(), options.readEveryMs));
    if (rospec.trigger.kind === 'time') this.#timers.push(setInterval(() => this.tell(), rospec.trigger.milliseconds));
  }

  /** Reports what it has collected. */
  tell(): void {
    this.#options.report(this.#due());
  }

  /** Ends it and reports what it still has. */
  stop(): void {
    this.abandon();
    this.tell();
  }

  /** Ends it without a word. */
  abandon(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** What has been collected, as one report; none where nothing has. */
  #due(): SeenTag[][] {
    const tags = [...this.#seen.values()];
    this.#seen = new Map();
    return tags.length === 0 ? [] : [tags];
  }

  #round(): void {
    const { inventories, lastsMs, trigger } = this.#rospec;
    const now = performance.now();
    const inventory = inventories[this.#at];
    if (inventory !== undefined && inventory.lastsMs > 0 && now - this.#inventoryBegan >= inventory.lastsMs) {
      this.#at += 1;
      this.#inventoryBegan = now;
    }
    if (this.#at >= inventories.length || (lastsMs > 0 && now - this.#began >= lastsMs)) {
      this.stop();
      this.#options.ended();
      return;
    }
    const reports: SeenTag[][] = [];
    for (const { epc, antenna, rssi } of this.#options.field.before(this.#antennas())) {
      this.#see(epc, antenna, rssi);
      if (trigger.kind === 'tags' && this.#seen.size >= trigger.count) reports.push(...this.#due());
    }
    if (reports.length > 0) this.#options.report(reports);
  }

  #antennas(): number[] {
    const asked = this.#rospec.inventories[this.#at]?.antennas ?? [];
    const connected = [...this.#options.antennas()];
    return asked.includes(0) ? connected : connected.filter((port) => asked.includes(port));
  }

  #see(epc: string, antenna: number, rssi: number): void {
    const at = this.#options.now();
    const key = `${antenna} ${epc}`;
    const before = this.#seen.get(key);
    const count = Math.min((before?.count ?? 0) + 1, 0xffff);
    const strongest = Math.max(before?.rssi ?? rssi, rssi);
    this.#seen.set(key, { epc, antenna, rssi: strongest, first: before?.first ?? at, last: at, count });
  }
}
