import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying, storedEntries } from '../../../test/fixtures/sales.ts';
import { journalOptions, line, temporaryFolder, temporaryJournal } from '../../../test/fixtures/storage.ts';
import { journalFiles } from './files.ts';
import { markFork } from './fork.ts';
import { openJournal } from './store.ts';
import { journalUploadSource } from './upload-source.ts';
import { verifyJournal } from './verify.ts';

/** Entry 1 starts the epoch; "milk" is entry 2, "tea" 3, "rice" 4. */
function threeLines() {
  const journal = temporaryJournal();
  for (const name of ['milk', 'tea', 'rice']) journal.append(() => [line(name)]);
  return journal;
}

describe('a journal that forked from the cloud', () => {
  it('goes on in a new epoch that names the last entry in common, and says again what only it holds', () => {
    const journal = threeLines();
    const before = storedEntries(journal.path);
    const { epoch } = journal.head();
    journal.fork({ epoch, seq: 2 });
    const after = storedEntries(journal.path);
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    const start = JSON.parse(Buffer.from(after[2]!.bytes).toString());
    expect(start).toMatchObject({
      kind: 'EpochStarted',
      body: { reason: 'forked', parentEpoch: epoch, parentHash: before[1]!.hash },
    });
    expect(after.slice(3).map(saying)).toEqual(before.slice(2).map(saying));
    expect(verifyJournal(journal.path)).toMatchObject({ kind: 'sound', entries: 5 });
    expect(journal.entriesOf('t1').map(({ body }) => body.name)).toEqual(['milk', 'tea', 'rice']);
  });

  it('is kept as it was beside the new one', () => {
    const journal = threeLines();
    const before = storedEntries(journal.path);
    journal.fork({ epoch: journal.head().epoch, seq: 2 });
    const kept = readdirSync(dirname(journal.path)).filter((name) => /\.damaged-.*\.db$/.test(name));
    expect(storedEntries(join(dirname(journal.path), kept[0]!))).toEqual(before);
  });

  it('with nothing of its own begins a new epoch all the same, for what comes', () => {
    const journal = threeLines();
    const { epoch, seq } = journal.head();
    journal.fork({ epoch, seq });
    expect(journal.head()).toMatchObject({ seq: 1 });
    expect(journal.head().epoch).not.toBe(epoch);
  });

  it('with nothing in common records all of it again', () => {
    const journal = threeLines();
    journal.fork({ epoch: journal.head().epoch, seq: 0 });
    expect(journal.head().seq).toBe(4);
    expect(verifyJournal(journal.path)).toMatchObject({ kind: 'sound', entries: 4 });
  });

  it('is mended by whoever opens it next, where the one that marked it was cut off, and once only', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const first = openJournal(journalOptions(path));
    first.append(() => [line('milk'), line('tea')]);
    const { epoch } = first.head();
    first.close();
    markFork(journalFiles(path).forked, { epoch, seq: 2 });
    const journal = openJournal(journalOptions(path));
    expect(journal.head()).toMatchObject({ seq: 2 });
    const again = journal.head();
    journal.close();
    expect(existsSync(journalFiles(path).forked)).toBe(false);
    const third = openJournal(journalOptions(path));
    expect(third.head()).toEqual(again);
    third.close();
  });
});

describe('a journal as its upload reads it', () => {
  it('is its epochs, and the very bytes after a number', () => {
    const journal = threeLines();
    const { epoch, hash } = journal.head();
    const source = journalUploadSource(journal.path);
    expect(source.epochs()).toEqual([{ epoch, lastSeq: 4 }]);
    const stored = storedEntries(journal.path);
    expect(source.after(epoch, 1, 10, 1_000_000).map(({ bytes }) => bytes)).toEqual(
      stored.slice(1).map(({ bytes }) => bytes),
    );
    expect(source.hashAt(epoch, 4)).toBe(hash);
    expect(source.hashAt(epoch, 5)).toBeNull();
    expect(source.hashAt('another', 1)).toBeNull();
  });

  it('comes in bounded pieces, one entry at least', () => {
    const journal = temporaryJournal();
    journal.append(() => Array.from({ length: 100 }, (_, n) => line(`item ${n}`)));
    const { epoch } = journal.head();
    const source = journalUploadSource(journal.path);
    expect(source.after(epoch, 0, 70, 1_000_000)).toHaveLength(70);
    expect(source.after(epoch, 0, 500, 1)).toHaveLength(1);
    const some = source.after(epoch, 0, 500, 3_000);
    expect(some.reduce((sum, { bytes }) => sum + bytes.length + 1, 0)).toBeLessThanOrEqual(3_000);
    expect(source.after(epoch, 101, 500, 3_000)).toEqual([]);
  });

  it('holds nothing open: the file can be replaced', () => {
    const journal = threeLines();
    const source = journalUploadSource(journal.path);
    const { epoch } = journal.head();
    expect(source.epochs()).toHaveLength(1);
    journal.fork({ epoch, seq: 3 });
    expect(source.epochs()).toEqual([
      { epoch, lastSeq: 3 },
      { epoch: journal.head().epoch, lastSeq: 2 },
    ]);
    expect(readFileSync(journal.path).length).toBeGreaterThan(0);
  });
});
