/** JSON as RFC 8785 can canonicalise it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What a caller wants recorded; workstation, epoch, seq, time and chain are the journal's business. */
export interface JournalDraft {
  readonly kind: string;
  readonly v: number;
  readonly body: { readonly [key: string]: Json | undefined };
  /** The RetailTransaction this belongs to, for restart. */
  readonly transactionId?: string;
  /** `opens`: from here on a restart resumes this transaction; `closes`: no longer. */
  readonly transaction?: 'opens' | 'closes';
  /** The receipt number that a completed sale got: from here on `saleByReceipt` finds its transaction. */
  readonly receiptNumber?: string;
  /** The sale that this return gives money back for: from here on `returnsOf` names this transaction. */
  readonly returnOf?: string;
}

export interface JournalHead {
  readonly epoch: string;
  readonly seq: number;
  /** Lowercase hex; 64 zeros before the first entry. */
  readonly hash: string;
}

/** A recorded entry as the workstation reads it back. */
export interface RecordedEntry {
  readonly epoch: string;
  readonly seq: number;
  readonly recordedAt: string;
  readonly businessDay: string;
  readonly kind: string;
  readonly v: number;
  readonly body: { readonly [key: string]: Json | undefined };
  readonly hash: string;
}

/** Numbers allocated inside the very transaction that records their use: gapless per epoch. */
export interface JournalNumbers {
  /** "A7K2-000042": the epoch's short code and the next number. */
  receiptNumber(): string;
  /**
   * Sequence number of the epoch's last entry that says what became of tags (`EpcsSold`, `EpcsReturned`), as it stands before this
   * append; 0 where there is none. An entry of these kinds carries it as `prevSaleSeq`.
   */
  lastTagSeq(): number;
}

/**
 * Room for what is still to be recorded. `low`: no new sale and no payment begins, because a payment's answer must never find a
 * full disk. `spent`: the reserve that was kept for that case has been given up and is not back yet.
 */
export interface JournalSpace {
  readonly state: 'ok' | 'low';
  /** Bytes that the disk has left; null where the system does not say. */
  readonly freeBytes: number | null;
  readonly reserve: 'held' | 'spent';
}

/**
 * The append-only journal. Synchronous on purpose: when `append` returns, every draft is on disk (fsynced) or none is.
 * @throws Fault STORAGE_DISK_FULL, STORAGE_IO, STORAGE_CORRUPT, STORAGE_ENTRY_TOO_LARGE.
 */
export interface JournalPort {
  append(build: (numbers: JournalNumbers) => readonly JournalDraft[]): readonly RecordedEntry[];
  head(): JournalHead;
  /** The epoch's short code, as receipt numbers carry it. */
  epochCode(): string;
  /** Ids of transactions opened and not closed, oldest first. */
  openTransactions(): readonly string[];
  /** All entries of one transaction, in order. */
  entriesOf(transactionId: string): readonly RecordedEntry[];
  /** The transaction that completed with this receipt number, in any epoch of this file; null when none did. */
  saleByReceipt(receiptNumber: string): string | null;
  /** Transactions that gave money back for this sale, oldest first. */
  returnsOf(transactionId: string): readonly string[];
  /** The last entries of these kinds, oldest first; what lies further back than some ten thousand entries is left out. */
  latest(kinds: readonly string[], most: number): readonly RecordedEntry[];
  /** How much room is left. Takes the reserve back when the disk has room for it again. Never throws: what cannot be told is `low`. */
  space(): JournalSpace;
  /**
   * Closes the file and opens it anew, as a restart would, after a fault that left nobody sure what the disk holds.
   * @throws Fault as opening does; the journal then stays broken and can be reopened again.
   */
  reopen(): void;
}
