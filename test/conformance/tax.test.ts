import { describe, expect, test } from 'vitest';
import { allocate } from '../../src/domain/money/money.ts';
import { computeTax } from '../../src/domain/tax/compute.ts';
import type { TaxRules } from '../../src/domain/tax/model.ts';
import published from './tax-vectors.json' with { type: 'json' };

describe('the published tax vectors', () => {
  for (const vector of published.vectors) {
    test(vector.name, () => {
      const lines = vector.lines.map((line, index) => ({ lineId: `${index}`, ...line }));
      const outcome = computeTax(lines, vector.rules as TaxRules);
      expect(outcome).toMatchObject({ kind: 'ok', result: { tax: vector.tax, totals: vector.totals } });
    });
  }

  for (const rounding of ['line', 'document'] as const) {
    test(`${published.mealDeal.name} (rounded by ${rounding})`, () => {
      const { items, price, rates, standardShare, standardTax } = published.mealDeal;
      const shares = allocate(
        price,
        items.map((item) => item.price),
      );
      const lines = items.map((item, index) => ({
        lineId: `${index}`,
        amount: shares[index]!,
        taxCodes: item.taxCodes,
      }));
      expect(shares[1]! + shares[2]!).toBe(standardShare);
      expect(computeTax(lines, { rates, pricesIncludeTax: true, rounding })).toMatchObject({
        kind: 'ok',
        result: {
          tax: standardTax,
          totals: [
            { code: 'STANDARD', base: standardShare - standardTax, tax: standardTax },
            { code: 'ZERO', base: price - standardShare, tax: 0 },
          ],
        },
      });
    });
  }
});
