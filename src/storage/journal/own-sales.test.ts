import { describe, expect, it } from 'vitest';
import { flipIn, openRecovering } from '../../../test/fixtures/damage.ts';
import { draft, returnTags, sell, sellTags } from '../../../test/fixtures/sales.ts';
import { temporaryJournal } from '../../../test/fixtures/storage.ts';
import { openConnection } from '../database/connection.ts';

const NO_END = Number.MAX_SAFE_INTEGER;

describe('entries about tags', () => {
  it('each name the one before it, whatever else was recorded in between', () => {
    const journal = temporaryJournal();
    const { epoch } = journal.head();
    expect(journal.ownSales.heads()).toEqual([]);
    const first = sellTags(journal, 'sale-1', ['1', '2']);
    sell(journal, 'sale-2');
    const second = sellTags(journal, 'sale-3', ['3']);
    const third = returnTags(journal, 'return-1', 'sale-1', ['2']);
    expect(journal.ownSales.heads()).toMatchObject([{ kind: 'returned', epoch, seq: third }]);
    expect(journal.ownSales.between(epoch, 0, NO_END, 10)).toMatchObject([
      { kind: 'sold', workstation: 'lane-1', epoch, seq: first, prevSaleSeq: 0, transaction: 'sale-1' },
      { kind: 'sold', seq: second, prevSaleSeq: first, keys: ['3034f1d28010800000000003'] },
      { kind: 'returned', seq: third, prevSaleSeq: second, transaction: 'return-1', cancels: 'sale-1' },
    ]);
  });

  it('are read by range: after one number, up to and without another, and no more than asked for', () => {
    const journal = temporaryJournal();
    const { epoch } = journal.head();
    const [a = 0, b = 0, c = 0] = ['1', '2', '3'].map((serial) => sellTags(journal, `sale-${serial}`, [serial]));
    const seqs = (after: number, before: number, limit = 10) =>
      journal.ownSales.between(epoch, after, before, limit).map(({ seq }) => seq);
    expect(seqs(a, c)).toEqual([b]);
    expect(seqs(0, NO_END, 2)).toEqual([a, b]);
    expect(seqs(c, NO_END)).toEqual([]);
    expect(journal.ownSales.between('another epoch', 0, NO_END, 10)).toEqual([]);
  });

  it('is dated by the wall clock in milliseconds', () => {
    const journal = temporaryJournal();
    sellTags(journal, 'sale-1', ['1']);
    const [entry] = journal.ownSales.between(journal.head().epoch, 0, NO_END, 1);
    expect(entry?.at).toBe(Date.parse('2026-03-02T10:00:00.000Z'));
  });

  it('is refused when it names another one before it, and then nothing of its append is on disk', () => {
    const journal = temporaryJournal();
    sellTags(journal, 'sale-1', ['1']);
    const { seq } = journal.head();
    const wrong = { epcs: ['30'], keys: ['30'], prevSaleSeq: 0 };
    expect(() => journal.append(() => [draft('LineAdded', 'sale-2'), draft('EpcsSold', 'sale-2', wrong)])).toThrow(
      TypeError,
    );
    expect(journal.head().seq).toBe(seq);
  });

  it('are found by their index, however long the journal is', () => {
    const journal = temporaryJournal();
    sellTags(journal, 'sale-1', ['1']);
    journal.close();
    const connection = openConnection(journal.path);
    const plan = connection
      .prepare<[], { detail: string }>(
        "EXPLAIN QUERY PLAN SELECT max(seq) FROM entries WHERE epoch = 1 AND kind IN ('EpcsSold', 'EpcsReturned')",
      )
      .all();
    connection.close();
    expect(plan.map(({ detail }) => detail).join()).toContain('entries_about_tags');
  });

  it('recorded again behind a damage have the numbers of their new epoch, and are still of the same sales', () => {
    const { path, ...journal } = temporaryJournal();
    sellTags(journal, 'sale-1', ['1']);
    journal.append(() => [draft('LineAdded', 'spoilt', { name: 'a line that gets spoilt' })]);
    sellTags(journal, 'sale-2', ['2']);
    sellTags(journal, 'sale-3', ['3']);
    const old = journal.head().epoch;
    journal.close();
    flipIn(path, 'a line that gets spoilt');
    const { journal: recovered } = openRecovering(path);
    const { epoch } = recovered.head();
    expect(epoch).not.toBe(old);
    expect(recovered.ownSales.between(old, 0, NO_END, 10).map(({ transaction }) => transaction)).toEqual(['sale-1']);
    const again = recovered.ownSales.between(epoch, 0, NO_END, 10);
    expect(again.map(({ transaction }) => transaction)).toEqual(['sale-2', 'sale-3']);
    expect(again.map(({ prevSaleSeq }) => prevSaleSeq)).toEqual([0, again[0]?.seq]);
    expect(recovered.ownSales.heads().map(({ epoch: of, transaction }) => [of, transaction])).toEqual([
      [epoch, 'sale-3'],
      [old, 'sale-1'],
    ]);
  });
});
