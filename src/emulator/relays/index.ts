import type { EmulatorLog } from '../log.ts';
import { type BrokerAddress, MqttLine } from '../rfid-reader/mqtt/mqtt-line.ts';

/** How the board speaks. `shelly`: generation 2 with MQTT control. `tasmota`: its power commands. */
export const RELAY_DIALECTS = ['shelly', 'tasmota'] as const;
export type RelayDialect = (typeof RELAY_DIALECTS)[number];

const OUTPUTS = 4;
const MOST_PAST = 200;

export interface EmulatedRelaysOptions {
  readonly broker: BrokerAddress;
  readonly dialect: RelayDialect;
  /** The device's own topic or prefix. */
  readonly topic: string;
  readonly outputs?: number;
  readonly log: EmulatorLog;
  readonly onChange: () => void;
}

/**
 * A board of relays behind a broker. Shelly, "MQTT" and "Switch" of the generation 2 device API: `<prefix>/command/switch:<id>` takes
 * `on`, `off`, `status_update`, and `<prefix>/status/switch:<id>` tells `{"id","source","output"}`. Tasmota, "MQTT": `cmnd/<topic>/POWER<n>`
 * takes `ON`, `OFF` or nothing, and `stat/<topic>/POWER<n>` tells `ON` or `OFF`.
 */
export class EmulatedRelays {
  readonly #options: EmulatedRelaysOptions;
  readonly #line: MqttLine;
  readonly #closed = new Set<number>();
  readonly #stuck = new Set<number>();
  readonly #past: string[] = [];
  #silent = false;

  constructor(options: EmulatedRelaysOptions) {
    this.#options = options;
    const { broker, log, onChange } = options;
    const onMessage = (topic: string, payload: Buffer): void => this.#take(topic, payload.toString('utf8'));
    this.#line = new MqttLine({ name: 'relays', broker, subscribe: this.#commands(), onMessage, log, onChange });
  }

  get dialect(): RelayDialect {
    return this.#options.dialect;
  }

  /** How many relays it has. */
  get outputs(): number {
    return this.#options.outputs ?? OUTPUTS;
  }

  get plugged(): boolean {
    return this.#line.plugged;
  }

  /** Whether the broker is reached. */
  get connected(): boolean {
    return this.#line.connected;
  }

  get silent(): boolean {
    return this.#silent;
  }

  /** Relays that take commands and do nothing, from 1. */
  get stuck(): readonly number[] {
    return [...this.#stuck].toSorted((one, other) => one - other);
  }

  /** Relays that are closed now, from 1. */
  get closed(): readonly number[] {
    return [...this.#closed].toSorted((one, other) => one - other);
  }

  /** What it did, oldest first, the last 200: `3+` closed the third, `3-` opened it. */
  get past(): readonly string[] {
    return this.#past;
  }

  plug(): void {
    this.#line.plug();
  }

  /** Pulls the plug: every relay opens. */
  async unplug(): Promise<void> {
    this.blink();
    await this.#line.unplug();
  }

  /** Its power fails for an instant, and nobody is told: every relay opens. */
  blink(): void {
    this.#closed.clear();
    this.#options.onChange();
  }

  /** Somebody switches a relay by hand; the board tells of it. Without power nothing closes. */
  switchByHand(port: number, closed: boolean): void {
    if (!this.plugged) return;
    this.#set(port, closed);
    this.#tell(port);
  }

  /** A relay that takes commands and does nothing. */
  setStuck(port: number, stuck: boolean): void {
    if (stuck) this.#stuck.add(port);
    else this.#stuck.delete(port);
    this.#options.onChange();
  }

  /** Does nothing and tells nothing, and its connection holds. */
  setSilent(silent: boolean): void {
    this.#silent = silent;
    this.#options.onChange();
  }

  /** Publishes bytes where it tells of a relay. */
  garbage(port: number, bytes: Uint8Array): void {
    this.#line.publish(this.#state(port), bytes);
  }

  get #first(): number {
    return this.#options.dialect === 'shelly' ? 0 : 1;
  }

  #commands(): string[] {
    const { dialect, topic } = this.#options;
    const numbers = Array.from({ length: this.outputs }, (_, index) => index + (dialect === 'shelly' ? 0 : 1));
    return numbers.map((each) =>
      dialect === 'shelly' ? `${topic}/command/switch:${each}` : `cmnd/${topic}/POWER${each}`,
    );
  }

  #state(port: number): string {
    const { dialect, topic } = this.#options;
    const number = port - 1 + this.#first;
    return dialect === 'shelly' ? `${topic}/status/switch:${number}` : `stat/${topic}/POWER${number}`;
  }

  #take(topic: string, word: string): void {
    if (this.#silent) return;
    const port = this.#commands().indexOf(topic) + 1;
    const said = word.toLowerCase();
    const asks = said === '' || said === 'status_update';
    if (!asks && said !== 'on' && said !== 'off') return;
    if (!asks && !this.#stuck.has(port)) this.#set(port, said === 'on');
    this.#tell(port);
  }

  #set(port: number, closed: boolean): void {
    if (this.#closed.has(port) === closed) return;
    if (closed) this.#closed.add(port);
    else this.#closed.delete(port);
    this.#past.push(`${port}${closed ? '+' : '-'}`);
    if (this.#past.length > MOST_PAST) this.#past.shift();
    this.#options.onChange();
  }

  #tell(port: number): void {
    const closed = this.#closed.has(port);
    const status = { id: port - 1, source: 'MQTT', output: closed, temperature: { tC: 41.2, tF: 106.2 } };
    this.#line.publish(
      this.#state(port),
      this.#options.dialect === 'shelly' ? JSON.stringify(status) : closed ? 'ON' : 'OFF',
    );
  }
}
