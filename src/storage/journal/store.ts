import { hash } from 'node:crypto';
import type { JournalRecord, Sha256 } from '../../domain/journal/record.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { JournalPort, RecordedEntry } from '../../workstation/ports/journal.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import { type Connection, immediately } from '../database/connection.ts';
import { assertDurable, openDurable } from '../database/durability.ts';
import { guarded, isPassing, storageFault } from '../database/faults.ts';
import { holdLock } from '../database/lock.ts';
import { migrate } from '../database/migration.ts';
import { appendTo } from './appending.ts';
import { startFirstEpoch } from './epoch.ts';
import { checkHead } from './head-check.ts';
import { JOURNAL_SCHEMA } from './schema.ts';
import { type EpochRow, type JournalTables, journalTables } from './tables.ts';

export interface JournalOptions {
  readonly path: string;
  readonly workstation: string;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
  /** The store-local date that entries are booked on, YYYY-MM-DD. */
  readonly businessDay: () => string;
  readonly sha256?: Sha256;
}

/** How far a checkpoint came, in pages of the write-ahead log. */
export interface Checkpoint {
  readonly logged: number;
  readonly moved: number;
}

export interface JournalStore extends JournalPort {
  /**
   * Moves the write-ahead log into the database file, as far as no reader holds it back. The edge calls it between sales, so
   * that no sale pays for it. @throws Fault STORAGE_DISK_FULL, STORAGE_IO; nothing that was appended is lost by either.
   */
  checkpoint(): Checkpoint;
  /** Closes the file and lets another process have it. */
  close(): void;
}

/**
 * Pages of write-ahead log (4 KiB each) that build up before a commit must checkpoint by itself: some 2,000 commits, so that
 * only a lane which is never idle pays, and 32 MiB of disk at most.
 */
const AUTO_CHECKPOINT_PAGES = 4096;

const sha256OfNode: Sha256 = (bytes) => hash('sha256', bytes, 'hex');

/**
 * Opens a workstation's journal, or starts one, for this process alone; other processes may read it meanwhile.
 * @throws Fault STORAGE_LOCKED, STORAGE_CORRUPT, STORAGE_NOT_DURABLE, STORAGE_SCHEMA_NEWER, STORAGE_OTHER_WORKSTATION (the file
 * is another workstation's), STORAGE_DISK_FULL, STORAGE_IO.
 */
export function openJournal(options: JournalOptions): JournalStore {
  const lock = holdLock(`${options.path}.lock`);
  try {
    const connection = openDurable(options.path, { autoCheckpoint: AUTO_CHECKPOINT_PAGES });
    try {
      return guarded(`opening ${options.path}`, () => {
        migrate(connection, JOURNAL_SCHEMA);
        return storeOn(connection, options, () => lock.release());
      });
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The store on an open connection whose schema is up to date. `release` runs after the connection is closed. */
export function storeOn(connection: Connection, options: JournalOptions, release: () => void): JournalStore {
  const sha256 = options.sha256 ?? sha256OfNode;
  const tables = journalTables(connection);
  let broken: Fault | null = null;
  let appending = false;

  const stamp = () => ({
    recordedAt: new Date(options.clock.now()).toISOString(),
    businessDay: options.businessDay(),
    sha256,
  });

  checkHead(tables, sha256);
  // A write at every opening shows that the disk takes writes, and lets the settings be asserted before the first sale.
  immediately(connection, () => {
    tables.countOpening();
    if (tables.currentEpoch() !== undefined) return;
    const first = startFirstEpoch(tables, options.workstation, options.identifiers);
    appendTo(tables, headOf(tables), stamp(), () => [first]);
  });
  assertDurable(connection);
  const { workstation } = headOf(tables);
  if (workstation !== options.workstation) {
    throw new Fault('STORAGE_OTHER_WORKSTATION', `the journal is of ${workstation}, not of ${options.workstation}`);
  }

  return {
    append(build) {
      if (broken !== null) throw broken;
      if (appending) throw new Error('an append builds its drafts without appending');
      appending = true;
      try {
        return immediately(connection, () => appendTo(tables, headOf(tables), stamp(), build));
      } catch (error) {
        const fault = storageFault(error, 'appending to the journal');
        if (fault !== null && !isPassing(fault)) broken = fault;
        throw fault ?? error;
      } finally {
        appending = false;
      }
    },
    head: () => {
      const { epoch, seq, hash: last } = reading(headOf, tables);
      return { epoch, seq, hash: last.toString('hex') };
    },
    epochCode: () => reading(headOf, tables).code,
    openTransactions: () => reading(() => tables.openTransactions(), tables),
    entriesOf: (transactionId) => reading(() => tables.ofTransaction(transactionId).map(recordedEntry), tables),
    checkpoint: () =>
      guarded('checkpointing the journal', () => {
        const [row] = connection.pragma('wal_checkpoint(PASSIVE)') as [{ log: number; checkpointed: number }];
        return { logged: row.log, moved: row.checkpointed };
      }),
    close() {
      connection.close();
      release();
    },
  };
}

function headOf(tables: JournalTables): EpochRow {
  const head = tables.currentEpoch();
  if (head === undefined) throw new Fault('STORAGE_CORRUPT', 'the journal has no epoch');
  return head;
}

function reading<T>(work: (tables: JournalTables) => T, tables: JournalTables): T {
  return guarded('reading the journal', () => work(tables));
}

function recordedEntry(row: { bytes: Buffer; hash: Buffer }): RecordedEntry {
  const { epoch, seq, recordedAt, businessDay, kind, v, body } = JSON.parse(
    row.bytes.toString('utf8'),
  ) as JournalRecord;
  return { epoch, seq, recordedAt, businessDay, kind, v, body, hash: row.hash.toString('hex') };
}
