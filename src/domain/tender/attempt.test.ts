import { expect, test } from 'vitest';
import { type AttemptState, isLive, isOpen, mayBecome, type PaymentAttempt, paidSoFar } from './attempt.ts';

const attempt = (state: AttemptState, approved = 0): PaymentAttempt => ({
  attemptId: state,
  tender: 'card',
  direction: 'purchase',
  refundOf: null,
  state,
  amount: 100,
  approved,
  currency: 'GBP',
  intendedAt: '2026-03-02T10:00:00.000Z',
  evidence: null,
});

test('an intention, a sent request and an unknown outcome keep every other payment away', () => {
  const open = (['intended', 'sent', 'unknown'] as const).map((state) => isOpen(attempt(state)));
  expect(open).toEqual([true, true, true]);
  const ended = (
    ['approved', 'partial', 'declined', 'cancelled', 'committed', 'reversalQueued', 'reversed'] as const
  ).map((state) => isOpen(attempt(state)));
  expect(ended).not.toContain(true);
});

test('money that is being given back no longer counts as paid', () => {
  expect(isLive(attempt('reversalQueued', 100))).toBe(false);
  expect(paidSoFar([attempt('approved', 60), attempt('reversalQueued', 100), attempt('committed', 40)])).toBe(100);
});

test('what is declined, cancelled, committed or reversed stays so', () => {
  for (const end of ['declined', 'cancelled', 'committed', 'reversed'] as const) {
    for (const to of ['sent', 'approved', 'unknown', 'declined'] as const) expect(mayBecome(end, to)).toBe(false);
  }
});

test('an approval can only be committed or given back', () => {
  expect(mayBecome('approved', 'committed')).toBe(true);
  expect(mayBecome('approved', 'reversalQueued')).toBe(true);
  expect(mayBecome('approved', 'declined')).toBe(false);
});
