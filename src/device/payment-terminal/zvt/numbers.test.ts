import { expect, test } from 'vitest';
import { isSameTransaction } from '../../../workstation/ports/transaction-numbers.ts';
import { isNumberedBefore, namesAnother, numbersOf } from './numbers.ts';

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
