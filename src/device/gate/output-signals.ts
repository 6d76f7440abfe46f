import type { GateLight, GateSignalsPort } from '../../workstation/ports/gate-signals.ts';
import type { OutputsPort } from '../../workstation/ports/outputs.ts';
import type { Timers } from '../../workstation/ports/time.ts';

/** Outputs of a reader or of a board of relays, from 1; null for what is not wired. */
export interface SignalWiring {
  readonly green: number | null;
  readonly red: number | null;
  /** Of trouble; without it trouble is neither green nor red. */
  readonly amber: number | null;
  readonly siren: number | null;
  /** A door or turnstile that opens on a pulse. */
  readonly door: number | null;
  /** How long the siren sounds. */
  readonly sirenMs: number;
  /** How long the door's pulse is, and how long green shows to the one who may pass. */
  readonly passMs: number;
}

/** Lights and siren of a gate at a device's outputs. It sets them when it can be reached; nothing here waits for it. */
export class OutputSignals implements GateSignalsPort {
  readonly #device: Pick<OutputsPort, 'setOutput'>;
  readonly #wiring: SignalWiring;
  readonly #timers: Timers;
  #light: GateLight = 'ready';
  /** What somebody who stands there is being told. */
  #telling: 'pass' | 'refused' | null = null;
  #hush: (() => void) | null = null;
  #endTelling: (() => void) | null = null;
  /** What each output was last told, so that it isn't told the same again. */
  readonly #told = new Map<number, boolean>();

  constructor(device: Pick<OutputsPort, 'setOutput'>, wiring: SignalWiring, timers: Timers) {
    this.#device = device;
    this.#wiring = wiring;
    this.#timers = timers;
  }

  show(light: GateLight): void {
    this.#light = light;
    this.#lights();
  }

  sound(): void {
    this.#hush?.();
    this.#set(this.#wiring.siren, true);
    this.#hush = this.#timers.after(this.#wiring.sirenMs, () => this.hush());
  }

  hush(): void {
    this.#hush?.();
    this.#hush = null;
    this.#set(this.#wiring.siren, false);
  }

  letPass(): void {
    this.#tell('pass');
    this.#set(this.#wiring.door, true);
  }

  refuse(): void {
    if (this.#telling !== 'pass') this.#tell('refused');
  }

  /** Lights out, silence, door closed: the gate no longer watches. */
  stop(): void {
    this.hush();
    this.#endTelling?.();
    this.#endTelling = null;
    this.#telling = null;
    for (const port of [this.#wiring.door, this.#wiring.green, this.#wiring.red, this.#wiring.amber])
      this.#set(port, false);
  }

  #tell(what: 'pass' | 'refused'): void {
    this.#endTelling?.();
    this.#telling = what;
    this.#lights();
    this.#endTelling = this.#timers.after(this.#wiring.passMs, () => this.#quiet());
  }

  #quiet(): void {
    this.#endTelling = null;
    this.#telling = null;
    this.#set(this.#wiring.door, false);
    this.#lights();
  }

  /** Who may pass sees green, and who may not red; what holds comes back behind them. */
  #lights(): void {
    const green = this.#telling === null ? this.#light === 'ready' : this.#telling === 'pass';
    this.#set(this.#wiring.green, green);
    const trouble = !green && this.#light === 'trouble';
    this.#set(this.#wiring.red, !green && !trouble);
    this.#set(this.#wiring.amber, trouble);
  }

  #set(port: number | null, high: boolean): void {
    if (port === null || (this.#told.get(port) ?? null) === high) return;
    this.#told.set(port, high);
    this.#device.setOutput(port, high);
  }
}
