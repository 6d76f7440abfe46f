import { expect, test } from 'vitest';
import { isSameTransaction } from '../../../workstation/ports/transaction-numbers.ts';
import { isNumberedBefore, namesAnother, numbersOf, skippedBetween } from './numbers.ts';

test('two transactions are the same where every number known of both agrees, and one is known', () => {
  expect(isSameTransaction({ receiptNumber: '0042', traceNumber: '000123' }, { receiptNumber: '0042' })).toBe(true);
  expect(
    isSameTransaction(
      { receiptNumber: '0042', traceNumber: '000123' },
      { receiptNumber: '0042', traceNumber: '000124' },
    ),
  ).toBe(false);
  expect(isSameTransaction({ receiptNumber: '0042' }, { traceNumber: '000123' })).toBe(false);
  expect(isSameTransaction({}, {})).toBe(false);
  expect(
    isSameTransaction({ receiptNumber: '42', traceNumber: '123' }, { receiptNumber: '0042', traceNumber: '000123' }),
  ).toBe(true);
});

test('trace numbers order transactions; receipt numbers where no trace is told', () => {
  expect(isNumberedBefore({ traceNumber: '000122', receiptNumber: '0050' }, { traceNumber: '000123' })).toBe(true);
  expect(isNumberedBefore({ traceNumber: '000124' }, { traceNumber: '000123' })).toBe(false);
  expect(isNumberedBefore({ receiptNumber: '0041' }, { receiptNumber: '0042', traceNumber: '000123' })).toBe(true);
  expect(isNumberedBefore({ receiptNumber: '0041' }, { traceNumber: '000123' })).toBe(false);
});

test('only the numbers are taken, and null where there are none', () => {
  expect(numbersOf({ receiptNumber: '0042', amount: 1 } as object)).toEqual({ receiptNumber: '0042' });
  expect(numbersOf({})).toBeNull();
});

test('a receipt number means another payment once it was given anew, or the terminal counts anew', () => {
  const original = { receiptNumber: '0042', traceNumber: '000123' };
  const later = { receiptNumber: '0043', traceNumber: '000124' };
  expect(namesAnother(original, [original, later])).toBe(false);
  expect(namesAnother(original, [original, later, { receiptNumber: '0042', traceNumber: '000900' }])).toBe(true);
  expect(namesAnother(original, [original, { receiptNumber: '0001', traceNumber: '000001' }])).toBe(true);
  expect(namesAnother({ receiptNumber: '42' }, [{ receiptNumber: '0041' }])).toBe(false);
  expect(namesAnother(original, [])).toBe(false);
});

test('numbers between two that are known are named, where no count speaks against it and they are few', () => {
  const newest = { receiptNumber: '0042', traceNumber: '000123' };
  const after = (receipts: number, traces: number) =>
    skippedBetween(newest, { receiptNumber: `00${42 + receipts}`, traceNumber: `000${123 + traces}` });
  expect(after(1, 1)).toEqual([]);
  expect(after(2, 2)).toEqual([{ receiptNumber: '0043', traceNumber: '000124' }]);
  expect(after(3, 5)).toEqual([{ receiptNumber: '0043' }, { receiptNumber: '0044' }]);
  expect(after(1, 3)).toEqual([]);
  expect(after(3, 1)).toEqual([]);
  expect(after(6, 6)).toHaveLength(5);
  expect(after(7, 7)).toEqual([]);
  expect(skippedBetween({ traceNumber: '000123' }, { traceNumber: '000129' })).toEqual([]);
  expect(skippedBetween({ receiptNumber: '0042' }, { receiptNumber: '0044' })).toEqual([{ receiptNumber: '0043' }]);
});
