import { expect, test } from 'vitest';
import { readAmount, readReceipt, readTrace } from './reading.ts';

const trace = (receiptNumber: string | null) => ({ step: 'trace', amount: 300, receiptNumber }) as const;

test('an amount is all of what was asked or a part of it; none, more or nothing is asked for again', () => {
  expect(readAmount(300, 1000)).toEqual({ step: 'receipt', amount: 300 });
  expect(readAmount(1000, 1000)).toEqual({ step: 'receipt', amount: 1000 });
  for (const amount of [0, 1001, -300, Number.NaN, 2.5]) expect(readAmount(amount, 1000)).toEqual({ step: 'amount' });
});

test('either number may be missing, and the amount goes with them', () => {
  expect(readReceipt({ step: 'receipt', amount: 300 }, null)).toEqual(trace(null));
  expect(readTrace(trace('42'), null)).toEqual({
    step: 'confirm',
    outcome: 'approved',
    amount: 300,
    receiptNumber: '42',
    traceNumber: null,
  });
  expect(readTrace(trace(null), '1234')).toMatchObject({ step: 'confirm', receiptNumber: null, traceNumber: '1234' });
});

test('both may not: nobody records a payment without evidence', () => {
  expect(readTrace(trace(null), null)).toEqual(trace(null));
});
