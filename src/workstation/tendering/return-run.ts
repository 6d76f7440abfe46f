import type { Minor } from '../../domain/money/money.ts';
import { isLive, type PaymentAttempt, paidSoFar } from '../../domain/tender/attempt.ts';
import type { PaymentEvidence } from '../../domain/tender/evidence.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import { balance } from '../../domain/transaction/decide-tender.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import { Fault } from '../ports/fault.ts';
import type { Operator } from '../ports/operators.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import {
  ACCEPTED,
  type FoundSale,
  type LaneAnswer,
  NOT_NOW,
  type RefundLeg,
  type Stage,
} from '../selling/lane-state.ts';
import { recall } from '../selling/recorder.ts';
import type { PaymentAlarms } from './payment-alarms.ts';
import type { PaymentRun } from './payment-run.ts';

/** Gives money back for goods that come back: a transaction of its own, to the cards that paid, with the same care as a payment. */
export class ReturnRun {
  readonly #core: LaneCore;
  readonly #payment: PaymentRun;
  readonly #alarms: PaymentAlarms;

  constructor(core: LaneCore, payment: PaymentRun, alarms: PaymentAlarms) {
    this.#core = core;
    this.#alarms = alarms;
    this.#payment = payment;
  }

  /** Looks a completed sale of this lane up, with what has come back of it. */
  find(receiptNumber: string): LaneAnswer {
    const { journal } = this.#core.on;
    const id = journal.saleByReceipt(receiptNumber.trim().toUpperCase());
    const found = id === null ? null : this.#readSale(id);
    this.#core.update({ found });
    return found === null ? { kind: 'refused', reason: 'noSuchSale' } : ACCEPTED;
  }

  /** Begins the return of some pieces of the sale that was looked up, or tries one again that could not be given back. */
  refund(transactionId: string, lines: readonly { readonly lineId: string; readonly quantity: number }[]): LaneAnswer {
    const { stage, found, transaction } = this.#core.state;
    if (transaction?.returnOf?.transactionId === transactionId) return this.retry();
    if (stage.kind !== 'idle' || found === null || found.sale.transactionId !== transactionId) return NOT_NOW;
    if (this.#core.checkSpace() === 'low' || this.#core.on.terminal === null) return NOT_NOW;
    const { identifiers } = this.#core.on;
    const { sale, before } = this.#foundSale(found.sale);
    const start: TransactionCommand = {
      kind: 'startReturn',
      at: this.#core.instant(),
      sale,
      before,
      lines,
      lineIds: Array.from({ length: sale.lines.length }, () => identifiers.uuid()),
    };
    const recording = this.#core.record(identifiers.uuid(), () => [start], null);
    if (recording.kind === 'refused') return NOT_NOW;
    const opened = recording.transaction;
    this.#core.update({ transaction: opened, priced: this.#core.price(opened), notice: null });
    if (!this.next(opened)) this.#core.update({ stage: this.#failed(opened, 'notSent') });
    return ACCEPTED;
  }

  /** Tries a return again that a manager began and that could not be given back. */
  retry(): LaneAnswer {
    const { stage, transaction } = this.#core.state;
    return stage.kind === 'refundFailed' && transaction !== null && this.next(transaction) ? ACCEPTED : NOT_NOW;
  }

  /** Sends the next leg back: to the first card of the sale that has paid more than it got back. False where there is none. */
  next(opened: Transaction): boolean {
    const { terminal, identifiers } = this.#core.on;
    const found = opened.returnOf === null ? null : this.#readSale(opened.returnOf.transactionId);
    if (found === null || terminal === null) return false;
    const leg = legWithRest(found, opened);
    if (leg === null || leg.attempt.evidence === null) return false;
    const attemptId = identifiers.uuid();
    const refundOf = { attemptId: leg.attempt.attemptId, most: leg.rest };
    const intend: TransactionCommand = { kind: 'intendPayment', attemptId, at: this.#core.instant(), refundOf };
    const recording = this.#core.record(opened.transactionId, () => [intend], opened);
    const attempt = recording.kind === 'recorded' ? recording.transaction.attempts.at(-1) : undefined;
    if (recording.kind === 'refused' || attempt === undefined) return false;
    this.#core.update({ transaction: recording.transaction });
    this.#payment.refund(terminal, attempt, leg.attempt.evidence);
    return true;
  }

  /** Looks at what a refund was answered with: the protocol takes whatever card is presented, so staff are told where it was another. */
  gaveBack(attempt: PaymentAttempt, { amount, evidence }: { amount: Minor; evidence: PaymentEvidence }): void {
    const { attemptId } = attempt;
    const alarm = { attemptId, disposition: 'returned', evidence } as const;
    if (amount > attempt.amount) this.#alarms.raise({ ...alarm, reason: 'tooMuch', amount: amount - attempt.amount });
    const paidBy = this.#cardOf(attempt);
    if (paidBy !== null && isOtherCard(paidBy, evidence)) this.#alarms.raise({ ...alarm, reason: 'otherCard', amount });
  }

  /** What the terminal said of the payment that a refund gives back. */
  #cardOf({ refundOf }: PaymentAttempt): PaymentEvidence | null {
    const { transaction } = this.#core.state;
    const sale = transaction?.returnOf == null ? null : this.#readSale(transaction.returnOf.transactionId)?.sale;
    return sale?.attempts.find((it) => it.attemptId === refundOf)?.evidence ?? null;
  }

  /** Takes up a return that a restart found without an open attempt. */
  resume(opened: Transaction): void {
    this.#core.update({ stage: this.#failed(opened, 'restart'), helpCalled: true });
  }

  /** A manager has given a leg back another way: it counts as given back, once, under the number of its slip. */
  byHand(refundOf: string, receiptNumber: string, { id: operatorId }: Operator): LaneAnswer {
    const { stage, transaction } = this.#core.state;
    if (stage.kind !== 'refundFailed' || stage.leg?.refundOf !== refundOf || transaction === null) return NOT_NOW;
    const attemptId = this.#core.on.identifiers.uuid();
    const evidence: PaymentEvidence = { receiptNumber, receiptText: [] };
    const leg = { attemptId: refundOf, most: stage.leg.amount };
    const recording = this.#core.record(transaction.transactionId, () => [
      { kind: 'intendPayment', attemptId, at: this.#core.instant(), refundOf: leg },
      { kind: 'refundedByHand', attemptId, operatorId, evidence },
    ]);
    const attempt = recording.kind === 'recorded' ? recording.transaction.attempts.at(-1) : undefined;
    if (recording.kind === 'refused' || attempt === undefined) return NOT_NOW;
    this.#payment.resolved(recording.transaction, attempt);
    return ACCEPTED;
  }

  #failed(opened: Transaction, reason: string): Extract<Stage, { kind: 'refundFailed' }> {
    return { kind: 'refundFailed', amount: Math.abs(balance(opened)), reason, leg: this.#leg(opened) };
  }

  /** What is to go back next. Of a sale that can't be read any more, what is left of the payment that was tried last. */
  #leg(opened: Transaction): RefundLeg | null {
    const left = Math.abs(balance(opened));
    const found = opened.returnOf === null ? null : this.#readSale(opened.returnOf.transactionId);
    const leg = found === null ? null : legWithRest(found, opened);
    if (leg !== null) return { refundOf: leg.attempt.attemptId, amount: Math.min(left, leg.rest) };
    const refundOf = opened.attempts.at(-1)?.refundOf ?? null;
    return refundOf === null ? null : { refundOf, amount: left };
  }

  /**
   * A sale with what has come back of it; null for one that is a return itself, and for one of which damage to the disk has taken entries:
   * what it sold and gave back can't be known, and the lane goes on without it.
   */
  #readSale(id: string): FoundSale | null {
    const { journal, log } = this.#core.on;
    try {
      const sale = recall(journal, id);
      return sale === null || sale.returnOf !== null ? null : this.#foundSale(sale);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'WORKSTATION_JOURNAL_UNREADABLE') throw error;
      log.warn('lane.saleUnreadable', { transactionId: id, code: error.code });
      return null;
    }
  }

  #foundSale(sale: Transaction): FoundSale {
    const { journal } = this.#core.on;
    const before = journal.returnsOf(sale.transactionId).flatMap((id) => recall(journal, id) ?? []);
    return { sale, before };
  }
}

/** The first payment of the sale that has more than went back of it; the return that is under way counts as it stands now. */
function legWithRest(
  { sale, before }: FoundSale,
  opened: Transaction,
): { readonly attempt: PaymentAttempt; readonly rest: number } | null {
  const returns = [...before.filter(({ transactionId }) => transactionId !== opened.transactionId), opened];
  for (const attempt of sale.attempts.filter(isLive)) {
    const back = returns.flatMap((it) => it.attempts).filter((it) => it.refundOf === attempt.attemptId && isLive(it));
    const rest = attempt.approved + paidSoFar(back);
    if (rest > 0) return { attempt, rest };
  }
  return null;
}

/** True where what is known of both cards says that they are two. */
function isOtherCard(one: PaymentEvidence, other: PaymentEvidence): boolean {
  const digits = one.lastFour !== undefined && other.lastFour !== undefined;
  if (digits) return one.lastFour !== other.lastFour;
  return one.scheme !== undefined && other.scheme !== undefined && one.scheme !== other.scheme;
}
