import type { Carried, Unsubscribe } from '../../../workstation/ports/device.ts';
import type { ReaderInput, RfidReaderPort, TagReport } from '../../../workstation/ports/rfid-reader.ts';
import type { Clock, Timers } from '../../../workstation/ports/time.ts';
import { checksumOf } from '../../checksum.ts';
import type { DeviceLog } from '../../log.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import { ReaderListeners } from '../listeners.ts';
import { beginCheck, type Check, continueCheck } from './check.ts';
import { type Complaint, healthOf } from './complaints.ts';
import { outputConfiguration, ROSPEC_ID } from './configuration.ts';
import type { Drift } from './drift.ts';
import { notificationOf, type ReaderEvent } from './events.ts';
import { LlrpFramer, type LlrpMessage } from './framer.ts';
import { message, u32 } from './message.ts';
import { MESSAGE, VERSION_1_0_1 } from './numbers.ts';
import { WantedOutputs } from './outputs.ts';
import type { LlrpOptions, LlrpProfile } from './profile.ts';
import { TagReportDecoder } from './report.ts';
import { type LlrpSettings, settingsOf } from './settings.ts';
import { beginAgain, beginSetup, continueSetup, type Setup, type SetupResult } from './setup.ts';
import { statusOf } from './status.ts';

export interface LlrpDriverOptions {
  readonly id: string;
  readonly profile: LlrpProfile;
  readonly options: LlrpOptions;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: DeviceLog;
}

/** How long a reader that refuses its configuration is left alone before it is tried again: a person may be at it. */
const REFUSED_MS = 10_000;

/** Where one connection stands. */
type Phase =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'setup'; readonly setup: Setup }
  /** `check` is a comparison that is under way. */
  | { readonly kind: 'reading'; readonly setup: Setup; readonly check: Check | null }
  | { readonly kind: 'refused' };

/**
 * A fixed reader that speaks LLRP over TCP (1.0.1 and 1.1). On every connection it waits for the reader's greeting, clears what is left
 * of earlier clients, pushes the profile's configuration, compares what the reader then reports with it, and has it read without end.
 * While it reads it is compared again now and then, and brought back where it was changed behind our back.
 * The reader's keepalives are the heartbeat. What it is given of outputs is set as soon as it can be.
 */
export class LlrpDriver implements Driver, RfidReaderPort {
  readonly id: string;
  readonly #settings: LlrpSettings;
  readonly #wanted: string;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #log: DeviceLog;
  readonly #reads: ReaderListeners<TagReport>;
  readonly #inputs: ReaderListeners<ReaderInput>;
  readonly #outputs = new WantedOutputs();
  readonly #complaints = new Set<Complaint>();
  readonly #unplugged = new Set<number>();
  #link: Link | null = null;
  /** A reader that knows no other version than 1.0.1 may hang up, or say nothing, when it is asked for one. */
  #asksVersion = true;
  #phase: Phase = { kind: 'greeting' };
  #framer = new LlrpFramer((each) => this.#take(each));
  #decoder = new TagReportDecoder();
  #messageId = 0;
  #outputRequest: number | null = null;
  #arrived = 0;
  readonly #checkMs: number;
  #checkedAt = 0;
  /** It is being brought back on the connection on which it has read: no handshake's limit watches over that. */
  #again = false;
  #cancelRetry: () => void = () => undefined;

  constructor({ id, profile, options, clock, timers, log }: LlrpDriverOptions) {
    this.id = id;
    this.#settings = settingsOf(profile, options);
    this.#wanted = checksumOf(this.#settings);
    this.#checkMs = profile.checkMs;
    this.#clock = clock;
    this.#timers = timers;
    this.#log = log;
    this.#reads = new ReaderListeners(id, log);
    this.#inputs = new ReaderListeners(id, log);
  }

  /** It tells its configuration in parts, which are compared one by one: the checksum stands where none differs. */
  get carried(): Carried | null {
    if (this.#link === null || this.#phase.kind !== 'reading') return null;
    return { wanted: this.#wanted, told: this.#phase.setup.drift.length === 0 ? this.#wanted : null };
  }

  onReads(listener: (report: TagReport) => void): Unsubscribe {
    return this.#reads.add(listener);
  }

  onInput(listener: (input: ReaderInput) => void): Unsubscribe {
    return this.#inputs.add(listener);
  }

  setOutput(port: number, high: boolean): void {
    if (this.#outputs.set(port, high)) this.#sayOutputs();
    else this.#log.warn('READER_OUTPUT_UNKNOWN', { id: this.id });
  }

  opened(link: Link): void {
    this.#link = link;
    this.#phase = { kind: 'greeting' };
    this.#framer = new LlrpFramer((each) => this.#take(each));
    this.#decoder = new TagReportDecoder();
    this.#outputRequest = null;
    this.#again = false;
    this.#complaints.clear();
    this.#unplugged.clear();
  }

  received(bytes: Uint8Array): void {
    this.#arrived = this.#clock.monotonic();
    if (!this.#framer.push(bytes)) this.#link?.drop('DEVICE_PROTOCOL');
  }

  /** A reader left alone would go on transmitting. */
  closing(): void {
    const { setup } = this.#phase.kind === 'setup' || this.#phase.kind === 'reading' ? this.#phase : { setup: null };
    if (setup === null) return;
    const { version } = setup;
    const last = this.#messageId + 1;
    // Also where an earlier change has not been answered yet: nobody will say this one later.
    const changed = this.#outputs.changes();
    if (changed.size > 0) this.#say(message(version, MESSAGE.setReaderConfig, last, outputConfiguration(changed)));
    this.#say(message(version, MESSAGE.stopRospec, last + 1, u32(ROSPEC_ID)));
    this.#say(message(version, MESSAGE.closeConnection, last + 2));
  }

  lost(): void {
    this.#link = null;
    if (this.#phase.kind === 'setup' && isNegotiating(this.#phase.setup)) this.#asksVersion = false;
    this.#cancelRetry();
  }

  /** Its keepalives answer; until they have been asked for, the handshake's limit watches. */
  probe(): 'asked' | 'busy' {
    if (this.#phase.kind === 'reading') this.#check(this.#phase.setup);
    else if (this.#again && this.#clock.monotonic() - this.#checkedAt >= this.#checkMs)
      this.#link?.drop('DEVICE_SILENT');
    return this.#phase.kind === 'reading' || this.#again ? 'asked' : 'busy';
  }

  /** One that was not answered is asked anew. */
  #check(setup: Setup): void {
    const now = this.#clock.monotonic();
    if (now - this.#checkedAt < this.#checkMs || this.#outputRequest !== null) return;
    this.#checkedAt = now;
    const { check, request } = beginCheck(setup, this.#outputs.all, this.#messageId + 1);
    this.#phase = { kind: 'reading', setup, check };
    this.#messageId = check.id;
    this.#say(request);
  }

  #take(taken: LlrpMessage): void {
    // Dropped in the middle of a chunk: the rest of it is nobody's.
    if (this.#link === null) return;
    this.#link.alive();
    switch (taken.type) {
      case MESSAGE.roAccessReport:
        this.#takeReport(taken);
        break;
      case MESSAGE.keepalive:
        this.#say(message(this.#version, MESSAGE.keepaliveAck, taken.id));
        break;
      case MESSAGE.readerEventNotification:
        this.#takeNotification(taken);
        break;
      default:
        this.#takeAnswer(taken);
    }
  }

  #takeReport({ bytes, from, to }: LlrpMessage): void {
    // Reads of somebody else's operation, before ours has begun, are other antennas at another power.
    const begun = this.#phase.kind === 'reading' || (this.#phase.kind === 'setup' && hasBegun(this.#phase.setup));
    if (!begun) return;
    const reads = this.#decoder.decode(bytes, from, to, this.#clock.now());
    if (reads === null) this.#link?.drop('DEVICE_PROTOCOL');
    else if (reads.length > 0) this.#reads.tell({ reader: this.id, reads, at: this.#arrived });
  }

  #takeNotification(taken: LlrpMessage): void {
    const notification = notificationOf(taken);
    if (notification === null) {
      this.#link?.drop('DEVICE_PROTOCOL');
      return;
    }
    if (notification.uptime !== null) this.#decoder.startedAt(this.#clock.now() - notification.uptime);
    for (const event of notification.events) this.#takeEvent(event);
  }

  #takeEvent(event: ReaderEvent): void {
    switch (event.kind) {
      case 'connection':
        this.#greeted(event.outcome);
        break;
      case 'closing':
        this.#link?.drop('DEVICE_UNREACHABLE');
        break;
      case 'input':
        this.#inputs.tell({ reader: this.id, port: event.port, high: event.high, at: this.#arrived });
        break;
      case 'antenna':
        this.#antenna(event.antenna, event.connected);
        break;
      case 'rospec':
        if (this.#phase.kind !== 'reading' || event.change === 'started' || event.rospec !== ROSPEC_ID) break;
        this.#link?.drop('DEVICE_READING_STOPPED');
        break;
      case 'exception':
        this.#complain('DEVICE_READER_EXCEPTION', true);
        break;
      case 'readsLost':
        this.#log.warn('READER_READS_LOST', { id: this.id });
    }
  }

  #greeted(outcome: 'accepted' | 'inUse' | 'failed' | 'anotherTried'): void {
    if (outcome === 'anotherTried' || this.#phase.kind !== 'greeting') return;
    if (outcome === 'accepted') this.#follow(beginSetup(this.#plan, this.#outputs.all, this.#messageId));
    else this.#link?.drop(outcome === 'inUse' ? 'DEVICE_BUSY' : 'DEVICE_PROTOCOL');
  }

  #takeAnswer(taken: LlrpMessage): void {
    if (this.#phase.kind === 'setup')
      this.#follow(continueSetup(this.#phase.setup, taken, this.#plan, this.#outputs.all));
    else if (taken.id === this.#outputRequest) {
      this.#outputRequest = null;
      if (statusOf(taken.type, taken) !== 0) this.#complain('DEVICE_CONFIG_REFUSED', true);
      this.#sayOutputs();
    } else if (this.#phase.kind === 'reading' && this.#phase.check !== null) {
      this.#compare(this.#phase.setup, this.#phase.check, taken);
    }
  }

  #compare(setup: Setup, check: Check, answer: LlrpMessage): void {
    const result = continueCheck(check, answer, setup, this.#plan, this.#messageId + 1);
    if (result.kind === 'other') return;
    this.#phase = { kind: 'reading', setup, check: result.kind === 'ask' ? result.check : null };
    if (result.kind === 'ask') {
      this.#messageId = result.check.id;
      this.#say(result.request);
    } else if (result.kind === 'compared') this.#compared(setup, result.drift);
  }

  /** What it would not take when it was told is complained of for as long as it is so; telling it again would only stop it reading. */
  #compared(setup: Setup, told: readonly Drift[]): void {
    const refused = this.#complaints.has('DEVICE_CONFIG_REFUSED');
    const drift = refused ? told.filter((each) => each !== 'outputs') : told;
    const fresh = drift.filter((each) => !setup.drift.includes(each));
    if (fresh.length === 0) {
      this.#phase = { kind: 'reading', setup: { ...setup, drift }, check: null };
      this.#complain('DEVICE_CONFIG_DRIFT', drift.length > 0);
      return;
    }
    this.#log.warn('READER_CONFIG_DRIFT', { id: this.id, drift: fresh.join(' ') });
    this.#complain('DEVICE_CONFIG_DRIFT', true);
    // All outputs are said anew with the rest, whatever was under way.
    this.#outputRequest = null;
    this.#again = true;
    this.#follow(beginAgain(setup, this.#plan, this.#outputs.all, this.#messageId));
  }

  #follow(result: SetupResult): void {
    switch (result.kind) {
      case 'ask':
        this.#messageId = result.setup.id;
        this.#phase = { kind: 'setup', setup: result.setup };
        if (result.setup.step === 'configure') this.#outputs.said();
        this.#say(result.request);
        break;
      case 'reading':
        this.#begin(result.setup);
        break;
      case 'failed':
        this.#refused(result.code);
    }
  }

  #begin(setup: Setup): void {
    this.#phase = { kind: 'reading', setup, check: null };
    this.#checkedAt = this.#clock.monotonic();
    this.#again = false;
    this.#complaints.delete('DEVICE_CONFIG_DRIFT');
    if (setup.capabilities?.holdsReports === true) this.#say(message(setup.version, MESSAGE.enableEventsAndReports, 0));
    if (setup.drift.length > 0) {
      this.#log.warn('READER_CONFIG_DRIFT', { id: this.id, drift: setup.drift.join(' ') });
      this.#complaints.add('DEVICE_CONFIG_DRIFT');
    }
    const { connected } = setup;
    if (connected !== null)
      for (const port of this.#settings.antennas) if (!connected.has(port)) this.#unplugged.add(port);
    if (this.#unplugged.size > 0) this.#complaints.add('DEVICE_ANTENNA');
    this.#link?.report(healthOf(this.#complaints));
    this.#sayOutputs();
  }

  /** A reader that refuses stays reached and complaining, and is tried again; one that answers nonsense is given up. */
  #refused(code: 'DEVICE_PROTOCOL' | 'DEVICE_CONFIG_REFUSED'): void {
    if (code === 'DEVICE_PROTOCOL') {
      this.#link?.drop(code);
      return;
    }
    this.#phase = { kind: 'refused' };
    this.#again = false;
    this.#link?.report({ kind: 'degraded', code });
    this.#cancelRetry = this.#timers.after(REFUSED_MS, () => {
      this.#say(message(this.#version, MESSAGE.closeConnection, this.#messageId + 1));
      this.#link?.drop(code);
    });
  }

  #antenna(port: number, connected: boolean): void {
    const { antennas } = this.#settings;
    // Of ports that nobody named, one that loses its antenna counts, and one that never had any does not.
    const had = this.#phase.kind === 'reading' && this.#phase.setup.connected?.has(port) === true;
    if (connected) this.#unplugged.delete(port);
    else if (antennas.includes(port) || (antennas.length === 0 && had)) this.#unplugged.add(port);
    this.#complain('DEVICE_ANTENNA', this.#unplugged.size > 0);
  }

  #complain(complaint: Complaint, holds: boolean): void {
    if (this.#complaints.has(complaint) === holds) return;
    if (holds) this.#complaints.add(complaint);
    else this.#complaints.delete(complaint);
    if (this.#phase.kind === 'reading') this.#link?.report(healthOf(this.#complaints));
  }

  /** One request at a time: what changes meanwhile goes into the next. */
  #sayOutputs(): void {
    if (this.#phase.kind !== 'reading' || this.#outputRequest !== null) return;
    const changed = this.#outputs.changes();
    if (changed.size === 0) return;
    this.#messageId += 1;
    this.#outputRequest = this.#messageId;
    this.#say(message(this.#version, MESSAGE.setReaderConfig, this.#messageId, outputConfiguration(changed)));
  }

  get #plan(): LlrpSettings {
    return this.#asksVersion ? this.#settings : { ...this.#settings, newestVersion: '1.0.1' };
  }

  get #version(): number {
    return this.#phase.kind === 'setup' || this.#phase.kind === 'reading' ? this.#phase.setup.version : VERSION_1_0_1;
  }

  #say(bytes: Uint8Array): void {
    // A line that takes no more is as good as dead.
    if (this.#link?.write(bytes) === 'full') this.#link.drop('DEVICE_SILENT');
  }
}

function isNegotiating({ step }: Setup): boolean {
  return step === 'supportedVersion' || step === 'protocolVersion';
}

/** The reader may report as soon as it was told to start, before it has said that it will. */
function hasBegun({ step }: Setup): boolean {
  return step === 'startRospec' || step === 'rospecs';
}
