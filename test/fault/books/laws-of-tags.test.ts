import { describe, expect, it } from 'vitest';
import { violations } from './laws.ts';
import { alter, dayWith } from './made-up-day.ts';
import { salvaged } from './salvaged.ts';

const found = (change: Parameters<typeof dayWith>[0]) => violations(dayWith(change), 'settled');

describe('the laws of tags', () => {
  it('find a sale that does not say which tags it took, says it twice, or names others', () => {
    expect(found(({ entries }) => alter(entries, 'EpcsSold', 'e', null))).toContain(
      'sale e says 0 times what became of its tags',
    );
    expect(
      found(({ entries }) => {
        const entry = entries.find(({ kind }) => kind === 'EpcsSold');
        if (entry !== undefined) entries.push({ ...entry, seq: entries.length + 1 });
      }),
    ).toContain('EpcsSold of e is in the journal twice');
    expect(
      found(({ entries }) => alter(entries, 'EpcsSold', 'e', (body) => ({ ...body, keys: ['f1', 'f3'] }))),
    ).toEqual(['sale e says of its tags what is not so']);
  });

  it('find a return that cancels another sale, and one that sells', () => {
    const wrong = ['sale g says of its tags what is not so'];
    expect(found(({ entries }) => alter(entries, 'EpcsReturned', 'g', (body) => ({ ...body, cancels: 'a' })))).toEqual(
      wrong,
    );
    expect(
      found(({ entries }) => {
        const at = entries.findIndex(({ kind }) => kind === 'EpcsReturned');
        entries.splice(at, 1, { ...entries[at]!, kind: 'EpcsSold' });
      }),
    ).toEqual(wrong);
  });

  it('find an entry that does not name the one before it', () => {
    expect(
      found(({ entries }) => alter(entries, 'EpcsReturned', 'g', (body) => ({ ...body, prevSaleSeq: 0 })))[0],
    ).toMatch(/names 0 as the entry about tags before it/);
  });

  it('find a tag twice in a basket, and tags that practice took', () => {
    const twice = found(({ entries }) =>
      entries.push(
        { epoch: 'e', seq: 900, kind: 'TransactionStarted', body: { transactionId: 'h' } },
        ...['h1', 'h2'].map((lineId, index) => ({
          epoch: 'e',
          seq: 901 + index,
          kind: 'LineAdded',
          body: { transactionId: 'h', lineId, quantity: 1, tag: { key: 'f9' } },
        })),
        { epoch: 'e', seq: 903, kind: 'TransactionCancelled', body: { transactionId: 'h' } },
      ),
    );
    expect(twice).toEqual(['sale h has a tag twice']);
    expect(
      found(({ entries }) => alter(entries, 'TransactionStarted', 'e', (body) => ({ ...body, training: true }))),
    ).toContain('sale e has no tags to move, and moves some');
  });

  it('take an entry that was recorded again for the same, although it names another one before it', () => {
    const before = dayWith(() => {}).journal;
    const again = dayWith(({ entries }) =>
      alter(entries, 'EpcsReturned', 'g', (body) => ({ ...body, prevSaleSeq: 3 })),
    );
    expect(salvaged(before, again.journal, import.meta.dirname)).toMatchObject({
      kind: 'looked',
      lost: new Set(),
      wrong: [],
    });
  });
});
