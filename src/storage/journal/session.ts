import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, immediately } from '../database/connection.ts';
import { assertDurable, moveWholeLog, openDurable } from '../database/durability.ts';
import { guarded } from '../database/faults.ts';
import { migrate } from '../database/migration.ts';
import { appendTo, type Stamp } from './appending.ts';
import { startFirstEpoch } from './epoch.ts';
import { checkHead, corrupt } from './head-check.ts';
import { type JournalOptions, sha256OfNode } from './options.ts';
import { JOURNAL_SCHEMA } from './schema.ts';
import { type EpochRow, type JournalTables, journalTables } from './tables.ts';

/** A journal file that is open, durable and checked. */
export interface Session {
  readonly connection: Connection;
  readonly tables: JournalTables;
}

/** How far a checkpoint came, in pages of the write-ahead log. */
export interface Checkpoint {
  readonly logged: number;
  readonly moved: number;
}

/**
 * Pages of write-ahead log (4 KiB each) that build up before a commit must checkpoint by itself: some 2,000 commits, so that
 * only a lane which is never idle pays, and 32 MiB of disk at most.
 */
const AUTO_CHECKPOINT_PAGES = 4096;

/**
 * Opens the file, brings its schema up to date, and believes nothing of it before it has been written to.
 * @throws Fault STORAGE_CORRUPT, STORAGE_NOT_DURABLE, STORAGE_SCHEMA_NEWER, STORAGE_OTHER_WORKSTATION, STORAGE_LOCKED,
 * STORAGE_DISK_FULL, STORAGE_IO.
 */
export function openSession(options: JournalOptions): Session {
  const connection = openDurable(options.path, { autoCheckpoint: AUTO_CHECKPOINT_PAGES });
  try {
    return guarded(`opening ${options.path}`, () => {
      moveWholeLog(connection, 'the journal');
      migrate(connection, JOURNAL_SCHEMA);
      return sessionOn(connection, options);
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The session on a connection whose schema is up to date. @throws Fault as `openSession`. */
export function sessionOn(connection: Connection, options: JournalOptions): Session {
  const sha256 = options.sha256 ?? sha256OfNode;
  const tables = journalTables(connection);
  checkHead(tables, sha256);
  const owner = tables.currentEpoch()?.workstation ?? options.workstation;
  if (owner !== options.workstation) {
    throw new Fault('STORAGE_OTHER_WORKSTATION', `the journal is of ${owner}, not of ${options.workstation}`);
  }
  // A write at every opening shows that the disk takes writes, and lets the settings be asserted before the first sale.
  immediately(connection, () => {
    tables.countOpening();
    if (tables.currentEpoch() !== undefined) return;
    const first = startFirstEpoch(tables, options.workstation, options.identifiers);
    appendTo(tables, headOf(tables), stampOf(options), () => [first]);
  });
  assertDurable(connection);
  return { connection, tables };
}

/** Moves the log into the database as far as no reader holds it back. */
export function checkpointOf({ connection }: Session): Checkpoint {
  return guarded('checkpointing the journal', () => {
    const [row] = connection.pragma('wal_checkpoint(PASSIVE)') as [{ log: number; checkpointed: number }];
    return { logged: row.log, moved: row.checkpointed };
  });
}

/** The current epoch. @throws Fault STORAGE_CORRUPT when there is none. */
export function headOf(tables: JournalTables): EpochRow {
  const head = tables.currentEpoch();
  if (head === undefined) throw corrupt('it has no epoch');
  return head;
}

/** What dates the entries of an append made now. */
export function stampOf(options: JournalOptions): Stamp {
  return {
    recordedAt: new Date(options.clock.now()).toISOString(),
    businessDay: options.businessDay(),
    sha256: options.sha256 ?? sha256OfNode,
  };
}
