import type { EmulatorLog } from '../log.ts';
import { DeviceLine } from '../wire/device-line.ts';
import { PluggedDevice } from '../wire/plugged-device.ts';
import { type RelayCommand, RelayParser } from './relay-parser.ts';

/** The lamps of a lane light, from the top. */
export type Lamp = 'green' | 'amber' | 'red';

/** Relays of the board, and the lamp on each: the fourth has none. */
const RELAYS = 4;
const WIRED: readonly Lamp[] = ['green', 'amber', 'red'];
const PAST_LIGHTS = 50;

/** What was lit from an instant on; empty is dark. */
export interface PastLight {
  readonly lit: readonly Lamp[];
  readonly at: number;
}

export interface EmulatedLightsOptions {
  readonly host: string;
  readonly port: number;
  /** Where it appears as a serial port too. */
  readonly pty?: string;
  readonly log: EmulatorLog;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
}

/**
 * A lane light: an LCUS board of four relays behind a TCP device server, with a lamp on each of the first three. It answers
 * nothing. Its power comes over the plug, so pulling that opens every relay.
 */
export class EmulatedLights extends PluggedDevice {
  readonly #options: EmulatedLightsOptions;
  readonly #parser = new RelayParser(RELAYS);
  readonly #closed = new Set<number>();
  readonly #past: PastLight[] = [];
  #deaf = false;
  #commands = 0;

  constructor(options: EmulatedLightsOptions) {
    super(
      new DeviceLine({
        name: 'lights',
        host: options.host,
        port: options.port,
        ...(options.pty === undefined ? {} : { pty: options.pty }),
        log: options.log,
        onChange: options.onChange,
        onDisconnect: () => this.#parser.reset(),
        onBytes: (bytes) => this.#take(bytes),
      }),
    );
    this.#options = options;
  }

  /** Lamps that are lit now, from the top. */
  get lit(): readonly Lamp[] {
    return WIRED.filter((_, index) => this.#closed.has(index + 1));
  }

  /** What was lit before and now, newest first, at most 50. */
  get past(): readonly PastLight[] {
    return this.#past;
  }

  /** Commands taken, in all. */
  get commands(): number {
    return this.#commands;
  }

  /** Bytes that were no command, in all. */
  get passedOver(): number {
    return this.#parser.passedOver;
  }

  get deaf(): boolean {
    return this.#deaf;
  }

  /** A deaf board takes bytes and does nothing. */
  setDeaf(deaf: boolean): void {
    this.#deaf = deaf;
    this.#options.onChange();
  }

  /** The board's power fails for an instant, and its line holds: every lamp goes out, and nobody is told. */
  blink(): void {
    this.#darken();
  }

  override unplug(forMs?: number): void {
    super.unplug(forMs);
    this.#darken();
  }

  #take(bytes: Uint8Array): void {
    for (const command of this.#parser.push(bytes)) {
      this.#commands += 1;
      if (!this.#deaf) this.#obey(command);
    }
  }

  #obey({ relay, closed }: RelayCommand): void {
    if (this.#closed.has(relay) === closed) return;
    if (closed) this.#closed.add(relay);
    else this.#closed.delete(relay);
    this.#remember();
  }

  #darken(): void {
    if (this.#closed.size === 0) return;
    this.#closed.clear();
    this.#remember();
  }

  #remember(): void {
    this.#past.unshift({ lit: this.lit, at: this.#options.now() });
    this.#past.length = Math.min(this.#past.length, PAST_LIGHTS);
    this.#options.log('lights', 'lit', { lit: this.lit });
    this.#options.onChange();
  }
}
