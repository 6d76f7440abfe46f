import { expect, test } from 'vitest';
import { readReceipt, readTrace } from './reading.ts';

const trace = (receiptNumber: string | null) => ({ step: 'trace', receiptNumber }) as const;

test('either number may be missing', () => {
  expect(readReceipt(null)).toEqual({ step: 'trace', receiptNumber: null });
  expect(readTrace(trace('42'), null)).toEqual({
    step: 'confirm',
    outcome: 'approved',
    receiptNumber: '42',
    traceNumber: null,
  });
  expect(readTrace(trace(null), '1234')).toMatchObject({ step: 'confirm', receiptNumber: null, traceNumber: '1234' });
});

test('both may not: nobody records a payment without evidence', () => {
  expect(readTrace(trace(null), null)).toEqual(trace(null));
});
