import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  EPOCH,
  everythingOf,
  key,
  listeningLog,
  NEXT_EPOCH,
  returned,
  sold,
  temporaryLedger,
  transactionsOf,
} from '../../../test/fixtures/ledger.ts';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { MAX_SEQ } from '../../domain/gate/ledger-entry-schema.ts';
import { MAX_FORKS } from './merging.ts';

const SALE = '01890000-0000-7000-8000-00000000000a';

describe('the sold ledger', () => {
  it('knows a tag by its sale, after a restart too', () => {
    const ledger = temporaryLedger();
    expect(ledger.standing(key(1))).toEqual([]);
    expect(ledger.apply([sold(SALE, [key(1), key(2)])])).toEqual([]);
    const sale = { workstation: 'lane-1', epoch: EPOCH, seq: 5, transaction: SALE };
    expect(ledger.standing(key(1))).toEqual([sale]);
    ledger.close();
    const again = temporaryLedger(ledger.path);
    expect([1, 2, 3].map((n) => again.standing(key(n)))).toEqual([[sale], [sale], []]);
  });

  it('has keys of 1 to 16 bytes, each its own', () => {
    const ledger = temporaryLedger();
    const keys = ['30', '3000', '300000', '30'.repeat(16)];
    ledger.apply([sold('a', keys)]);
    expect(keys.map((tag) => transactionsOf(ledger, tag))).toEqual([['a'], ['a'], ['a'], ['a']]);
    expect(ledger.standing('30000000')).toEqual([]);
  });

  it('knows nothing of what is no key, and merges nothing of a batch with one', () => {
    const ledger = temporaryLedger();
    ledger.apply([sold('a', ['30aa'])]);
    for (const bad of ['', '3', '30AA', '30aa ', 'zz', '30'.repeat(17)]) expect(ledger.standing(bad)).toEqual([]);
    expect(() => ledger.apply([sold('b', ['30bb'], { seq: 9 }), sold('c', ['30CC'])])).toThrow(RangeError);
    expect(ledger.standing('30bb')).toEqual([]);
  });

  it('takes the largest numbers as they are', () => {
    const ledger = temporaryLedger();
    const entry = sold('a', [key(1)], { seq: MAX_SEQ, prevSaleSeq: MAX_SEQ - 1, at: 8.64e15 });
    ledger.apply([entry]);
    expect(ledger.heads()).toEqual([{ workstation: 'lane-1', epoch: EPOCH, seq: MAX_SEQ }]);
    const asked = { workstation: 'lane-1', epoch: EPOCH, afterSeq: MAX_SEQ - 1, beforeSeq: MAX_SEQ + 1 };
    expect(ledger.entriesBetween(asked, 10)).toEqual({ covers: asked, entries: [entry] });
  });
});

describe('a return', () => {
  it('cancels the sale that it names and no other', () => {
    const ledger = temporaryLedger();
    ledger.apply([sold('a', [key(1), key(2)]), returned('a', [key(1)])]);
    expect([1, 2].map((n) => transactionsOf(ledger, key(n)))).toEqual([[], ['a']]);
    ledger.apply([sold('b', [key(1)], { seq: 9, prevSaleSeq: 5 })]);
    expect(transactionsOf(ledger, key(1))).toEqual(['b']);
  });

  it('that comes before its sale cancels it all the same', () => {
    const ledger = temporaryLedger();
    ledger.apply([returned(SALE, [key(1)])]);
    ledger.apply([sold(SALE, [key(1), key(2)])]);
    expect([1, 2].map((n) => transactionsOf(ledger, key(n)))).toEqual([[], [SALE]]);
  });
});

describe('a tag that is sold twice', () => {
  it('keeps both sales, and is told of once', () => {
    const ledger = temporaryLedger();
    const second = sold('b', [key(1), key(3)], { workstation: 'lane-2', at: 1_772_445_600_001 });
    ledger.apply([sold('a', [key(1), key(2)])]);
    const doubles = ledger.apply([second]);
    expect(doubles.map((double) => [double.key, double.sales.map((sale) => sale.transaction)])).toEqual([
      [key(1), ['a', 'b']],
    ]);
    expect(ledger.apply([second])).toEqual([]);
    expect(transactionsOf(ledger, key(1))).toEqual(['a', 'b']);
  });

  it('is told of where both come at once, and not where one of them is returned with it', () => {
    const both = [sold('a', [key(1)]), sold('b', [key(1)], { workstation: 'lane-2' })];
    expect(temporaryLedger().apply(both)).toHaveLength(1);
    expect(temporaryLedger().apply([...both, returned('a', [key(1)], { workstation: 'lane-3' })])).toEqual([]);
  });

  it('is sold once where a lane recorded the transaction again in a new epoch', () => {
    const ledger = temporaryLedger();
    ledger.apply([sold('a', [key(1)])]);
    expect(ledger.apply([sold('a', [key(1)], { epoch: NEXT_EPOCH, seq: 2 })])).toEqual([]);
    expect(ledger.standing(key(1))).toHaveLength(1);
  });
});

describe('gaps', () => {
  const first = sold('a', [key(1)], { seq: 5 });
  const third = sold('c', [key(3)], { seq: 20, prevSaleSeq: 12 });
  const gap = { workstation: 'lane-1', epoch: EPOCH, afterSeq: 5, beforeSeq: 13 };

  it('are what an entry named and nobody has seen', () => {
    const ledger = temporaryLedger();
    ledger.apply([first, third]);
    expect(ledger.gaps()).toEqual([gap]);
    ledger.apply([sold('b', [key(2)], { seq: 12, prevSaleSeq: 8 })]);
    expect(ledger.gaps()).toEqual([{ ...gap, beforeSeq: 9 }]);
    ledger.apply([sold('b0', [key(4)], { seq: 8, prevSaleSeq: 5 })]);
    expect(ledger.gaps()).toEqual([]);
  });

  it('close with an answer for their stretch, though it brings no entry', () => {
    const ledger = temporaryLedger();
    ledger.apply([first, third]);
    ledger.apply([], [{ ...gap, beforeSeq: 9 }]);
    expect(ledger.gaps()).toEqual([{ ...gap, afterSeq: 8 }]);
    ledger.apply([], [{ ...gap, afterSeq: 8 }]);
    expect(ledger.gaps()).toEqual([]);
  });

  it('are each epoch’s and each lane’s own', () => {
    const ledger = temporaryLedger();
    ledger.apply([third, { ...third, workstation: 'lane-2' }, { ...third, epoch: NEXT_EPOCH, prevSaleSeq: 0 }]);
    expect(ledger.gaps().map(({ workstation, epoch }) => [workstation, epoch])).toEqual([
      ['lane-1', EPOCH],
      ['lane-2', EPOCH],
    ]);
    expect(ledger.heads()).toHaveLength(3);
  });
});

describe('a number that a cloned disk used twice', () => {
  it('keeps both sales, whichever comes first, and the log says so', () => {
    const { log, told } = listeningLog();
    const ledger = temporaryLedger(join(temporaryFolder(), 'ledger.db'), log);
    ledger.apply([sold('a', [key(1)]), sold('b', [key(2)])]);
    expect([1, 2].map((n) => transactionsOf(ledger, key(n)))).toEqual([['a'], ['b']]);
    const fields = { workstation: 'lane-1', epoch: EPOCH, seq: 5, kept: true };
    expect(told).toEqual([{ level: 'warn', code: 'ledger.numberTwice', fields }]);
    expect(everythingOf(ledger, 'lane-1', EPOCH, 1)).toHaveLength(2);
  });

  it('is not kept any number of times', () => {
    const ledger = temporaryLedger();
    ledger.apply(Array.from({ length: MAX_FORKS + 5 }, (_, n) => sold(`t${n}`, [key(n)])));
    expect(everythingOf(ledger, 'lane-1', EPOCH)).toHaveLength(MAX_FORKS);
  });
});

describe('an answer to another box', () => {
  const chain = Array.from({ length: 250 }, (_, n) => sold(`t${n}`, [key(n)], { seq: 2 * n + 2, prevSaleSeq: 2 * n }));

  it('has the entries of the stretch and says that these are all', () => {
    const ledger = temporaryLedger();
    ledger.apply(chain);
    const asked = { workstation: 'lane-1', epoch: EPOCH, afterSeq: 4, beforeSeq: 9 };
    expect(ledger.entriesBetween(asked, 10)).toEqual({ covers: asked, entries: chain.slice(2, 4) });
  });

  it('comes in parts that lead to the same ledger', () => {
    const ledger = temporaryLedger();
    ledger.apply(chain);
    for (const limit of [1, 7, 100, 101, 1000]) expect(everythingOf(ledger, 'lane-1', EPOCH, limit)).toEqual(chain);
  });

  it('covers no more than this box knows itself', () => {
    const ledger = temporaryLedger();
    ledger.apply([chain[0]!, chain[4]!]);
    const asked = { workstation: 'lane-1', epoch: EPOCH, afterSeq: 0, beforeSeq: 100 };
    expect(ledger.entriesBetween(asked, 10)).toEqual({ covers: { ...asked, beforeSeq: 3 }, entries: [chain[0]] });
    expect(ledger.entriesBetween({ ...asked, afterSeq: 3 }, 10)).toEqual({
      covers: { ...asked, afterSeq: 8, beforeSeq: 11 },
      entries: [chain[4]],
    });
    expect(ledger.entriesBetween({ ...asked, afterSeq: 10 }, 10)).toEqual({ covers: null, entries: [] });
    expect(ledger.entriesBetween({ ...asked, epoch: NEXT_EPOCH }, 10)).toEqual({ covers: null, entries: [] });
  });

  it('is cut after 20,000 tags', { timeout: 30_000 }, () => {
    const ledger = temporaryLedger();
    const tags = (n: number) => Array.from({ length: 1_500 }, (_, index) => key(n * 1_500 + index));
    const many = Array.from({ length: 16 }, (_, n) => sold(`t${n}`, tags(n), { seq: n + 1, prevSaleSeq: n }));
    ledger.apply(many);
    const asked = { workstation: 'lane-1', epoch: EPOCH, afterSeq: 0, beforeSeq: 100 };
    const { covers, entries } = ledger.entriesBetween(asked, 1000);
    expect(covers).toEqual({ ...asked, beforeSeq: 15 });
    expect(entries).toHaveLength(14);
    expect(everythingOf(ledger, 'lane-1', EPOCH)).toEqual(many);
  });
});
