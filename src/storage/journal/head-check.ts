import type { JournalRecord, Sha256 } from '../../domain/journal/record.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { ReadingTables, StoredRow } from './tables.ts';

/** Entries before the head that are looked at whenever a journal is opened. */
const TAIL = 100;
/** Entries of open transactions that are looked at; a basket has some hundreds. */
const MOST_OPEN = 10_000;

/**
 * What can be told in a moment when a journal is opened: that its head is its last entry, that the last hundred entries are whole
 * and follow one another, and that so are the entries which the lane is about to resume from. The rest of the chain is
 * `verifyJournal`'s business.
 * @throws Fault STORAGE_CORRUPT.
 */
export function checkHead(tables: ReadingTables, sha256: Sha256): void {
  const head = tables.currentEpoch();
  const last = tables.last();
  if (head === undefined && last === undefined) return;
  if (head === undefined || last === undefined)
    throw corrupt('it has a head without entries, or entries without a head');
  if (last.epoch !== head.epoch || last.seq !== head.seq || !last.hash.equals(head.hash)) {
    throw corrupt(
      `its head is entry ${head.seq} of epoch ${head.epoch}, its last entry is ${last.seq} of ${last.epoch}`,
    );
  }
  if (wholeRecord(last, sha256).workstation !== head.workstation) throw corrupt('its head names another workstation');
  checkTail(tables.before(TAIL), sha256);
  for (const row of tables.ofOpenTransactions(MOST_OPEN)) wholeRecord(row, sha256);
}

/** `rows` are the last ones, the very last first. */
function checkTail(rows: readonly StoredRow[], sha256: Sha256): void {
  let after: { readonly row: StoredRow; readonly record: JournalRecord } | null = null;
  for (const row of rows) {
    const record = wholeRecord(row, sha256);
    if (after !== null && after.row.position !== row.position + 1) {
      throw corrupt(`entries between position ${row.position} and ${after.row.position} are missing`);
    }
    const follows =
      after === null || after.row.epoch !== row.epoch || after.record.prevHash === row.hash.toString('hex');
    if (!follows) throw corrupt(`entry ${row.seq} of epoch ${row.epoch} is not the one that the next one follows`);
    after = { row, record };
  }
}

/** The record of a row whose bytes are what was hashed. @throws Fault STORAGE_CORRUPT. */
export function wholeRecord(row: Pick<StoredRow, 'bytes' | 'hash'>, sha256: Sha256): JournalRecord {
  if (sha256(row.bytes) !== row.hash.toString('hex')) {
    throw corrupt(`the entry with the hash ${row.hash.toString('hex').slice(0, 12)}… is not what was recorded`);
  }
  return JSON.parse(row.bytes.toString('utf8')) as JournalRecord;
}

/** A fault that only a recovery, or another disk, mends. */
export function corrupt(detail: string): Fault {
  return new Fault('STORAGE_CORRUPT', `the journal is damaged: ${detail}`);
}
