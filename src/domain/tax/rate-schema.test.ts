import { expect, test } from 'vitest';
import type { TaxRate } from './model.ts';
import { taxRateSchema, taxRatesSchema } from './rate-schema.ts';

test('a whole rate is taken as it is', () => {
  const rate: TaxRate = {
    code: 'DE-R',
    percent: '7',
    name: 'MwSt. ermäßigt',
    jurisdiction: 'DE',
    exempt: false,
    compound: false,
    validFrom: '2026-01-01',
  };
  const read: TaxRate = taxRateSchema.parse(rate);
  expect(read).toEqual(rate);
  expect(taxRateSchema.parse({ code: 'Z', percent: '0' })).toEqual({ code: 'Z', percent: '0' });
});

test('a percent that is no decimal, negative or absurd is refused at its path', () => {
  for (const percent of ['', '-1', '7,5', '1e2', 'abc', '1000.1', '0.1234567', '99999999999']) {
    const read = taxRateSchema.safeParse({ code: 'A', percent });
    expect(read.error?.issues[0]?.path).toEqual(['percent']);
  }
  expect(taxRateSchema.safeParse({ code: 'A', percent: '1000' }).success).toBe(true);
  expect(taxRateSchema.safeParse({ code: 'A', percent: 7 }).success).toBe(false);
});

test('an exempt rate cannot carry a percent', () => {
  expect(taxRateSchema.safeParse({ code: 'E', percent: '20', exempt: true }).error?.issues[0]?.path).toEqual([
    'percent',
  ]);
  expect(taxRateSchema.safeParse({ code: 'E', percent: '0', exempt: true }).success).toBe(true);
});

test('unknown keys, empty codes and dates that are none are refused', () => {
  expect(taxRateSchema.safeParse({ code: 'A', percent: '1', rate: 1 }).success).toBe(false);
  expect(taxRateSchema.safeParse({ code: '', percent: '1' }).success).toBe(false);
  expect(taxRateSchema.safeParse({ code: 'A', percent: '1', validFrom: '2026-02-30' }).success).toBe(false);
});

test('a code that is there twice is refused where it comes the second time', () => {
  const rates = [
    { code: 'A', percent: '1' },
    { code: 'B', percent: '2' },
    { code: 'A', percent: '3' },
  ];
  expect(taxRatesSchema.safeParse(rates).error?.issues[0]?.path).toEqual([2, 'code']);
  expect(taxRatesSchema.safeParse(rates.slice(0, 2)).success).toBe(true);
});
