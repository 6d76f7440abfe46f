import type { Carried, Unsubscribe } from '../../../workstation/ports/device.ts';
import type { ReaderInput, RfidReaderPort, TagRead, TagReport } from '../../../workstation/ports/rfid-reader.ts';
import type { Clock, Timers } from '../../../workstation/ports/time.ts';
import { checksumOf } from '../../checksum.ts';
import type { DeviceLog } from '../../log.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import type { RestClient } from '../../transport/rest.ts';
import { jsonValues } from '../json/values.ts';
import { type Output, ReaderCare, type Seen, type Told } from '../reader-care.ts';
import { Refusals } from '../refusals.ts';
import { CommandDesk } from './command-desk.ts';
import type { ZebraCommands } from './commands.ts';
import { begin, configure, driftOf, statusOf } from './configure.ts';
import { readZebraEvent, readZebraReply, readZebraTag } from './message.ts';
import { type ZebraProfile, type ZebraTopics, zebraMode, zebraTopics } from './profile.ts';
import { RestDesk } from './rest-desk.ts';

export interface ZebraDriverOptions {
  readonly id: string;
  readonly profile: ZebraProfile;
  readonly options: { readonly antennas?: number[] | undefined; readonly powerDbm?: number | undefined };
  /** What the topics of this reader begin with: over HTTP nothing, since they are the paths that it posts to. */
  readonly topic: string;
  /** Its own interface, over HTTP; only this driver uses it. Without it commands are messages too. */
  readonly rest?: RestClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: DeviceLog;
}

/** Bytes of one message; the reader batches up to 256 kB ("maxPayloadSizePerReport"). */
export const MOST_MESSAGE = 524_288;

/**
 * A fixed reader with the Zebra IoT Connector, over MQTT, or over HTTP, where it posts to us and is told over REST. On every connection its
 * mode is compared and set, and it is started; while it reads it is asked for its status, and now and then whether it still carries what
 * it should. That the broker is there says nothing of the reader: only its replies, its events and its tags count. Over HTTP its answers
 * say nothing of its posts, so their absence is a complaint of its own.
 */
export class ZebraDriver implements Driver, RfidReaderPort {
  readonly id: string;
  readonly refusals: Refusals;
  readonly topics: ZebraTopics;
  readonly #mode: ZebraProfile['mode'];
  readonly #clock: Clock;
  readonly #desk: ZebraCommands;
  readonly #care: ReaderCare;
  /** How long nothing may have been posted; null where commands and events go one way. */
  readonly #postsMs: number | null;
  #postedAt = 0;

  constructor({ id, profile, options, topic, rest, clock, timers, random, log }: ZebraDriverOptions) {
    this.id = id;
    this.refusals = new Refusals(id, clock, log);
    this.topics = zebraTopics(profile, topic);
    this.#mode = zebraMode(profile, options);
    this.#clock = clock;
    this.#postsMs = rest === undefined ? null : profile.postsMs;
    this.#desk =
      rest === undefined
        ? new CommandDesk({
            timers,
            random,
            limitMs: profile.commandMs,
            send: (taker, bytes) => this.#care.link?.write(bytes, this.topics[taker].command) ?? 'closed',
          })
        : new RestDesk(rest);
    const talk = {
      configure: (starting: () => void) => configure(this.#desk, this.#mode, starting),
      look: (link: Link, starting: () => void, due: () => boolean) => this.#look(link, starting, due),
      tell: (outputs: readonly Output[]) => this.#tell(outputs),
    };
    const { checkMs, outputs } = profile;
    const wanted = checksumOf(this.#mode);
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
    this.#postedAt = this.#clock.monotonic();
    this.#care.opened(link);
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

  closing(): Promise<void> {
    return this.#care.closing();
  }

  lost(): void {
    this.#care.lost();
    this.#desk.forget();
  }

  probe(): 'asked' | 'busy' {
    return this.#care.probe();
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
    this.#alive(at);
    this.#care.heard(reads, at);
  }

  #takeEvent(value: unknown, at: number): void {
    const event = readZebraEvent(value);
    if (event.kind === 'refused') this.refusals.count(event.reason);
    else this.#alive(at);
    if (event.kind === 'input') this.#care.inputs.tell({ reader: this.id, port: event.port, high: event.high, at });
    if (event.kind === 'complaint') this.refusals.note('READER_COMPLAINS', event.severity);
  }

  #alive(at: number): void {
    this.#postedAt = at;
    this.#care.link?.alive();
  }

  #takeReply(value: unknown): void {
    const reply = readZebraReply(value);
    if (reply.kind === 'refused') this.refusals.count(reply.reason);
    else if (!this.#desk.take(reply)) this.refusals.count('staleReply');
  }

  async #look(link: Link, starting: () => void, due: () => boolean): Promise<Seen> {
    const { complaints } = this.#care;
    const status = await statusOf(this.#desk);
    if (status.kind === 'away') return status;
    link.alive();
    const wanted = this.#mode.antennas ?? [];
    complaints.set(
      'DEVICE_ANTENNA',
      wanted.some((port) => status.unplugged.includes(port)),
    );
    complaints.set(
      'DEVICE_EVENTS_MISSING',
      this.#postsMs !== null && this.#clock.monotonic() - this.#postedAt > this.#postsMs,
    );
    if (complaints.has('DEVICE_CONFIG_REFUSED')) {
      if (!due()) return { kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' };
      return configure(this.#desk, this.#mode, starting);
    }
    const begun = await begin(this.#desk, status.active !== false, starting);
    if (begun !== null) return begun;
    if (!due()) return { kind: 'reading', drift: complaints.has('DEVICE_CONFIG_DRIFT') ? '' : null };
    const drift = await driftOf(this.#desk, this.#mode);
    return drift.kind === 'told' ? { kind: 'reading', drift: drift.at, told: drift.told } : drift;
  }

  /** The reader is told of one output at a time. */
  async #tell([next]: readonly Output[]): Promise<Told> {
    if (next === undefined) return { kind: 'told', outputs: [] };
    const outcome = await this.#desk.ask('set_gpo', { port: next.port, state: next.high });
    if (outcome.kind === 'unanswered') return { kind: 'away' };
    return { kind: outcome.kind === 'refused' ? 'refused' : 'told', outputs: [next] };
  }
}
