import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { line, temporaryFolder, temporaryJournal } from '../../../test/fixtures/storage.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { openConnection } from '../database/connection.ts';
import { exportJournal } from './export.ts';
import { openJournalReader, type StoredEntry } from './reader.ts';
import { type VerifyResult, verifyExport, verifyJournal } from './verify.ts';

/** A closed journal of 151 entries, more than one bite of the reader. */
function closedJournal(): string {
  const journal = temporaryJournal();
  for (let sale = 0; sale < 50; sale += 1) {
    journal.append(() => [line('milk', `t${sale}`), line('bread', `t${sale}`), line('eggs', `t${sale}`)]);
  }
  journal.close();
  return journal.path;
}

function tamper(path: string, sql: string): void {
  const connection = openConnection(path);
  connection.exec('DROP TRIGGER entries_never_change; DROP TRIGGER entries_never_go; PRAGMA foreign_keys = OFF');
  connection.exec(sql);
  connection.close();
}

function entriesIn(path: string): StoredEntry[] {
  const reader = openJournalReader(path);
  const entries = [...reader.entries()];
  reader.close();
  return entries;
}

async function exported(path: string): Promise<string> {
  const file = join(dirname(path), 'journal.ndjson');
  await exportJournal(path, createWriteStream(file));
  return file;
}

describe('verifying a journal', () => {
  it('finds a sound one sound, and names its last entry', () => {
    expect(verifyJournal(closedJournal())).toMatchObject({ kind: 'sound', entries: 151, last: { seq: 151 } });
  });

  it('goes on while an edge appends', () => {
    const journal = temporaryJournal();
    journal.append(() => [line('a')]);
    expect(verifyJournal(journal.path)).toMatchObject({ kind: 'sound', entries: 2 });
    journal.append(() => [line('b')]);
    expect(verifyJournal(journal.path)).toMatchObject({ kind: 'sound', entries: 3, last: journal.head() });
  });

  it.each([
    [
      'a byte of an entry changed',
      "UPDATE entries SET bytes = CAST(replace(CAST(bytes AS TEXT), 'milk', 'silk') AS BLOB) WHERE position = 71",
      { position: 71, seq: 71, why: 'hash' },
    ],
    [
      'an entry rewritten with its hash',
      "UPDATE entries SET bytes = CAST(replace(CAST(bytes AS TEXT), 'milk', 'silk') AS BLOB), hash = x'00' WHERE position = 71",
      { position: 71, seq: 71, why: 'hash' },
    ],
    [
      'bytes that are no JSON',
      "UPDATE entries SET bytes = x'ff' WHERE position = 100",
      { position: 100, seq: 100, why: 'notJson' },
    ],
    ['an entry missing', 'DELETE FROM entries WHERE position = 64', { position: 64, seq: 65, why: 'position' }],
    [
      'an entry missing and the rest moved up',
      'DELETE FROM entries WHERE position = 64; UPDATE entries SET position = position - 1 WHERE position > 64',
      { position: 64, seq: 65, why: 'seqGap' },
    ],
    ['the last entry missing', 'DELETE FROM entries WHERE position = 151', { position: 151, seq: 151, why: 'head' }],
    [
      'the last entry and the head gone back',
      'DELETE FROM entries WHERE position = 151; UPDATE epochs SET seq = 150',
      { position: 151, seq: 151, why: 'head' },
    ],
    [
      'an entry of no epoch',
      'UPDATE entries SET epoch = 9 WHERE position = 151',
      { position: 151, seq: 151, why: 'position' },
    ],
    [
      'a kind in the column that is not in the entry',
      "UPDATE entries SET kind = 'LineVoided' WHERE position = 5",
      { position: 5, seq: 5, why: 'column' },
    ],
    [
      'a day in the column that is not in the entry',
      "UPDATE entries SET business_day = '2020-01-01' WHERE position = 6",
      { position: 6, seq: 6, why: 'column' },
    ],
  ])('names the first bad one of a journal with %s', (_, sql, expected) => {
    const path = closedJournal();
    tamper(path, sql);
    expect(verifyJournal(path)).toMatchObject({ kind: 'broken', entries: expected.position - 1, ...expected });
  });

  it('says so of a file that is no journal, and throws for one that is not there', () => {
    const path = join(temporaryFolder(), 'journal.db');
    expect(() => verifyJournal(path)).toThrow(expect.objectContaining({ code: 'STORAGE_IO' }));
    writeFileSync(path, 'x'.repeat(5000));
    expect(verifyJournal(path)).toMatchObject({ kind: 'broken', position: 1, epoch: null, why: 'unreadable' });
  });

  it('never finds a file sound whose entries are other than they were, whichever byte of it was flipped', () => {
    const path = closedJournal();
    const sound = readFileSync(path);
    const before = entriesIn(path);
    let broken = 0;
    for (let at = 100; at < sound.length; at += 3989) {
      const bytes = Buffer.from(sound);
      bytes[at] = bytes[at]! ^ 1;
      writeFileSync(path, bytes);
      let result: VerifyResult;
      try {
        result = verifyJournal(path);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
        continue;
      }
      if (result.kind === 'broken') broken += 1;
      else expect(entriesIn(path)).toEqual(before);
    }
    expect(broken).toBeGreaterThan(5);
  });
});

describe('an export', () => {
  it('has the stored bytes exactly, a line each, and verifies alone', async () => {
    const path = closedJournal();
    const file = await exported(path);
    const connection = openConnection(path, { readOnly: true });
    const rows = connection.prepare<[], { bytes: Buffer }>('SELECT bytes FROM entries ORDER BY position').all();
    connection.close();
    expect(readFileSync(file)).toEqual(Buffer.concat(rows.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])));
    expect(await verifyExport(createReadStream(file))).toEqual(verifyJournal(path));
  });

  it('is made while an edge runs', async () => {
    const journal = temporaryJournal();
    journal.append(() => [line('a')]);
    const lines = readFileSync(await exported(journal.path), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((text) => JSON.parse(text).seq)).toEqual([1, 2]);
  });

  it('is written no faster than it is taken', async () => {
    const journal = temporaryJournal();
    const big = 'x'.repeat(200_000);
    for (let count = 0; count < 40; count += 1) journal.append(() => [line(big)]);
    const slow = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => setImmediate(done),
    });
    expect(await exportJournal(journal.path, slow)).toMatchObject({ entries: 41, last: journal.head() });
  });

  it('tells a full disk', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
    });
    await expect(exportJournal(closedJournal(), full)).rejects.toMatchObject({ code: 'STORAGE_DISK_FULL' });
  });

  it.each([
    ['a changed byte', (text: string) => text.replace('"milk"', '"silk"'), { position: 3, seq: 3, why: 'prevHash' }],
    ['a line taken out', (text: string) => text.replace(/\n.*\n/, '\n'), { position: 2, seq: 2, why: 'seqGap' }],
    ['a line cut short', (text: string) => text.slice(0, -20), { position: 151, seq: 151, why: 'notJson' }],
    [
      'a line of spaces put in',
      (text: string) => text.replace('\n', '\n  \n'),
      { position: 2, seq: 2, why: 'notJson' },
    ],
    [
      'line ends changed',
      (text: string) => text.replaceAll('\n', '\r\n'),
      { position: 1, seq: 1, why: 'notCanonical' },
    ],
    [
      'a line of 1 MB',
      (text: string) => `${text}"${'x'.repeat(1_000_000)}"\n`,
      { position: 152, seq: 152, why: 'tooLarge' },
    ],
  ])('with %s is refused at the first bad line', async (_, change, expected) => {
    const text = change(readFileSync(await exported(closedJournal()), 'utf8'));
    const result = await verifyExport(Readable.from([Buffer.from(text)]));
    expect(result).toMatchObject({ kind: 'broken', entries: expected.position - 1, ...expected });
  });

  it('without a line has no entry and no last one', async () => {
    expect(await verifyExport(Readable.from([]))).toEqual({ kind: 'sound', entries: 0, last: null });
  });
});
