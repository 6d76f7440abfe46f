import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';
import type { FeedCheckpoint, FeedPublished, FeedStaged } from '../../workstation/ports/feed.ts';
import { CATALOGUE_SCHEMA } from '../catalogue/schema.ts';
import { type Connection, openConnection } from '../database/connection.ts';
import { openDurable } from '../database/durability.ts';
import { removeDatabase, syncDirectory, syncFile } from '../database/durable-file.ts';
import { migrate } from '../database/migration.ts';
import { keepSetOf, writeAbout } from './about.ts';
import { beginBuild, buildTables } from './build.ts';
import { draftFile, freeFile, pointTo } from './files.ts';
import { linesOf, type TakeRow, takeLines, takePart } from './lines.ts';
import { feedRows, firstOther } from './rows.ts';
import type { Staging } from './staging.ts';

const MEMORY_KIB = 32 * 1024;

/**
 * A catalogue from nothing, in a file of its own: without any log while it is built, checked, forced to the disk, and then named by the
 * pointer. A cut at any instant leaves the one before in force.
 * @param path that of the catalogue that is imported by hand, beside which it lies.
 */
export function wholeCatalogue(path: string, promotionsDirectory: string): Staging {
  const draft = draftFile(path);
  const staging = `${draft}.staging`;
  const clear = (): void => {
    removeDatabase(draft);
    removeDatabase(staging);
  };
  clear();
  let connection: Connection | null = openConnection(draft);
  connection.pragma('journal_mode = OFF');
  connection.pragma('synchronous = OFF');
  connection.pragma(`cache_size = -${MEMORY_KIB}`);
  migrate(connection, CATALOGUE_SCHEMA);
  beginBuild(connection, staging);
  connection.exec('BEGIN');
  const open = connection;
  const rows = feedRows(open, new Map());
  let staged = 0;
  const counted = (result: FeedStaged): FeedStaged => {
    if (result.kind === 'staged') staged += result.rows;
    return result;
  };
  const add: TakeRow = (row) => rows.add(row);
  const put: TakeRow = (row) => rows.put(row) || true;

  return {
    async load(file, part) {
      const taken = await takePart(file, part.sha256, add);
      if (taken.kind === 'flawed' || rows.carry(part.collections)) return counted(taken);
      return { kind: 'flawed', line: taken.rows };
    },
    stage: (lines) => counted(takeLines(linesOf(lines), put)),
    publish(checkpoint: FeedCheckpoint): FeedPublished {
      const other = firstOther(rows, checkpoint);
      if (other !== null) return { kind: 'differs', collection: other };
      const promotions = keepSetOf(rows, checkpoint, promotionsDirectory);
      if (promotions === 'tooMany') return { kind: 'unfit', why: 'too many promotions' };
      buildTables(open, rows);
      open
        .prepare<[string, number]>(
          `INSERT INTO catalogue (version, items, barcodes, plus)
           SELECT ?, (SELECT count(*) FROM items WHERE json != ''), ?, (SELECT count(*) FROM plus)`,
        )
        .run(`feed-${checkpoint.version}`, rows.sum('barcodes').rows);
      writeAbout(open, { ...checkpoint, promotions });
      open.exec('COMMIT');
      open.close();
      connection = null;
      removeDatabase(staging);
      verify(draft);
      const file = freeFile(path, checkpoint.version);
      syncFile(draft);
      renameSync(draft, file);
      syncDirectory(dirname(path));
      pointTo(path, file);
      return { kind: 'published', version: checkpoint.version, rows: staged };
    },
    close() {
      connection?.close();
      connection = null;
      clear();
    },
  };
}

/** Reads the file back before it is believed, and leaves it such that changes can be made beside its readers. @throws Fault STORAGE_CORRUPT */
function verify(file: string): void {
  const connection = openDurable(file, { autoCheckpoint: 0 });
  try {
    const said = connection.pragma('quick_check(1)', { simple: true });
    if (said !== 'ok')
      throw new Fault('STORAGE_CORRUPT', `the new catalogue does not read back: ${String(said).slice(0, 100)}`);
  } finally {
    connection.close();
  }
}
