import { agreedTotals } from '../../domain/pricing/price-basket.ts';
import { isOpen, type PaymentAttempt, paidSoFar } from '../../domain/tender/attempt.ts';
import type { PaymentEvidence } from '../../domain/tender/evidence.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import { balance } from '../../domain/transaction/decide-tender.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { PaymentOutcome, PaymentTerminalPort, RecoveryOutcome } from '../ports/payment-terminal.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from '../selling/lane-state.ts';
import { CALL_STAFF_AFTER_MS, recoveryDelay } from './recovery-schedule.ts';

/**
 * Takes payments, one at a time. The intention is on disk before the first byte goes to the terminal; while an outcome is unknown
 * nothing else starts, and only an answer ends it.
 */
export class PaymentRun {
  readonly #core: LaneCore;
  readonly #completed: (transaction: Transaction) => void;
  #stopped = false;
  /** Receipt and trace number of the last payment seen, so that recovery can tell the next one from it. */
  #last: { receiptNumber?: string; traceNumber?: string } | null = null;
  #cancelTimer: () => void = () => {};

  /** `completed` is called once nothing is left to pay; it completes the sale. */
  constructor(core: LaneCore, completed: (transaction: Transaction) => void) {
    this.#core = core;
    this.#completed = completed;
  }

  /** The shopper touched Pay: on the review screen, after a payment that took nothing, or for the rest after a partial one. */
  pay(): LaneAnswer {
    const { stage, transaction, priced } = this.#core.state;
    const { terminal, identifiers } = this.#core.on;
    if (transaction === null || priced === null) return NOT_NOW;
    if (!['review', 'declined', 'cancelled', 'unreachable', 'partial'].includes(stage.kind)) return NOT_NOW;
    const commands: TransactionCommand[] = [];
    if (stage.kind !== 'partial') commands.push({ kind: 'agreeTotals', totals: agreedTotals(priced) });
    const toPay = stage.kind === 'partial' ? stage.remaining : priced.total;
    const attemptId = identifiers.uuid();
    if (toPay > 0) {
      if (terminal === null) return NOT_NOW;
      commands.push({
        kind: 'intendPayment',
        attemptId,
        at: this.#core.instant(),
        ...(this.#last === null ? {} : { previous: this.#last }),
      });
    }
    const recording = this.#core.record(transaction.transactionId, () => commands);
    if (recording.kind === 'refused') return NOT_NOW;
    this.#core.update({ transaction: recording.transaction, notice: null });
    if (toPay === 0 || terminal === null) this.#completed(recording.transaction);
    else this.#core.run(this.#purchase(terminal, attemptId, toPay));
    return ACCEPTED;
  }

  /** A request only: the outcome still comes from the terminal. */
  abort(): LaneAnswer {
    const { stage } = this.#core.state;
    const { terminal } = this.#core.on;
    if (stage.kind !== 'paying' || stage.phase === 'cancelling' || stage.phase === 'approved') return NOT_NOW;
    this.#core.stage({ ...stage, phase: 'cancelling' });
    terminal?.abort();
    return ACCEPTED;
  }

  /** Takes up an attempt that a restart found open: whatever its state on disk, nobody knows how it ended. */
  resume(attempt: PaymentAttempt): void {
    this.#unknown(attempt.attemptId, 'restart');
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  async #purchase(terminal: PaymentTerminalPort, attemptId: string, amount: number): Promise<void> {
    const core = this.#core;
    core.stage({ kind: 'paying', amount, phase: 'starting', prompt: null });
    const request = { reference: attemptId, amount, currency: core.on.settings.store.currency };
    const progress = {
      sent: () => this.#record({ kind: 'paymentSent', attemptId }),
      prompt: (prompt: Extract<typeof core.state.stage, { kind: 'paying' }>['prompt']) => {
        const { stage } = core.state;
        if (stage.kind !== 'paying') return;
        core.stage({ ...stage, prompt, phase: stage.phase === 'cancelling' ? 'cancelling' : 'follow' });
      },
    };
    const outcome = await terminal.purchase(request, progress).catch((error: unknown): PaymentOutcome => {
      core.on.log.error('payment.driverFault', {
        attemptId,
        error: error instanceof Error ? error.message : String(error),
      });
      return { kind: 'unknown', cause: 'driverFault' };
    });
    if (this.#stopped) return;
    this.#settled(attemptId, outcome, 'terminal');
  }

  #settled(attemptId: string, outcome: PaymentOutcome | RecoveryOutcome, foundBy: 'terminal' | 'recovery'): void {
    const core = this.#core;
    const none = { receiptText: [] };
    if ('evidence' in outcome) this.#remember(outcome.evidence);
    switch (outcome.kind) {
      case 'approved':
      case 'partial':
        return this.#approved(attemptId, outcome, foundBy);
      case 'declined': {
        const { reason, evidence } = outcome;
        this.#record({ kind: 'settlePayment', attemptId, outcome: 'declined', amount: 0, reason, foundBy, evidence });
        return core.stage({ kind: 'declined', amount: this.#toPay(), reason });
      }
      case 'cancelled': {
        const { evidence } = outcome;
        this.#record({ kind: 'settlePayment', attemptId, outcome: 'cancelled', amount: 0, foundBy, evidence });
        return core.stage({ kind: 'cancelled', amount: this.#toPay() });
      }
      case 'notSent': {
        const reason = `notSent ${outcome.cause}`.slice(0, 64);
        this.#record({
          kind: 'settlePayment',
          attemptId,
          outcome: 'cancelled',
          amount: 0,
          reason,
          foundBy,
          evidence: none,
        });
        return core.stage({ kind: 'unreachable', amount: this.#toPay() });
      }
      case 'unknown':
        return this.#unknown(attemptId, outcome.cause);
      case 'ambiguous':
      case 'inProgress':
      case 'unreachable':
        return;
    }
  }

  #approved(
    attemptId: string,
    outcome: Extract<PaymentOutcome, { kind: 'approved' | 'partial' }>,
    foundBy: 'terminal' | 'recovery',
  ): void {
    const { amount, evidence } = outcome;
    const asked = this.#core.state.transaction?.attempts.find((it) => it.attemptId === attemptId)?.amount ?? 0;
    const kind = amount < asked ? 'partial' : 'approved';
    const transaction = this.#record({ kind: 'settlePayment', attemptId, outcome: kind, amount, foundBy, evidence });
    if (transaction === null) return;
    const { stage } = this.#core.state;
    const left = balance(transaction);
    if (left > 0) {
      this.#core.stage({ kind: 'partial', paid: paidSoFar(transaction.attempts), remaining: left });
      return;
    }
    if (stage.kind === 'paying') this.#core.stage({ ...stage, phase: 'approved', prompt: null });
    this.#completed(transaction);
  }

  #unknown(attemptId: string, cause: string): void {
    this.#record({ kind: 'paymentUnknown', attemptId, cause });
    this.#core.on.log.warn('payment.unknown', { attemptId, cause });
    this.#core.stage({ kind: 'checking', amount: this.#toPay(), staffCalled: false });
    this.#core.run(this.#recover(attemptId, 0, this.#core.on.clock.monotonic()));
  }

  /** Asks about this one attempt until something answers. Calls staff after a while, or at once when the answer is no answer. */
  async #recover(attemptId: string, round: number, since: number): Promise<void> {
    const { terminal, clock, timers } = this.#core.on;
    const attempt = this.#core.state.transaction?.attempts.find((it) => it.attemptId === attemptId);
    if (terminal === null || attempt === undefined || !isOpen(attempt) || this.#stopped) return;
    const outcome = await terminal
      .recover({
        reference: attemptId,
        amount: attempt.amount,
        currency: attempt.currency,
        sentAt: Date.parse(attempt.intendedAt),
        ...previousIn(attempt),
      })
      .catch((error: unknown): RecoveryOutcome => {
        this.#core.on.log.error('payment.recoveryFault', {
          attemptId,
          error: error instanceof Error ? error.message : String(error),
        });
        return { kind: 'unreachable', cause: 'driverFault' };
      });
    if (this.#stopped) return;
    if (outcome.kind === 'approved' || outcome.kind === 'declined')
      return this.#settled(attemptId, outcome, 'recovery');
    const late = clock.monotonic() - since >= CALL_STAFF_AFTER_MS;
    const { stage } = this.#core.state;
    if (stage.kind === 'checking' && !stage.staffCalled && (late || outcome.kind === 'ambiguous')) {
      this.#core.on.log.warn('payment.needsStaff', { attemptId, outcome: outcome.kind });
      this.#core.update({ stage: { ...stage, staffCalled: true }, helpCalled: true });
    }
    this.#cancelTimer = timers.after(recoveryDelay(round), () =>
      this.#core.run(this.#recover(attemptId, round + 1, since)),
    );
  }

  #remember({ receiptNumber, traceNumber }: PaymentEvidence): void {
    if (receiptNumber === undefined && traceNumber === undefined) return;
    this.#last = {
      ...(receiptNumber === undefined ? {} : { receiptNumber }),
      ...(traceNumber === undefined ? {} : { traceNumber }),
    };
  }

  #toPay(): number {
    const { transaction } = this.#core.state;
    return transaction === null ? 0 : balance(transaction);
  }

  /** Records one command on the open transaction and takes over the new state; null where it was refused. */
  #record(command: TransactionCommand): Transaction | null {
    const { transaction } = this.#core.state;
    if (transaction === null) return null;
    const recording = this.#core.record(transaction.transactionId, () => [command]);
    if (recording.kind === 'recorded') {
      this.#core.update({ transaction: recording.transaction });
      return recording.transaction;
    }
    this.#core.on.log.error('payment.notRecorded', { command: command.kind, refusal: recording.refusal });
    return null;
  }
}

function previousIn(attempt: PaymentAttempt) {
  const { receiptNumber, traceNumber } = attempt.previous ?? {};
  if (receiptNumber === undefined && traceNumber === undefined) return {};
  return {
    previous: {
      ...(receiptNumber === undefined ? {} : { receiptNumber }),
      ...(traceNumber === undefined ? {} : { traceNumber }),
    },
  };
}
