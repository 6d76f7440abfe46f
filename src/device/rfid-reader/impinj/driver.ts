import type { Unsubscribe } from '../../../workstation/ports/device.ts';
import type { ReaderInput, RfidReaderPort, TagRead, TagReport } from '../../../workstation/ports/rfid-reader.ts';
import type { Clock } from '../../../workstation/ports/time.ts';
import type { DeviceLog } from '../../log.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import type { RestClient } from '../../transport/rest.ts';
import { Complaints } from '../complaints.ts';
import { LineReader } from '../json/lines.ts';
import { jsonValues } from '../json/values.ts';
import { ReaderListeners } from '../listeners.ts';
import { WantedOutputs } from '../outputs.ts';
import { Refusals } from '../refusals.ts';
import { begin, type Configured, configure, INPUTS } from './configure.ts';
import { readImpinjEvent } from './event.ts';
import { type ImpinjProfile, type ImpinjSettings, impinjSettings } from './profile.ts';
import { presetOf, setOutputs, stateOf } from './rest-calls.ts';

export interface ImpinjDriverOptions {
  readonly id: string;
  readonly profile: ImpinjProfile;
  readonly options: { readonly antennas?: number[] | undefined; readonly powerDbm?: number | undefined };
  /** The reader's own interface; only this driver uses it. */
  readonly rest: RestClient;
  readonly clock: Clock;
  readonly log: DeviceLog;
}

/** Bytes of one MQTT message; a batch of the reader stays far below. */
const MOST_MESSAGE = 524_288;

/**
 * A fixed reader with the Impinj IoT device interface. Its events come over the connection, as lines of an HTTP stream or as MQTT
 * messages; everything else is asked and told over REST. On every connection its preset is compared and pushed, and it is started;
 * while it reads it is asked for its status, and now and then whether it still carries what it should.
 */
export class ImpinjDriver implements Driver, RfidReaderPort {
  readonly id: string;
  readonly refusals: Refusals;
  readonly #settings: ImpinjSettings;
  readonly #checkMs: number;
  readonly #rest: RestClient;
  readonly #clock: Clock;
  readonly #log: DeviceLog;
  readonly #reads: ReaderListeners<TagReport>;
  readonly #inputs: ReaderListeners<ReaderInput>;
  readonly #outputs: WantedOutputs;
  readonly #complaints = new Complaints();
  readonly #unplugged = new Set<number>();
  readonly #lines = new LineReader();
  #link: Link | null = null;
  #reading = false;
  #configured = false;
  #inputsRefused = false;
  #asking = false;
  #telling = false;
  #checkedAt = 0;
  #tooLong = 0;

  constructor({ id, profile, options, rest, clock, log }: ImpinjDriverOptions) {
    this.id = id;
    this.refusals = new Refusals(id, clock, log);
    this.#settings = impinjSettings(profile, options);
    this.#checkMs = profile.checkMs;
    this.#rest = rest;
    this.#clock = clock;
    this.#log = log;
    this.#reads = new ReaderListeners(id, log);
    this.#inputs = new ReaderListeners(id, log);
    this.#outputs = new WantedOutputs(profile.outputs);
  }

  onReads(listener: (report: TagReport) => void): Unsubscribe {
    return this.#reads.add(listener);
  }

  onInput(listener: (input: ReaderInput) => void): Unsubscribe {
    return this.#inputs.add(listener);
  }

  setOutput(port: number, high: boolean): void {
    if (!this.#outputs.set(port, high)) this.#log.warn('READER_OUTPUT_UNKNOWN', { id: this.id });
    else void this.#tellOutputs();
  }

  opened(link: Link): void {
    this.#link = link;
    this.#complaints.clear();
    this.#unplugged.clear();
    this.#lines.reset();
    void this.#configure(link);
  }

  received(bytes: Uint8Array, topic?: string): void {
    const at = this.#clock.monotonic();
    if (topic !== undefined) {
      if (bytes.length > MOST_MESSAGE) this.refusals.count('tooLarge');
      else this.#take(bytes, at);
      return;
    }
    for (const line of this.#lines.push(bytes)) this.#take(line, at);
    this.refusals.count('tooLarge', this.#lines.tooLong - this.#tooLong);
    this.#tooLong = this.#lines.tooLong;
  }

  lost(): void {
    this.#link = null;
    this.#reading = false;
    this.#configured = false;
    this.#outputs.forget();
    this.#rest.close();
  }

  probe(): 'asked' | 'busy' {
    // The handshake's limit watches until it is configured.
    if (!this.#configured || this.#link === null) return 'busy';
    void this.#look(this.#link);
    return 'asked';
  }

  #take(bytes: Uint8Array, at: number): void {
    const { values, unreadable } = jsonValues(bytes);
    this.refusals.count('unreadable', unreadable);
    const reads: TagRead[] = [];
    for (const value of values)
      for (const each of Array.isArray(value) ? value : [value]) this.#takeEvent(each, at, reads);
    if (values.length > 0) this.#link?.alive();
    if (reads.length > 0 && this.#reading) this.#reads.tell({ reader: this.id, reads, at });
  }

  #takeEvent(value: unknown, at: number, reads: TagRead[]): void {
    const event = readImpinjEvent(value);
    switch (event.kind) {
      case 'tag': {
        const lastSeen = event.lastSeen ?? this.#clock.now();
        const firstSeen = Math.min(event.firstSeen ?? lastSeen, lastSeen);
        reads.push({ epc: event.epc, antenna: event.antenna, rssi: event.rssi, firstSeen, lastSeen, count: 1 });
        break;
      }
      case 'input':
        this.#inputs.tell({ reader: this.id, port: event.port, high: event.high, at });
        break;
      case 'inventory':
        if (event.status === 'idle' && this.#configured && this.#complaints.set('DEVICE_READING_STOPPED', true))
          this.#link?.report(this.#complaints.health());
        break;
      case 'antenna':
        if (event.connected) this.#unplugged.delete(event.port);
        else if (this.#settings.antennas.includes(event.port)) this.#unplugged.add(event.port);
        // Told at the next look: a loose cable comes and goes many times a second.
        break;
      case 'overflow':
        this.refusals.note('READER_READS_LOST', 'overflow');
        break;
      case 'refused':
        this.refusals.count(event.reason);
        break;
      case 'other':
    }
  }

  async #configure(link: Link): Promise<void> {
    const configured = await configure(this.#rest, this.#settings, () => {
      if (this.#link === link) this.#reading = true;
    });
    if (this.#link !== link) return;
    this.#checkedAt = this.#clock.monotonic();
    if (configured.kind === 'failed') link.drop(configured.code);
    else {
      this.#configured = true;
      this.#inputsRefused = configured.kind === 'reading' && configured.drift === INPUTS;
      this.#became(configured);
      link.report(this.#complaints.health());
      await this.#tellOutputs();
    }
  }

  /** Looks after a reader that was configured: whether it reads, and whether it still carries what it should. */
  async #look(link: Link): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const seen = await this.#seen();
    this.#asking = false;
    if (this.#link !== link) return;
    if (seen.kind === 'failed') {
      // No answer is the heartbeat's to judge; a password that no longer holds will not come back by waiting.
      if (seen.code === 'DEVICE_UNAUTHORISED') link.drop(seen.code);
      return;
    }
    link.alive();
    this.#became(seen);
    link.report(this.#complaints.health());
    await this.#tellOutputs();
  }

  async #seen(): Promise<Configured> {
    const starting = (): void => {
      this.#reading = this.#link !== null;
    };
    if (this.#complaints.has('DEVICE_CONFIG_REFUSED')) {
      if (!this.#due()) {
        const state = await stateOf(this.#rest, this.#settings);
        return state.kind === 'failed' ? state : { kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' };
      }
      return configure(this.#rest, this.#settings, starting);
    }
    const begun = await begin(this.#rest, this.#settings, false, starting);
    if (begun !== null) return begun;
    if (!this.#due()) return { kind: 'reading', drift: this.#complaints.has('DEVICE_CONFIG_DRIFT') ? '' : null };
    const preset = await presetOf(this.#rest, this.#settings);
    if (preset.kind === 'failed') return preset;
    if (preset.kind === 'other') return { kind: 'reading', drift: preset.at };
    return { kind: 'reading', drift: this.#inputsRefused ? '' : null };
  }

  /** Whether it is time to compare again; asking makes it not. */
  #due(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#checkedAt < this.#checkMs) return false;
    this.#checkedAt = now;
    return true;
  }

  #became(configured: Exclude<Configured, { kind: 'failed' }>): void {
    const drift = configured.kind === 'reading' ? configured.drift : null;
    if (drift !== null && drift !== '') this.#log.warn('READER_CONFIG_DRIFT', { id: this.id, drift });
    const code = configured.kind === 'refused' ? configured.code : null;
    this.#complaints.set('DEVICE_CONFIG_REFUSED', code === 'DEVICE_CONFIG_REFUSED');
    this.#complaints.set('DEVICE_READING_STOPPED', code === 'DEVICE_READING_STOPPED');
    this.#complaints.set('DEVICE_CONFIG_DRIFT', drift !== null);
    this.#complaints.set('DEVICE_ANTENNA', this.#unplugged.size > 0);
  }

  /** One request at a time; what changes meanwhile goes into the next. What can't be told now is told after the next look. */
  async #tellOutputs(): Promise<void> {
    if (this.#telling || !this.#configured) return;
    this.#telling = true;
    for (let untold = this.#outputs.untold(); untold.length > 0 && this.#configured; untold = this.#outputs.untold()) {
      const link = this.#link;
      const outcome = await setOutputs(this.#rest, untold);
      if (outcome.kind === 'failed' || this.#link !== link) break;
      if (outcome.kind === 'refused') this.#log.warn('READER_OUTPUT_REFUSED', { id: this.id });
      for (const { port, high } of untold) this.#outputs.told(port, high);
    }
    this.#telling = false;
  }
}
