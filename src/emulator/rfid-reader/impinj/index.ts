import type { EmulatorLog } from '../../log.ts';
import { piecesOf } from '../../wire/chunks.ts';
import { type FieldTag, TagField } from '../field.ts';
import { type PostAddress, Poster } from '../http/poster.ts';
import { type RestReply, RestServer } from '../http/rest-server.ts';
import { type BrokerAddress, MqttLine } from '../mqtt/mqtt-line.ts';
import { type ImpinjBehaviour, WELL_BEHAVED } from './behaviour.ts';
import { isObject, presetFrom, type StoredPreset, says, saysHostname } from './preset.ts';
import { ImpinjUpgrade } from './upgrade.ts';

export interface EmulatedImpinjOptions {
  readonly host: string;
  /** Of the REST interface and the HTTP stream. */
  readonly port: number;
  readonly log: EmulatorLog;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
  /** Where events go besides the HTTP stream; nowhere when left out. */
  readonly mqtt?: { readonly broker: BrokerAddress; readonly topic: string };
  /** Where events are posted, as lists, besides; nowhere when left out. */
  readonly post?: PostAddress;
  /** What a host has to log in with; nothing when left out. */
  readonly login?: { readonly username: string; readonly password: string };
  /** What lies in front of it; its own when left out. */
  readonly field?: TagField;
  readonly antennas?: number;
  /** Milliseconds of one round over all tags. 100 when left out. */
  readonly roundMs?: number;
  /** Milliseconds without an event after which the stream says CR LF. 30,000 when left out, as the reader does. */
  readonly keepAliveMs?: number;
}

const HOSTNAME = 'impinj-13-f8-f5';
const OUTPUTS = 3;
const INPUTS = 2;
const API = '/api/v1';
const UPGRADE = `${API}/system/image/upgrade`;
const PRESET = /^\/api\/v1\/profiles\/inventory\/presets\/([\w-]{1,64})(\/start)?$/;

/**
 * A fixed reader with the Impinj IoT device interface: presets, status and outputs over REST, events as an HTTP stream and over MQTT.
 * Written from "Impinj Reader Configuration REST API" 1.6. It reads while a preset runs, what the preset's antennas see.
 */
export class EmulatedImpinj {
  readonly field: TagField;
  readonly #options: EmulatedImpinjOptions;
  readonly #rest: RestServer;
  readonly #line: MqttLine | null;
  #poster: Poster | null = null;
  readonly #presets = new Map<string, StoredPreset>();
  readonly #outputs = new Map<number, boolean>();
  /** Inputs that the host wants to hear of. */
  readonly #inputs = new Set<number>();
  readonly #high = new Set<number>();
  readonly #cut = new Set<number>();
  readonly #upgrade = new ImpinjUpgrade();
  #behaviour: ImpinjBehaviour = WELL_BEHAVED;
  #running: string | null = null;
  #round: NodeJS.Timeout | undefined;
  #quietSince = 0;
  #stored = 0;

  constructor(options: EmulatedImpinjOptions) {
    this.#options = options;
    this.field = options.field ?? new TagField();
    const { host, port, login, onChange, log, mqtt } = options;
    const handle = (method: string, path: string, body: unknown): RestReply => this.#handle(method, path, body);
    const form = (path: string, type: string, bytes: Buffer): RestReply => this.#upgradeBy(path, type, bytes);
    this.#rest = new RestServer({ host, port, handle, form, onChange, ...(login === undefined ? {} : { login }) });
    this.#line =
      mqtt === undefined
        ? null
        : new MqttLine({ name: 'impinj', broker: mqtt.broker, subscribe: [], onMessage: () => {}, log, onChange });
  }

  async start(): Promise<void> {
    await this.plug();
    this.#round = setInterval(() => this.#readRound(), this.#options.roundMs ?? 100);
  }

  async stop(): Promise<void> {
    clearInterval(this.#round);
    await this.unplug();
  }

  get port(): number {
    return this.#rest.port;
  }

  get plugged(): boolean {
    return this.#rest.plugged;
  }

  /** Whether somebody hears its events: a stream is open, or the broker is reached. */
  get connected(): boolean {
    return this.#rest.streams > 0 || this.#line?.connected === true;
  }

  /** Name of the preset that runs. */
  get running(): string | null {
    return this.#running;
  }

  /** Outputs that were ever set. */
  get outputs(): ReadonlyMap<number, boolean> {
    return this.#outputs;
  }

  /** Antennas whose cable is in. */
  get antennas(): readonly number[] {
    const ports = Array.from({ length: this.#options.antennas ?? 4 }, (_, index) => index + 1);
    return ports.filter((port) => !this.#cut.has(port));
  }

  /** Inputs that are high. */
  get inputs(): readonly number[] {
    return [...this.#high].toSorted((one, other) => one - other);
  }

  /** Times that a preset was stored. */
  get stored(): number {
    return this.#stored;
  }

  /** The preset of this name as it is stored. */
  preset(id: string): unknown {
    return this.#presets.get(id)?.body;
  }

  /** The image that it was given and runs; null for what it left the works with. */
  get firmware(): Buffer | null {
    return this.#upgrade.runs;
  }

  get behaviour(): ImpinjBehaviour {
    return this.#behaviour;
  }

  setBehaviour(change: Partial<ImpinjBehaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...change };
    this.#options.onChange();
  }

  async plug(): Promise<void> {
    await this.#rest.plug();
    this.#line?.plug();
    const { post, onChange } = this.#options;
    if (post !== undefined) this.#poster ??= new Poster(post, onChange);
    onChange();
  }

  /** Pulls the plug: every line drops, and nothing that was set but the presets is there when it comes back. */
  async unplug(): Promise<void> {
    this.#running = null;
    this.#outputs.clear();
    const poster = this.#poster;
    this.#poster = null;
    await Promise.all([this.#rest.unplug(), this.#line?.unplug(), poster?.close()]);
    this.#options.onChange();
  }

  /** Somebody else changes a stored preset. */
  meddle(id: string, change: Readonly<Record<string, unknown>>): void {
    const preset = this.#presets.get(id);
    if (preset !== undefined) this.#presets.set(id, { ...preset, body: { ...preset.body, ...change } });
  }

  /** Somebody else stops it. */
  halt(): void {
    this.#become(null);
  }

  /** A light barrier or button at an input. Told only when a host has asked for it. */
  trip(port: number, high: boolean): void {
    if (high) this.#high.add(port);
    else this.#high.delete(port);
    this.#options.onChange();
    if (!this.#inputs.has(port)) return;
    this.#say([this.#event('gpiTransition', { gpi: port, transition: high ? 'low-to-high' : 'high-to-low' })]);
  }

  /** An antenna's cable is pulled or put back. */
  connectAntenna(antennaPort: number, connected: boolean): void {
    if (connected) this.#cut.delete(antennaPort);
    else this.#cut.add(antennaPort);
    this.#options.onChange();
    this.#say([this.#event(connected ? 'antennaConnected' : 'antennaDisconnected', { antennaPort })]);
  }

  /** Sends bytes as they are: on the stream, and as one MQTT message. */
  garbage(bytes: Uint8Array): void {
    this.#rest.write(bytes);
    if (this.#options.mqtt !== undefined) this.#line?.publish(this.#options.mqtt.topic, bytes);
  }

  #handle(method: string, path: string, body: unknown): RestReply {
    if (this.#behaviour.silent) return { silence: true };
    const preset = PRESET.exec(path);
    if (preset !== null) return this.#handlePreset(method, preset[1] ?? '', preset[2] !== undefined, body);
    switch (`${method} ${path}`) {
      case `GET ${API}/data/stream`:
        return { stream: true };
      case `GET ${API}/status`:
        return { status: 200, body: this.#status() };
      case `POST ${API}/profiles/stop`:
        this.#become(null);
        return { status: 204 };
      case `GET ${UPGRADE}`:
        return { status: 200, body: this.#upgrade.look(this.#behaviour.failUpgrade) };
      case `POST ${API}/system/reboot`:
        // Once this answer is out.
        setImmediate(() => void this.#reboot());
        return { status: 202, body: { message: 'rebooting' } };
      case `PUT ${API}/device/gpos`:
        return this.#setOutputs(body);
      case `PUT ${API}/device/gpis`:
        return this.#watchInputs(body);
      default:
        return { status: 404 };
    }
  }

  #upgradeBy(path: string, type: string, bytes: Buffer): RestReply {
    if (this.#behaviour.silent) return { silence: true };
    return { status: path === UPGRADE ? this.#upgrade.post(type, bytes) : 404 };
  }

  async #reboot(): Promise<void> {
    await this.unplug();
    this.#upgrade.reboot();
    await this.plug();
  }

  #handlePreset(method: string, id: string, start: boolean, body: unknown): RestReply {
    const stored = this.#presets.get(id);
    if (start) {
      if (method !== 'POST') return { status: 405 };
      if (stored === undefined) return { status: 404 };
      if (this.#behaviour.refuseStart || this.#running !== null) return { status: 409 };
      this.#become(id);
      return { status: 204 };
    }
    if (method === 'GET') return stored === undefined ? { status: 404 } : { status: 200, body: stored.body };
    const taken = method === 'PUT' ? presetFrom(body, this.#options.antennas ?? 4) : null;
    if (taken === null || this.#behaviour.refusePreset) return { status: 400, body: { message: 'invalid preset' } };
    this.#presets.set(id, this.#behaviour.drift ? drifted(taken) : taken);
    this.#stored += 1;
    return { status: stored === undefined ? 201 : 204 };
  }

  #status(): unknown {
    const active = this.#running === null ? {} : { activePreset: { id: this.#running, profile: 'inventory' } };
    return { status: this.#running === null ? 'idle' : 'running', serialNumber: '370-20-10-0004', ...active };
  }

  #setOutputs(body: unknown): RestReply {
    const list = isObject(body) && Array.isArray(body.gpoConfigurations) ? (body.gpoConfigurations as unknown[]) : null;
    if (list === null || this.#behaviour.refuseOutputs) return { status: 400 };
    for (const each of list) {
      const { gpo, state } = isObject(each) ? each : {};
      if (typeof gpo !== 'number' || gpo < 1 || gpo > OUTPUTS || (state !== 'high' && state !== 'low'))
        return { status: 400 };
      this.#outputs.set(gpo, state === 'high');
    }
    this.#options.onChange();
    return { status: 204 };
  }

  #watchInputs(body: unknown): RestReply {
    if (!isObject(body) || !Array.isArray(body.gpiConfigurations)) return { status: 400 };
    this.#inputs.clear();
    for (const each of body.gpiConfigurations as unknown[]) {
      const { gpi, enabled } = isObject(each) ? each : {};
      if (typeof gpi !== 'number' || gpi < 1 || gpi > INPUTS) return { status: 400 };
      if (enabled === true && body.gpiTransitionEvents === 'enabled') this.#inputs.add(gpi);
    }
    return { status: 204 };
  }

  #become(running: string | null): void {
    if (this.#running === running) return;
    this.#running = running;
    this.#say([this.#event('inventoryStatus', { inventoryStatus: running === null ? 'idle' : 'running' })]);
    this.#options.onChange();
  }

  #readRound(): void {
    if (this.#behaviour.silent) return;
    const preset = this.#running === null ? undefined : this.#presets.get(this.#running);
    const tags = preset === undefined ? [] : this.field.before(preset.antennas.filter((port) => !this.#cut.has(port)));
    if (preset !== undefined && tags.length > 0) this.#say(tags.map((tag) => this.#tagEvent(tag, preset)));
    else if (this.#options.now() - this.#quietSince >= (this.#options.keepAliveMs ?? 30_000)) {
      this.#quietSince = this.#options.now();
      this.#rest.write('\r\n');
    }
  }

  #tagEvent({ epc, antenna, rssi }: FieldTag, preset: StoredPreset): Readonly<Record<string, unknown>> {
    const at = new Date(this.#options.now()).toISOString();
    const event = {
      ...(says(preset, 'epc') ? { epc: Buffer.from(epc, 'hex').toString('base64url') } : {}),
      ...(says(preset, 'epcHex') ? { epcHex: epc } : {}),
      ...(says(preset, 'antennaPort') ? { antennaPort: antenna } : {}),
      ...(says(preset, 'peakRssiCdbm') ? { peakRssiCdbm: rssi * 100 } : {}),
      ...(says(preset, 'lastSeenTime') ? { lastSeenTime: at } : {}),
    };
    return this.#event('tagInventory', event, saysHostname(preset));
  }

  #event(
    eventType: string,
    event: Readonly<Record<string, unknown>>,
    named = false,
  ): Readonly<Record<string, unknown>> {
    const timestamp = new Date(this.#options.now()).toISOString().replace('Z', '123456Z');
    return { timestamp, ...(named ? { hostname: HOSTNAME } : {}), eventType, [`${eventType}Event`]: event };
  }

  #say(events: readonly unknown[]): void {
    if (this.#behaviour.silent) return;
    this.#quietSince = this.#options.now();
    const lines = events.map((event) => `${JSON.stringify(event)}\r\n`).join('');
    for (const piece of piecesOf(Buffer.from(lines), this.#behaviour.chunks)) this.#rest.write(piece);
    this.#poster?.post('/events', JSON.stringify(events));
    if (this.#options.mqtt === undefined) return;
    const { topic } = this.#options.mqtt;
    const { batch } = this.#behaviour;
    if (batch === 'single') for (const event of events) this.#line?.publish(topic, JSON.stringify(event));
    else if (batch === 'list') this.#line?.publish(topic, JSON.stringify(events));
    else this.#line?.publish(topic, events.map((event) => JSON.stringify(event)).join(''));
  }
}

function drifted({ body, antennas }: StoredPreset): StoredPreset {
  const configs = (body.antennaConfigs as unknown[]).map((each) => ({ ...(each as object), transmitPowerCdbm: 1000 }));
  return { body: { ...body, antennaConfigs: configs }, antennas };
}
