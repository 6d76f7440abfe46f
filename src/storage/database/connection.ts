import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../../workstation/ports/fault.ts';
import { guarded } from './faults.ts';

/** A prepared statement, as far as this room uses one. `P` are its bound values in order, `R` is one row. */
export interface Statement<P extends unknown[], R = unknown> {
  run(...values: P): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...values: P): R | undefined;
  all(...values: P): R[];
}

/** What this room needs of a SQLite connection; better-sqlite3 has it, and a test can stand in front of it. */
export interface Connection {
  readonly inTransaction: boolean;
  prepare<P extends unknown[], R = unknown>(sql: string): Statement<P, R>;
  exec(sql: string): unknown;
  pragma(source: string, options?: { simple?: boolean }): unknown;
  close(): unknown;
}

/** A connection to a file of its own, which can copy the file while it is in use. */
export interface FileConnection extends Connection {
  /**
   * Copies what is committed into a new file, piece by piece between other work; what is written meanwhile is in it too.
   * `progress` is called after each piece and says how many pages the next has.
   */
  backup(path: string, options?: { progress(): number }): Promise<unknown>;
}

export interface OpenOptions {
  /** Refuse to create the file. */
  readonly mustExist?: boolean;
  readonly readOnly?: boolean;
  /** Milliseconds to wait for another connection's lock; 2000 when left out. */
  readonly busyTimeout?: number;
}

const DEFAULT_BUSY_TIMEOUT = 2000;

/** Bytes of a page in every file of ours, said and not left to SQLite: reading a damaged file must not depend on its header. */
export const PAGE_SIZE = 4096;

/**
 * Opens a SQLite file with the settings every file of ours has: foreign keys, no trust in the file's own schema, checked cells.
 * @throws Fault STORAGE_IO when it cannot be opened, STORAGE_CORRUPT when it is no database, STORAGE_LOCKED.
 */
export function openConnection(path: string, options: OpenOptions = {}): FileConnection {
  // An absolute path is never taken for a `file:` address or `:memory:`.
  const file = resolve(path);
  if (!existsSync(dirname(file))) throw new Fault('STORAGE_IO', `the directory of ${file} does not exist`);
  return guarded(`opening ${file}`, () => {
    const connection = new Database(file, {
      readonly: options.readOnly ?? false,
      fileMustExist: options.mustExist ?? options.readOnly ?? false,
      timeout: options.busyTimeout ?? DEFAULT_BUSY_TIMEOUT,
    });
    try {
      // Means something to a new file alone.
      connection.pragma(`page_size = ${PAGE_SIZE}`);
      connection.pragma('foreign_keys = ON');
      connection.pragma('trusted_schema = OFF');
      connection.pragma('cell_size_check = ON');
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  });
}

/** Runs `work` in one write transaction: committed when it returns, rolled back when it throws. Not to be nested. */
export function immediately<T>(connection: Connection, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(connection);
    throw error;
  }
}

/** Ends a transaction that failed. SQLite has already ended it after some faults, and the first error is the one to tell. */
function rollBack(connection: Connection): void {
  if (!connection.inTransaction) return;
  try {
    connection.exec('ROLLBACK');
  } catch {
    // The connection is beyond use; whoever sees the first error closes it, which rolls back as well.
  }
}
