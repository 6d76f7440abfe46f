import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { Operator } from '../ports/operators.ts';
import type { LaneCore } from './lane-core.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from './lane-state.ts';

/** Most baskets put aside at once: more than a lane has room for beside it, and few enough to look through. */
export const MOST_ASIDE = 50;

/** Baskets put aside on this lane: kept until staff recall or cancel them, and no longer than the business day. */
export class Suspending {
  readonly #core: LaneCore;
  readonly #goodbye: () => void;
  /** The business day that each basket's last entry was booked on. */
  readonly #days = new Map<string, string>();

  constructor(core: LaneCore, goodbye: () => void) {
    this.#core = core;
    this.#goodbye = goodbye;
  }

  /** Puts the basket on the lane aside; one with nothing in it is simply ended. */
  suspend(reason: 'idle' | 'staff'): LaneAnswer {
    const { transaction, suspended } = this.#core.state;
    if (transaction === null) return NOT_NOW;
    const empty = transaction.lines.length === 0;
    if (!empty && suspended.length >= MOST_ASIDE) {
      this.#core.on.log.warn('lane.asideFull', { baskets: suspended.length });
      // The basket stays where it is, and someone has to come.
      this.#core.update({ helpCalled: true, idleUntil: null });
      return { kind: 'refused', reason: 'asideFull' };
    }
    const command: TransactionCommand = empty
      ? { kind: 'cancel', reason }
      : { kind: 'suspend', at: this.#core.instant(), reason };
    const recording = this.#core.record(transaction.transactionId, () => [command]);
    if (recording.kind === 'refused') return NOT_NOW;
    if (!empty) this.#add(recording.transaction, recording.entries.at(-1)?.businessDay);
    this.#goodbye();
    if (!empty) this.#core.notice('handedAside');
    return ACCEPTED;
  }

  /** Takes up what a restart found put aside. */
  resume(transaction: Transaction): void {
    this.#add(transaction, this.#core.on.journal.entriesOf(transaction.transactionId).at(-1)?.businessDay);
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
      if (this.#days.get(transaction.transactionId) !== today)
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

  #add(transaction: Transaction, day: string | undefined): void {
    if (day !== undefined) this.#days.set(transaction.transactionId, day);
    const basket = { transaction, total: this.#core.price(transaction).total };
    this.#core.update({ suspended: [...this.#core.state.suspended, basket] });
  }

  #without(transactionId: string) {
    this.#days.delete(transactionId);
    return this.#core.state.suspended.filter((it) => it.transaction.transactionId !== transactionId);
  }
}
