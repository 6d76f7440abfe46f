import type { Carried, Unsubscribe } from '../../../workstation/ports/device.ts';
import type { FirmwareImage, FirmwareOutcome, FirmwarePort } from '../../../workstation/ports/firmware.ts';
import type { ReaderInput, RfidReaderPort, TagRead, TagReport } from '../../../workstation/ports/rfid-reader.ts';
import type { Clock, Timers } from '../../../workstation/ports/time.ts';
import { checksumOf } from '../../checksum.ts';
import type { DeviceLog } from '../../log.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import type { RestClient, RestUploads } from '../../transport/rest.ts';
import { LineReader } from '../json/lines.ts';
import { jsonValues } from '../json/values.ts';
import { type Output, ReaderCare, type Seen, type Told } from '../reader-care.ts';
import { Refusals } from '../refusals.ts';
import { begin, configure, INPUTS } from './configure.ts';
import { readImpinjEvent } from './event.ts';
import { install } from './firmware.ts';
import { type ImpinjProfile, type ImpinjSettings, impinjSettings } from './profile.ts';
import { presetOf, setOutputs, stateOf } from './rest-calls.ts';

export interface ImpinjDriverOptions {
  readonly id: string;
  readonly profile: ImpinjProfile;
  readonly options: { readonly antennas?: number[] | undefined; readonly powerDbm?: number | undefined };
  /** The reader's own interface; only this driver uses it. */
  readonly rest: RestClient & RestUploads;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: DeviceLog;
}

/** Bytes of one message; a batch of the reader stays far below. */
export const MOST_MESSAGE = 524_288;

/**
 * A fixed reader with the Impinj IoT device interface. Its events come over the connection, as lines of an HTTP stream, as MQTT
 * messages or posted to us; everything else is asked and told over REST. On every connection its preset is compared and pushed, and it is started;
 * while it reads it is asked for its status, and now and then whether it still carries what it should.
 */
export class ImpinjDriver implements Driver, RfidReaderPort, FirmwarePort {
  readonly id: string;
  readonly refusals: Refusals;
  readonly #settings: ImpinjSettings;
  readonly #rest: RestClient & RestUploads;
  readonly #clock: Clock;
  readonly #timers: Timers;
  /** While an image is on its way the line stays, whatever becomes of the connection. */
  #installing = false;
  readonly #care: ReaderCare;
  readonly #unplugged = new Set<number>();
  readonly #lines = new LineReader();
  #inputsRefused = false;
  #tooLong = 0;

  constructor({ id, profile, options, rest, clock, timers, log }: ImpinjDriverOptions) {
    this.id = id;
    this.refusals = new Refusals(id, clock, log);
    this.#settings = impinjSettings(profile, options);
    this.#rest = rest;
    this.#clock = clock;
    this.#timers = timers;
    const talk = {
      configure: (starting: () => void) => this.#configure(starting),
      look: (_link: Link, starting: () => void, due: () => boolean) => this.#look(starting, due),
      tell: (outputs: readonly Output[]) => this.#tell(outputs),
    };
    const { checkMs, outputs } = profile;
    const wanted = checksumOf(this.#settings.preset);
    this.#care = new ReaderCare({ id, talk, wanted, checkMs, outputs, clock, log });
  }

  get carried(): Carried | null {
    return this.#care.carried;
  }

  onReads(listener: (report: TagReport) => void): Unsubscribe {
    return this.#care.reads.add(listener);
  }

  onInput(listener: (input: ReaderInput) => void): Unsubscribe {
    return this.#care.inputs.add(listener);
  }

  setOutput(port: number, high: boolean): void {
    this.#care.setOutput(port, high);
  }

  opened(link: Link): void {
    this.#unplugged.clear();
    this.#lines.reset();
    this.#care.opened(link);
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

  closing(): Promise<void> {
    return this.#care.closing();
  }

  lost(): void {
    this.#care.lost();
    if (!this.#installing) this.#rest.close();
  }

  async installFirmware(image: FirmwareImage, signal: AbortSignal): Promise<FirmwareOutcome> {
    if (this.#installing || this.#care.link === null) return { kind: 'later' };
    this.#installing = true;
    try {
      return await install(this.#rest, image, this.#timers, signal);
    } finally {
      this.#installing = false;
      // The connection may have gone meanwhile, and then nobody else closes it.
      if (signal.aborted || this.#care.link === null) this.#rest.close();
    }
  }

  probe(): 'asked' | 'busy' {
    return this.#care.probe();
  }

  #take(bytes: Uint8Array, at: number): void {
    const { values, unreadable } = jsonValues(bytes);
    this.refusals.count('unreadable', unreadable);
    const reads: TagRead[] = [];
    for (const value of values)
      for (const each of Array.isArray(value) ? value : [value]) this.#takeEvent(each, at, reads);
    if (values.length > 0) this.#care.link?.alive();
    this.#care.heard(reads, at);
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
        this.#care.inputs.tell({ reader: this.id, port: event.port, high: event.high, at });
        break;
      case 'inventory':
        if (event.status === 'idle') this.#stopped();
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

  #stopped(): void {
    const { configured, complaints, link } = this.#care;
    if (configured && complaints.set('DEVICE_READING_STOPPED', true)) link?.report(complaints.health());
  }

  async #configure(starting: () => void): Promise<Seen> {
    const seen = await configure(this.#rest, this.#settings, starting);
    this.#inputsRefused = seen.kind === 'reading' && seen.drift === INPUTS;
    this.#antennas();
    return seen;
  }

  async #look(starting: () => void, due: () => boolean): Promise<Seen> {
    const { complaints } = this.#care;
    this.#antennas();
    if (complaints.has('DEVICE_CONFIG_REFUSED')) {
      if (due()) return this.#configure(starting);
      const state = await stateOf(this.#rest, this.#settings);
      return state.kind === 'failed'
        ? { kind: 'away', code: state.code }
        : { kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' };
    }
    const begun = await begin(this.#rest, this.#settings, false, starting);
    if (begun !== null) return begun;
    if (!due()) return { kind: 'reading', drift: complaints.has('DEVICE_CONFIG_DRIFT') ? '' : null };
    const preset = await presetOf(this.#rest, this.#settings);
    if (preset.kind === 'failed') return { kind: 'away', code: preset.code };
    const { told } = preset;
    if (preset.kind === 'other') return { kind: 'reading', drift: preset.at, told };
    return { kind: 'reading', drift: this.#inputsRefused ? '' : null, told };
  }

  #antennas(): void {
    this.#care.complaints.set('DEVICE_ANTENNA', this.#unplugged.size > 0);
  }

  async #tell(outputs: readonly Output[]): Promise<Told> {
    const outcome = await setOutputs(this.#rest, outputs);
    if (outcome.kind === 'failed') return { kind: 'away' };
    return { kind: outcome.kind === 'refused' ? 'refused' : 'told', outputs };
  }
}
