import { expect, it } from 'vitest';
import { goodDay } from '../books/made-up-day.ts';
import { readTerminal } from './terminal-truth.ts';

it('reads the newest approval of the amount that nothing owns', () => {
  const { entries, payments } = goodDay();
  const free = { ...payments[0]!, receiptNumber: '0009', traceNumber: '000009' };
  expect(readTerminal(500, [...payments, free], entries)).toEqual({
    outcome: 'approved',
    amount: 500,
    receiptNumber: '0009',
    traceNumber: '000009',
  });
});

it('reads how much of it was approved', () => {
  const { entries, payments } = goodDay();
  const part = {
    ...payments[0]!,
    outcome: 'partial' as const,
    amount: 300,
    receiptNumber: '0009',
    traceNumber: '000009',
  };
  expect(readTerminal(1000, [...payments, part], entries)).toMatchObject({ outcome: 'approved', amount: 300 });
  expect(readTerminal(299, [...payments, part], entries)).toEqual({ outcome: 'declined' });
});

it('says "not paid" of what is owned, told as an alarm, taken back, declined or of another amount', () => {
  const { entries, payments } = goodDay();
  for (const amount of [500, 90, 100, 70, 499])
    expect(readTerminal(amount, payments, entries).outcome).toBe('declined');
});
