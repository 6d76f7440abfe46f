import type { Carried } from '../../workstation/ports/device.ts';
import type { ReaderInput, TagRead, TagReport } from '../../workstation/ports/rfid-reader.ts';
import type { Clock } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';
import type { Link } from '../supervisor/driver.ts';
import { Complaints } from './complaints.ts';
import { ReaderListeners } from './listeners.ts';
import { WantedOutputs } from './outputs.ts';

/** What came of configuring a reader, or of a look at it. */
export type Seen =
  /** `drift`: where what it carries differs, null where it does not, `''` where that has been said. */
  | {
      readonly kind: 'reading';
      readonly drift: string | null;
      /** Checksum of what it told that it carries, null where that has another shape; left out where it was not asked. */
      readonly told?: string | null;
    }
  | { readonly kind: 'refused'; readonly code: 'DEVICE_CONFIG_REFUSED' | 'DEVICE_READING_STOPPED' }
  /** Nothing was heard of it, and why. */
  | { readonly kind: 'away'; readonly code: string };

export interface Output {
  readonly port: number;
  readonly high: boolean;
}

/** What a reader was told of its outputs: which of them, or that it did not answer. */
export type Told =
  | { readonly kind: 'told' | 'refused'; readonly outputs: readonly Output[] }
  | { readonly kind: 'away' };

/** How one vendor's readers are spoken to. `starting` is called before the reader is told to read: its reads may overtake its answer. */
export interface ReaderTalk {
  /** Brings the reader to what it is to carry, and has it read. */
  configure(starting: () => void): Promise<Seen>;
  /** Whether it reads, and where `due` says so, whether it still carries what it should. */
  look(link: Link, starting: () => void, due: () => boolean): Promise<Seen>;
  /** Tells some or all of these, the first at least, in order. */
  tell(outputs: readonly Output[]): Promise<Told>;
}

export interface ReaderCareOptions {
  readonly id: string;
  readonly talk: ReaderTalk;
  /** Checksum of what it is to carry. */
  readonly wanted: string;
  /** Milliseconds between two comparisons. */
  readonly checkMs: number;
  /** Output ports that it has. */
  readonly outputs: number;
  readonly clock: Clock;
  readonly log: DeviceLog;
}

/**
 * A reader that is configured by asking and answering: on every connection it is brought to what it is to carry and started, while it
 * reads it is looked after, and its outputs are what they should be. Who listens to it is told of its reads once it was started.
 */
export class ReaderCare {
  readonly complaints = new Complaints();
  readonly reads: ReaderListeners<TagReport>;
  readonly inputs: ReaderListeners<ReaderInput>;
  readonly #on: ReaderCareOptions;
  readonly #outputs: WantedOutputs;
  #link: Link | null = null;
  #reading = false;
  #configured = false;
  #asking = false;
  #telling: Promise<void> | null = null;
  #checkedAt = 0;
  #told: string | null | undefined;

  constructor(on: ReaderCareOptions) {
    this.#on = on;
    this.reads = new ReaderListeners(on.id, on.log);
    this.inputs = new ReaderListeners(on.id, on.log);
    this.#outputs = new WantedOutputs(on.outputs);
  }

  get link(): Link | null {
    return this.#link;
  }

  /** What the reader was to carry and what it told last, since it is connected; null before it did. */
  get carried(): Carried | null {
    return this.#told === undefined ? null : { wanted: this.#on.wanted, told: this.#told };
  }

  get configured(): boolean {
    return this.#configured;
  }

  setOutput(port: number, high: boolean): void {
    if (!this.#outputs.set(port, high)) this.#on.log.warn('READER_OUTPUT_UNKNOWN', { id: this.#on.id });
    else void this.#tellOutputs();
  }

  opened(link: Link): void {
    this.#link = link;
    this.complaints.clear();
    void this.#configure(link);
  }

  /** Settles when the reader was told of its outputs, or can't be. */
  closing(): Promise<void> {
    return this.#tellOutputs();
  }

  lost(): void {
    this.#link = null;
    this.#reading = false;
    this.#configured = false;
    this.#told = undefined;
    this.#outputs.forget();
  }

  probe(): 'asked' | 'busy' {
    // The handshake's limit watches until it is configured.
    if (!this.#configured || this.#link === null) return 'busy';
    void this.#look(this.#link);
    return 'asked';
  }

  /** Passes reads on, unless they are from before it was started. */
  heard(reads: readonly TagRead[], at: number): void {
    if (reads.length > 0 && this.#reading) this.reads.tell({ reader: this.#on.id, reads, at });
  }

  async #configure(link: Link): Promise<void> {
    const seen = await this.#on.talk.configure(() => {
      if (this.#link === link) this.#reading = true;
    });
    if (this.#link !== link) return;
    this.#checkedAt = this.#on.clock.monotonic();
    if (seen.kind === 'away') return link.drop(seen.code);
    this.#configured = true;
    await this.#became(link, seen);
  }

  async #look(link: Link): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const starting = (): void => {
      this.#reading = this.#link !== null;
    };
    const seen = await this.#on.talk.look(link, starting, () => this.#due());
    this.#asking = false;
    if (this.#link !== link) return;
    if (seen.kind === 'away') {
      // No answer is the heartbeat's to judge; a password that no longer holds will not come back by waiting.
      if (seen.code === 'DEVICE_UNAUTHORISED') link.drop(seen.code);
      return;
    }
    link.alive();
    await this.#became(link, seen);
  }

  /** Whether it is time to compare again; asking makes it not. */
  #due(): boolean {
    const now = this.#on.clock.monotonic();
    if (now - this.#checkedAt < this.#on.checkMs) return false;
    this.#checkedAt = now;
    return true;
  }

  async #became(link: Link, seen: Exclude<Seen, { kind: 'away' }>): Promise<void> {
    const { id, log } = this.#on;
    const drift = seen.kind === 'reading' ? seen.drift : null;
    if (drift !== null && drift !== '') log.warn('READER_CONFIG_DRIFT', { id, drift });
    if (seen.kind === 'reading' && seen.told !== undefined) this.#told = seen.told;
    const code = seen.kind === 'refused' ? seen.code : null;
    this.complaints.set('DEVICE_CONFIG_REFUSED', code === 'DEVICE_CONFIG_REFUSED');
    this.complaints.set('DEVICE_READING_STOPPED', code === 'DEVICE_READING_STOPPED');
    this.complaints.set('DEVICE_CONFIG_DRIFT', drift !== null);
    link.report(this.complaints.health());
    await this.#tellOutputs();
  }

  /** One request at a time; what changes meanwhile goes into the next. What can't be told now is told after the next look. */
  #tellOutputs(): Promise<void> {
    if (!this.#configured) return Promise.resolve();
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = null;
    });
    return this.#telling;
  }

  async #tellAll(): Promise<void> {
    for (let untold = this.#outputs.untold(); untold.length > 0 && this.#configured; untold = this.#outputs.untold()) {
      const link = this.#link;
      const told = await this.#on.talk.tell(untold);
      if (told.kind === 'away' || this.#link !== link) break;
      if (told.kind === 'refused') this.#on.log.warn('READER_OUTPUT_REFUSED', { id: this.#on.id });
      for (const { port, high } of told.outputs) this.#outputs.told(port, high);
    }
  }
}
