import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { openConnection } from './connection.ts';
import { assertDurable, openDurable } from './durability.ts';

const OPTIONS = { autoCheckpoint: 100 };

describe('a durable database', () => {
  it('is in WAL with an fsync per commit, before and after its first write', () => {
    const connection = openDurable(join(temporaryFolder(), 'a.db'), OPTIONS);
    onTestFinished(() => void connection.close());
    assertDurable(connection);
    connection.exec('CREATE TABLE a (x INTEGER)');
    assertDurable(connection);
    const settings = [
      'journal_mode',
      'synchronous',
      'foreign_keys',
      'trusted_schema',
      'cell_size_check',
      'wal_autocheckpoint',
    ];
    expect(settings.map((name) => connection.pragma(name, { simple: true }))).toEqual(['wal', 2, 1, 0, 1, 100]);
  });

  it('keeps others out where it is to be exclusive, and has no file for the log’s index', () => {
    const folder = temporaryFolder();
    const connection = openDurable(join(folder, 'a.db'), { ...OPTIONS, exclusive: true });
    onTestFinished(() => void connection.close());
    connection.exec('CREATE TABLE a (x INTEGER)');
    assertDurable(connection);
    expect(readdirSync(folder).sort()).toEqual(['a.db', 'a.db-wal']);
    const second = () => openDurable(join(folder, 'a.db'), { ...OPTIONS, exclusive: true, busyTimeout: 0 });
    expect(second).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
  });

  it('is told from one that fell back to fewer fsyncs', () => {
    const connection = openDurable(join(temporaryFolder(), 'a.db'), OPTIONS);
    onTestFinished(() => void connection.close());
    connection.pragma('synchronous = NORMAL');
    expect(() => assertDurable(connection)).toThrow(
      expect.objectContaining({ code: 'STORAGE_NOT_DURABLE', message: expect.stringContaining('synchronous 1') }),
    );
  });

  it('is told from one without a write-ahead log', () => {
    const connection = openConnection(join(temporaryFolder(), 'a.db'));
    onTestFinished(() => void connection.close());
    expect(() => assertDurable(connection)).toThrow(expect.objectContaining({ code: 'STORAGE_NOT_DURABLE' }));
  });

  it('is not made of a file that is no database, nor where there is no folder', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.db');
    writeFileSync(path, 'this is a letter to my aunt, and quite a long one, so that it is no header by chance');
    expect(() => openDurable(path, OPTIONS)).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
    expect(() => openDurable(join(folder, 'gone', 'a.db'), OPTIONS)).toThrow(
      expect.objectContaining({ code: 'STORAGE_IO' }),
    );
    mkdirSync(join(folder, 'folder.db'));
    expect(() => openDurable(join(folder, 'folder.db'), OPTIONS)).toThrow(
      expect.objectContaining({ code: 'STORAGE_IO' }),
    );
  });

  it('takes a name that looks like an address or like memory for the file it is', () => {
    const folder = temporaryFolder();
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    for (const name of ['file:a.db?mode=memory', ':memory:']) {
      const connection = openDurable(name, OPTIONS);
      connection.exec('CREATE TABLE a (x INTEGER)');
      connection.close();
      const again = openConnection(join(folder, name), { mustExist: true });
      expect(again.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 0 });
      again.close();
    }
  });
});
