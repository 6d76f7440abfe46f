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

/** A reason is told at once, and then at most this often. */
const QUIET_MS = 60_000;

/** Counts what a reader sent that is no message, and tells of it without flooding the log. */
export class Refusals {
  readonly #id: string;
  readonly #clock: Clock;
  readonly #log: DeviceLog;
  readonly #counts = new Map<Refusal, number>();
  readonly #told = new Map<Refusal, { readonly at: number; readonly count: number }>();

  constructor(id: string, clock: Clock, log: DeviceLog) {
    this.#id = id;
    this.#clock = clock;
    this.#log = log;
  }

  /** How often something was refused for this reason, in all. */
  of(reason: Refusal): number {
    return this.#counts.get(reason) ?? 0;
  }

  count(reason: Refusal, times = 1): void {
    if (times === 0) return;
    const count = this.of(reason) + times;
    this.#counts.set(reason, count);
    const told = this.#told.get(reason);
    const at = this.#clock.monotonic();
    if (told !== undefined && at - told.at < QUIET_MS) return;
    this.#told.set(reason, { at, count });
    this.#log.warn('READER_MESSAGE_REFUSED', { id: this.#id, reason, count: count - (told?.count ?? 0) });
  }
}
