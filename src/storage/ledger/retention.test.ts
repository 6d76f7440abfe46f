import { describe, expect, it } from 'vitest';
import {
  EPOCH,
  everythingOf,
  key,
  returned,
  sold,
  temporaryLedger,
  transactionsOf,
} from '../../../test/fixtures/ledger.ts';
import { RETURNS_KEPT_LONGER_MS } from './retention.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-03-02T10:00:00Z');
const old = (n: number) => sold(`t${n}`, [key(n)], { seq: n, prevSaleSeq: n - 1, at: NOW - 100 * DAY + n });

describe('forgetting', () => {
  it('lets go of sales before an instant, and of no others', () => {
    const ledger = temporaryLedger();
    ledger.apply([old(1), old(2), sold('new', [key(3)], { seq: 3, prevSaleSeq: 2, at: NOW })]);
    expect(ledger.forgetBefore(NOW - 90 * DAY, 1000)).toEqual({ entries: 2, tags: 2, more: false });
    expect([1, 2, 3].map((n) => transactionsOf(ledger, key(n)))).toEqual([[], [], ['new']]);
  });

  it('goes on step by step, the oldest first', () => {
    const ledger = temporaryLedger();
    ledger.apply(Array.from({ length: 10 }, (_, n) => old(n + 1)));
    expect(ledger.forgetBefore(NOW, 4)).toEqual({ entries: 4, tags: 4, more: true });
    expect(everythingOf(ledger, 'lane-1', EPOCH).map(({ seq }) => seq)).toEqual([5, 6, 7, 8, 9, 10]);
    expect(ledger.forgetBefore(NOW, 100)).toEqual({ entries: 6, tags: 6, more: false });
    expect(ledger.forgetBefore(NOW, 100)).toEqual({ entries: 0, tags: 0, more: false });
  });

  it('keeps what is known: no gap opens, and what was forgotten does not come back', () => {
    const ledger = temporaryLedger();
    ledger.apply([old(1), old(2), old(3)]);
    ledger.forgetBefore(NOW, 2);
    ledger.close();
    const again = temporaryLedger(ledger.path);
    again.apply([old(1), old(2), old(3)]);
    expect(again.gaps()).toEqual([]);
    expect(again.heads()).toEqual([{ workstation: 'lane-1', epoch: EPOCH, seq: 3 }]);
    expect([1, 2, 3].map((n) => transactionsOf(again, key(n)))).toEqual([[], [], ['t3']]);
  });

  it('takes a sale that it never saw, however old its clock', () => {
    const ledger = temporaryLedger();
    ledger.apply([old(2)]);
    ledger.forgetBefore(NOW, 100);
    ledger.apply([sold('late', [key(9)], { seq: 1, at: 0 })]);
    expect(transactionsOf(ledger, key(9))).toEqual(['late']);
  });

  it('never brings back what was returned, though the clock of the return was behind', () => {
    const ledger = temporaryLedger();
    const sale = sold('a', [key(1)], { at: NOW });
    ledger.apply([sale, returned('a', [key(1)], { at: NOW - 2 * DAY })]);
    ledger.forgetBefore(NOW - DAY, 100);
    expect(ledger.standing(key(1))).toEqual([]);
    expect(ledger.forgetBefore(NOW + RETURNS_KEPT_LONGER_MS, 100)).toEqual({ entries: 2, tags: 2, more: false });
  });

  it('lets go of a tag’s old sale and keeps its newer one', () => {
    const ledger = temporaryLedger();
    ledger.apply([old(1), sold('again', [key(1)], { seq: 9, prevSaleSeq: 1, at: NOW })]);
    ledger.forgetBefore(NOW, 100);
    expect(transactionsOf(ledger, key(1))).toEqual(['again']);
  });
});
