import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from './sold-ledger.ts';
import { factOf, standingSales } from './standing.ts';

const EPOCH = '01890000-0000-7000-8000-000000000001';

function sold(transaction: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  const base = { workstation: 'lane-1', epoch: EPOCH, seq: 5, prevSaleSeq: 0, at: 1_000, keys: ['30aa'] };
  return { ...base, ...more, kind: 'sold', transaction };
}

function returned(cancels: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { ...sold('return', { seq: 9, ...more }), kind: 'returned', cancels };
}

function standing(...entries: LedgerEntry[]): string[] {
  return standingSales(entries.map(factOf)).map((sale) => sale.transaction);
}

describe('a tag', () => {
  it('is sold while a sale of it stands', () => {
    expect(standing()).toEqual([]);
    expect(standing(sold('a'))).toEqual(['a']);
    expect(standing(sold('a'), returned('a'))).toEqual([]);
  });

  it('is not sold by a sale whose return came first', () => {
    expect(standing(returned('a'), sold('a'))).toEqual([]);
  });

  it('stays sold when another sale of it is returned', () => {
    expect(standing(sold('a'), returned('b'))).toEqual(['a']);
    expect(standing(sold('a'), returned('a'), sold('b'))).toEqual(['b']);
  });

  it('is sold twice under two transactions, the older first', () => {
    expect(standing(sold('b', { at: 2_000 }), sold('a', { at: 1_000, workstation: 'lane-2' }))).toEqual(['a', 'b']);
  });

  it('is sold once by a transaction that was recorded again in a new epoch', () => {
    const again = sold('a', { epoch: '01890000-0000-7000-8000-000000000002', seq: 2 });
    expect(standingSales([again, sold('a')].map(factOf))).toEqual([
      { workstation: 'lane-1', epoch: EPOCH, seq: 5, transaction: 'a' },
    ]);
  });
});

const transaction = fc.constantFrom('a', 'b', 'c', 'd');
const place = fc.record({
  workstation: fc.constantFrom('lane-1', 'lane-2'),
  seq: fc.integer({ min: 1, max: 4 }),
  at: fc.integer({ min: 0, max: 3 }),
});
const anEntry = fc.oneof(
  fc.tuple(transaction, place).map(([name, more]) => sold(name, more)),
  fc.tuple(transaction, place).map(([name, more]) => returned(name, more)),
);

describe('what stands', () => {
  it('is every transaction that sold and none that was cancelled', () => {
    fc.assert(
      fc.property(fc.array(anEntry, { maxLength: 12 }), (entries) => {
        const names = ['a', 'b', 'c', 'd'].filter(
          (name) =>
            entries.some((entry) => entry.kind === 'sold' && entry.transaction === name) &&
            !entries.some((entry) => entry.kind === 'returned' && entry.cancels === name),
        );
        expect(standing(...entries).sort()).toEqual(names);
      }),
    );
  });

  it('is the same in whatever order and however often it was heard', () => {
    const heard = fc.array(anEntry, { maxLength: 10 }).chain((entries) =>
      fc.tuple(
        fc.constant(entries),
        fc.shuffledSubarray([...entries, ...entries], {
          minLength: entries.length * 2,
          maxLength: entries.length * 2,
        }),
      ),
    );
    fc.assert(
      fc.property(heard, ([once, twice]) => {
        expect(standingSales(twice.map(factOf))).toEqual(standingSales(once.map(factOf)));
      }),
    );
  });
});
