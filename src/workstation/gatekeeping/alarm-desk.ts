import { type AlarmCause, type GateAlarm, joinAlarm, type Settlement, settleAlarm } from '../../domain/gate/alarm.ts';
import { BulkExit } from '../../domain/gate/bulk-exit.ts';
import type { GateTag } from '../../domain/gate/gate-tag.ts';
import { openAlarms } from './gate-memory.ts';
import type { GateRecords } from './gate-records.ts';
import type { GateSetup } from './gate-setup.ts';
import { namedTag } from './named-goods.ts';

/** Alarms that wait for staff; a tag beyond them joins the last of them. */
const MOST_OPEN = 50;

/** The gate's alarms, from raised to settled. Lights and siren are the first thing it does; all else follows. */
export class AlarmDesk {
  readonly #on: GateSetup;
  readonly #records: GateRecords;
  readonly #bulk: BulkExit;
  readonly #light: () => void;
  readonly #joined: (tag: GateTag) => void;
  /** Oldest first. */
  readonly #open = new Map<string, GateAlarm>();
  #bulkId: string | null = null;
  #lastId: string | null = null;

  /** `light` shows what holds now: it is called when an alarm begins and when one ends. `joined` is told of each tag that joins one. */
  constructor(on: GateSetup, records: GateRecords, light: () => void, joined: (tag: GateTag) => void) {
    this.#on = on;
    this.#records = records;
    this.#light = light;
    this.#joined = joined;
    this.#bulk = new BulkExit(on.settings.bulk);
  }

  get open(): readonly GateAlarm[] {
    return [...this.#open.values()];
  }

  get any(): boolean {
    return this.#open.size > 0;
  }

  /** Reads back what was raised before a restart and never settled. */
  restore(): void {
    for (const { tags, ...alarm } of openAlarms(this.#on.journal).slice(-MOST_OPEN)) {
      this.#open.set(alarm.id, { ...alarm, tags: tags.map((tag) => namedTag(this.#on, tag)) });
    }
    if (this.any) this.#light();
  }

  /** A tag sounds. `at` is monotonic. @returns the alarm that it raised or joined. */
  sound(tag: GateTag, cause: AlarmCause, at: number): string {
    const waiting = this.#about(tag);
    if (waiting !== null) {
      this.#on.signals.sound();
      return waiting;
    }
    const step = this.#bulk.count(at);
    const bulk = step === 'goesOn' && this.#bulkId !== null ? this.#open.get(this.#bulkId) : undefined;
    if (bulk !== undefined) return this.#join(bulk, tag);
    if (step === 'single' && this.#open.size >= MOST_OPEN) {
      const last = this.#lastId === null ? undefined : this.#open.get(this.#lastId);
      if (last !== undefined) return this.#join(last, tag);
    }
    const alarm = this.#raise(step === 'single' ? cause : 'bulkExit', tag);
    if (step !== 'single') this.#bulkId = alarm.id;
    return alarm.id;
  }

  /** One receipt has opened twice, two gates or one that had forgotten it. */
  exitClaimedTwice(): void {
    this.#raise('exitClaimedTwice', null);
  }

  /** Somebody stands at the exit with a code that does not open it. One call waits at a time, and no siren: they have done nothing. */
  exitRefused(): void {
    for (const { cause } of this.#open.values()) if (cause === 'exitRefused') return;
    this.#raise('exitRefused', null, 'quiet');
  }

  /** @returns the alarm as it ended, or null when there is none of this id that waits. */
  settle(alarmId: string, settlement: Settlement, operatorId: string): GateAlarm | null {
    const alarm = this.#open.get(alarmId);
    const settled = alarm === undefined ? null : settleAlarm(alarm, settlement, operatorId);
    if (settled === null) return null;
    this.#open.delete(alarmId);
    if (!this.any) this.#on.signals.hush();
    this.#light();
    const now = this.#on.clock.now();
    const body = { at: new Date(now).toISOString(), alarmId, settlement, operatorId, count: settled.count };
    this.#records.add({ kind: 'GateAlarmSettled', body });
    this.#on.events.publish({ kind: 'alarmSettled', at: now, alarm: settled });
    return settled;
  }

  #raise(cause: AlarmCause, tag: GateTag | null, how: 'loud' | 'quiet' = 'loud'): GateAlarm {
    const { clock, identifiers, events, signals } = this.#on;
    const id = identifiers.uuid();
    const raisedAt = clock.now();
    const unnamed: GateAlarm = { id, cause, raisedAt, tags: [], further: [], count: 0, state: { kind: 'raised' } };
    this.#open.set(id, unnamed);
    this.#lastId = id;
    this.#light();
    if (how === 'loud') signals.sound();
    this.#records.add({ kind: 'GateAlarmRaised', body: { at: new Date(raisedAt).toISOString(), alarmId: id, cause } });
    const alarm = tag === null ? unnamed : joinAlarm(unnamed, namedTag(this.#on, tag));
    this.#open.set(id, alarm);
    events.publish({ kind: 'alarmRaised', at: raisedAt, alarm });
    return alarm;
  }

  /** The alarm that waits and names this very tag: one who turns round and tries again makes no second one. */
  #about({ key }: GateTag): string | null {
    for (const { id, tags } of this.#open.values()) if (tags.some(({ tag }) => tag.key === key)) return id;
    return null;
  }

  #join(alarm: GateAlarm, tag: GateTag): string {
    this.#on.signals.sound();
    const grown = joinAlarm(alarm, namedTag(this.#on, tag));
    this.#open.set(alarm.id, grown);
    this.#joined(tag);
    this.#on.events.publish({ kind: 'alarmGrew', at: this.#on.clock.now(), alarm: grown });
    return alarm.id;
  }
}
