import {
  fittingAlarm,
  openAlarm,
  PAYMENT_ALARM_VERSION,
  type PaymentAlarm,
  type PaymentAlarmEvent,
  readPaymentAlarmEvent,
} from '../../domain/tender/alarm.ts';
import { Fault } from '../ports/fault.ts';
import type { JournalDraft, Json, RecordedEntry } from '../ports/journal.ts';
import type { Operator } from '../ports/operators.ts';
import type { ReversalOutcome, UnmatchedApproval } from '../ports/payment-terminal.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from '../selling/lane-state.ts';

type Raised = Omit<Extract<PaymentAlarmEvent, { kind: 'PaymentAlarmRaised' }>['body'], 'alarmId'>;

/** How many of the last alarms are looked through for a reversal that went astray. */
const MOST_REMEMBERED = 100;
/** How often, and how long between, a terminal that is at work is asked to take an alarm's money back. */
const BUSY_TRIES = 20;
const BUSY_MS = 1_000;

/** Most alarms that a lane shows and holds in memory at once. */
const MOST_SHOWN = 100;

/** Money that belongs to no sale, or that says other than staff had read. Each is on disk and stands until someone has settled it. */
export class PaymentAlarms {
  readonly #core: LaneCore;
  readonly #unsubscribe: () => void;
  #reversing: string | null = null;
  #stopped = false;
  /** More are open on the disk than are shown. */
  #waiting = false;
  /** The last ones of these, so that the same money is not told twice. */
  #beyond: readonly PaymentAlarm[] = [];

  constructor(core: LaneCore) {
    this.#core = core;
    this.#unsubscribe = core.on.terminal?.onUnmatched((approval) => this.#unmatched(approval)) ?? (() => {});
  }

  /** Raises an alarm, unless the same money stands in one already: the terminal tells of it by itself, and when it is asked. */
  raise(alarm: Raised): void {
    const told = fittingAlarm('', alarm);
    if ([...this.#core.state.alarms, ...this.#beyond].some((open) => isSameMoney(open, told))) return;
    this.raiseWith([alarm]);
  }

  /** Raises alarms and records with them, all of it or nothing, what they come of. */
  raiseWith(alarms: readonly Raised[], ...more: readonly JournalDraft[]): void {
    const events = alarms.map((alarm): PaymentAlarmEvent => {
      const alarmId = this.#core.on.identifiers.uuid();
      this.#core.on.log.error('payment.alarm', { alarmId, reason: alarm.reason, disposition: alarm.disposition });
      return { kind: 'PaymentAlarmRaised', body: fittingAlarm(alarmId, alarm) };
    });
    this.#core.recordDrafts([...events.map((event) => alarmDraft(event, 'opens')), ...more]);
    const opened = events.flatMap((event) => openAlarm(event, this.#core.instant()) ?? []);
    this.#show(opened);
  }

  /** Takes up an alarm that a restart found open. */
  resume(alarmId: string, entries: readonly RecordedEntry[]): void {
    const alarm = readAlarm(alarmId, entries);
    if (alarm !== null) this.#show([alarm]);
  }

  /** A manager has seen to it, or wants the terminal to take the money back. */
  settle(alarmId: string, action: 'reverse' | 'acknowledge', operator: Operator): LaneAnswer {
    const alarm = this.#core.state.alarms.find((it) => it.alarmId === alarmId);
    if (alarm === undefined || this.#reversing !== null) return NOT_NOW;
    if (action === 'acknowledge') {
      this.#settled(alarm, { outcome: 'acknowledged', operatorId: operator.id });
      return ACCEPTED;
    }
    if (!this.canReverse(alarm)) return NOT_NOW;
    this.#core.run(this.#reverse(alarm, operator));
    return ACCEPTED;
  }

  /** True where the terminal can be asked now to take it back: the money stands, and nothing else is going on. */
  canReverse({ disposition, evidence }: PaymentAlarm): boolean {
    const { stage } = this.#core.state;
    const quiet = stage.kind !== 'paying' && stage.kind !== 'checking';
    return disposition === 'standing' && evidence.receiptNumber !== undefined && quiet && this.#reversing === null;
  }

  /** True where the terminal, asked to take this payment or alarm's money back, took another payment: it must not be asked again. */
  wentAstray(id: string): boolean {
    return this.#core.on.journal
      .latest(['PaymentAlarmRaised'], MOST_REMEMBERED)
      .some(({ body }) => body.reason === 'astray' && body.attemptId === id);
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
  }

  #unmatched({ amount, currency, disposition, evidence }: UnmatchedApproval): void {
    const { stage } = this.#core.state;
    // It is told again, and heard once the journal can be written.
    if (stage.kind === 'unavailable' && stage.recovering) throw new Fault(stage.code, 'the lane is out of service');
    this.raise({ reason: 'unmatched', amount, disposition, evidence, ...(currency === null ? {} : { currency }) });
  }

  async #reverse(alarm: PaymentAlarm, operator: Operator): Promise<void> {
    const { terminal, settings } = this.#core.on;
    if (terminal === null || this.wentAstray(alarm.alarmId)) return;
    this.#reversing = alarm.alarmId;
    const request = { reference: alarm.alarmId, amount: alarm.amount, currency: settings.store.currency };
    let outcome = await terminal.reverse(alarm.evidence, request).catch(() => null);
    // The terminal is being asked about another payment just now.
    for (let tries = 1; isBusy(outcome) && tries < BUSY_TRIES && !this.#stopped; tries += 1) {
      await new Promise<void>((resolve) => void this.#core.on.timers.after(BUSY_MS, resolve));
      if (!this.#stopped) outcome = await terminal.reverse(alarm.evidence, request).catch(() => null);
    }
    this.#reversing = null;
    if (this.#stopped) return;
    this.#core.on.log.info('payment.alarmReversal', { alarmId: alarm.alarmId, outcome: outcome?.kind ?? 'fault' });
    if (outcome?.kind === 'astray') {
      const { amount, evidence } = outcome;
      return this.raise({ reason: 'astray', attemptId: alarm.alarmId, amount, disposition: 'returned', evidence });
    }
    // Anything but a yes leaves the alarm as it is, to be tried again or seen to by hand.
    if (outcome?.kind !== 'approved') return this.#core.update({});
    this.#settled(alarm, { outcome: 'reversed', operatorId: operator.id, evidence: outcome.evidence });
  }

  #settled(
    alarm: PaymentAlarm,
    how: Omit<Extract<PaymentAlarmEvent, { kind: 'PaymentAlarmSettled' }>['body'], 'alarmId'>,
  ): void {
    const event: PaymentAlarmEvent = { kind: 'PaymentAlarmSettled', body: { alarmId: alarm.alarmId, ...how } };
    this.#core.recordDrafts([alarmDraft(event, 'closes')]);
    this.#core.update({ alarms: this.#core.state.alarms.filter((it) => it.alarmId !== alarm.alarmId) });
    this.#showNext();
  }

  /** Shows as many as can be shown; the others are on disk, and come up as these are settled. */
  #show(alarms: readonly PaymentAlarm[]): void {
    const shown = this.#core.state.alarms;
    const room = Math.max(0, MOST_SHOWN - shown.length);
    const rest = alarms.slice(room);
    if (rest.length > 0) this.#core.on.log.error('payment.alarmsWait', { shown: MOST_SHOWN, more: rest.length });
    this.#waiting ||= rest.length > 0;
    this.#beyond = [...this.#beyond, ...rest].slice(-MOST_SHOWN);
    this.#core.update({ alarms: [...shown, ...alarms.slice(0, room)] });
  }

  #showNext(): void {
    if (!this.#waiting) return;
    const { journal } = this.#core.on;
    const shown = new Set(this.#core.state.alarms.map(({ alarmId }) => alarmId));
    for (const id of journal.openTransactions()) {
      const alarm = shown.has(id) ? null : readAlarm(id, journal.entriesOf(id));
      if (alarm === null) continue;
      this.#beyond = this.#beyond.filter(({ alarmId }) => alarmId !== id);
      this.#show([alarm]);
      return;
    }
    this.#waiting = false;
  }
}

/** The alarm that entries leave open. One that can't be read as it stands is no less an alarm: whatever of it can be read is shown. */
function readAlarm(alarmId: string, entries: readonly RecordedEntry[]): PaymentAlarm | null {
  let alarm: PaymentAlarm | null = null;
  for (const { kind, v, body, recordedAt } of entries) {
    const event = readPaymentAlarmEvent(kind, v, body);
    if (event !== null) alarm = openAlarm(event, recordedAt);
    else if (kind === 'PaymentAlarmRaised')
      alarm = openAlarm({ kind: 'PaymentAlarmRaised', body: fittingAlarm(alarmId, body) }, recordedAt);
  }
  return alarm;
}

function alarmDraft(
  { kind, body }: PaymentAlarmEvent,
  transaction: JournalDraft['transaction'] & string,
): JournalDraft {
  const plain = body as { readonly [key: string]: Json };
  return { kind, v: PAYMENT_ALARM_VERSION, body: plain, transactionId: body.alarmId, transaction };
}

/** True for two tellings of one transaction: the terminal's numbers, both of them, say which it is. */
function isSameMoney(
  { amount, disposition, evidence }: Pick<PaymentAlarm, 'amount' | 'disposition' | 'evidence'>,
  other: Raised,
): boolean {
  const { receiptNumber, traceNumber } = evidence;
  return (
    amount === other.amount &&
    disposition === other.disposition &&
    receiptNumber !== undefined &&
    traceNumber !== undefined &&
    receiptNumber === other.evidence.receiptNumber &&
    traceNumber === other.evidence.traceNumber
  );
}

const isBusy = (outcome: ReversalOutcome | null): boolean => outcome?.kind === 'notSent' && outcome.cause === 'busy';
