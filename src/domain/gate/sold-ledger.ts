/**
 * What lanes say of tags: that a sale took them out of the store's hands, or that a void or return of that very sale gave them back.
 * A tag counts as sold while at least one sale of it stands.
 */

/** One sale, as its workstation's journal numbers it. */
export interface SaleReference {
  readonly workstation: string;
  /** The journal's epoch, a UUIDv7. */
  readonly epoch: string;
  /** Sequence number of the entry `EpcsSold` in that epoch. */
  readonly seq: number;
  readonly transaction: string;
}

interface LedgerEntryBase extends SaleReference {
  /** Sequence number of the entry before this one that was `EpcsSold` or `EpcsReturned` in the same epoch; 0 for the first. */
  readonly prevSaleSeq: number;
  /** Wall clock of the workstation, milliseconds; for retention only, it orders nothing. */
  readonly at: number;
  /** Keys of the tags (`ledgerKey`), lower-case hex, at most 32 digits each. */
  readonly keys: readonly string[];
}

/** `EpcsSold` of a journal. */
export interface TagsSold extends LedgerEntryBase {
  readonly kind: 'sold';
}

/** `EpcsReturned` of a journal: cancels what `sale` did to these keys and nothing else. Its own numbers are the journal entry's. */
export interface TagsReturned extends LedgerEntryBase {
  readonly kind: 'returned';
  /** Transaction whose sale of these tags no longer stands. */
  readonly cancels: string;
}

export type LedgerEntry = TagsSold | TagsReturned;
