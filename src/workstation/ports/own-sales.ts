import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';

/** What this workstation's own journal says of tags, to be sent to whoever keeps a sold ledger. Synchronous reads of the disk. */
export interface OwnSales {
  /** The epoch that is written to now, and its last entry about tags; 0 before the first. @throws Fault STORAGE_*. */
  head(): { readonly workstation: string; readonly epoch: string; readonly seq: number };
  /**
   * Entries about tags of one epoch after `afterSeq` up to and without `beforeSeq`, in their order, at most `limit` (1 to 1000). Fewer
   * than `limit` means that there are no more in that interval. An epoch that this journal does not hold has none.
   * @throws Fault STORAGE_*.
   */
  between(epoch: string, afterSeq: number, beforeSeq: number, limit: number): readonly LedgerEntry[];
}
