import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gramsOf } from './grams.ts';

test.each([
  ['100.00', 'g', 100],
  ['1.234', 'kg', 1234],
  ['1.2345', 'kg', 1235],
  ['0', 'kg', 0],
  ['00.455', 'KG', 455],
  ['1.00', 'lb', 454],
  ['0.01', 'lb', 5],
  ['1.0', 'oz', 28],
  ['1000', 'kg', 1_000_000],
])('%s %s is %i g', (text, unit, grams) => {
  expect(gramsOf(text, unit)).toBe(grams);
});

test.each([
  ['', 'g'],
  ['1.', 'g'],
  ['.5', 'g'],
  ['1e3', 'g'],
  ['-1', 'g'],
  ['1', 'st'],
  ['1', '__proto__'],
  ['1000.001', 'kg'],
  ['99999999', 'g'],
])('%s %s is no weight', (text, unit) => {
  expect(gramsOf(text, unit)).toBeNull();
});

test('kilograms with three places are their digits', () => {
  fc.assert(
    fc.property(fc.nat(999_999), (grams) => {
      const text = `${Math.floor(grams / 1000)}.${String(grams % 1000).padStart(3, '0')}`;
      expect(gramsOf(text, 'kg')).toBe(grams);
    }),
  );
});
