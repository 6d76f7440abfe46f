import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, type FileConnection, immediately } from '../database/connection.ts';
import { assertDurable, moveWholeLog, openDurable } from '../database/durability.ts';
import { removeDatabase, syncDirectory } from '../database/durable-file.ts';
import { guarded } from '../database/faults.ts';
import { checkLength } from '../database/file-length.ts';
import { migrate } from '../database/migration.ts';
import { AUTO_CHECKPOINT_PAGES, CACHE_KIB, type LedgerOptions } from './options.ts';
import { LEDGER_SCHEMA } from './schema.ts';
import { type LedgerTables, ledgerTables } from './tables.ts';

/** A ledger file that is open, durable and this process's alone. */
export interface LedgerSession {
  readonly connection: FileConnection;
  readonly tables: LedgerTables;
}

/** What says that a file can't be read, by this program or by any. It holds nothing that other boxes don't. */
const UNREADABLE = new Set(['STORAGE_CORRUPT', 'STORAGE_SCHEMA_MISMATCH', 'STORAGE_SCHEMA_NEWER']);

export function isUnreadable(error: unknown): error is Fault {
  return error instanceof Fault && UNREADABLE.has(error.code);
}

/**
 * Opens the file, or makes it. One that can't be read is put aside and an empty one begun; the log says so.
 * @throws Fault STORAGE_FOREIGN_FILE for the database of something else, STORAGE_NOT_DURABLE, STORAGE_LOCKED, STORAGE_DISK_FULL,
 * STORAGE_IO.
 */
export function openSession(options: LedgerOptions): LedgerSession {
  const path = resolve(options.path);
  try {
    return session(path);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    putAside(options, error);
    return session(path);
  }
}

/**
 * Puts an unreadable ledger aside under another name, its sidecars with it, in the place of one that was put aside before: it serves
 * to find out what happened, and one is enough of a file of its size. Nobody may have it open. @throws Fault STORAGE_IO
 */
export function putAside({ path, log }: LedgerOptions, damage: Fault): void {
  const from = resolve(path);
  const to = from.replace(/(\.db)?$/, '.damaged.db');
  guarded(`putting ${from} aside`, () => {
    removeDatabase(to);
    for (const suffix of ['-wal', '-journal', ''])
      if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
    removeDatabase(from);
    syncDirectory(dirname(from));
  });
  log.error('ledger.putAside', { code: damage.code, reason: damage.message, as: to });
}

function session(path: string): LedgerSession {
  const isNew = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
  const connection = openDurable(path, { autoCheckpoint: AUTO_CHECKPOINT_PAGES, exclusive: true });
  try {
    return guarded(`opening ${path}`, () => {
      connection.pragma(`cache_size = -${CACHE_KIB}`);
      connection.pragma('mmap_size = 0');
      moveWholeLog(connection, 'the sold ledger');
      if (!isNew) refuseForeign(connection, path);
      migrate(connection, LEDGER_SCHEMA);
      moveWholeLog(connection, 'the sold ledger');
      checkLength(connection, path, LEDGER_SCHEMA.name);
      const tables = ledgerTables(connection);
      // A write at every opening shows that the disk takes writes, and lets the settings be asserted before anything is believed.
      immediately(connection, () => tables.countOpening());
      assertDurable(connection);
      return { connection, tables };
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A file that some program marked as its own is not put aside for being no ledger. @throws Fault STORAGE_FOREIGN_FILE */
function refuseForeign(connection: Connection, path: string): void {
  const mark = connection.pragma('application_id', { simple: true });
  if (mark !== 0 && mark !== LEDGER_SCHEMA.applicationId) {
    throw new Fault('STORAGE_FOREIGN_FILE', `${path} is the database of another program (${String(mark)})`);
  }
}
