import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sell, tamper } from '../../../test/fixtures/sales.ts';
import { journalOptions, line, temporaryFolder, temporaryJournal } from '../../../test/fixtures/storage.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, openConnection } from '../database/connection.ts';
import { openJournalReader } from './reader.ts';
import type { JournalRecovery } from './recovery/report.ts';
import { diskRoom } from './room.ts';
import { openSession, type Session } from './session.ts';
import { storeOn } from './store.ts';
import { verifyJournal } from './verify.ts';

/**
 * A journal whose commits may fail after all of it was written, as when an fsync fails: with `landed`, the pages are found in the
 * file all the same.
 */
function journalWithBadFsync() {
  const path = join(temporaryFolder(), 'journal.db');
  const options = journalOptions(path);
  const disk = { fsync: 'works' as 'works' | 'fails' | 'landed', opening: null as Fault | null };
  const open = (): Session => {
    if (disk.opening !== null) throw disk.opening;
    const session = openSession(options);
    const { connection } = session;
    const exec = (sql: string): unknown => {
      if (sql !== 'COMMIT' || disk.fsync === 'works') return connection.exec(sql);
      connection.exec(disk.fsync === 'landed' ? 'COMMIT' : 'ROLLBACK');
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
    };
    const failing: Connection = {
      get inTransaction() {
        return connection.inTransaction;
      },
      prepare: (sql) => connection.prepare(sql),
      pragma: (source, how) => connection.pragma(source, how),
      close: () => connection.close(),
      exec,
    };
    return { ...session, connection: failing };
  };
  const room = diskRoom({
    file: join(path, 'none'),
    reserveBytes: 0,
    floorBytes: 0,
    statfs: () => ({ bavail: 1, bsize: 1 }),
    monotonic: () => 0,
  });
  const journal = storeOn({ options, room, open, suspect() {}, forked() {}, closing() {}, release() {} });
  onTestFinished(() => journal.close());
  return { journal, disk, path };
}

const IO = expect.objectContaining({ code: 'STORAGE_IO' });

describe('a journal that a fault of the disk has broken', () => {
  it.each([
    ['fails', 4],
    ['landed', 7],
  ] as const)(
    'is usable again once reopened, and tells by its entries whether the append that %s is in it',
    (fsync, seq) => {
      const { journal, disk, path } = journalWithBadFsync();
      sell(journal, 'sale-1');
      disk.fsync = fsync;
      expect(() => sell(journal, 'sale-2')).toThrow(IO);
      disk.fsync = 'works';
      expect(() => sell(journal, 'sale-3')).toThrow(IO);
      journal.reopen();
      expect(journal.head().seq).toBe(seq);
      expect(journal.entriesOf('sale-1')).toHaveLength(3);
      expect(journal.entriesOf('sale-2')).toHaveLength(seq - 4);
      const next = sell(journal, 'sale-3');
      expect(next[0]!.seq).toBe(seq + 1);
      const number = fsync === 'landed' ? 3 : 2;
      expect(next.at(-1)!.body.receiptNumber).toBe(`${journal.epochCode()}-00000${number}`);
      expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: seq + 3 });
    },
  );

  it('stays broken with the new fault when reopening fails, and may be reopened again', () => {
    const { journal, disk } = journalWithBadFsync();
    disk.fsync = 'fails';
    expect(() => sell(journal, 'sale-1')).toThrow(IO);
    disk.fsync = 'works';
    for (const code of ['STORAGE_LOCKED', 'STORAGE_DISK_FULL']) {
      disk.opening = new Fault(code, 'not now');
      expect(() => journal.reopen()).toThrow(disk.opening);
      expect(() => sell(journal, 'sale-1')).toThrow(disk.opening);
      expect(() => journal.head()).toThrow(disk.opening);
    }
    disk.opening = null;
    journal.reopen();
    expect(sell(journal, 'sale-1')[0]!.seq).toBe(2);
  });
});

describe('reopening a journal', () => {
  it('keeps the lock, the epoch and every entry, with nothing broken too', () => {
    const journal = temporaryJournal();
    sell(journal, 'sale-1');
    const head = journal.head();
    journal.reopen();
    journal.reopen();
    expect(journal.head()).toEqual(head);
    expect(() => temporaryJournal(journal.path)).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    expect(sell(journal, 'sale-2')[0]!.seq).toBe(5);
  });

  it('and opening write what they find in the log into the database, and believe it only then', () => {
    const journal = temporaryJournal();
    for (let sale = 1; sale <= 5; sale += 1) sell(journal, `sale-${sale}`);
    const crashed = join(temporaryFolder(), 'journal.db');
    copyFileSync(journal.path, crashed);
    copyFileSync(`${journal.path}-wal`, `${crashed}-wal`);
    const { connection } = openSession(journalOptions(crashed));
    onTestFinished(() => void connection.close());
    const withoutLog = join(temporaryFolder(), 'journal.db');
    copyFileSync(crashed, withoutLog);
    expect(verifyJournal(withoutLog)).toMatchObject({ kind: 'sound', last: journal.head() });
  });

  it('is refused while a reader holds the log back, since then nobody could tell what is on the disk', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const first = openSession(journalOptions(path));
    const reader = openConnection(path, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM entries').get();
    first.tables.countOpening();
    first.connection.close();
    expect(() => openSession(journalOptions(path))).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    reader.close();
    openSession(journalOptions(path)).connection.close();
  });

  it('is not done to one that was closed, nor from within an append', () => {
    const journal = temporaryJournal();
    const within = () => {
      journal.reopen();
      return [line('a')];
    };
    expect(() => journal.append(within)).toThrow('while it appends');
    journal.close();
    expect(() => journal.reopen()).toThrow('once closed');
  });

  it('recovers what a read found to be damaged, which a quick look would have missed', () => {
    const recoveries: JournalRecovery[] = [];
    const path = join(temporaryFolder(), 'journal.db');
    const first = temporaryJournal(path);
    for (let sale = 1; sale <= 60; sale += 1) sell(first, `sale-${sale}`);
    first.close();
    tamper(
      path,
      "UPDATE entries SET bytes = CAST(replace(CAST(bytes AS TEXT), 'milk', 'silk') AS BLOB) WHERE transaction_id = 'sale-2'",
    );
    const journal = temporaryJournal(path, { recovered: (recovery) => recoveries.push(recovery) });
    expect(recoveries).toEqual([]);
    expect(() => journal.entriesOf('sale-2')).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
    expect(() => sell(journal, 'sale-61')).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
    journal.reopen();
    expect(recoveries).toMatchObject([{ kept: 5, reappended: 175, lost: 1 }]);
    expect(journal.entriesOf('sale-3')).toHaveLength(3);
    sell(journal, 'sale-61');
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', last: journal.head() });
    journal.reopen();
    expect(recoveries).toHaveLength(1);
  });

  it('by the next start does the same, although the process that met the damage is gone', () => {
    const recoveries: JournalRecovery[] = [];
    const path = join(temporaryFolder(), 'journal.db');
    const first = temporaryJournal(path);
    for (let sale = 1; sale <= 60; sale += 1) sell(first, `sale-${sale}`);
    first.close();
    tamper(path, "UPDATE entries SET bytes = x'00' WHERE transaction_id = 'sale-1' AND kind = 'LineAdded'");
    const second = temporaryJournal(path);
    expect(() => second.entriesOf('sale-1')).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
    second.close();
    temporaryJournal(path, { recovered: (recovery) => recoveries.push(recovery) });
    expect(recoveries).toMatchObject([{ kept: 2, reappended: 178, lost: 1 }]);
    expect([...openJournalReader(path).entries()]).toHaveLength(181);
  });
});
