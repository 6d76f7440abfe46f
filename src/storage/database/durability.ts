import { dirname, resolve } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, openConnection } from './connection.ts';
import { syncDirectory } from './durable-file.ts';
import { guarded } from './faults.ts';

/** `PRAGMA synchronous` as a number. Source: sqlite.org/pragma.html#pragma_synchronous. */
const SYNCHRONOUS_FULL = 2;

export interface DurableOptions {
  /** Pages of write-ahead log after which a commit checkpoints by itself. */
  readonly autoCheckpoint: number;
  readonly busyTimeout?: number;
}

/**
 * Opens (or makes) a database in which a commit that returned survives a power cut: write-ahead log with an fsync per commit.
 * The caller calls `assertDurable` after its first write: better-sqlite3 falls back to NORMAL, silently, when WAL is set last.
 * @throws Fault STORAGE_NOT_DURABLE where the file system has no write-ahead log; else as `openConnection`.
 */
export function openDurable(path: string, options: DurableOptions): Connection {
  const directory = dirname(resolve(path));
  // A file system that has no fsync says so here, before SQLite takes it for a disk that fails.
  guarded(`opening ${path}`, () => syncDirectory(directory));
  const connection = openConnection(path, { busyTimeout: options.busyTimeout });
  try {
    guarded(`opening ${path}`, () => {
      if (connection.pragma('journal_mode = WAL', { simple: true }) !== 'wal') throw notDurable(connection);
      connection.pragma('synchronous = FULL');
      // Only macOS knows the difference: there a plain fsync stops in the drive's cache.
      connection.pragma('fullfsync = ON');
      connection.pragma('checkpoint_fullfsync = ON');
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

function notDurable(connection: Connection): Fault {
  const mode = String(connection.pragma('journal_mode', { simple: true }));
  const synchronous = String(connection.pragma('synchronous', { simple: true }));
  return new Fault(
    'STORAGE_NOT_DURABLE',
    `commits would not survive a power cut: journal_mode ${mode}, synchronous ${synchronous}`,
  );
}
