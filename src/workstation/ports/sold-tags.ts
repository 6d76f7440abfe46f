import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';

/** The sale or return that an entry of the ledger is of, as the tags are named outside the store. */
export interface TagsMoved {
  /** EPCs of its tags, upper-case hex. */
  readonly epcs: readonly string[];
  readonly receiptNumber: string;
  /** RFC 3339: when it was complete. */
  readonly completedAt: string;
}

/** Whoever wants to know at once what became of tags at this lane: the sold ledger of this box, the store bus. */
export interface SoldTagsPort {
  /**
   * A sale or return of tags is on disk. Called once, after the commit, from the midst of a sale: it must not block. What it throws is
   * logged and forgotten: whoever missed an entry finds it in `OwnSalesPort`, since the next one names its number.
   */
  published(entry: LedgerEntry, moved: TagsMoved): void;
}
