import { expect, it } from 'vitest';
import { goodDay } from '../books/made-up-day.ts';
import { readTerminal } from './terminal-truth.ts';

it('reads the newest approval of the amount that nothing owns', () => {
  const { entries, payments } = goodDay();
  const free = { ...payments[0]!, receiptNumber: '0009', traceNumber: '000009' };
  expect(readTerminal(500, [...payments, free], entries)).toEqual({
    outcome: 'approved',
    receiptNumber: '0009',
    traceNumber: '000009',
  });
});

it('says "not paid" of what is owned, told as an alarm, taken back, declined or of another amount', () => {
  const { entries, payments } = goodDay();
  for (const amount of [500, 90, 100, 70, 499])
    expect(readTerminal(amount, payments, entries).outcome).toBe('declined');
});
