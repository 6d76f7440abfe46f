import type { EmulatorLog } from '../log.ts';
import type { Chunks } from '../wire/chunks.ts';
import { DeviceLine } from '../wire/device-line.ts';
import { PluggedDevice } from '../wire/plugged-device.ts';
import { casDialect } from './cas.ts';
import type { Dialect } from './dialect.ts';
import { Dialog06Dialect } from './dialog-06.ts';
import { mtSicsDialect } from './mt-sics.ts';
import { nciDialect } from './nci.ts';
import { Platform, type Weighed } from './platform.ts';
import { toledo8217Dialect } from './toledo-8217.ts';

export const SCALE_PROTOCOLS = ['mt-sics', 'toledo-8217', 'nci', 'cas', 'dialog-06'] as const;
export type ScaleProtocolName = (typeof SCALE_PROTOCOLS)[number];

/** What a person or a test may do to a scale; what is left out stays. */
export interface ScaleChange {
  /** Grams on the platform from now on; below zero where something lifts it. */
  readonly grams?: number | undefined;
  /** How long it swings after that, in milliseconds. The emulated scale's own time when left out. */
  readonly settleMs?: number | undefined;
  /** Never at rest, until told otherwise. */
  readonly moving?: boolean | undefined;
  /** Grams that are taken off at the scale, which then tells net weights; zero for none. */
  readonly tare?: number | undefined;
  /** Whether it knows its zero; it finds it again by being zeroed. */
  readonly zeroed?: boolean | undefined;
  readonly silent?: boolean | undefined;
  /** Dialog 06: wants the register's checksum first. */
  readonly challenges?: boolean | undefined;
  readonly chunks?: Chunks | undefined;
  /** How often each answer is said, in one piece; once when left out at first. */
  readonly repeats?: number | undefined;
  /** What is sent before and after every answer, that no scale says. */
  readonly noise?: Uint8Array | undefined;
  readonly protocol?: ScaleProtocolName | undefined;
}

export interface EmulatedScaleOptions {
  readonly host: string;
  readonly port: number;
  /** Where it appears as a serial port too. */
  readonly pty?: string;
  readonly log: EmulatorLog;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
  /** How long it swings when something is laid on it. */
  readonly settleMs: number;
  readonly protocol?: ScaleProtocolName;
}

/** A load that was told at rest. */
export interface PastWeight {
  /** As indicated. */
  readonly grams: number;
  /** When it was told first, wall clock. */
  readonly at: number;
}

const PAST_WEIGHTS = 500;

/** A checkout scale behind a TCP device server, and on a serial line, which speaks one of five protocols. */
export class EmulatedScale extends PluggedDevice {
  readonly #options: EmulatedScaleOptions;
  readonly #platform = new Platform();
  #protocol: ScaleProtocolName;
  #dialect: Dialect;
  #held = false;
  #silent = false;
  #challenges = false;
  #chunks: Chunks = 'whole';
  #repeats = 1;
  #noise = new Uint8Array(0);
  #rest: NodeJS.Timeout | undefined;
  #asked = 0;
  readonly #past: PastWeight[] = [];
  /** The load that lies there was told. */
  #told = false;

  constructor(options: EmulatedScaleOptions) {
    const { host, port, log, onChange } = options;
    super(
      new DeviceLine({
        ...{ name: 'scale', host, port, log, onChange },
        ...(options.pty === undefined ? {} : { pty: options.pty }),
        onDisconnect: () => this.#dialect.reset(),
        onBytes: (bytes) => this.#take(bytes),
      }),
    );
    this.#options = options;
    this.#protocol = options.protocol ?? 'toledo-8217';
    this.#dialect = this.#speaking(this.#protocol);
  }

  override stop(): Promise<void> {
    clearTimeout(this.#rest);
    return super.stop();
  }

  /** Grams that lie on it. */
  get grams(): number {
    return this.#platform.load;
  }

  /** What it would say of that now. */
  get weighed(): Weighed {
    return this.#platform.weighed;
  }

  get protocol(): ScaleProtocolName {
    return this.#protocol;
  }

  get held(): boolean {
    return this.#held;
  }

  get silent(): boolean {
    return this.#silent;
  }

  get challenges(): boolean {
    return this.#challenges;
  }

  get chunks(): Chunks {
    return this.#chunks;
  }

  get repeats(): number {
    return this.#repeats;
  }

  /** Whether bytes that are no answer stand around every answer. */
  get noisy(): boolean {
    return this.#noise.length > 0;
  }

  /** Bytes heard, in all. */
  get asked(): number {
    return this.#asked;
  }

  /** Loads that it answered with while they rested, oldest first; the last 500. Nothing on it is none. */
  get past(): readonly PastWeight[] {
    return this.#past;
  }

  change(change: ScaleChange): void {
    const { grams, settleMs = this.#options.settleMs, moving, zeroed, silent, challenges, chunks, noise } = change;
    if (change.protocol !== undefined && change.protocol !== this.#protocol) {
      this.#protocol = change.protocol;
      this.#dialect = this.#speaking(change.protocol);
    }
    this.#silent = silent ?? this.#silent;
    this.#challenges = challenges ?? this.#challenges;
    this.#chunks = chunks ?? this.#chunks;
    this.#repeats = change.repeats ?? this.#repeats;
    this.#noise = noise === undefined ? this.#noise : Uint8Array.from(noise);
    this.#held = moving ?? this.#held;
    if (zeroed !== undefined) this.#platform.set = zeroed;
    this.#platform.tare = change.tare ?? this.#platform.tare;
    if (grams !== undefined && grams !== this.#platform.load) {
      this.#platform.load = grams;
      this.#told = false;
      this.#swing(settleMs);
    }
    if (moving !== undefined) this.#swing(moving ? 0 : settleMs);
    this.#options.log('scale', 'changed', { grams: this.grams, protocol: this.#protocol });
    this.#options.onChange();
  }

  #swing(forMs: number): void {
    clearTimeout(this.#rest);
    this.#platform.moving = this.#held || forMs > 0;
    if (this.#held || forMs === 0) return;
    this.#rest = setTimeout(() => {
      this.#platform.moving = this.#held;
      this.#options.onChange();
    }, forMs);
  }

  #take(bytes: Uint8Array): void {
    this.#asked += bytes.length;
    const answers = this.#dialect.push(bytes);
    if (this.#silent) return;
    if (answers.length > 0) this.#remember(this.weighed);
    for (const answer of answers) {
      const said = Array.from({ length: this.#repeats }, () => [...answer]).flat();
      const all = Uint8Array.of(...this.#noise, ...said, ...this.#noise);
      void this.line.write(all, this.#chunks);
    }
  }

  #remember(weighed: Weighed): void {
    if (weighed.kind !== 'weight' || weighed.grams === 0 || this.#told) return;
    this.#told = true;
    this.#past.push({ grams: weighed.grams, at: this.#options.now() });
    if (this.#past.length > PAST_WEIGHTS) this.#past.shift();
  }

  #speaking(protocol: ScaleProtocolName): Dialect {
    switch (protocol) {
      case 'mt-sics':
        return mtSicsDialect(this.#platform);
      case 'toledo-8217':
        return toledo8217Dialect(this.#platform);
      case 'nci':
        return nciDialect(this.#platform);
      case 'cas':
        return casDialect(this.#platform);
      case 'dialog-06':
        return new Dialog06Dialect(this.#platform, () => this.#challenges);
    }
  }
}
