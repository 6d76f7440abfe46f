import { describe, expect, it } from 'vitest';
import type { TransactionEvent } from '../transaction/events.ts';
import { heldMoney } from './held-money.ts';

const SLIP = { receiptNumber: '0017', receiptText: [] };
const intended = (attemptId: string, direction?: 'refund'): TransactionEvent => ({
  kind: 'PaymentIntended',
  body: {
    attemptId,
    tender: 'card',
    amount: 175,
    currency: 'GBP',
    intendedAt: '2026-03-02T10:00:00.000Z',
    ...(direction === undefined ? {} : { direction }),
  },
});
const sent: TransactionEvent = { kind: 'PaymentSent', body: { attemptId: 'a' } };
const settled = (outcome: 'approved' | 'partial' | 'declined', amount: number): TransactionEvent => ({
  kind: 'PaymentSettled',
  body: { attemptId: 'a', outcome, amount, foundBy: 'terminal', evidence: SLIP },
});
const refunded: TransactionEvent = {
  kind: 'PaymentRefunded',
  body: { attemptId: 'a', amount: 175, foundBy: 'terminal', evidence: SLIP },
};
const queued: TransactionEvent = { kind: 'PaymentReversalQueued', body: { attemptId: 'a', reason: 'abandoned' } };
const reversed: TransactionEvent = { kind: 'PaymentReversed', body: { attemptId: 'a', evidence: SLIP } };
const completed: TransactionEvent = {
  kind: 'TransactionCompleted',
  body: {
    completedAt: '2026-03-02T10:00:00.000Z',
    receiptNumber: 'TEST-000001',
    locale: 'en-GB',
    receiptToken: 'x'.repeat(22),
    exit: { code: '12345678', signed: '' },
    tenders: [],
  },
};

describe('the money that events tell of', () => {
  it.each<[string, TransactionEvent[], [number, string][]]>([
    ['none', [], []],
    ['a payment on its way', [intended('a'), sent], [[175, 'unclear']]],
    ['one whose intention is missing', [sent], [[0, 'unclear']]],
    ['a payment taken', [intended('a'), sent, settled('approved', 175)], [[175, 'standing']]],
    ['a part of it', [intended('a'), settled('partial', 100)], [[100, 'standing']]],
    ['one of which the answer alone is left', [settled('approved', 175)], [[175, 'standing']]],
    ['a declined one', [intended('a'), sent, settled('declined', 175)], []],
    ['one to be taken back, its answer missing', [intended('a'), queued], [[175, 'standing']]],
    ['one taken back', [intended('a'), settled('approved', 175), queued, reversed], []],
    ['a refund', [intended('a', 'refund'), sent, refunded], [[175, 'returned']]],
    ['a refund on its way', [intended('a', 'refund'), sent], [[175, 'unclear']]],
    ['two', [intended('b'), intended('a'), settled('declined', 0)], [[175, 'unclear']]],
    ['a completed sale', [settled('approved', 175), completed], []],
  ])('of %s', (_, events, expected) => {
    expect(heldMoney(events).map(({ amount, disposition }) => [amount, disposition])).toEqual(expected);
  });

  it('has the numbers that the terminal gave it', () => {
    expect(heldMoney([settled('approved', 175)])).toEqual([
      { attemptId: 'a', amount: 175, disposition: 'standing', evidence: SLIP },
    ]);
  });
});
