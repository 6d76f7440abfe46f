import type { LedgerEntry, SaleReference } from '../../domain/gate/sold-ledger.ts';

/** A tag that two sales of different transactions claim; both are kept and staff are told. */
export interface DoubleSale {
  readonly key: string;
  readonly sales: readonly SaleReference[];
}

/** A stretch of one journal's sales of tags that has not been seen: entries after `afterSeq` up to and without `beforeSeq`. */
export interface LedgerGap {
  readonly workstation: string;
  readonly epoch: string;
  readonly afterSeq: number;
  readonly beforeSeq: number;
}

/** The store's sold ledger on this box: a projection of every lane's journal. */
export interface SoldLedgerPort {
  /** Sales of this key that stand, oldest known first; empty for a tag that is not sold. Synchronous, from the page cache or the disk. */
  standing(key: string): readonly SaleReference[];
  /**
   * Merges entries from any source, in any order, any number of times; durable when it returns.
   * @returns the tags that came to stand under two transactions by this.
   * @throws Fault STORAGE_* when the disk refuses.
   */
  apply(entries: readonly LedgerEntry[]): readonly DoubleSale[];
  /** What is known to be missing: a later entry named it as its predecessor. Bounded; oldest first. */
  gaps(): readonly LedgerGap[];
}
