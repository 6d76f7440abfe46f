import { expect, it } from 'vitest';
import { goodDay } from '../books/made-up-day.ts';
import { Chance } from '../chance.ts';
import { lastBooked, misread, readTerminal } from './terminal-truth.ts';

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

it('reads, when it is tired, an earlier payment that the journal has', () => {
  const { entries, payments } = goodDay();
  expect(lastBooked(500, payments, entries)).toMatchObject({ receiptNumber: '0002', amount: 100 });
  expect(lastBooked(99, payments, entries)).toBeNull();
  expect(lastBooked(500, payments, [])).toBeNull();
});

it('reads less than there is, or nothing, and never what is not there', () => {
  const right = { outcome: 'approved', amount: 500, receiptNumber: '0009', traceNumber: '000009' } as const;
  const chance = new Chance(1);
  const read = Array.from({ length: 50 }, () => misread(right, chance));
  const amounts = read.flatMap((it) => (it.outcome === 'approved' ? [it.amount] : []));
  expect(amounts.length).toBeGreaterThan(0);
  expect(amounts.length).toBeLessThan(50);
  expect(Math.max(...amounts)).toBeLessThan(500);
  expect(misread({ outcome: 'declined' }, chance)).toEqual({ outcome: 'declined' });
});
