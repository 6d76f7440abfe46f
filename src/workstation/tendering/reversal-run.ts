import { isLive, type PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import { staffAsked, type Transaction } from '../../domain/transaction/transaction.ts';
import type { PaymentOutcome } from '../ports/payment-terminal.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { CALL_STAFF_AFTER_MS, recoveryDelay } from './recovery-schedule.ts';

/**
 * Gives back every leg of a split that was abandoned, then cancels the basket. Asks the terminal until each one is taken back; where it
 * refuses, or does not answer for a while, staff are asked to give it back by hand.
 */
export class ReversalRun {
  readonly #core: LaneCore;
  readonly #done: () => void;
  #stopped = false;
  #cancelTimer: () => void = () => {};

  /** `done` is called when nothing is kept any more and the transaction is cancelled. */
  constructor(core: LaneCore, done: () => void) {
    this.#core = core;
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
    const outcome = await this.#reverse(attempt);
    const { transaction } = this.#core.state;
    // A staff member may have given it back by hand meanwhile.
    if (this.#stopped || transaction === null || this.#waiting(attemptId) === undefined) return;
    if (outcome.kind === 'approved') {
      const taken = { kind: 'paymentReversed' as const, attemptId, evidence: outcome.evidence };
      const recording = this.#core.record(transaction.transactionId, () => [taken]);
      if (recording.kind === 'recorded') this.resume(recording.transaction);
      return;
    }
    const late = clock.monotonic() - since >= CALL_STAFF_AFTER_MS;
    if (late || outcome.kind === 'declined') this.#callStaff(attemptId, transaction);
    this.#cancelTimer = timers.after(recoveryDelay(round), () =>
      this.#core.run(this.#ask(attemptId, round + 1, since)),
    );
  }

  async #reverse(attempt: PaymentAttempt): Promise<PaymentOutcome> {
    const { terminal } = this.#core.on;
    if (terminal === null || attempt.evidence === null) return { kind: 'notSent', cause: 'absent' };
    const request = { reference: attempt.attemptId, amount: attempt.approved, currency: attempt.currency };
    return terminal.reverse(attempt.evidence, request).catch(() => ({ kind: 'unknown', cause: 'driverFault' }));
  }

  #callStaff(attemptId: string, transaction: Transaction): void {
    const { stage } = this.#core.state;
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
