import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { key, listeningLog, sold, transactionsOf } from '../../../test/fixtures/ledger.ts';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import type { FileConnection } from '../database/connection.ts';
import { openDurable } from '../database/durability.ts';
import { migrate } from '../database/migration.ts';
import { LEDGER_SCHEMA } from './schema.ts';
import { storeOn } from './store.ts';
import { ledgerTables } from './tables.ts';

/** A ledger whose commits fail while `fail` holds a SQLite result code. */
function ledgerOnFailingDisk() {
  const path = join(temporaryFolder(), 'ledger.db');
  const real = openDurable(path, { autoCheckpoint: 1000, exclusive: true });
  onTestFinished(() => void real.close());
  migrate(real, LEDGER_SCHEMA);
  const disk = { fail: null as string | null };
  const connection: FileConnection = {
    get inTransaction() {
      return real.inTransaction;
    },
    prepare: (sql) => real.prepare(sql),
    pragma: (source, options) => real.pragma(source, options),
    backup: (to, options) => real.backup(to, options),
    close: () => real.close(),
    exec(sql) {
      if (sql === 'COMMIT' && disk.fail !== null) {
        throw Object.assign(new Error('commit failed'), { code: disk.fail });
      }
      return real.exec(sql);
    },
  };
  const { log, told } = listeningLog();
  const ledger = storeOn({ connection, tables: ledgerTables(connection) }, { path, log });
  return { ledger, disk, path, told };
}

describe('a sale that the disk refuses', () => {
  it('for want of room is not known, and is taken once there is room', () => {
    const { ledger, disk } = ledgerOnFailingDisk();
    disk.fail = 'SQLITE_FULL';
    const sale = sold('a', [key(1)], { seq: 9, prevSaleSeq: 5 });
    expect(() => ledger.apply([sale])).toThrow(expect.objectContaining({ code: 'STORAGE_DISK_FULL' }));
    expect([ledger.standing(key(1)), ledger.gaps(), ledger.heads()]).toEqual([[], [], []]);
    disk.fail = null;
    ledger.apply([sale]);
    expect(transactionsOf(ledger, key(1))).toEqual(['a']);
  });

  it('by a failing write ends the ledger until it is opened again, and leaves the file', async () => {
    const { ledger, disk, path, told } = ledgerOnFailingDisk();
    disk.fail = 'SQLITE_IOERR_FSYNC';
    const failed = expect.objectContaining({ code: 'STORAGE_IO' });
    expect(() => ledger.apply([sold('a', [key(1)])])).toThrow(failed);
    disk.fail = null;
    expect(() => ledger.standing(key(1))).toThrow(failed);
    expect(() => ledger.apply([])).toThrow(failed);
    await expect(ledger.snapshot(`${path}.copy`)).rejects.toEqual(failed);
    expect([existsSync(path), told]).toEqual([true, []]);
  });
});
