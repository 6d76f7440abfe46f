import type { EmulatorLog } from '../../log.ts';
import { type FieldTag, TagField } from '../field.ts';
import { WELL_BEHAVED, type ZebraBehaviour } from './behaviour.ts';
import { ZebraHttpLine, type ZebraHttpOptions } from './http-line.ts';
import { isObject, type ZebraLine } from './line.ts';
import { ZebraMqttLine, type ZebraMqttOptions } from './mqtt-line.ts';

/** Over HTTP, or over MQTT where a broker is named. */
export type EmulatedZebraOptions = Common & (ZebraMqttOptions | { readonly http: ZebraHttpOptions });

interface Common {
  readonly log: EmulatorLog;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
  /** What lies in front of it; its own when left out. */
  readonly field?: TagField;
  readonly antennas?: number;
  /** Milliseconds of one round over all tags. 100 when left out. */
  readonly roundMs?: number;
  /** Milliseconds between two heartbeats. 60,000 when left out. */
  readonly heartbeatMs?: number;
}

const OUTPUTS = 4;
const MAC = '84:24:8D:F0:F4:B5';

/**
 * A fixed reader with the Zebra IoT Connector: commands and replies, tag data and management events, over MQTT, or commands over REST and
 * events posted to the host. Written from the Zebra IoT Connector documentation. It reads while it is started, what the antennas of its mode see.
 */
export class EmulatedZebra {
  readonly field: TagField;
  readonly #options: EmulatedZebraOptions;
  readonly #line: ZebraLine;
  readonly #outputs = new Map<number, boolean>();
  readonly #unplugged = new Set<number>();
  readonly #inputs = new Set<number>();
  #mode: Readonly<Record<string, unknown>> = { type: 'SIMPLE' };
  #behaviour: ZebraBehaviour = WELL_BEHAVED;
  #active = false;
  #events = 0;
  #modesSet = 0;
  #timers: NodeJS.Timeout[] = [];

  constructor(options: EmulatedZebraOptions) {
    this.#options = options;
    this.field = options.field ?? new TagField();
    const answer = (command: string, control: boolean, payload: unknown): unknown => {
      const said = this.#behaviour.refuse.some((each) => each === command)
        ? null
        : this.#obey(command, control, payload);
      options.onChange();
      return said;
    };
    const behaviour = (): ZebraBehaviour => this.#behaviour;
    this.#line =
      'http' in options
        ? new ZebraHttpLine(options.http, answer, behaviour, options)
        : new ZebraMqttLine(options, answer, behaviour, options);
  }

  async start(): Promise<void> {
    await this.#line.plug();
    this.#timers = [
      setInterval(() => this.#readRound(), this.#options.roundMs ?? 100),
      setInterval(() => this.#heartbeat(), this.#options.heartbeatMs ?? 60_000),
    ];
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#line.unplug();
  }

  get plugged(): boolean {
    return this.#line.plugged;
  }

  /** How it is reached over HTTP. @throws Error when it speaks MQTT. */
  get http(): ZebraHttpLine {
    if (this.#line instanceof ZebraHttpLine) return this.#line;
    throw new Error('this reader speaks MQTT');
  }

  get connected(): boolean {
    return this.#line.connected;
  }

  /** Whether it reads. */
  get active(): boolean {
    return this.#active;
  }

  get mode(): Readonly<Record<string, unknown>> {
    return this.#mode;
  }

  /** Antennas whose cable is in. */
  get antennas(): readonly number[] {
    return this.#ports().filter((port) => !this.#unplugged.has(port));
  }

  /** Inputs that are high. */
  get inputs(): readonly number[] {
    return [...this.#inputs].toSorted((one, other) => one - other);
  }

  /** Times that a mode was set. */
  get modesSet(): number {
    return this.#modesSet;
  }

  /** Outputs that were ever set. */
  get outputs(): ReadonlyMap<number, boolean> {
    return this.#outputs;
  }

  get behaviour(): ZebraBehaviour {
    return this.#behaviour;
  }

  setBehaviour(change: Partial<ZebraBehaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...change };
    this.#options.onChange();
  }

  plug(): Promise<void> {
    return this.#line.plug();
  }

  /** Pulls the plug: it forgets that it was started and what its outputs were; its mode it keeps. */
  async unplug(): Promise<void> {
    this.#active = false;
    this.#outputs.clear();
    await this.#line.unplug();
  }

  /** Somebody else sets another mode, or stops it. */
  meddle(change: { readonly mode?: Readonly<Record<string, unknown>>; readonly active?: boolean }): void {
    this.#mode = change.mode ?? this.#mode;
    this.#active = change.active ?? this.#active;
    this.#options.onChange();
  }

  /** A light barrier or button at an input. */
  trip(pin: number, high: boolean): void {
    if (high) this.#inputs.add(pin);
    else this.#inputs.delete(pin);
    this.#options.onChange();
    this.#say('gpi', 'RG', { pin, state: high ? 'HIGH' : 'LOW' });
  }

  /** An antenna's cable is pulled or put back. */
  connectAntenna(port: number, connected: boolean): void {
    if (connected) this.#unplugged.delete(port);
    else this.#unplugged.add(port);
    this.#options.onChange();
  }

  /** Sends bytes as they are, as one message on the topic of tag data or of replies. */
  garbage(bytes: Uint8Array, where: 'data' | 'events' | 'controlResponse' = 'data'): void {
    this.#line.say(where, bytes);
  }

  /** What a command is answered with; null when it fails. */
  #obey(command: string, control: boolean, payload: unknown): unknown {
    switch (`${control ? 'control' : 'management'} ${command}`) {
      case 'control get_mode':
        return this.#mode;
      case 'control set_mode':
        return this.#setMode(payload);
      case 'control start':
        this.#active = true;
        return {};
      case 'control stop':
        if (!this.#active) return null;
        this.#active = false;
        return {};
      case 'management get_status':
        return this.#status();
      case 'management set_gpo':
        return this.#setOutput(payload);
      default:
        return null;
    }
  }

  #setMode(payload: unknown): unknown {
    if (this.#active || !isObject(payload) || typeof payload.type !== 'string') return null;
    this.#mode = this.#behaviour.drift ? { ...payload, transmitPower: 10 } : payload;
    this.#modesSet += 1;
    return {};
  }

  #setOutput(payload: unknown): unknown {
    const { port, state } = isObject(payload) ? payload : {};
    if (typeof port !== 'number' || port < 1 || port > OUTPUTS || typeof state !== 'boolean') return null;
    this.#outputs.set(port, state);
    return {};
  }

  #status(): unknown {
    const antennas = Object.fromEntries(
      this.#ports().map((port) => [port, this.#unplugged.has(port) ? 'disconnected' : 'connected']),
    );
    return {
      radioConnection: 'connected',
      radioActivitiy: this.#active ? 'active' : 'inactive',
      antennas,
      temperature: 31,
    };
  }

  #ports(): number[] {
    return Array.from({ length: this.#options.antennas ?? 4 }, (_, index) => index + 1);
  }

  #readRound(): void {
    if (!this.#active || this.#behaviour.silent) return;
    const wanted = Array.isArray(this.#mode.antennas) ? (this.#mode.antennas as unknown[]) : this.#ports();
    const tags = this.field.before(this.antennas.filter((port) => wanted.includes(port)));
    const texts = tags.map((tag) => JSON.stringify(this.#tagEvent(tag)));
    if (texts.length === 0) return;
    const { batch } = this.#behaviour;
    if (batch === 'concatenated') return this.#line.say('data', texts.join(''));
    if (batch === 'list') return this.#line.say('data', `[${texts.join(',')}]`);
    for (const text of texts) {
      const cut = batch === 'split' ? text.length >> 1 : text.length;
      this.#line.say('data', text.slice(0, cut));
      if (cut < text.length) this.#line.say('data', text.slice(cut));
    }
  }

  #tagEvent({ epc, antenna, rssi }: FieldTag): unknown {
    const { type, tagMetaData } = this.#mode;
    const wanted = new Set(Array.isArray(tagMetaData) ? (tagMetaData as unknown[]) : []);
    const inventory = type === 'INVENTORY';
    this.#events += 1;
    const data = {
      MAC,
      ...(inventory || type === 'CONVEYOR' || wanted.has('ANTENNA') ? { antenna } : {}),
      eventNum: this.#events,
      format: 'epc',
      idHex: epc.toLowerCase(),
      ...(inventory || wanted.has('RSSI') ? { peakRssi: rssi } : {}),
      ...(inventory || wanted.has('SEEN_COUNT') ? { reads: 1 } : {}),
    };
    return { data, timestamp: this.#timestamp(), type };
  }

  #heartbeat(): void {
    this.#say('heartbeat', 'RC', { radio_control: { radioActivity: this.#active ? 'active' : 'inactive' } });
  }

  #say(type: string, component: string, data: unknown): void {
    if (this.#behaviour.silent) return;
    this.#events += 1;
    const event = { component, data, eventNum: this.#events, timestamp: this.#timestamp(), type };
    this.#line.say('events', JSON.stringify(event));
  }

  /** As the reader writes it: milliseconds, and an offset without colon. */
  #timestamp(): string {
    return new Date(this.#options.now()).toISOString().replace('Z', '+0000');
  }
}
