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
}
