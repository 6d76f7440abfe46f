import { isOpen, type PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { PaymentEvidence } from '../../domain/tender/evidence.ts';
import { staffAsked } from '../../domain/transaction/transaction.ts';
import type { RecoveryOutcome, TransactionNumbers } from '../ports/payment-terminal.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { workstationDraft } from '../selling/recorder.ts';
import type { PaymentAlarms } from './payment-alarms.ts';
import { contextOf, numbersOf } from './recovery-context.ts';
import { CALL_STAFF_AFTER_MS, recoveryDelay } from './recovery-schedule.ts';
import { ResolutionWatch } from './resolution-watch.ts';
import { rememberHistory } from './terminal-history.ts';

type Found = Extract<RecoveryOutcome, { kind: 'approved' | 'declined' }>;

/**
 * Finds out how an attempt ended whose answer was lost. The terminal is asked about that one attempt until it answers; where its answer
 * says nothing clear, or none comes for a while, staff are asked to read it. What they have entered holds; the terminal is asked on for a
 * time, and says it otherwise, that is an alarm.
 */
export class PaymentRecovery {
  readonly #core: LaneCore;
  #found: (attempt: PaymentAttempt, outcome: Found) => void = () => {};
  /** Receipt and trace number of the last payment seen, so that recovery can tell the next one from it. */
  #last: TransactionNumbers | null = null;
  readonly #watch: ResolutionWatch;
  readonly #unsubscribe: () => void;
  #stopped = false;
  #cancelTimer: () => void = () => {};

  constructor(core: LaneCore, alarms: PaymentAlarms) {
    this.#core = core;
    this.#watch = new ResolutionWatch(core, alarms, (attempt, read) => this.#recover(attempt, read));
    this.#unsubscribe =
      core.on.terminal?.onMet?.((last) =>
        core.recordDrafts([workstationDraft({ kind: 'TerminalMet', body: last ?? {} })]),
      ) ?? (() => {});
  }

  /** Who is told of an outcome that was found. */
  onFound(found: (attempt: PaymentAttempt, outcome: Found) => void): void {
    this.#found = found;
  }

  /** Begins to ask about an attempt, and shows that nothing else can happen meanwhile. */
  begin(attempt: PaymentAttempt): void {
    const { transaction } = this.#core.state;
    const staffCalled = transaction !== null && staffAsked(transaction, attempt.attemptId) !== undefined;
    const concern = attempt.direction === 'refund' ? 'refund' : 'payment';
    const { attemptId, amount } = attempt;
    this.#core.update({
      stage: { kind: 'checking', concern, attemptId, amount, staffCalled },
      helpCalled: this.#core.state.helpCalled || staffCalled,
    });
    this.#core.run(this.#ask(attemptId, 0, this.#core.on.clock.monotonic()));
  }

  /** The numbers of the last payment seen, for the next attempt's record. */
  previous(): { previous?: TransactionNumbers } {
    return this.#last === null ? {} : { previous: this.#last };
  }

  remember(evidence: Pick<PaymentEvidence, 'receiptNumber' | 'traceNumber'>): void {
    const numbers = numbersOf(evidence);
    if (Object.keys(numbers).length > 0) this.#last = numbers;
  }

  /** Tells the terminal's driver what the journal accounts for: at a start, and after an outcome that did not come from it. */
  account(): void {
    const last = rememberHistory(this.#core.on.terminal, this.#core.on.journal, this.#core.state);
    if (last !== null) this.#last = last;
  }

  /** Staff have resolved this attempt: the terminal is asked on, and only to hear whether it says otherwise. */
  watch(attempt: PaymentAttempt): void {
    this.#cancelTimer();
    this.#watch.begin(attempt);
  }

  /** True while what staff have entered about a payment has not been confirmed by the terminal. */
  get unverified(): boolean {
    return this.#watch.pending;
  }

  /** Asks once more about an attempt that staff resolved: after the next payment the terminal can't be asked about it any more. */
  verifyResolved(): Promise<void> {
    return this.#watch.askNow();
  }

  /** Takes up the watch over what staff resolved before a restart. */
  resumeWatch(): void {
    this.#watch.resume();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#cancelTimer();
    this.#watch.stop();
  }

  async #ask(attemptId: string, round: number, since: number): Promise<void> {
    const { clock, timers } = this.#core.on;
    const attempt = this.#core.state.transaction?.attempts.find((it) => it.attemptId === attemptId);
    if (attempt === undefined || !isOpen(attempt) || this.#stopped) return;
    const outcome = await this.#recover(attempt);
    // Staff may have resolved it meanwhile.
    const now = this.#core.state.transaction?.attempts.find((it) => it.attemptId === attemptId);
    if (this.#stopped || now === undefined || !isOpen(now)) return;
    if (outcome.kind === 'approved' || outcome.kind === 'declined') return this.#found(now, outcome);
    const late = clock.monotonic() - since >= CALL_STAFF_AFTER_MS;
    if (late || outcome.kind === 'ambiguous') this.#callStaff(attemptId, outcome.kind);
    this.#cancelTimer = timers.after(recoveryDelay(round), () =>
      this.#core.run(this.#ask(attemptId, round + 1, since)),
    );
  }

  #callStaff(attemptId: string, outcome: RecoveryOutcome['kind']): void {
    const { stage, transaction } = this.#core.state;
    if (stage.kind !== 'checking' || stage.staffCalled || transaction === null) return;
    this.#core.on.log.warn('payment.needsStaff', { attemptId, outcome });
    const interventionId = this.#core.on.identifiers.uuid();
    const recording = this.#core.record(transaction.transactionId, () => [
      { kind: 'askStaff', attemptId, interventionId },
    ]);
    const asked = recording.kind === 'recorded' ? recording.transaction : transaction;
    this.#core.update({ transaction: asked, stage: { ...stage, staffCalled: true }, helpCalled: true });
  }

  async #recover(attempt: PaymentAttempt, read: TransactionNumbers = {}): Promise<RecoveryOutcome> {
    const { terminal, log } = this.#core.on;
    if (terminal === null) return { kind: 'unreachable', cause: 'absent' };
    // What is watched over is of a transaction before: whether the one that is open is practice says nothing of it.
    const { transaction } = this.#core.state;
    const own = transaction?.attempts.some(({ attemptId }) => attemptId === attempt.attemptId) === true;
    const context = contextOf(attempt, own && transaction?.training === true);
    const told = Object.keys(read).length > 0 ? { read } : {};
    return terminal.recover({ ...context, ...told }).catch((error: unknown): RecoveryOutcome => {
      log.error('payment.recoveryFault', { error: error instanceof Error ? error.message : String(error) });
      return { kind: 'unreachable', cause: 'driverFault' };
    });
  }
}
