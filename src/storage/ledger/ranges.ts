import { joined, knownOf } from '../../domain/gate/coverage.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import type { LedgerGap, LedgerRange } from '../../workstation/ports/sold-ledger.ts';
import { unpackId, unpackKeys } from './packing.ts';
import type { EntryRow, LedgerTables } from './tables.ts';

/** Tags after which an answer is cut: some 700 kB as text. */
const MAX_TAGS = 20_000;
/** Entries that are read at a time. */
const PAGE = 100;

const NOTHING: LedgerRange = { covers: null, entries: [] };

/** As `LedgerExchangePort.entriesBetween` says. */
export function rangeIn(tables: LedgerTables, { workstation, epoch, ...asked }: LedgerGap, limit: number): LedgerRange {
  const journal = tables.journal(workstation, epoch);
  const part = journal === undefined ? null : knownOf(joined(tables.known.near(journal.id, asked)), asked);
  if (journal === undefined || part === null) return NOTHING;
  const entries: LedgerEntry[] = [];
  let tags = 0;
  for (const row of rowsOf(tables, journal.id, part)) {
    const last = entries.at(-1);
    // Entries of one number stay together, or the asker would never hear of the second.
    if (last !== undefined && last.seq !== row.seq && (entries.length >= limit || tags >= MAX_TAGS)) {
      return { covers: { workstation, epoch, afterSeq: part.afterSeq, beforeSeq: last.seq + 1 }, entries };
    }
    const entry = entryOf(row, workstation, epoch);
    entries.push(entry);
    tags += entry.keys.length;
  }
  return { covers: { workstation, epoch, ...part }, entries };
}

function* rowsOf(tables: LedgerTables, journal: number, part: { afterSeq: number; beforeSeq: number }) {
  let { afterSeq } = part;
  for (;;) {
    const rows = tables.entriesAfter(journal, { afterSeq, beforeSeq: part.beforeSeq }, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    // The page may have been cut within a number; that one is read whole.
    yield* rows.filter((row) => row.seq < last.seq);
    yield* tables.entriesAt(journal, last.seq);
    afterSeq = last.seq;
  }
}

function entryOf(row: EntryRow, workstation: string, epoch: string): LedgerEntry {
  const { seq, prevSaleSeq, at, cancels } = row;
  const keys = unpackKeys(row.keys).map((key) => key.toString('hex'));
  const base = { workstation, epoch, seq, transaction: unpackId(row.transactionId), prevSaleSeq, at, keys };
  return cancels === null ? { ...base, kind: 'sold' } : { ...base, kind: 'returned', cancels: unpackId(cancels) };
}
