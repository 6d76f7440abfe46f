import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, openConnection } from '../database/connection.ts';
import { removeDatabase, replaceDatabase } from '../database/durable-file.ts';
import { guarded } from '../database/faults.ts';
import { migrate } from '../database/migration.ts';
import { merge, pack } from './merging.ts';
import { LEDGER_SCHEMA } from './schema.ts';
import { ledgerTables } from './tables.ts';

const MEMORY_KIB = 64 * 1024;

/**
 * Makes the ledger of a box that has none from entries in any order, millions of them: the file is built beside `path` without a log,
 * its tags are sorted once at the end, and it is there whole or not at all. As if all had been applied, save that nobody is told of
 * double sales. @throws Fault STORAGE_LOCKED where there is a ledger already, STORAGE_DISK_FULL, STORAGE_IO; RangeError for a key
 * that is none.
 */
export function buildLedger(path: string, entries: Iterable<LedgerEntry>): void {
  const target = resolve(path);
  const draft = `${target}.new`;
  const staging = `${target}.staging`;
  guarded(`building ${target}`, () => {
    if ((statSync(target, { throwIfNoEntry: false })?.size ?? 0) > 0) {
      throw new Fault('STORAGE_LOCKED', `there is a ledger at ${target}`);
    }
    try {
      removeDatabase(draft);
      removeDatabase(staging);
      const connection = openConnection(draft);
      try {
        fill(connection, staging, entries);
      } finally {
        connection.close();
      }
      replaceDatabase(draft, target);
    } finally {
      removeDatabase(draft);
      removeDatabase(staging);
    }
  });
}

function fill(connection: Connection, staging: string, entries: Iterable<LedgerEntry>): void {
  connection.pragma('journal_mode = OFF');
  connection.pragma('synchronous = OFF');
  connection.pragma(`cache_size = -${MEMORY_KIB}`);
  migrate(connection, LEDGER_SCHEMA);
  connection.prepare<[string]>('ATTACH ? AS staging').run(staging);
  connection.pragma('staging.journal_mode = OFF');
  connection.pragma('staging.synchronous = OFF');
  connection.exec('CREATE TABLE staging.tags (key BLOB NOT NULL, entry INTEGER NOT NULL) STRICT');
  connection.exec('BEGIN');
  const tables = ledgerTables(connection, 'staging.tags');
  for (const entry of entries) merge(tables, pack(entry));
  connection.exec('INSERT INTO main.tags (key, entry) SELECT key, entry FROM staging.tags ORDER BY key, entry');
  connection.exec('COMMIT');
}
