import { expect, test } from 'vitest';
import { CODE_KEYS, receiptNumberRule, shownReceiptNumber, wholeReceiptNumber } from './receipt-number.ts';

const key = (keys: string) => [...keys].reduce(receiptNumberRule, '');

test('the dash and the leading zeros need not be keyed', () => {
  expect(wholeReceiptNumber(key('A7K242'))).toBe('A7K2-000042');
  expect(wholeReceiptNumber(key('a7k2-000042'))).toBe('A7K2-000042');
  expect(wholeReceiptNumber(key('A7K21234567'))).toBe('A7K2-1234567');
});

test('a part is no receipt number yet', () => {
  expect(wholeReceiptNumber(key('A7K2'))).toBeNull();
  expect(wholeReceiptNumber('')).toBeNull();
});

test('it is shown as it stands on the receipt', () => {
  expect(shownReceiptNumber(key('A7'))).toBe('A7');
  expect(shownReceiptNumber(key('A7K2'))).toBe('A7K2-');
  expect(shownReceiptNumber(key('A7K2004'))).toBe('A7K2-004');
});

test('letters that look like digits are read as those, U is nothing', () => {
  expect(key('oIlu')).toBe('011');
});

test('after the code only digits are taken, and not for ever', () => {
  expect(key('A7K2BC4')).toBe('A7K24');
  expect(key('A7K2123456789')).toBe('A7K212345678');
});

test('there is a key for each of the 32', () => {
  expect(new Set(CODE_KEYS).size).toBe(32);
});
