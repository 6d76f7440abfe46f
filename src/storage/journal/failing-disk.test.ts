import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { journalOn, journalOptions, line, temporaryFolder } from '../../../test/fixtures/storage.ts';
import type { Connection } from '../database/connection.ts';
import { openDurable } from '../database/durability.ts';
import { migrate } from '../database/migration.ts';
import { JOURNAL_SCHEMA } from './schema.ts';
import type { JournalStore } from './store.ts';

/** A journal whose commits fail while `fail` holds a SQLite result code. */
function journalOnFailingDisk(): { journal: JournalStore; disk: { fail: string | null } } {
  const path = join(temporaryFolder(), 'journal.db');
  const real = openDurable(path, { autoCheckpoint: 1000 });
  onTestFinished(() => void real.close());
  migrate(real, JOURNAL_SCHEMA);
  const disk = { fail: null as string | null };
  const connection: Connection = {
    get inTransaction() {
      return real.inTransaction;
    },
    prepare: (sql) => real.prepare(sql),
    pragma: (source, options) => real.pragma(source, options),
    close: () => real.close(),
    exec(sql) {
      if (sql === 'COMMIT' && disk.fail !== null) throw Object.assign(new Error('commit failed'), { code: disk.fail });
      return real.exec(sql);
    },
  };
  return { journal: journalOn(connection, journalOptions(path)), disk };
}

describe('a journal whose commits are not fsynced', () => {
  it('is not opened', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const connection = openDurable(path, { autoCheckpoint: 1000 });
    onTestFinished(() => void connection.close());
    migrate(connection, JOURNAL_SCHEMA);
    connection.pragma('synchronous = NORMAL');
    expect(() => journalOn(connection, journalOptions(path))).toThrow(
      expect.objectContaining({ code: 'STORAGE_NOT_DURABLE' }),
    );
  });
});

describe('a commit that the disk refuses', () => {
  it('for want of room records nothing, and the next one succeeds once there is room', () => {
    const { journal, disk } = journalOnFailingDisk();
    const before = journal.head();
    disk.fail = 'SQLITE_FULL';
    expect(() => journal.append(() => [line('a')])).toThrow(expect.objectContaining({ code: 'STORAGE_DISK_FULL' }));
    expect(journal.head()).toEqual(before);
    disk.fail = null;
    expect(journal.append(() => [line('a')])[0]).toMatchObject({ seq: 2 });
  });

  it.each([
    ['SQLITE_IOERR_FSYNC', 'STORAGE_IO'],
    ['SQLITE_CORRUPT', 'STORAGE_CORRUPT'],
  ])('by %s ends all appending until the journal is opened again, since nobody knows what is on it', (reason, code) => {
    const { journal, disk } = journalOnFailingDisk();
    const before = journal.head();
    disk.fail = reason;
    expect(() => journal.append(() => [line('a')])).toThrow(expect.objectContaining({ code }));
    disk.fail = null;
    expect(() => journal.append(() => [line('b')])).toThrow(expect.objectContaining({ code }));
    expect(journal.head()).toEqual(before);
  });

  it('is not mistaken for a mistake of whoever built the entries', () => {
    const { journal } = journalOnFailingDisk();
    expect(() =>
      journal.append(() => {
        throw new TypeError('mine');
      }),
    ).toThrow(TypeError);
    expect(journal.append(() => [line('a')])).toHaveLength(1);
  });
});
