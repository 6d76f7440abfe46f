import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { Operator } from '../ports/operators.ts';
import type { LaneCore } from './lane-core.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from './lane-state.ts';

/** Baskets put aside on this lane: kept until staff recall or cancel them, and no longer than the business day. */
export class Suspending {
  readonly #core: LaneCore;
  readonly #goodbye: () => void;

  constructor(core: LaneCore, goodbye: () => void) {
    this.#core = core;
    this.#goodbye = goodbye;
  }

  /** Puts the basket on the lane aside; one with nothing in it is simply ended. */
  suspend(reason: 'idle' | 'staff'): LaneAnswer {
    const { transaction, suspended } = this.#core.state;
    if (transaction === null) return NOT_NOW;
    const empty = transaction.lines.length === 0;
    const command: TransactionCommand = empty
      ? { kind: 'cancel', reason }
      : { kind: 'suspend', at: this.#core.instant(), reason };
    const recording = this.#core.record(transaction.transactionId, () => [command]);
    if (recording.kind === 'refused') return NOT_NOW;
    if (!empty) this.#core.update({ suspended: [...suspended, this.#aside(recording.transaction)] });
    this.#goodbye();
    if (!empty) this.#core.notice('handedAside');
    return ACCEPTED;
  }

  /** Takes up what a restart found put aside. */
  resume(transaction: Transaction): void {
    this.#core.update({ suspended: [...this.#core.state.suspended, this.#aside(transaction)] });
  }

  /** Brings a basket back to an idle lane, as it was. */
  recall(transactionId: string, operator: Operator): LaneAnswer {
    const { stage, suspended } = this.#core.state;
    const found = suspended.find((it) => it.transaction.transactionId === transactionId);
    if (found === undefined || stage.kind !== 'idle') return NOT_NOW;
    const command = { kind: 'recall', at: this.#core.instant(), operatorId: operator.id } as const;
    const pins = this.#core.pinCommands(found.transaction);
    const recording = this.#core.record(transactionId, () => [command, ...pins], found.transaction);
    if (recording.kind === 'refused') return NOT_NOW;
    const { transaction } = recording;
    this.#core.update({
      transaction,
      priced: this.#core.price(transaction),
      locale: transaction.locale,
      stage: { kind: 'basket' },
      notice: null,
      suspended: this.#without(transactionId),
    });
    return ACCEPTED;
  }

  /** Ends a basket that was put aside: its goods go back on the shelf. */
  cancel(transactionId: string, operator: Operator): LaneAnswer {
    return this.#end(transactionId, { kind: 'cancel', reason: 'staff', operatorId: operator.id }) ? ACCEPTED : NOT_NOW;
  }

  /** Ends what was put aside on an earlier business day. */
  endOfDay(): void {
    const today = this.#core.on.businessDay();
    for (const { transaction } of this.#core.state.suspended) {
      if (this.#dayOf(transaction.transactionId) !== today)
        this.#end(transaction.transactionId, { kind: 'cancel', reason: 'dayEnd' });
    }
  }

  #end(transactionId: string, command: TransactionCommand): boolean {
    const found = this.#core.state.suspended.find((it) => it.transaction.transactionId === transactionId);
    if (found === undefined) return false;
    const recording = this.#core.record(transactionId, () => [command], found.transaction);
    if (recording.kind === 'refused') return false;
    this.#core.update({ suspended: this.#without(transactionId) });
    return true;
  }

  #aside(transaction: Transaction) {
    return { transaction, total: this.#core.price(transaction).total };
  }

  #without(transactionId: string) {
    return this.#core.state.suspended.filter((it) => it.transaction.transactionId !== transactionId);
  }

  /** The business day that the basket's last entry was booked on. */
  #dayOf(transactionId: string): string | undefined {
    return this.#core.on.journal.entriesOf(transactionId).at(-1)?.businessDay;
  }
}
