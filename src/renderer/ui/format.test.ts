import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, decimalText, direction, formats } from './format.ts';

describe('money', () => {
  test.each([
    ['en-GB', 'GBP', 1687, '£16.87'],
    ['en-GB', 'GBP', -200, '−£2.00'],
    ['en', 'USD', 5, '$0.05'],
    ['ja', 'JPY', 1200, '¥1,200'],
    ['en', 'KWD', 12_345, 'KWD 12.345'],
    ['de', 'EUR', 123_456, '1.234,56 €'],
  ])('in %s and %s, %d minor units read %s', (locale, currency, amount, text) => {
    expect(
      formats(locale, currency)
        .money(amount)
        .replaceAll(/[\u00a0\u202f]/g, ' ')
        .replace('￥', '¥'),
    ).toBe(text);
  });

  test('has the digits of the shelf labels in Arabic too', () => {
    expect(formats('ar', 'GBP').money(1687)).toMatch(/16[.,٫]87/);
  });

  test('beyond what a float can hold exactly is still exact', () => {
    expect(decimalText(9_007_199_254_740_991, 2)).toBe('90071992547409.91');
    expect(formats('en', 'GBP').money(9_007_199_254_740_991)).toBe('£90,071,992,547,409.91');
  });

  test('decimal text times ten to the exponent is the amount again', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 4 }), (value, exponent) => {
        const text = decimalText(value, exponent);
        expect(text).toMatch(exponent === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${exponent}}$`));
        expect(Number(text.replace('.', ''))).toBe(value);
      }),
    );
  });
});

describe('other numbers', () => {
  test('weights are kilograms with three decimals, as on the scale', () => {
    expect(formats('en', 'GBP').weight(742)).toBe('0.742 kg');
    expect(formats('en', 'GBP').weight(1000)).toBe('1.000 kg');
  });

  test('percents keep the decimals they were written with', () => {
    expect(formats('en', 'GBP').percent('8.875')).toBe('8.875%');
    expect(formats('en', 'GBP').percent('20')).toBe('20%');
  });
});

test('a longer amount takes more room, and a point less than a digit', () => {
  expect(advance('£16.87')).toBeCloseTo(3.51);
  expect(advance('£1,234.56')).toBeGreaterThan(advance('£234.56'));
});

test('Arabic runs from right to left, in any country', () => {
  expect([direction('ar'), direction('ar-EG'), direction('en'), direction('de-CH')]).toEqual([
    'rtl',
    'rtl',
    'ltr',
    'ltr',
  ]);
});
