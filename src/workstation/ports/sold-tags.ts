import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';

/** Whoever wants to know at once what became of tags at this lane: the sold ledger of this box, the store bus. */
export interface SoldTagsPort {
  /**
   * A sale or return of tags is on disk. Called once, after the commit, from the midst of a sale: it must not block. What it throws is
   * logged and forgotten: whoever missed an entry finds it in `OwnSalesPort`, since the next one names its number.
   */
  published(entry: LedgerEntry): void;
}
