import { isLive, type PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import { staffAsked, type Transaction } from '../../domain/transaction/transaction.ts';
import type { ReversalOutcome } from '../ports/payment-terminal.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import type { PaymentAlarms } from './payment-alarms.ts';
import { CALL_STAFF_AFTER_MS, recoveryDelay } from './recovery-schedule.ts';

/**
 * Gives back every leg of a split that was abandoned, then cancels the basket. Asks the terminal until each one is taken back. Where it does
 * not answer for a while, staff are asked to give it back by hand, and it is asked on; where it refuses, or took another payment back, it is
 * left alone from then on, so that nobody is given their money twice.
 */
export class ReversalRun {
  readonly #core: LaneCore;
  readonly #alarms: PaymentAlarms;
  readonly #done: () => void;
  #stopped = false;
  #cancelTimer: () => void = () => {};

  /** `done` is called when nothing is kept any more and the transaction is cancelled. */
  constructor(core: LaneCore, alarms: PaymentAlarms, done: () => void) {
    this.#core = core;
    this.#alarms = alarms;
    this.#done = done;
  }

  /** Queues the reversal of all that was paid; on disk before the terminal hears of it. */
  begin(transaction: Transaction): void {
    const live = transaction.attempts.filter(isLive);
    const commands = live.map(
      ({ attemptId }): TransactionCommand => ({ kind: 'queueReversal', attemptId, reason: 'splitAbandoned' }),
    );
    const recording = this.#core.record(transaction.transactionId, () => commands);
    if (recording.kind === 'recorded') this.resume(recording.transaction);
  }

  /** Goes on with reversals that are queued, after a restart too. */
  resume(transaction: Transaction): void {
    this.#cancelTimer();
    const [first] = queued(transaction);
    if (first === undefined) return this.#cancel(transaction);
    const amount = queued(transaction).reduce((sum, attempt) => sum + attempt.approved, 0);
    const staffCalled = staffAsked(transaction, first.attemptId) !== undefined;
    const { attemptId } = first;
    this.#core.update({
      transaction,
      stage: { kind: 'checking', concern: 'reversal', attemptId, amount, staffCalled },
      helpCalled: staffCalled,
    });
    this.#core.run(this.#ask(attemptId, 0, this.#core.on.clock.monotonic()));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  async #ask(attemptId: string, round: number, since: number): Promise<void> {
    const { clock, timers } = this.#core.on;
    const attempt = this.#waiting(attemptId);
    if (attempt === undefined || this.#stopped) return;
    if (this.#alarms.wentAstray(attemptId)) return this.#callStaff(attemptId);
    const outcome = await this.#reverse(attempt);
    if (this.#stopped) return;
    const { transaction } = this.#core.state;
    if (outcome.kind === 'astray') {
      this.#alarms.raise({ reason: 'astray', attemptId, disposition: 'returned', ...moneyOf(outcome) });
      return this.#callStaff(attemptId);
    }
    if (transaction === null || this.#waiting(attemptId) === undefined) {
      // A staff member has given it back by hand meanwhile.
      if (outcome.kind === 'approved')
        this.#alarms.raise({ reason: 'twice', attemptId, disposition: 'returned', ...moneyOf(outcome) });
      return;
    }
    if (outcome.kind === 'approved') {
      const taken = { kind: 'paymentReversed' as const, attemptId, evidence: outcome.evidence };
      const recording = this.#core.record(transaction.transactionId, () => [taken]);
      if (recording.kind === 'recorded') this.resume(recording.transaction);
      return;
    }
    const late = clock.monotonic() - since >= CALL_STAFF_AFTER_MS;
    if (late || outcome.kind === 'declined') this.#callStaff(attemptId);
    if (outcome.kind === 'declined') return;
    this.#cancelTimer = timers.after(recoveryDelay(round), () =>
      this.#core.run(this.#ask(attemptId, round + 1, since)),
    );
  }

  async #reverse(attempt: PaymentAttempt): Promise<ReversalOutcome> {
    const { terminal } = this.#core.on;
    if (terminal === null || attempt.evidence === null) return { kind: 'notSent', cause: 'absent' };
    const practice = this.#core.state.transaction?.training === true ? { practice: true as const } : {};
    const request = { reference: attempt.attemptId, amount: attempt.approved, currency: attempt.currency, ...practice };
    return terminal.reverse(attempt.evidence, request).catch(() => ({ kind: 'unknown', cause: 'driverFault' }));
  }

  #callStaff(attemptId: string): void {
    const { stage, transaction } = this.#core.state;
    if (transaction === null || this.#waiting(attemptId) === undefined) return;
    if (stage.kind !== 'checking' || stage.staffCalled) return;
    const interventionId = this.#core.on.identifiers.uuid();
    const recording = this.#core.record(transaction.transactionId, () => [
      { kind: 'askStaff', attemptId, interventionId },
    ]);
    const asked = recording.kind === 'recorded' ? recording.transaction : transaction;
    this.#core.update({ transaction: asked, stage: { ...stage, staffCalled: true }, helpCalled: true });
  }

  #waiting(attemptId: string): PaymentAttempt | undefined {
    const { transaction } = this.#core.state;
    return transaction === null ? undefined : queued(transaction).find((it) => it.attemptId === attemptId);
  }

  #cancel(transaction: Transaction): void {
    const cancel = { kind: 'cancel', reason: 'shopper' } as const;
    const recording = this.#core.record(transaction.transactionId, () => [cancel], transaction);
    if (recording.kind === 'recorded') this.#done();
  }
}

function queued(transaction: Transaction): readonly PaymentAttempt[] {
  return transaction.attempts.filter((attempt) => attempt.state === 'reversalQueued');
}

const moneyOf = ({ amount, evidence }: Extract<ReversalOutcome, { kind: 'approved' | 'astray' }>) => ({
  amount,
  evidence,
});
