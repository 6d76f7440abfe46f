import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { type Connection, type FileConnection, immediately } from './connection.ts';
import { assertDurable, moveWholeLog, openDurable } from './durability.ts';
import { removeDatabase, syncDirectory } from './durable-file.ts';
import { guarded } from './faults.ts';
import { checkLength } from './file-length.ts';
import { migrate, type Schema } from './migration.ts';

/** A kind of file whose contents others have too, so that a damaged one is begun anew. */
export interface Rebuildable<T> {
  readonly schema: Schema;
  /** Memory for its pages, in KiB. */
  readonly cacheKib: number;
  /** Pages of write-ahead log (4 KiB each) after which a commit moves the log into the file. */
  readonly checkpointPages: number;
  /** What the log calls it. */
  readonly event: string;
  /** Its statements, prepared. `countOpening` writes something. */
  readonly tables: (connection: Connection) => T & { countOpening(): void };
}

export interface FileOptions {
  readonly path: string;
  readonly log: Log;
}

/** Such a file that is open, durable and this process's alone. */
export interface FileSession<T> {
  readonly connection: FileConnection;
  readonly tables: T;
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
export function openRebuildable<T>(kind: Rebuildable<T>, options: FileOptions): FileSession<T> {
  const path = resolve(options.path);
  try {
    return session(kind, path);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    putAside(kind, options, error);
    return session(kind, path);
  }
}

/**
 * Puts an unreadable file aside under another name, its sidecars with it, in the place of one that was put aside before: it serves
 * to find out what happened, and one is enough of a file of its size. Nobody may have it open. @throws Fault STORAGE_IO
 */
export function putAside(
  { event }: Pick<Rebuildable<unknown>, 'event'>,
  { path, log }: FileOptions,
  damage: Fault,
): void {
  const from = resolve(path);
  const to = from.replace(/(\.db)?$/, '.damaged.db');
  guarded(`putting ${from} aside`, () => {
    removeDatabase(to);
    for (const suffix of ['-wal', '-journal', ''])
      if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
    removeDatabase(from);
    syncDirectory(dirname(from));
  });
  log.error(`${event}.putAside`, { code: damage.code, reason: damage.message, as: to });
}

function session<T>(kind: Rebuildable<T>, path: string): FileSession<T> {
  const { schema } = kind;
  const isNew = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
  const connection = openDurable(path, { autoCheckpoint: kind.checkpointPages, exclusive: true });
  try {
    return guarded(`opening ${path}`, () => {
      connection.pragma(`cache_size = -${kind.cacheKib}`);
      connection.pragma('mmap_size = 0');
      moveWholeLog(connection, `the ${schema.name}`);
      if (!isNew) refuseForeign(schema, connection, path);
      migrate(connection, schema);
      moveWholeLog(connection, `the ${schema.name}`);
      checkLength(connection, path, schema.name);
      const tables = kind.tables(connection);
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

/** A file that some program marked as its own is not put aside for being another one. @throws Fault STORAGE_FOREIGN_FILE */
function refuseForeign({ applicationId }: Schema, connection: Connection, path: string): void {
  const mark = connection.pragma('application_id', { simple: true });
  if (mark !== 0 && mark !== applicationId) {
    throw new Fault('STORAGE_FOREIGN_FILE', `${path} is the database of another program (${String(mark)})`);
  }
}
