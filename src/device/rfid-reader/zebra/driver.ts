import type { Unsubscribe } from '../../../workstation/ports/device.ts';
import type { ReaderInput, RfidReaderPort, TagRead, TagReport } from '../../../workstation/ports/rfid-reader.ts';
import type { Clock, Timers } from '../../../workstation/ports/time.ts';
import type { DeviceLog } from '../../log.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import { Complaints } from '../complaints.ts';
import { jsonValues } from '../json/values.ts';
import { ReaderListeners } from '../listeners.ts';
import { WantedOutputs } from '../outputs.ts';
import { Refusals } from '../refusals.ts';
import { CommandDesk } from './command-desk.ts';
import { begin, type Configured, configure, driftOf, statusOf } from './configure.ts';
import { readZebraEvent, readZebraReply, readZebraTag } from './message.ts';
import { type ZebraProfile, type ZebraTopics, zebraMode, zebraTopics } from './profile.ts';

export interface ZebraDriverOptions {
  readonly id: string;
  readonly profile: ZebraProfile;
  readonly options: { readonly antennas?: number[] | undefined; readonly powerDbm?: number | undefined };
  /** What the topics of this reader begin with. */
  readonly topic: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: DeviceLog;
}

/** Bytes of one message; the reader batches up to 256 kB ("maxPayloadSizePerReport"). */
const MOST_MESSAGE = 524_288;

/**
 * A fixed reader with the Zebra IoT Connector, over MQTT. On every connection its mode is compared and set, and it is started; while it
 * reads it is asked for its status, and now and then whether it still carries what it should. That the broker is there says nothing of
 * the reader: only its replies, its events and its tags count.
 */
export class ZebraDriver implements Driver, RfidReaderPort {
  readonly id: string;
  readonly refusals: Refusals;
  readonly topics: ZebraTopics;
  readonly #mode: ZebraProfile['mode'];
  readonly #checkMs: number;
  readonly #clock: Clock;
  readonly #log: DeviceLog;
  readonly #desk: CommandDesk;
  readonly #reads: ReaderListeners<TagReport>;
  readonly #inputs: ReaderListeners<ReaderInput>;
  readonly #outputs: WantedOutputs;
  readonly #complaints = new Complaints();
  #link: Link | null = null;
  #reading = false;
  #configured = false;
  #asking = false;
  #telling = false;
  #checkedAt = 0;

  constructor({ id, profile, options, topic, clock, timers, random, log }: ZebraDriverOptions) {
    this.id = id;
    this.refusals = new Refusals(id, clock, log);
    this.topics = zebraTopics(profile, topic);
    this.#mode = zebraMode(profile, options);
    this.#checkMs = profile.checkMs;
    this.#clock = clock;
    this.#log = log;
    this.#reads = new ReaderListeners(id, log);
    this.#inputs = new ReaderListeners(id, log);
    this.#outputs = new WantedOutputs(profile.outputs);
    this.#desk = new CommandDesk({
      timers,
      random,
      limitMs: profile.commandMs,
      send: (taker, bytes) => this.#link?.write(bytes, this.topics[taker].command) ?? 'closed',
    });
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
    void this.#configure(link);
  }

  received(bytes: Uint8Array, topic?: string): void {
    const at = this.#clock.monotonic();
    if (bytes.length > MOST_MESSAGE) {
      this.refusals.count('tooLarge');
      return;
    }
    const { values, unreadable } = jsonValues(bytes);
    this.refusals.count('unreadable', unreadable);
    const each = values.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value]));
    const { data, events, control, management } = this.topics;
    if (topic === data) this.#takeTags(each, at);
    else if (topic === events) for (const value of each) this.#takeEvent(value, at);
    else if (topic === control.response || topic === management.response)
      for (const value of each) this.#takeReply(value);
    else this.refusals.count('unknownTopic');
  }

  lost(): void {
    this.#link = null;
    this.#reading = false;
    this.#configured = false;
    this.#outputs.forget();
    this.#desk.forget();
  }

  probe(): 'asked' | 'busy' {
    // The handshake's limit watches until it is configured.
    if (!this.#configured || this.#link === null) return 'busy';
    void this.#look(this.#link);
    return 'asked';
  }

  #takeTags(values: readonly unknown[], at: number): void {
    const reads: TagRead[] = [];
    for (const value of values) {
      const tag = readZebraTag(value);
      if (tag.kind === 'refused') this.refusals.count(tag.reason);
      if (tag.kind !== 'tag') continue;
      const seen = tag.seen ?? this.#clock.now();
      const { epc, antenna, rssi, count } = tag;
      reads.push({ epc, antenna, rssi, firstSeen: seen, lastSeen: seen, count });
    }
    if (reads.length === 0) return;
    this.#link?.alive();
    if (this.#reading) this.#reads.tell({ reader: this.id, reads, at });
  }

  #takeEvent(value: unknown, at: number): void {
    const event = readZebraEvent(value);
    if (event.kind === 'refused') this.refusals.count(event.reason);
    else this.#link?.alive();
    if (event.kind === 'input') this.#inputs.tell({ reader: this.id, port: event.port, high: event.high, at });
    if (event.kind === 'complaint') this.refusals.note('READER_COMPLAINS', event.severity);
  }

  #takeReply(value: unknown): void {
    const reply = readZebraReply(value);
    if (reply.kind === 'refused') this.refusals.count(reply.reason);
    else if (!this.#desk.take(reply)) this.refusals.count('staleReply');
  }

  async #configure(link: Link): Promise<void> {
    const configured = await configure(this.#desk, this.#mode, () => {
      if (this.#link === link) this.#reading = true;
    });
    if (this.#link !== link) return;
    this.#checkedAt = this.#clock.monotonic();
    if (configured.kind === 'unanswered') link.drop('DEVICE_SILENT');
    else {
      this.#configured = true;
      this.#became(configured);
      link.report(this.#complaints.health());
      await this.#tellOutputs();
    }
  }

  /** Looks after a reader that was configured: whether it reads, and whether it still carries what it should. */
  async #look(link: Link): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const seen = await this.#seen(link);
    this.#asking = false;
    // No answer is the heartbeat's to judge.
    if (this.#link !== link || seen.kind === 'unanswered') return;
    this.#became(seen);
    link.report(this.#complaints.health());
    await this.#tellOutputs();
  }

  async #seen(link: Link): Promise<Configured> {
    const status = await statusOf(this.#desk);
    if (status.kind === 'unanswered') return status;
    link.alive();
    const wanted = this.#mode.antennas ?? [];
    this.#complaints.set(
      'DEVICE_ANTENNA',
      wanted.some((port) => status.unplugged.includes(port)),
    );
    const starting = (): void => {
      this.#reading = this.#link !== null;
    };
    if (this.#complaints.has('DEVICE_CONFIG_REFUSED')) {
      if (!this.#due()) return { kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' };
      return configure(this.#desk, this.#mode, starting);
    }
    const begun = await begin(this.#desk, status.active !== false, starting);
    if (begun !== null) return begun;
    if (!this.#due()) return { kind: 'reading', drift: this.#complaints.has('DEVICE_CONFIG_DRIFT') ? '' : null };
    const drift = await driftOf(this.#desk, this.#mode);
    return drift.kind === 'told' ? { kind: 'reading', drift: drift.at } : drift;
  }

  /** Whether it is time to compare again; asking makes it not. */
  #due(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#checkedAt < this.#checkMs) return false;
    this.#checkedAt = now;
    return true;
  }

  #became(configured: Exclude<Configured, { kind: 'unanswered' }>): void {
    const drift = configured.kind === 'reading' ? configured.drift : null;
    if (drift !== null && drift !== '') this.#log.warn('READER_CONFIG_DRIFT', { id: this.id, drift });
    const code = configured.kind === 'refused' ? configured.code : null;
    this.#complaints.set('DEVICE_CONFIG_REFUSED', code === 'DEVICE_CONFIG_REFUSED');
    this.#complaints.set('DEVICE_READING_STOPPED', code === 'DEVICE_READING_STOPPED');
    this.#complaints.set('DEVICE_CONFIG_DRIFT', drift !== null);
  }

  /** One command at a time; what changes meanwhile goes into the next. What can't be told now is told after the next look. */
  async #tellOutputs(): Promise<void> {
    if (this.#telling || !this.#configured) return;
    this.#telling = true;
    for (let [next] = this.#outputs.untold(); next !== undefined && this.#configured; [next] = this.#outputs.untold()) {
      const link = this.#link;
      const outcome = await this.#desk.ask('set_gpo', { port: next.port, state: next.high });
      if (outcome.kind === 'unanswered' || this.#link !== link) break;
      if (outcome.kind === 'refused') this.#log.warn('READER_OUTPUT_REFUSED', { id: this.id });
      this.#outputs.told(next.port, next.high);
    }
    this.#telling = false;
  }
}
