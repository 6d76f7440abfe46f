import { readTransactionEvent } from '../transaction/events.ts';
import type { LedgerEntry } from './sold-ledger.ts';

/** Kinds of journal entries that say what became of tags. */
export const TAG_ENTRY_KINDS = ['EpcsSold', 'EpcsReturned'] as const;

/** What of a journal entry the sold ledger goes by. */
export interface TagEntrySource {
  readonly workstation: string;
  readonly epoch: string;
  readonly seq: number;
  /** RFC 3339. */
  readonly recordedAt: string;
  readonly kind: string;
  readonly v: number;
  readonly body: unknown;
}

/** EPCs of the tags that an entry speaks of, upper-case hex; none for every other kind. */
export function movedEpcs({ kind, v, body }: Pick<TagEntrySource, 'kind' | 'v' | 'body'>): readonly string[] {
  const read = readTransactionEvent(kind, v, body);
  if (read.kind !== 'event') return [];
  return read.event.kind === 'EpcsSold' || read.event.kind === 'EpcsReturned' ? read.event.body.epcs : [];
}

/** What a journal entry says to the sold ledger; null for every other kind, and for one that is not as this program writes it. */
export function ledgerEntryOf({ recordedAt, kind, v, body, ...place }: TagEntrySource): LedgerEntry | null {
  const read = readTransactionEvent(kind, v, body);
  if (read.kind !== 'event') return null;
  const { transactionId: transaction, event } = read;
  if (event.kind !== 'EpcsSold' && event.kind !== 'EpcsReturned') return null;
  const { workstation, epoch, seq } = place;
  const { keys, prevSaleSeq } = event.body;
  const at = Date.parse(recordedAt);
  const entry = { workstation, epoch, seq, transaction, prevSaleSeq, at: Number.isNaN(at) ? 0 : at, keys };
  return event.kind === 'EpcsSold'
    ? { kind: 'sold', ...entry }
    : { kind: 'returned', ...entry, cancels: event.body.cancels };
}
