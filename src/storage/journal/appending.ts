import { type JournalRecord, MAX_ENTRY_BYTES, type Sha256, seal } from '../../domain/journal/record.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { JournalDraft, JournalNumbers, RecordedEntry } from '../../workstation/ports/journal.ts';
import { checkLookups, checkTagSeq, writeLookups } from './lookups.ts';
import type { EpochRow, JournalTables } from './tables.ts';

/** Most drafts of one append. */
export const MAX_DRAFTS = 1000;

/** What dates and hashes the entries of one append. */
export interface Stamp {
  /** RFC 3339 UTC with milliseconds. */
  readonly recordedAt: string;
  readonly businessDay: string;
  readonly sha256: Sha256;
}

/**
 * Seals what `build` returns into the chain after `head` and writes it, the head and the counters. Runs inside the caller's
 * transaction: whatever it throws, the caller rolls back, receipt numbers included.
 * @throws Fault STORAGE_ENTRY_TOO_LARGE; RangeError for a body that has no canonical form (NaN, lone surrogate).
 */
export function appendTo(
  tables: JournalTables,
  head: EpochRow,
  stamp: Stamp,
  build: (numbers: JournalNumbers) => readonly JournalDraft[],
): readonly RecordedEntry[] {
  const counter = receiptCounter(tables, head);
  const drafts = build(counter);
  const receipts = counter.finish();
  if (drafts.length > MAX_DRAFTS) {
    throw new Fault('STORAGE_ENTRY_TOO_LARGE', `an append takes at most ${MAX_DRAFTS} entries, not ${drafts.length}`);
  }
  if (drafts.length === 0) {
    if (receipts !== head.receipts) throw new Error('a receipt number was taken and nothing recorded that uses it');
    return [];
  }
  const entries: RecordedEntry[] = [];
  let seq = head.seq;
  let prevHash = head.hash.toString('hex');
  for (const draft of drafts) {
    seq += 1;
    const entry = write(tables, head, stamp, draft, seq, prevHash);
    entries.push(entry);
    prevHash = entry.hash;
  }
  tables.moveHead(head.number, seq, Buffer.from(prevHash, 'hex'), receipts);
  return entries;
}

function write(
  tables: JournalTables,
  head: EpochRow,
  stamp: Stamp,
  draft: JournalDraft,
  seq: number,
  prevHash: string,
): RecordedEntry {
  const { kind, v, body, transactionId } = draft;
  checkLookups(draft);
  checkTagSeq(draft, () => tables.lastTagSeq(head.number));
  const { recordedAt, businessDay } = stamp;
  const record: JournalRecord = {
    workstation: head.workstation,
    epoch: head.epoch,
    seq,
    recordedAt,
    businessDay,
    kind,
    v,
    body,
    prevHash,
  };
  const { bytes, hash } = seal(record, stamp.sha256);
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw new Fault(
      'STORAGE_ENTRY_TOO_LARGE',
      `${kind} has ${bytes.length} bytes, and an entry ${MAX_ENTRY_BYTES} at most`,
    );
  }
  tables.insert({
    epoch: head.number,
    seq,
    kind,
    transactionId: transactionId ?? null,
    businessDay,
    bytes,
    hash: Buffer.from(hash, 'hex'),
  });
  writeLookups(tables, draft);
  return { epoch: head.epoch, seq, recordedAt, businessDay, kind, v, body, hash };
}

/** Hands out receipt numbers until `finish`; one taken later would not be in this transaction. */
function receiptCounter(tables: JournalTables, head: EpochRow): JournalNumbers & { finish(): number } {
  let receipts = head.receipts;
  let finished = false;
  return {
    receiptNumber() {
      if (finished) throw new Error('a receipt number is taken while the append is being built, not later');
      receipts += 1;
      return `${head.code}-${String(receipts).padStart(6, '0')}`;
    },
    lastTagSeq: () => tables.lastTagSeq(head.number),
    finish() {
      finished = true;
      return receipts;
    },
  };
}
