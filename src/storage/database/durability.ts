import { dirname, resolve } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, type FileConnection, openConnection } from './connection.ts';
import { syncDirectory } from './durable-file.ts';
import { guarded } from './faults.ts';

/** `PRAGMA synchronous` as a number. Source: sqlite.org/pragma.html#pragma_synchronous. */
const SYNCHRONOUS_FULL = 2;

export interface DurableOptions {
  /** Pages of write-ahead log after which a commit checkpoints by itself. */
  readonly autoCheckpoint: number;
  readonly busyTimeout?: number;
  /** Keep every other connection out for as long as this one is open; reading then takes no lock and the log's index no file. */
  readonly exclusive?: boolean;
  /**
   * Rows that name people lie in it: what is deleted is overwritten with zeros, and the log keeps nothing behind its end when it begins
   * anew. Without it, what was deleted stays readable until its room is needed. Source: sqlite.org/pragma.html, secure_delete and
   * journal_size_limit.
   */
  readonly overwrites?: boolean;
}

/**
 * Opens (or makes) a database in which a commit that returned survives a power cut: write-ahead log with an fsync per commit.
 * The caller calls `assertDurable` after its first write: better-sqlite3 falls back to NORMAL, silently, when WAL is set last.
 * @throws Fault STORAGE_NOT_DURABLE where the file system has no write-ahead log; else as `openConnection`.
 */
export function openDurable(path: string, options: DurableOptions): FileConnection {
  const directory = dirname(resolve(path));
  // A file system that has no fsync says so here, before SQLite takes it for a disk that fails.
  guarded(`opening ${path}`, () => syncDirectory(directory));
  const connection = openConnection(path, { busyTimeout: options.busyTimeout });
  try {
    guarded(`opening ${path}`, () => {
      // Has to come before the log is looked at. Source: sqlite.org/wal.html, "Use of WAL Without Shared-Memory".
      if (options.exclusive === true) connection.pragma('locking_mode = EXCLUSIVE');
      if (connection.pragma('journal_mode = WAL', { simple: true }) !== 'wal') throw notDurable(connection);
      connection.pragma('synchronous = FULL');
      // Only macOS knows the difference: there a plain fsync stops in the drive's cache.
      connection.pragma('fullfsync = ON');
      connection.pragma('checkpoint_fullfsync = ON');
      if (options.overwrites === true) {
        connection.pragma('secure_delete = ON');
        connection.pragma('journal_size_limit = 0');
      }
      connection.pragma(`wal_autocheckpoint = ${options.autoCheckpoint}`);
      syncDirectory(directory);
    });
    return connection;
  } catch (error) {
    connection.close();
    throw isWithoutSharedMemory(error) ? notDurableHere(error) : error;
  }
}

/** The log's index is a file mapped into memory, which some network file systems cannot do. Source: sqlite.org/wal.html. */
function isWithoutSharedMemory(error: unknown): error is Fault {
  const cause = error instanceof Fault ? error.cause : null;
  return cause instanceof Error && 'code' in cause && /^SQLITE_IOERR_SHM(OPEN|MAP|LOCK)$/.test(String(cause.code));
}

function notDurableHere(error: Fault): Fault {
  return new Fault('STORAGE_NOT_DURABLE', `no write-ahead log on this file system: ${error.message}`, { cause: error });
}

/** @throws Fault STORAGE_NOT_DURABLE unless every commit of this connection is fsynced before it returns. */
export function assertDurable(connection: Connection): void {
  const mode = connection.pragma('journal_mode', { simple: true });
  const synchronous = connection.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== SYNCHRONOUS_FULL) throw notDurable(connection);
}

/**
 * Moves everything that the log holds into the database, with its fsyncs, before any of it is believed.
 *
 * After an fsync failed, the kernel keeps the pages that it could not write and calls them clean: the next fsync of that file
 * succeeds, and a reader of the cache sees entries that a power cut will take away. So neither memory nor the log's contents tell
 * what is on the disk. Writing them again does: a checkpoint copies every page of the log into the database, which makes them
 * dirty anew, and only its fsync, having succeeded, makes them true. A commit that failed and whose pages were found in the log
 * after all thereby becomes a commit like any other. One that is not found never was. Which of the two it is, its writer learns by
 * reading the file again. What was acknowledged is in either case among them: its own fsync had succeeded.
 * @throws Fault STORAGE_LOCKED where a reader is in the way.
 */
export function moveWholeLog(connection: Connection, name: string): void {
  const [row] = connection.pragma('wal_checkpoint(FULL)') as [{ busy: number; log: number; checkpointed: number }];
  if (row.busy !== 0 || row.checkpointed !== row.log) {
    throw new Fault('STORAGE_LOCKED', `a reader of ${name} holds its write-ahead log back`);
  }
}

/** Ends the write-ahead log where nobody reads from it: pages as they were before a deletion stand in it otherwise until it is written over. */
export function emptyLog(connection: Connection): void {
  connection.pragma('wal_checkpoint(TRUNCATE)');
}

function notDurable(connection: Connection): Fault {
  const mode = String(connection.pragma('journal_mode', { simple: true }));
  const synchronous = String(connection.pragma('synchronous', { simple: true }));
  return new Fault(
    'STORAGE_NOT_DURABLE',
    `commits would not survive a power cut: journal_mode ${mode}, synchronous ${synchronous}`,
  );
}
