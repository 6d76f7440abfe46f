import type { Minor } from '../../domain/money/money.ts';
import { agreedTotals } from '../../domain/pricing/price-basket.ts';
import { isOpen, type PaymentAttempt, paidSoFar } from '../../domain/tender/attempt.ts';
import type { PaymentEvidence } from '../../domain/tender/evidence.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import { balance } from '../../domain/transaction/decide-tender.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type {
  PaymentOutcome,
  PaymentRequest,
  PaymentTerminalPort,
  RecoveryOutcome,
  TerminalPrompt,
} from '../ports/payment-terminal.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from '../selling/lane-state.ts';
import type { PaymentRecovery } from './payment-recovery.ts';

const NO_EVIDENCE: PaymentEvidence = { receiptText: [] };

/** What the run hands on: a sale that is paid, and a return that has more to give back. */
export interface PaymentHandlers {
  /** Nothing is left to pay or to give back: completes the transaction. */
  readonly completed: (transaction: Transaction) => void;
  /** The terminal has told of a refund what it gave back, and to which card. */
  readonly gaveBack: (attempt: PaymentAttempt, told: { amount: Minor; evidence: PaymentEvidence }) => void;
  /** A leg of a return went back; the next one is to follow. */
  readonly refunded: (transaction: Transaction) => void;
}

/**
 * Moves money by the terminal, one attempt at a time. The intention is on disk before the first byte goes out; whatever is not an answer
 * is unknown, and while it is nothing else starts.
 */
export class PaymentRun {
  readonly #core: LaneCore;
  readonly #recovery: PaymentRecovery;
  readonly #handlers: PaymentHandlers;
  #stopped = false;

  constructor(core: LaneCore, recovery: PaymentRecovery, handlers: PaymentHandlers) {
    this.#core = core;
    this.#recovery = recovery;
    this.#handlers = handlers;
    recovery.onFound((attempt, outcome) => this.#settled(attempt, outcome, 'recovery'));
  }

  /** The shopper touched Pay: on the review screen, after a payment that took nothing, or for the rest after a partial one. */
  pay(): LaneAnswer {
    const { stage, transaction, priced } = this.#core.state;
    const { terminal, identifiers } = this.#core.on;
    if (transaction === null || priced === null || transaction.returnOf !== null) return NOT_NOW;
    if (!['review', 'declined', 'cancelled', 'unreachable', 'partial'].includes(stage.kind)) return NOT_NOW;
    // An answer of the terminal must never find a full disk.
    if (this.#core.checkSpace() === 'low') {
      this.#core.update({ helpCalled: true });
      return NOT_NOW;
    }
    const commands: TransactionCommand[] = [];
    // Once some of it is paid the totals stand, however the last attempt for the rest ended.
    const rest = paidSoFar(transaction.attempts) > 0;
    if (!rest)
      commands.push(...this.#core.pinCommands(transaction), { kind: 'agreeTotals', totals: agreedTotals(priced) });
    const toPay = rest ? balance(transaction) : priced.total;
    const attemptId = identifiers.uuid();
    if (toPay > 0) {
      if (terminal === null) return NOT_NOW;
      commands.push({ kind: 'intendPayment', attemptId, at: this.#core.instant(), ...this.#recovery.previous() });
    }
    const recording = this.#core.record(transaction.transactionId, () => commands);
    if (recording.kind === 'refused') {
      // Someone must take goods out of it: its totals would not fit into the journal.
      if (recording.refusal === 'basketFull') {
        this.#core.notice('basketFull');
        this.#core.update({ helpCalled: true });
      }
      return NOT_NOW;
    }
    this.#core.update({ transaction: recording.transaction, notice: null });
    if (toPay === 0 || terminal === null) this.#handlers.completed(recording.transaction);
    else this.#core.run(this.#purchase(terminal, attemptId, toPay));
    return ACCEPTED;
  }

  /** A request only: the outcome still comes from the terminal. */
  abort(): LaneAnswer {
    const { stage } = this.#core.state;
    if (stage.kind !== 'paying' || stage.direction === 'refund') return NOT_NOW;
    if (stage.phase === 'cancelling' || stage.phase === 'approved') return NOT_NOW;
    this.#core.stage({ ...stage, phase: 'cancelling' });
    this.#core.on.terminal?.abort();
    return ACCEPTED;
  }

  /** Sends a refund whose intention is on disk; `original` is what the terminal said of the payment it gives back. */
  refund(terminal: PaymentTerminalPort, attempt: PaymentAttempt, original: PaymentEvidence): void {
    this.#core.run(this.#refund(terminal, attempt, original));
  }

  /** Takes up an attempt that a restart found open: whatever its state on disk, nobody knows how it ended. */
  resume(attempt: PaymentAttempt): void {
    this.#unknown(attempt.attemptId, 'restart');
  }

  /** A staff member has read the terminal: that is the outcome. */
  resolved(transaction: Transaction, attempt: PaymentAttempt): void {
    this.#core.update({ transaction, helpCalled: false });
    if (attempt.state === 'declined') this.#tookNothing(attempt, { kind: 'declined', reason: 'notPerformed' });
    else this.#moved(transaction, attempt);
  }

  stop(): void {
    this.#stopped = true;
  }

  async #purchase(terminal: PaymentTerminalPort, attemptId: string, amount: number): Promise<void> {
    const core = this.#core;
    core.stage({ kind: 'paying', direction: 'purchase', amount, phase: 'starting', prompt: null });
    if (this.#recovery.unverified) await this.#recovery.verifyResolved();
    if (this.#stopped) return;
    // The shopper took it back while the terminal was asked: nothing has been sent.
    const { stage } = core.state;
    if (stage.kind === 'paying' && stage.phase === 'cancelling')
      return this.#ended(attemptId, { kind: 'cancelled', evidence: NO_EVIDENCE });
    const request = { reference: attemptId, amount, currency: core.on.settings.store.currency, ...this.#practice() };
    const progress = {
      sent: () => {
        if (this.#stopped) throw new Error('the lane has been taken up anew');
        this.#record({ kind: 'paymentSent', attemptId });
      },
      prompt: (prompt: TerminalPrompt) => {
        const { stage } = core.state;
        if (stage.kind !== 'paying' || this.#stopped) return;
        core.stage({ ...stage, prompt, phase: stage.phase === 'cancelling' ? 'cancelling' : 'follow' });
      },
      abortRefused: () => {
        const { stage } = core.state;
        if (stage.kind === 'paying' && stage.phase === 'cancelling' && !this.#stopped)
          core.stage({ ...stage, phase: 'follow' });
      },
    };
    const outcome = await terminal.purchase(request, progress).catch((error: unknown) => this.#driverFault(error));
    this.#ended(attemptId, outcome);
  }

  async #refund(terminal: PaymentTerminalPort, attempt: PaymentAttempt, original: PaymentEvidence): Promise<void> {
    const { attemptId, amount, currency } = attempt;
    this.#core.stage({ kind: 'paying', direction: 'refund', amount, phase: 'starting', prompt: null });
    if (this.#recovery.unverified) await this.#recovery.verifyResolved();
    if (this.#stopped) return;
    this.#record({ kind: 'paymentSent', attemptId });
    const request = { reference: attemptId, amount, currency, ...this.#practice() };
    const outcome = await terminal.refund(request, original).catch((error: unknown) => this.#driverFault(error));
    this.#ended(attemptId, outcome);
  }

  #practice(): Pick<PaymentRequest, 'practice'> {
    return this.#core.state.transaction?.training === true ? { practice: true } : {};
  }

  #driverFault(error: unknown): PaymentOutcome {
    this.#core.on.log.error('payment.driverFault', { error: error instanceof Error ? error.message : String(error) });
    return { kind: 'unknown', cause: 'driverFault' };
  }

  #ended(attemptId: string, outcome: PaymentOutcome): void {
    if (this.#stopped) return;
    const attempt = this.#attempt(attemptId);
    if (attempt === undefined) return;
    if (outcome.kind === 'unknown') this.#unknown(attemptId, outcome.cause);
    else this.#settled(attempt, outcome, 'terminal');
  }

  #settled(
    attempt: PaymentAttempt,
    outcome: Exclude<PaymentOutcome, { kind: 'unknown' }> | Extract<RecoveryOutcome, { kind: 'approved' | 'declined' }>,
    foundBy: 'terminal' | 'recovery',
  ): void {
    const { attemptId } = attempt;
    const settle = { kind: 'settlePayment', attemptId, foundBy } as const;
    if ('evidence' in outcome) this.#recovery.remember(outcome.evidence);
    switch (outcome.kind) {
      case 'approved':
      case 'partial': {
        const { evidence } = outcome;
        // A refund of more than was asked counts for what was asked: the rest is for staff to see to.
        const amount = attempt.direction === 'refund' ? Math.min(outcome.amount, attempt.amount) : outcome.amount;
        const kind = amount < attempt.amount ? 'partial' : 'approved';
        const transaction = this.#record({ ...settle, outcome: kind, amount, evidence });
        if (attempt.direction === 'refund') this.#handlers.gaveBack(attempt, outcome);
        if (transaction !== null) this.#moved(transaction, attempt);
        return;
      }
      case 'declined': {
        const { reason, evidence } = outcome;
        this.#record({ ...settle, outcome: 'declined', amount: 0, reason, evidence });
        return this.#tookNothing(attempt, { kind: 'declined', reason });
      }
      case 'cancelled':
        this.#record({ ...settle, outcome: 'cancelled', amount: 0, evidence: outcome.evidence });
        return this.#tookNothing(attempt, { kind: 'cancelled' });
      case 'notSent': {
        const reason = `notSent ${outcome.cause}`.slice(0, 64);
        this.#record({ ...settle, outcome: 'cancelled', amount: 0, reason, evidence: NO_EVIDENCE });
        return this.#tookNothing(attempt, { kind: 'unreachable' });
      }
    }
  }

  /** Money has moved: what is left of it decides what comes next. */
  #moved(transaction: Transaction, { direction }: PaymentAttempt): void {
    const left = balance(transaction);
    if (direction === 'refund' && left < 0) return this.#handlers.refunded(transaction);
    if (left > 0) {
      return this.#core.stage({ kind: 'partial', paid: paidSoFar(transaction.attempts), remaining: left });
    }
    const { stage } = this.#core.state;
    if (stage.kind === 'paying') this.#core.stage({ ...stage, phase: 'approved', prompt: null });
    this.#handlers.completed(transaction);
  }

  #tookNothing(
    { direction, refundOf, amount: asked }: PaymentAttempt,
    outcome: { kind: 'declined'; reason: string } | { kind: 'cancelled' } | { kind: 'unreachable' },
  ): void {
    const { transaction } = this.#core.state;
    const amount = transaction === null ? 0 : Math.abs(balance(transaction));
    if (direction === 'purchase') return this.#core.stage({ ...outcome, amount });
    const reason = outcome.kind === 'declined' ? outcome.reason : outcome.kind;
    const leg = refundOf === null ? null : { refundOf, amount: asked };
    this.#core.update({ stage: { kind: 'refundFailed', amount, reason, leg }, helpCalled: true });
  }

  #unknown(attemptId: string, cause: string): void {
    this.#record({ kind: 'paymentUnknown', attemptId, cause });
    this.#core.on.log.warn('payment.unknown', { attemptId, cause });
    const attempt = this.#attempt(attemptId);
    if (attempt !== undefined && isOpen(attempt)) this.#recovery.begin(attempt);
  }

  #attempt(attemptId: string): PaymentAttempt | undefined {
    return this.#core.state.transaction?.attempts.find((it) => it.attemptId === attemptId);
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
