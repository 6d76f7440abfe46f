import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { saleDrafts, sell } from '../../../test/fixtures/sales.ts';
import { journalOn, journalOptions, line, temporaryFolder } from '../../../test/fixtures/storage.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Connection } from '../database/connection.ts';
import { openDurable } from '../database/durability.ts';
import { migrate } from '../database/migration.ts';
import type { DiskRoom } from './room.ts';
import { JOURNAL_SCHEMA } from './schema.ts';

/** A journal whose commits fail while `fail` holds a SQLite result code, or as often as `times` says. */
function journalOnFailingDisk(room?: DiskRoom) {
  const path = join(temporaryFolder(), 'journal.db');
  const real = openDurable(path, { autoCheckpoint: 1000 });
  onTestFinished(() => void real.close());
  migrate(real, JOURNAL_SCHEMA);
  const disk = { fail: null as string | null, times: Number.POSITIVE_INFINITY };
  const connection: Connection = {
    get inTransaction() {
      return real.inTransaction;
    },
    prepare: (sql) => real.prepare(sql),
    pragma: (source, options) => real.pragma(source, options),
    close: () => real.close(),
    exec(sql) {
      if (sql === 'COMMIT' && disk.fail !== null && disk.times > 0) {
        disk.times -= 1;
        throw Object.assign(new Error('commit failed'), { code: disk.fail });
      }
      return real.exec(sql);
    },
  };
  return { journal: journalOn(connection, journalOptions(path), room), disk };
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

describe('an append that meets a full disk', () => {
  /** A reserve that notes when it was given up. */
  function reserve(held: boolean) {
    const state = { held, given: 0 };
    const room: DiskRoom = {
      space: () => ({ state: 'low', freeBytes: 0, reserve: state.held ? 'held' : 'spent' }),
      giveUp() {
        if (!state.held) return false;
        state.held = false;
        state.given += 1;
        return true;
      },
    };
    return { state, room };
  }

  it('is made once more in the room of the reserve, and takes the receipt number that it took before', () => {
    const { room, state } = reserve(true);
    const { journal, disk } = journalOnFailingDisk(room);
    sell(journal, 'before');
    Object.assign(disk, { fail: 'SQLITE_FULL', times: 1 });
    let built = 0;
    const entries = journal.append((numbers) => {
      built += 1;
      return saleDrafts(numbers, 'paid');
    });
    expect([built, state.given]).toEqual([2, 1]);
    expect(entries.at(-1)!.body.receiptNumber).toBe(`${journal.epochCode()}-000002`);
    expect(journal.saleByReceipt(`${journal.epochCode()}-000002`)).toBe('paid');
    expect(journal.head().seq).toBe(7);
    expect(sell(journal, 'after').at(-1)!.body.receiptNumber).toBe(`${journal.epochCode()}-000003`);
  });

  it('fails when that did not help, and records nothing', () => {
    const { room } = reserve(true);
    const { journal, disk } = journalOnFailingDisk(room);
    disk.fail = 'SQLITE_FULL';
    expect(() => sell(journal, 'paid')).toThrow(expect.objectContaining({ code: 'STORAGE_DISK_FULL' }));
    disk.fail = null;
    expect(journal.entriesOf('paid')).toEqual([]);
    expect(sell(journal, 'next').at(-1)!.body.receiptNumber).toBe(`${journal.epochCode()}-000001`);
  });

  it('is made once where there is no reserve, and for every other fault', () => {
    for (const [held, fail] of [
      [false, 'SQLITE_FULL'],
      [true, 'SQLITE_BUSY'],
    ] as const) {
      const { room, state } = reserve(held);
      const { journal, disk } = journalOnFailingDisk(room);
      let built = 0;
      disk.fail = fail;
      expect(() =>
        journal.append((numbers) => {
          built += 1;
          return saleDrafts(numbers, 'paid');
        }),
      ).toThrow(Fault);
      expect([built, state.given]).toEqual([1, 0]);
    }
  });
});
