import type { Clock } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';

/** What a message was refused for. A stable word, never anything of the message. */
export type Refusal =
  | 'unreadable'
  | 'tooLarge'
  | 'unknownTopic'
  | 'notAnEvent'
  | 'noEpc'
  | 'badEpc'
  | 'badAntenna'
  | 'badRssi'
  | 'badCount'
  | 'badInput'
  | 'staleReply';

/** The log's codes for what a reader says as often as it likes. */
export type ReaderNote = 'READER_MESSAGE_REFUSED' | 'READER_READS_LOST' | 'READER_COMPLAINS';

/** The same is told at once, and then at most this often. */
const QUIET_MS = 60_000;

/** Counts what a reader sent that is no message, or that it only complains of, and tells of it without flooding the log. */
export class Refusals {
  readonly #id: string;
  readonly #clock: Clock;
  readonly #log: DeviceLog;
  readonly #counts = new Map<string, number>();
  readonly #told = new Map<string, { readonly at: number; readonly count: number }>();

  constructor(id: string, clock: Clock, log: DeviceLog) {
    this.#id = id;
    this.#clock = clock;
    this.#log = log;
  }

  /** How often something was refused for this reason, in all. */
  of(reason: Refusal): number {
    return this.#counts.get(`READER_MESSAGE_REFUSED ${reason}`) ?? 0;
  }

  count(reason: Refusal, times = 1): void {
    this.note('READER_MESSAGE_REFUSED', reason, times);
  }

  /** Notes something else under its own code. `reason` is a stable word too. */
  note(code: ReaderNote, reason: string, times = 1): void {
    if (times === 0) return;
    const key = `${code} ${reason}`;
    const count = (this.#counts.get(key) ?? 0) + times;
    this.#counts.set(key, count);
    const told = this.#told.get(key);
    const at = this.#clock.monotonic();
    if (told !== undefined && at - told.at < QUIET_MS) return;
    this.#told.set(key, { at, count });
    this.#log.warn(code, { id: this.#id, reason, count: count - (told?.count ?? 0) });
  }
}
