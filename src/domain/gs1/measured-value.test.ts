import { describe, expect, test } from 'vitest';
import { gramsOf, labelledPrice, minorUnitsOf } from './measured-value.ts';

test.each([
  ['3103', '000195', 195],
  ['3100', '000002', 2000],
  ['3102', '000125', 1250],
  ['3105', '012345', 123],
  ['3104', '012345', 1235],
  ['3105', '000049', 0],
  ['3200', '000001', 454],
  ['3202', '000150', 680],
  ['3100', '999999', 999_999_000],
])('(%s)%s is %i g', (ai, digits, grams) => {
  expect(gramsOf(ai, digits)).toBe(grams);
});

describe('a price on a label', () => {
  test('(392n) is in the store’s currency, (393n) names its own', () => {
    expect(labelledPrice('3922', '0299')).toEqual({ amount: 299, decimals: 2 });
    expect(labelledPrice('3932', '9780299')).toEqual({ amount: 299, decimals: 2, currency: 'EUR' });
    expect(labelledPrice('3932', '9990299')).toEqual({ amount: 299, decimals: 2, currency: '' });
  });

  test.each([
    ['3922', '0299', 'GBP', 299],
    ['3920', '3', 'GBP', 300],
    ['3921', '29', 'GBP', 290],
    ['3923', '2990', 'GBP', 299],
    ['3923', '2995', 'GBP', null],
    ['3920', '299', 'JPY', 299],
    ['3922', '29900', 'JPY', 299],
    ['3922', '0299', 'KWD', 2990],
    ['3922', '0299', 'XXX', null],
    ['3920', '999999999999999', 'GBP', null],
    ['3932', '9780299', 'EUR', 299],
    ['3932', '9780299', 'GBP', null],
    ['3932', '9990299', 'GBP', null],
  ])('(%s)%s in %s is %s minor units', (ai, digits, currency, minor) => {
    expect(minorUnitsOf(labelledPrice(ai, digits), currency)).toBe(minor);
  });
});
