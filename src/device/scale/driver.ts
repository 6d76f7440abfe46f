import type { Unsubscribe } from '../../workstation/ports/device.ts';
import type {
  PricedGoods,
  ScaleIndication,
  ScalePort,
  ScaleReading,
  ZeroOutcome,
} from '../../workstation/ports/scale.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';
import type { Driver, Link } from '../supervisor/driver.ts';
import { cas } from './cas.ts';
import { dialog06 } from './dialog-06.ts';
import { mtSics } from './mt-sics.ts';
import { nci } from './nci.ts';
import type { ScaleProfile } from './profile.ts';
import type { ScaleProtocol } from './protocol.ts';
import { toledo8217 } from './toledo-8217.ts';

/** Bytes that are looked at together; no answer of any family is half as long, and no more than one unfinished answer is kept besides. */
const MOST_AT_ONCE = 128;
/** What a scale that does not answer zeroing is given before it is looked at. */
const ZERO_SETTLES_MS = 300;
/** Most answers that one question is gone on with: three are needed, and a line that goes round in circles ends. */
const MOST_REPLIES = 6;

export interface ScaleDriverOptions {
  readonly id: string;
  readonly profile: ScaleProfile;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: DeviceLog;
}

/** What has been asked and is not answered yet. */
type Exchange = 'weight' | 'zero';

/**
 * A scale that is asked for its weight, one question at a time. Only an answer to the question that is open is a reading: what a line
 * held back, or says unasked, is none.
 */
export class ScaleDriver implements Driver, ScalePort {
  readonly #options: ScaleDriverOptions;
  readonly #protocol: ScaleProtocol;
  readonly #watchers = new Set<(reading: ScaleReading) => void>();
  #link: Link | null = null;
  #buffer = new Uint8Array(0);
  #exchange: Exchange | null = null;
  /** Questions so far. */
  #asked = 0;
  #replies = 0;
  #goods: PricedGoods | null = null;
  /** The load that was told last, for scales that go on with `same`; null once anything else was said. */
  #last: number | null = null;
  /** Since when every answer was motion, or that it can't weigh, by the monotonic clock; null while there are others. */
  #unsettledSince: number | null = null;
  #sequence = 0;
  #zeroing: ((outcome: ZeroOutcome) => void) | null = null;
  /** Zeroing was said and is not answered by this family: the next stable weight tells. */
  #zeroSaid = false;
  #cancelLimit: () => void = () => undefined;
  #cancelPoll: () => void = () => undefined;

  constructor(options: ScaleDriverOptions) {
    this.#options = options;
    this.#protocol = protocolOf(options.profile);
  }

  get id(): string {
    return this.#options.id;
  }

  get freshMs(): number {
    return this.#options.profile.freshMs;
  }

  watch(listener: (reading: ScaleReading) => void): Unsubscribe {
    this.#watchers.add(listener);
    this.#ask();
    return () => this.#watchers.delete(listener);
  }

  price(goods: PricedGoods | null): void {
    this.#goods = goods;
  }

  zero(): Promise<ZeroOutcome> {
    if (this.#protocol.zero === null || this.#zeroing !== null) return Promise.resolve('refused');
    if (this.#link === null) return Promise.resolve('unreachable');
    const { promise, resolve } = Promise.withResolvers<ZeroOutcome>();
    this.#zeroing = resolve;
    if (this.#exchange === null) this.#beginZero();
    return promise;
  }

  opened(link: Link): void {
    this.#link = link;
    this.#ask();
  }

  received(bytes: Uint8Array): void {
    const asked = this.#asked;
    // Once a new question is on its way the rest of these bytes is no answer to it: they were here before.
    for (let at = 0; at < bytes.length && this.#asked === asked; at += MOST_AT_ONCE)
      this.#take(bytes.subarray(at, at + MOST_AT_ONCE));
  }

  #take(bytes: Uint8Array): void {
    this.#buffer = Uint8Array.from([...this.#buffer, ...bytes]);
    while (this.#buffer.length > 0) {
      const step = this.#protocol.step(this.#buffer);
      if (step.kind === 'more') return;
      this.#buffer = this.#buffer.slice(step.taken);
      if (step.kind === 'reply') this.#reply(step.bytes);
      else if (step.kind === 'same' && this.#exchange === 'weight') this.#indicated(this.#unmoved());
      else if (step.kind === 'zero' && this.#exchange === 'zero') this.#zeroed(step.done ? 'zeroed' : 'refused');
      else if (step.kind === 'indication' && this.#exchange === 'weight') this.#indicated(step.indication);
    }
  }

  lost(): void {
    this.#link = null;
    this.#buffer = new Uint8Array(0);
    this.#exchange = null;
    this.#last = null;
    this.#unsettledSince = null;
    this.#zeroSaid = false;
    this.#cancelLimit();
    this.#cancelPoll();
    this.#settleZero('unreachable');
  }

  probe(): 'asked' | 'busy' {
    if (this.#exchange !== null) return 'busy';
    this.#ask();
    return 'asked';
  }

  #ask(): void {
    if (this.#link === null || this.#exchange !== null) return;
    this.#cancelPoll();
    this.#begin('weight', this.#protocol.ask(this.#goods), this.#options.profile.answerMs, () =>
      this.#link?.drop('DEVICE_SILENT'),
    );
  }

  #reply(bytes: Uint8Array): void {
    if (this.#exchange !== 'weight' || this.#replies >= MOST_REPLIES) return;
    this.#replies += 1;
    this.#link?.write(bytes);
  }

  #unmoved(): ScaleIndication {
    return this.#last === null ? { kind: 'none' } : { kind: 'stable', grams: this.#last };
  }

  #begin(exchange: Exchange, bytes: Uint8Array, limitMs: number, late: () => void): void {
    this.#exchange = exchange;
    this.#asked += 1;
    this.#replies = 0;
    // What is still on its way belongs to no question that is open.
    this.#buffer = new Uint8Array(0);
    this.#cancelLimit();
    this.#cancelLimit = this.#options.timers.after(limitMs, late);
    if (this.#link?.write(bytes) === 'full') this.#link.drop('DEVICE_SILENT');
  }

  #beginZero(): void {
    const { zero, zeroAnswers } = this.#protocol;
    if (zero === null) return;
    this.#cancelPoll();
    if (zeroAnswers) {
      this.#begin('zero', zero, this.#options.profile.zeroMs, () => this.#zeroed('refused'));
      return;
    }
    this.#begin('zero', zero, ZERO_SETTLES_MS, () => {
      this.#exchange = null;
      this.#zeroSaid = true;
      this.#ask();
    });
  }

  #zeroed(outcome: ZeroOutcome): void {
    this.#cancelLimit();
    this.#exchange = null;
    this.#settleZero(outcome);
    this.#ask();
  }

  #settleZero(outcome: ZeroOutcome): void {
    const settle = this.#zeroing;
    this.#zeroing = null;
    settle?.(outcome);
  }

  #indicated(said: ScaleIndication): void {
    const { clock, timers, profile, log, id } = this.#options;
    const unsettled = this.#isUnsettled(said);
    const indication: ScaleIndication =
      unsettled && said.kind === 'busy' ? { kind: 'fault', code: 'SCALE_NOT_READY' } : said;
    this.#cancelLimit();
    this.#exchange = null;
    this.#last = indication.kind === 'stable' ? indication.grams : null;
    this.#link?.alive();
    if (unsettled && said.kind === 'moving') this.#link?.report({ kind: 'degraded', code: 'SCALE_RESTLESS' });
    else this.#report(indication);
    this.#sequence += 1;
    const reading: ScaleReading = { indication, sequence: this.#sequence, at: clock.monotonic() };
    for (const listener of [...this.#watchers]) {
      try {
        listener(reading);
      } catch (error) {
        log.warn('SCALE_LISTENER', { id, error: error instanceof Error ? error.name : 'unknown' });
      }
    }
    if (this.#zeroSaid) {
      this.#zeroSaid = false;
      this.#settleZero(indication.kind === 'stable' && indication.grams === 0 ? 'zeroed' : 'refused');
    } else if (this.#zeroing !== null) {
      // A listener that asked for it a moment ago has begun it already.
      if (this.#exchange === null) this.#beginZero();
      return;
    }
    if (this.#watchers.size > 0 && this.#exchange === null)
      this.#cancelPoll = timers.after(profile.pollMs, () => this.#ask());
  }

  /** Whether nothing but motion, or that it can't weigh, was said for longer than a shopper can be asked to wait. */
  #isUnsettled({ kind }: ScaleIndication): boolean {
    const now = this.#options.clock.monotonic();
    this.#unsettledSince = kind === 'moving' || kind === 'busy' ? (this.#unsettledSince ?? now) : null;
    return this.#unsettledSince !== null && now - this.#unsettledSince >= this.#options.profile.unsettledMs;
  }

  #report(indication: ScaleIndication): void {
    if (indication.kind === 'fault') this.#link?.report({ kind: 'degraded', code: indication.code });
    else if (indication.kind === 'unset') this.#link?.report({ kind: 'degraded', code: 'SCALE_NOT_ZEROED' });
    else this.#link?.report({ kind: 'ready' });
  }
}

function protocolOf({ protocol, unit }: ScaleProfile): ScaleProtocol {
  switch (protocol) {
    case 'mt-sics':
      return mtSics;
    case 'toledo-8217':
      return toledo8217(unit);
    case 'nci':
      return nci;
    case 'cas':
      return cas;
    case 'dialog-06':
      return dialog06;
  }
}
