import type { Fault } from '../../workstation/ports/fault.ts';
import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import { immediately } from '../database/connection.ts';
import { isPassing, storageFault } from '../database/faults.ts';
import { type FileOptions, isUnreadable, openRebuildable, type Rebuildable } from '../database/rebuildable.ts';
import { ARCHIVE_SCHEMA } from './schema.ts';
import { type ArchiveRow, type ArchiveTables, archiveTables } from './tables.ts';

/** Most entries that are kept of one number: a disk that was cloned makes two, a lane with a new key signs anew. */
const MAX_FORKS = 8;
const MAX_HEADS = 10_000;
const MAX_GAPS = 1_000;
/** Of these, those of one workstation. */
const MAX_GAPS_OF_ONE = 64;

/** A few hundred sales between two checkpoints; the newest pages are what is asked for. */
const ARCHIVE: Rebuildable<ArchiveTables> = {
  ...{ schema: ARCHIVE_SCHEMA, cacheKib: 4 * 1024, checkpointPages: 512, event: 'archive' },
  tables: archiveTables,
};

/** An entry with what its place is; `said` is all of it, in the words that its lane signed. */
export interface ArchivedEntry {
  readonly workstation: string;
  readonly epoch: string;
  readonly seq: number;
  readonly prevSaleSeq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly said: string;
}

/** Every call may throw Fault STORAGE_*. After one that does not pass, every later call throws the same until it is opened again. */
export interface EntryArchive {
  /** Durable when it returns; in any order, any number of times. */
  keep(entries: readonly ArchivedEntry[]): void;
  /** The newest entry of each journal. */
  heads(): readonly string[];
  /**
   * Entries with afterSeq < seq < beforeSeq, ascending, about `limit` at most (those of one number stay together), from the first that is
   * here on as far as each is followed by the one that names it; null when there is none. Whoever asks goes on behind the last.
   */
  between(
    workstation: string,
    epoch: string,
    afterSeq: number,
    beforeSeq: number,
    limit: number,
  ): readonly string[] | null;
  /** What an entry named as the one before it and is not here. Bounded. */
  gaps(): readonly LedgerGap[];
  /** Forgets entries from before `instant`, `limit` at most. @returns whether there are more. Durable when it returns. */
  forgetBefore(instant: number, limit: number): boolean;
  close(): void;
}

/**
 * Opens a hub's archive, or begins one; a file that can't be read is put aside, since lanes have what it held. @throws Fault as
 * `openRebuildable`
 */
export function openArchive(options: FileOptions): EntryArchive {
  const { connection, tables } = openRebuildable(ARCHIVE, options);
  let broken: Fault | null = null;
  const working = <T>(work: () => T): T => {
    if (broken !== null) throw broken;
    try {
      return work();
    } catch (error) {
      const fault = storageFault(error, 'the archive of sold tags') ?? (isUnreadable(error) ? error : null);
      if (fault !== null && !isPassing(fault)) broken = fault;
      throw fault ?? error;
    }
  };
  return {
    keep: (entries) =>
      working(() =>
        immediately(connection, () => {
          for (const entry of entries) keep(tables, entry);
        }),
      ),
    heads: () => working(() => tables.heads(MAX_HEADS)),
    between: (workstation, epoch, afterSeq, beforeSeq, limit) =>
      working(() => {
        const journal = tables.journal(workstation, epoch);
        if (journal === undefined) return null;
        const page = pageOf(tables.after(journal.id, afterSeq, beforeSeq, limit), limit, (seq) =>
          tables.at(journal.id, seq),
        );
        const chained = chainOf(page);
        return chained.length === 0 ? null : chained.map(({ said }) => said);
      }),
    gaps: () => working(() => tables.gaps(MAX_GAPS_OF_ONE, MAX_GAPS)),
    forgetBefore: (instant, limit) =>
      working(() =>
        immediately(connection, () => {
          const rows = tables.before(instant, limit);
          for (const { id, journal, seq } of rows) {
            tables.drop(id);
            tables.raiseFloor(journal, seq);
            tables.foundTo(journal, seq);
          }
          return rows.length === limit;
        }),
      ),
    close: () => void connection.close(),
  };
}

function keep(tables: ArchiveTables, { workstation, epoch, seq, prevSaleSeq, at, said }: ArchivedEntry): void {
  const journal = tables.journal(workstation, epoch) ?? tables.addJournal(workstation, epoch);
  if (seq <= journal.floor) return;
  const others = tables.at(journal.id, seq);
  if (others.length >= MAX_FORKS || others.some((other) => other.said === said)) return;
  tables.add(journal.id, seq, prevSaleSeq, at, said);
  tables.found(journal.id, seq);
  if (prevSaleSeq > journal.floor && tables.at(journal.id, prevSaleSeq).length === 0)
    tables.miss(journal.id, prevSaleSeq);
}

/** A page that was cut within a number has that one whole. */
function pageOf(rows: readonly ArchiveRow[], limit: number, at: (seq: number) => ArchiveRow[]): readonly ArchiveRow[] {
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return rows;
  return [...rows.filter(({ seq }) => seq < last.seq), ...at(last.seq)];
}

/** As far as nothing is missing between two: a hole is the end of a page, and not of what the hub passes on. */
function chainOf(rows: readonly ArchiveRow[]): ArchiveRow[] {
  const chained: ArchiveRow[] = [];
  let known = rows[0]?.prevSaleSeq ?? 0;
  for (const row of rows) {
    if (row.prevSaleSeq > known) break;
    chained.push(row);
    known = row.seq;
  }
  return chained;
}
