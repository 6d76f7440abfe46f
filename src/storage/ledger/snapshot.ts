import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Fault } from '../../workstation/ports/fault.ts';
import { type FileConnection, openConnection } from '../database/connection.ts';
import { removeDatabase, replaceDatabase } from '../database/durable-file.ts';
import { guarded, guardedAsync, storageFault } from '../database/faults.ts';
import { checkLength } from '../database/file-length.ts';
import { checkSchema, migrate } from '../database/migration.ts';
import { isUnreadable } from '../database/rebuildable.ts';
import { LEDGER_SCHEMA } from './schema.ts';

/** Pages (4 KiB) of one piece of a copy, and after how many the disk is waited for: 8 MiB. */
const PAGES_AT_ONCE = 64;
const PAGES_BETWEEN_SYNCS = 32 * PAGES_AT_ONCE;

/** A copy of a ledger in one file, to be sent to a new gate with its checksum. */
export interface LedgerSnapshot {
  readonly path: string;
  readonly bytes: number;
  /** Of the file, lower-case hex. */
  readonly sha256: string;
}

/** Why a file is not the copy of a ledger that was announced. */
export type BadCopy =
  /** The file is not the one that was announced. */
  | { readonly kind: 'wrongChecksum'; readonly sha256: string }
  /** It is no ledger that this program can read. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Copies an open ledger to `to`, a consistent state of it in one file that is there whole or not at all. The ledger is read and
 * written meanwhile. @throws Fault STORAGE_DISK_FULL, STORAGE_IO, STORAGE_CORRUPT; STORAGE_IO too when it is closed meanwhile.
 */
export async function copyLedger(connection: FileConnection, to: string): Promise<LedgerSnapshot> {
  const path = resolve(to);
  const draft = `${path}.new`;
  try {
    return await guardedAsync(`copying the sold ledger to ${path}`, async () => {
      removeDatabase(draft);
      await copy(connection, draft);
      withoutLog(draft);
      const sha256 = await sha256Of(draft);
      const bytes = statSync(draft).size;
      replaceDatabase(draft, path);
      return { path, bytes, sha256 };
    });
  } finally {
    removeDatabase(draft);
  }
}

async function copy(connection: FileConnection, to: string): Promise<void> {
  const file = await open(to, 'wx', 0o600);
  try {
    await connection.backup(to, { progress: pacedBy(file) });
  } catch (error) {
    // What better-sqlite3 says of a closed connection has no code.
    throw (
      storageFault(error, 'copying') ?? new Fault('STORAGE_IO', `copying broke off: ${String(error)}`, { cause: error })
    );
  } finally {
    await file.close();
  }
}

/**
 * SQLite forces the copy to the disk when it is finished, while everything else waits: for seconds, were it all to be written then. So
 * the disk gets it in parts beforehand, off this thread, and the next part is copied once it has the last.
 */
function pacedBy(file: FileHandle): () => number {
  let pages = 0;
  let writing = false;
  return () => {
    if (writing) return 0;
    pages += PAGES_AT_ONCE;
    if (pages % PAGES_BETWEEN_SYNCS === 0) {
      writing = true;
      // A disk that fails says so to SQLite as well, which ends the copy.
      const done = () => {
        writing = false;
      };
      file.datasync().then(done, done);
    }
    return PAGES_AT_ONCE;
  };
}

/** The copy takes over that its pattern had a write-ahead log; a file that is sent alone must not wait for one. */
function withoutLog(path: string): void {
  const connection = openConnection(path);
  try {
    connection.pragma('journal_mode = DELETE');
  } finally {
    connection.close();
  }
}

/**
 * Whether `from` is the file that `sha256` says and a sound ledger through and through; null when it is. The tables are read at one go:
 * seconds for 10,000,000 tags. @throws Fault STORAGE_IO, STORAGE_DISK_FULL
 */
export async function copyFlaw(from: string, sha256: string): Promise<BadCopy | null> {
  return await guardedAsync(`checking ${from}`, async () => {
    const found = await sha256Of(from);
    if (found !== sha256) return { kind: 'wrongChecksum', sha256: found };
    try {
      checkSnapshot(from);
      return null;
    } catch (error) {
      if (isUnreadable(error)) return { kind: 'unreadable', reason: error.message };
      throw error;
    }
  });
}

/** @throws Fault STORAGE_CORRUPT, STORAGE_SCHEMA_NEWER, STORAGE_SCHEMA_MISMATCH */
function checkSnapshot(path: string): void {
  const connection = openConnection(path, { readOnly: true });
  try {
    guarded(`checking ${path}`, () => {
      const version = checkSchema(connection, LEDGER_SCHEMA);
      checkLength(connection, path, LEDGER_SCHEMA.name);
      // A file can claim any version: what it has must be what that version makes, no trigger and no view more.
      if (schemaOf(connection) !== schemaMade(`${path}.schema`, version)) {
        throw new Fault('STORAGE_CORRUPT', 'its tables are not those of a sold ledger');
      }
      const found = connection.pragma('quick_check(1)', { simple: true });
      if (found !== 'ok') throw new Fault('STORAGE_CORRUPT', String(found));
    });
  } finally {
    connection.close();
  }
}

function schemaMade(scratch: string, version: number): string {
  removeDatabase(scratch);
  const connection = openConnection(scratch);
  try {
    migrate(connection, { ...LEDGER_SCHEMA, migrations: LEDGER_SCHEMA.migrations.slice(0, version) });
    return schemaOf(connection);
  } finally {
    connection.close();
    removeDatabase(scratch);
  }
}

function schemaOf(connection: FileConnection): string {
  const rows = connection.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all();
  return JSON.stringify(rows);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
