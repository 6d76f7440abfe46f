import { buildReceipt } from '../../domain/receipt/build.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import { paperState, type Transaction } from '../../domain/transaction/transaction.ts';
import type { PrintOutcome } from '../ports/device.ts';
import type { Farewell } from '../selling/farewell.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { FRESH_RECEIPT_MS, MORE_TIME_MS, PRINT_EXPIRY_MS, RECEIPT_QUESTION_MS } from '../selling/lane-settings.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from '../selling/lane-state.ts';

/**
 * The paper of completed sales. That printing began is on disk before the first byte leaves, and what came of it after. Nothing is ever
 * printed twice by itself: where some of a receipt may be on paper a person is asked, and every further print is headed COPY. A
 * printer's fault never undoes a sale, and the next shopper never waits for it.
 */
export class Receipts {
  readonly #core: LaneCore;
  readonly #farewell: Farewell;
  /** What is being printed right now, by transaction. */
  readonly #printing = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(core: LaneCore, farewell: Farewell) {
    this.#core = core;
    this.#farewell = farewell;
    farewell.onUnanswered((sold) => this.leave(sold));
  }

  /** Thanks for a sale completed just now, and prints its receipt. */
  completed(sold: Transaction): void {
    this.#farewell.thank(sold, 'printing', this.#core.on.settings.thankYouSeconds * 1000);
    this.#begin(sold);
  }

  /** Takes up a completed sale that a restart found without an answer about its paper, and thanks its shopper. */
  resume(sold: Transaction): void {
    const age = this.#core.on.clock.now() - Date.parse(sold.completion?.completedAt ?? '');
    if (paperState(sold) === 'none' && age >= 0 && age <= FRESH_RECEIPT_MS) return this.completed(sold);
    if (paperState(sold) === 'none') return this.leave(sold);
    this.#farewell.thank(sold, 'asked', RECEIPT_QUESTION_MS);
  }

  /** A completed sale whose shopper has gone: what is known of its paper is all that ever will be. */
  leave(sold: Transaction): void {
    const outcome = paperState(sold) === 'none' ? 'notPrinted' : 'unsure';
    const jobId = sold.receipts.at(-1)?.jobId ?? this.#core.on.identifiers.uuid();
    this.#note(sold, { kind: 'printEnded', jobId, outcome, cause: 'restart' });
  }

  /** The shopper's answer to "Did your receipt print?". */
  answer(came: boolean): LaneAnswer {
    const { stage, transaction } = this.#core.state;
    const jobId = transaction?.receipts.at(-1)?.jobId;
    if (stage.kind !== 'thanks' || stage.receipt !== 'asked' || transaction === null || jobId === undefined)
      return NOT_NOW;
    const outcome = came ? 'printed' : 'unsure';
    const noted = this.#note(transaction, { kind: 'printEnded', jobId, outcome, cause: 'restart', toldBy: 'shopper' });
    this.#core.update({ transaction: noted, stage: { ...stage, receipt: outcome } });
    if (!came) this.#farewell.extend(MORE_TIME_MS);
    return ACCEPTED;
  }

  /** The shopper wants the paper that did not come, or may not have come. */
  printAgain(): LaneAnswer {
    const { stage, transaction } = this.#core.state;
    if (stage.kind !== 'thanks' || transaction === null || !mayPrint(stage.receipt)) return NOT_NOW;
    if (!this.print(transaction)) return NOT_NOW;
    this.#core.stage({ ...stage, receipt: 'printing' });
    this.#farewell.extend(MORE_TIME_MS);
    return ACCEPTED;
  }

  /** Prints the receipt of a completed sale, as a copy unless nothing of it can be on paper. False while it is being printed. */
  print(sold: Transaction): boolean {
    if (this.#printing.has(sold.transactionId)) return false;
    this.#begin(sold);
    return true;
  }

  /** Settles once nothing is being printed any more, and what came of it is on disk. */
  async idle(): Promise<void> {
    while (this.#printing.size > 0) await Promise.allSettled(this.#printing.values());
  }

  stop(): void {
    this.#stopped = true;
  }

  #begin(sold: Transaction): void {
    const { transactionId } = sold;
    const printing = this.#print(sold).finally(() => this.#printing.delete(transactionId));
    this.#printing.set(transactionId, printing);
    this.#core.run(printing);
  }

  async #print(sold: Transaction): Promise<void> {
    const { printer, identifiers, clock, log } = this.#core.on;
    const copy = paperState(sold) !== 'none';
    const document = buildReceipt(sold, this.#heading(), copy);
    if (document === null) return;
    const jobId = identifiers.uuid();
    let transaction = sold;
    let outcome: PrintOutcome = { kind: 'notPrinted', cause: 'offline' };
    if (printer !== null) {
      const job = { id: jobId, document, expiresAt: clock.monotonic() + PRINT_EXPIRY_MS };
      const started = () => {
        // Thrown before the first byte leaves: whoever took the lane over after a fault prints it, or asks.
        if (this.#stopped) throw new Error('the lane has been taken up anew');
        transaction = this.#note(transaction, { kind: 'printStarted', jobId, copy });
      };
      outcome = await printer.print(job, started).catch((error: unknown): PrintOutcome => {
        log.error('receipt.printFault', { error: error instanceof Error ? error.message : String(error) });
        return { kind: 'unknown', cause: 'timeout' };
      });
    }
    // After a fault of the journal another part of the lane has taken over: what came of this is asked of the shopper.
    if (this.#stopped) return;
    const paper = outcome.kind === 'unknown' ? 'unsure' : outcome.kind;
    const cause = outcome.kind === 'printed' ? {} : { cause: outcome.cause };
    transaction = this.#note(transaction, { kind: 'printEnded', jobId, outcome: paper, ...cause });
    const { stage, transaction: shown } = this.#core.state;
    if (shown?.transactionId !== transaction.transactionId) return;
    if (stage.kind === 'thanks') this.#core.update({ transaction, stage: { ...stage, receipt: paper } });
    else this.#core.update({ transaction });
  }

  #heading() {
    const { settings, journal } = this.#core.on;
    const { store, label, workstation } = settings;
    return {
      storeName: store.name,
      address: store.address,
      laneLabel: label,
      timezone: store.timezone,
      workstation,
      epochCode: journal.epochCode(),
      receiptUrl: store.receiptUrl,
      ...(store.taxId === undefined ? {} : { taxId: store.taxId }),
    };
  }

  /** Records one thing about the paper of a sale; the shopper on the lane may be another one by now. */
  #note(transaction: Transaction, command: TransactionCommand): Transaction {
    const recording = this.#core.record(transaction.transactionId, () => [command], transaction);
    if (recording.kind === 'refused') return transaction;
    const { lastCompleted } = this.#core.state;
    if (lastCompleted?.transactionId === transaction.transactionId)
      this.#core.update({ lastCompleted: recording.transaction });
    return recording.transaction;
  }
}

/** True where a shopper may ask for the paper: it did not come, or nobody knows. */
export function mayPrint(receipt: 'printing' | 'printed' | 'notPrinted' | 'unsure' | 'asked'): boolean {
  return receipt === 'notPrinted' || receipt === 'unsure';
}
