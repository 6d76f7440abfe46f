import { isLive, type PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { CALL_STAFF_AFTER_MS, recoveryDelay } from './recovery-schedule.ts';

/** Gives back every leg of a split that was abandoned, then cancels the basket. Asks the terminal until each one is taken back. */
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
      ({ attemptId }): TransactionCommand => ({
        kind: 'queueReversal',
        attemptId,
        reason: 'splitAbandoned',
      }),
    );
    const recording = this.#core.record(transaction.transactionId, () => commands);
    if (recording.kind === 'recorded') this.resume(recording.transaction);
  }

  /** Goes on with reversals that are queued, after a restart too. */
  resume(transaction: Transaction): void {
    const amount = queued(transaction).reduce((sum, attempt) => sum + attempt.approved, 0);
    this.#core.update({ transaction, stage: { kind: 'checking', amount, staffCalled: false } });
    this.#core.run(this.#next(0, this.#core.on.clock.monotonic()));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  async #next(round: number, since: number): Promise<void> {
    const { terminal, clock, timers } = this.#core.on;
    const { transaction } = this.#core.state;
    if (transaction === null || this.#stopped) return;
    const attempt = queued(transaction)[0];
    if (attempt === undefined) return this.#cancel(transaction);
    if (terminal !== null && attempt.evidence !== null) {
      const request = { reference: attempt.attemptId, amount: attempt.approved, currency: attempt.currency };
      const outcome = await terminal.reverse(attempt.evidence, request).catch(() => null);
      if (this.#stopped) return;
      if (outcome?.kind === 'approved') {
        const { attemptId } = attempt;
        const taken = { kind: 'paymentReversed' as const, attemptId, evidence: outcome.evidence };
        const recording = this.#core.record(transaction.transactionId, () => [taken]);
        if (recording.kind === 'recorded') this.#core.update({ transaction: recording.transaction });
        return this.#next(0, since);
      }
    }
    const { stage } = this.#core.state;
    if (stage.kind === 'checking' && !stage.staffCalled && clock.monotonic() - since >= CALL_STAFF_AFTER_MS) {
      this.#core.update({ stage: { ...stage, staffCalled: true }, helpCalled: true });
    }
    this.#cancelTimer = timers.after(recoveryDelay(round), () => this.#core.run(this.#next(round + 1, since)));
  }

  #cancel(transaction: Transaction): void {
    const recording = this.#core.record(transaction.transactionId, () => [{ kind: 'cancel', reason: 'shopper' }]);
    if (recording.kind === 'recorded') this.#done();
  }
}

function queued(transaction: Transaction): readonly PaymentAttempt[] {
  return transaction.attempts.filter((attempt) => attempt.state === 'reversalQueued');
}
