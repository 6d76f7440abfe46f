import type { EmulatorLog } from '../../log.ts';
import { type FieldTag, TagField } from '../field.ts';
import { type BrokerAddress, MqttLine } from '../mqtt/mqtt-line.ts';
import { WELL_BEHAVED, type ZebraBehaviour } from './behaviour.ts';
import type { ZebraReaderTopics } from './topics.ts';

export interface EmulatedZebraOptions {
  readonly broker: BrokerAddress;
  readonly topics: ZebraReaderTopics;
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
 * A fixed reader with the Zebra IoT Connector: commands and replies, tag data and management events over MQTT. Written from the Zebra IoT
 * Connector documentation. It reads while it is started, what the antennas of its mode see.
 */
export class EmulatedZebra {
  readonly field: TagField;
  readonly #options: EmulatedZebraOptions;
  readonly #line: MqttLine;
  readonly #outputs = new Map<number, boolean>();
  readonly #unplugged = new Set<number>();
  #mode: Readonly<Record<string, unknown>> = { type: 'SIMPLE' };
  #behaviour: ZebraBehaviour = WELL_BEHAVED;
  #active = false;
  #events = 0;
  #modesSet = 0;
  #timers: NodeJS.Timeout[] = [];

  constructor(options: EmulatedZebraOptions) {
    this.#options = options;
    this.field = options.field ?? new TagField();
    const { broker, topics, log, onChange } = options;
    this.#line = new MqttLine({
      name: 'zebra',
      broker,
      subscribe: [topics.controlCommand, topics.managementCommand],
      onMessage: (topic, payload) => this.#take(topic, payload),
      log,
      onChange,
    });
  }

  start(): Promise<void> {
    this.#line.plug();
    this.#timers = [
      setInterval(() => this.#readRound(), this.#options.roundMs ?? 100),
      setInterval(() => this.#heartbeat(), this.#options.heartbeatMs ?? 60_000),
    ];
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#line.unplug();
  }

  get plugged(): boolean {
    return this.#line.plugged;
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

  plug(): void {
    this.#line.plug();
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
    this.#say('gpi', 'RG', { pin, state: high ? 'HIGH' : 'LOW' });
  }

  /** An antenna's cable is pulled or put back. */
  connectAntenna(port: number, connected: boolean): void {
    if (connected) this.#unplugged.delete(port);
    else this.#unplugged.add(port);
  }

  /** Sends bytes as they are, as one message on the topic of tag data or of replies. */
  garbage(bytes: Uint8Array, where: 'data' | 'events' | 'controlResponse' = 'data'): void {
    this.#line.publish(this.#options.topics[where], bytes);
  }

  #take(topic: string, payload: Buffer): void {
    if (this.#behaviour.silent) return;
    const asked = parsed(payload);
    if (asked === null || typeof asked.command !== 'string' || typeof asked.command_id !== 'string') return;
    const { topics } = this.#options;
    const control = topic === topics.controlCommand;
    const { command, command_id } = asked;
    const answer = this.#behaviour.refuse.includes(command) ? null : this.#obey(command, control, asked.payload);
    const reply = { command, command_id, response: answer === null ? 'failure' : 'success', payload: answer ?? {} };
    const to = control ? topics.controlResponse : topics.managementResponse;
    if (this.#behaviour.stray) this.#line.publish(to, JSON.stringify({ ...reply, command_id: `${command_id}x` }));
    this.#line.publish(to, JSON.stringify(reply));
    this.#options.onChange();
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
    const ports = Array.from({ length: this.#options.antennas ?? 4 }, (_, index) => index + 1);
    const antennas = Object.fromEntries(
      ports.map((port) => [port, this.#unplugged.has(port) ? 'disconnected' : 'connected']),
    );
    return {
      radioConnection: 'connected',
      radioActivitiy: this.#active ? 'active' : 'inactive',
      antennas,
      temperature: 31,
    };
  }

  #readRound(): void {
    if (!this.#active || this.#behaviour.silent) return;
    const { antennas } = this.#mode;
    const all = Array.from({ length: this.#options.antennas ?? 4 }, (_, index) => index + 1);
    const tags = this.field.before(Array.isArray(antennas) ? (antennas as number[]) : all);
    const texts = tags.map((tag) => JSON.stringify(this.#tagEvent(tag)));
    const { data } = this.#options.topics;
    if (this.#behaviour.batch === 'concatenated') {
      if (texts.length > 0) this.#line.publish(data, texts.join(''));
      return;
    }
    for (const text of texts) {
      const cut = this.#behaviour.batch === 'split' ? text.length >> 1 : text.length;
      this.#line.publish(data, text.slice(0, cut));
      if (cut < text.length) this.#line.publish(data, text.slice(cut));
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
    this.#line.publish(this.#options.topics.events, JSON.stringify(event));
  }

  /** As the reader writes it: milliseconds, and an offset without colon. */
  #timestamp(): string {
    return new Date(this.#options.now()).toISOString().replace('Z', '+0000');
  }
}

function parsed(payload: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
