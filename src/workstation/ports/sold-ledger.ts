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
  /**
   * Sales of this key that stand, at most one a transaction, oldest known first; empty for a tag that is not sold, and for what is
   * no key (lower-case hex of 1 to 16 bytes). Synchronous, from the page cache or the disk.
   * @throws Fault STORAGE_* when the disk fails.
   */
  standing(key: string): readonly SaleReference[];
  /**
   * Merges entries from any source, in any order, any number of times; durable when it returns. They have passed
   * `ledgerEntrySchema`.
   * @param answered stretches that an answer said to cover: whatever entries they have are known with these, so they are gaps no
   * longer. Whoever asked cuts them to what was asked for.
   * @returns the tags that came to stand under two transactions by this.
   * @throws Fault STORAGE_* when the disk refuses; RangeError for a key that is none. Nothing is merged then.
   */
  apply(entries: readonly LedgerEntry[], answered?: readonly LedgerGap[]): readonly DoubleSale[];
  /** What is known to be missing: a later entry named it as its predecessor. Bounded; oldest first within each epoch. */
  gaps(): readonly LedgerGap[];
}

/** The highest sequence number among the entries that are known of an epoch. */
export interface LedgerHead {
  readonly workstation: string;
  readonly epoch: string;
  readonly seq: number;
}

/** An answer to a question for a stretch. */
export interface LedgerRange {
  /** The part of what was asked that `entries` are all of, as far as they are still kept; null when none of it is known here. */
  readonly covers: LedgerGap | null;
  /** Ascending by sequence number. */
  readonly entries: readonly LedgerEntry[];
}

/** The sold ledger, as boxes that bring one another up to date need it. */
export interface LedgerExchangePort extends SoldLedgerPort {
  /** Every epoch that is known; what another box's head is above one of these is a gap as well. Bounded. */
  heads(): readonly LedgerHead[];
  /**
   * What is known of a stretch: the first part of it without a hole, cut after about `limit` entries (at least one) or 20,000 tags.
   * The asker asks again for the rest.
   */
  entriesBetween(asked: LedgerGap, limit: number): LedgerRange;
}
