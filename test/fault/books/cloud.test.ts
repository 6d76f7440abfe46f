import { describe, expect, it } from 'vitest';
import { type CloudBook, cloudAgainstJournal } from './cloud.ts';

const journal: CloudBook = {
  entries: [
    { epoch: 'e', seq: 1, hash: 'aa' },
    { epoch: 'e', seq: 2, hash: 'bb' },
  ],
  sales: [{ id: 'tea', paid: 250 }],
};
const [first, second] = journal.entries as [CloudBook['entries'][number], CloudBook['entries'][number]];

describe('a lane against its cloud', () => {
  it('agrees where both hold the same', () => {
    expect(cloudAgainstJournal(journal, journal)).toEqual([]);
  });

  it.each<[string, Partial<CloudBook>, string]>([
    ['a lost entry', { entries: [first] }, 'entry 2 of e never came up'],
    ['another entry', { entries: [first, { ...second, hash: 'cc' }] }, 'entry 2 of e is another one in the cloud'],
    [
      'an entry too many',
      { entries: [...journal.entries, { epoch: 'e', seq: 3, hash: 'dd' }] },
      'the cloud has entry 3 of e, and the disk has none',
    ],
    ['a lost sale', { sales: [] }, 'sale tea was completed and is no order'],
    ['a doubled sale', { sales: [...journal.sales, ...journal.sales] }, 'sale tea is 2 orders'],
    ['a cent', { sales: [{ id: 'tea', paid: 249 }] }, 'sale tea was paid with 250, its order with 249'],
    ['a sale of nobody', { sales: [...journal.sales, { id: 'x', paid: 1 }] }, 'order x was never completed'],
  ])('tells %s', (_, wrong, sentence) => {
    expect(cloudAgainstJournal(journal, { ...journal, ...wrong })).toEqual([sentence]);
  });
});
