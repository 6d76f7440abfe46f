import { describe, expect, test } from 'vitest';
import type { PromotableLine } from '../../src/domain/promotion/engine.ts';
import { promotionsSchema } from '../../src/domain/promotion/shape.ts';
import { CONTEXT, compiled } from '../promotion/compiled.ts';
import published from './promotion-vectors.json' with { type: 'json' };

interface Vector {
  readonly name: string;
  readonly basket: readonly (readonly [string, number, number])[];
  readonly promotions: readonly object[];
  readonly discount: number;
  readonly lines?: readonly number[];
}

describe('the worked examples of promotions', () => {
  for (const vector of published.vectors as unknown as readonly Vector[]) {
    test(vector.name, () => {
      const lines: PromotableLine[] = vector.basket.map(([itemId, unitPrice, quantity], at) => ({
        lineId: `${at}`,
        itemId,
        categories: [],
        quantity,
        unitPrice,
        gross: unitPrice * quantity,
        promotable: true,
      }));
      const rules = promotionsSchema.parse(
        vector.promotions.map((each, at) => ({ id: `p${at}`, title: 'offer', ...each })),
      );
      const { modifiers, proof } = compiled(rules).evaluate(lines, CONTEXT);
      const off = lines.map(({ lineId }) =>
        modifiers.filter((each) => each.lineId === lineId).reduce((sum, each) => sum + each.amount, 0),
      );
      expect(off.reduce((a, b) => a + b, 0)).toBe(vector.discount);
      if (vector.lines !== undefined) expect(off).toEqual(vector.lines);
      expect(proof).toBe('optimal');
    });
  }
});
