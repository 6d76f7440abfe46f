import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';

/** What this box's own journal says of tags: its entries `EpcsSold` and `EpcsReturned`, of every epoch that the journal holds. */
export interface OwnSalesPort {
  /** The newest entry of each epoch that has one, newest epoch first; a few at most. @throws Fault STORAGE_* */
  heads(): readonly LedgerEntry[];
  /** Entries of `epoch` with afterSeq < seq < beforeSeq, ascending, `limit` at most. @throws Fault STORAGE_* */
  between(epoch: string, afterSeq: number, beforeSeq: number, limit: number): readonly LedgerEntry[];
}
