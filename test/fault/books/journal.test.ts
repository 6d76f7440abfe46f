import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { forgotten, type JournalBook, readJournal } from './journal.ts';

const book = (...seqs: readonly number[]): JournalBook => ({
  entries: seqs.map((seq) => ({ epoch: 'e', seq, kind: 'LineAdded', body: {} })),
  flaw: null,
});

it('a journal only ever grows', () => {
  expect(forgotten(book(), book(1))).toEqual([]);
  expect(forgotten(book(1, 2), book(1, 2, 3))).toEqual([]);
});

it('an entry that is gone is missed, whether others came in its place or not', () => {
  expect(forgotten(book(1, 2), book(1))).toEqual(['the journal had 2 entries, and number 2 is gone']);
  expect(forgotten(book(1, 2), book())).toEqual(['the journal had 2 entries, and number 1 is gone']);
  expect(forgotten(book(1, 2), book(1, 3))).toEqual(['the journal had 2 entries, and number 2 is gone']);
});

it('a recovery that was cut off counts by the file that it had finished', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-fault-book-test-'));
  try {
    writeFileSync(join(folder, 'journal.rebuilt-20260302T100000Z.db'), 'no database');
    expect(readJournal(join(folder, 'journal.db'))).toMatchObject({ entries: [], flaw: expect.any(String) });
    rmSync(join(folder, 'journal.rebuilt-20260302T100000Z.db'));
    expect(readJournal(join(folder, 'journal.db'))).toEqual({ entries: [], flaw: null });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
