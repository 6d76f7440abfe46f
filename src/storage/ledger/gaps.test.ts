import { expect, it } from 'vitest';
import { EPOCH, key, NEXT_EPOCH, sold, temporaryLedger } from '../../../test/fixtures/ledger.ts';
import { MAX_GAPS_OF_ONE } from './options.ts';

const madeUp = (n: number, epoch = EPOCH) =>
  sold(`x-${epoch}-${n}`, [key(n)], { workstation: 'lane-9', epoch, seq: 10 * n, prevSaleSeq: 10 * n - 1 });
const waiting = sold('a', [key(1)], { workstation: 'lane-1', seq: 9, prevSaleSeq: 6 });

it('one lane that names what never was keeps no place from another, nor from its own newest epoch', () => {
  const ledger = temporaryLedger();
  ledger.apply(Array.from({ length: 500 }, (_, n) => madeUp(n + 1)));
  ledger.apply([waiting, madeUp(3, NEXT_EPOCH)]);
  const gaps = ledger.gaps();
  expect(gaps).toHaveLength(MAX_GAPS_OF_ONE + 1);
  expect(gaps).toContainEqual({ workstation: 'lane-1', epoch: EPOCH, afterSeq: 0, beforeSeq: 7 });
  expect(gaps).toContainEqual({ workstation: 'lane-9', epoch: NEXT_EPOCH, afterSeq: 0, beforeSeq: 30 });
});

it('an entry that comes after its gap was closed by an answer is taken all the same', () => {
  const ledger = temporaryLedger();
  ledger.apply([waiting], [{ workstation: 'lane-1', epoch: EPOCH, afterSeq: 0, beforeSeq: 7 }]);
  expect(ledger.gaps()).toEqual([]);
  ledger.apply([sold('b', [key(2)], { workstation: 'lane-1', seq: 6, prevSaleSeq: 0 })]);
  expect(ledger.standing(key(2))).toMatchObject([{ transaction: 'b' }]);
});
