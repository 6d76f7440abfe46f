import { expect, it } from 'vitest';
import { forgotten, type JournalBook } from './journal.ts';

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
