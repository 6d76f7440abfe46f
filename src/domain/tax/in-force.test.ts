import { expect, test } from 'vitest';
import { taxInForce } from './in-force.ts';
import type { TaxRules } from './model.ts';

const RULES: TaxRules = {
  rates: [
    { code: 'A', percent: '17.5' },
    { code: 'A', percent: '20', validFrom: '2011-01-04' },
    { code: 'Z', percent: '0' },
    { code: 'S', percent: '3', validFrom: '2030-01-01' },
  ],
  pricesIncludeTax: true,
  rounding: 'line',
};

const percents = (day: string) => taxInForce(RULES, day).rates.map((rate) => `${rate.code} ${rate.percent}`);

test('a rate begins on its day and the one before it ends', () => {
  expect(percents('2011-01-03')).toEqual(['A 17.5', 'Z 0']);
  expect(percents('2011-01-04')).toEqual(['A 20', 'Z 0']);
});

test('a rate that is still to come is no rate', () => {
  expect(percents('2029-12-31')).not.toContain('S 3');
  expect(percents('2030-01-01')).toContain('S 3');
});
