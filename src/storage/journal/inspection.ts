import { existsSync } from 'node:fs';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, openConnection } from '../database/connection.ts';
import { guarded } from '../database/faults.ts';
import { checkSchema, isEmpty } from '../database/migration.ts';
import { logDamage } from '../database/raw/write-ahead-log.ts';
import { fileSize, type JournalFiles } from './files.ts';
import { checkHead, corrupt } from './head-check.ts';
import { type JournalOptions, sha256OfNode } from './options.ts';
import { JOURNAL_SCHEMA } from './schema.ts';
import { readingTables } from './tables.ts';
import { verifyJournal } from './verify.ts';

/**
 * Looks at a journal before anything writes to it: closing a connection that may write moves the log and removes it, and a
 * damaged file is to be kept as it was found. Null when nothing is wrong, or nothing is there yet.
 * @throws Fault STORAGE_FOREIGN_FILE when it is another program's whole database; faults that are no damage.
 */
export function inspect(files: JournalFiles, options: JournalOptions): Fault | null {
  try {
    look(files, options);
    return null;
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}

/** Whether a recovery is the answer to this fault. */
export function isDamage(error: unknown): error is Fault {
  return error instanceof Fault && error.code === 'STORAGE_CORRUPT';
}

function look(files: JournalFiles, options: JournalOptions): void {
  const size = fileSize(files.path);
  const logSize = fileSize(`${files.path}-wal`);
  const wasOpen = existsSync(files.open);
  // SQLite throws a log away that lies beside an empty file, and starts anew.
  if (size === 0 && (logSize > 0 || wasOpen)) throw corrupt('the file is empty or gone');
  if (size === 0) return;
  // Whoever has it open keeps a log that is not empty: a crash leaves one, and goes on from what it holds. Without it the chain
  // and the receipt numbers would go on from an older entry, and fork.
  if (wasOpen && logSize === 0) throw corrupt('its write-ahead log is gone');
  // A crash while the file was being given its write-ahead log left a rollback journal, which only a writer can undo.
  if (fileSize(`${files.path}-journal`) > 0) return;
  const connection = openConnection(files.path, { readOnly: true });
  try {
    guarded(`looking at ${files.path}`, () => {
      const started = !isEmpty(connection);
      if (started) refuseStranger(connection, files);
      const tables = started && checkSchema(connection, JOURNAL_SCHEMA) > 0 ? readingTables(connection) : null;
      refuseDamagedLog(files);
      // A crash may have cut the first start off before anything was written, but not after it was open.
      if (tables?.currentEpoch() === undefined && wasOpen) throw corrupt('it has no entries');
      if (tables === null) return;
      checkHead(tables, options.sha256 ?? sha256OfNode);
      if (existsSync(files.suspect)) walk(connection, files, options);
    });
  } finally {
    connection.close();
  }
}

/** Another program's database is not a damaged journal, and is not to be taken away from it. */
function refuseStranger(connection: Connection, files: JournalFiles): void {
  if (connection.pragma('application_id', { simple: true }) === JOURNAL_SCHEMA.applicationId) return;
  const ours = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name IN ('entries', 'epochs')").get();
  if (ours === undefined) {
    throw new Fault('STORAGE_FOREIGN_FILE', `${files.path} is a database of another kind`);
  }
}

/**
 * SQLite leaves out what lies behind a bad frame, and writes over it. The chain and the receipt numbers would go on from an older
 * entry, as without the log.
 */
function refuseDamagedLog(files: JournalFiles): void {
  const damage = logDamage(`${files.path}-wal`);
  if (damage === null) return;
  const { frame, commits } = damage;
  const where = frame === 0 ? 'the header' : `frame ${frame}`;
  throw corrupt(
    `${where} of its write-ahead log is not whole, and what was committed lies behind it (${commits} ends)`,
  );
}

/** What takes a second per some 100,000 entries, and is done when an earlier run met damage that the quick look does not. */
function walk(connection: Connection, files: JournalFiles, options: JournalOptions): void {
  const [first] = connection.pragma('integrity_check(1)') as [{ integrity_check: string }];
  if (first.integrity_check !== 'ok') throw corrupt(first.integrity_check);
  const result = verifyJournal(files.path, options.sha256);
  if (result.kind === 'broken') throw corrupt(`entry ${result.position}: ${result.why}: ${result.detail}`);
}
