import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreedTotals, priceBasket } from '../pricing/price-basket.ts';
import { noPromotions, type PromotionEngine } from '../promotion/engine.ts';
import { returnTotals } from './return-totals.ts';
import type { Line, Transaction } from './transaction.ts';

const RATES = [
  { code: 'A', percent: '20' },
  { code: 'B', percent: '7.7' },
  { code: 'Z', percent: '0' },
];

const lineOf = (price: number, quantity: number, code: string, index: number): Line => ({
  lineId: `line-${index}`,
  item: { id: `item-${index}`, name: 'x', price, soldBy: 'unit', taxCodes: [code], catalogueVersion: 'v' },
  identity: 'x',
  quantity,
  grams: null,
  weighing: null,
  labelPrice: null,
  linkedTo: null,
  returns: null,
  tag: null,
});

/** Takes some amount off every line. */
const someOff = (share: number): PromotionEngine => ({
  ...noPromotions,
  evaluate: (lines, context) => ({
    ...noPromotions.evaluate(lines, context),
    modifiers: lines.map(({ lineId, gross }) => ({
      lineId,
      promotionId: 'p',
      title: 'p',
      amount: Math.floor(gross * share),
    })),
  }),
});

function sale(
  lines: readonly Line[],
  pricesIncludeTax: boolean,
  rounding: 'line' | 'document',
  off: number,
): Transaction {
  const tax = { rates: RATES, pricesIncludeTax, rounding };
  const pricing = priceBasket(lines, tax, someOff(off), { at: '2026-03-02T10:00:00.000Z', coupons: [], segments: [] });
  if (pricing.kind !== 'priced') throw new Error(pricing.code);
  return { lines, tax, totals: agreedTotals(pricing.basket) } as unknown as Transaction;
}

const goods = fc.array(
  fc.record({
    price: fc.integer({ min: 0, max: 5_000 }),
    quantity: fc.integer({ min: 1, max: 9 }),
    code: fc.constantFrom('A', 'B', 'Z'),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('what a return gives back', () => {
  test('a whole sale at once is its own totals, negated', () => {
    fc.assert(
      fc.property(
        goods,
        fc.boolean(),
        fc.constantFrom('line', 'document'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, inclusive, rounding, off) => {
          const lines = list.map(({ price, quantity, code }, index) => lineOf(price, quantity, code, index));
          const sold = sale(lines, inclusive, rounding, off);
          const back = returnTotals(
            sold,
            lines.map((line) => ({ lineId: `r-${line.lineId}`, line, quantity: line.quantity, before: 0 })),
          );
          expect(back.total + (sold.totals?.total ?? 0)).toBe(0);
          expect(back.tax + (sold.totals?.tax ?? 0)).toBe(0);
          expect(back.discount + (sold.totals?.discount ?? 0)).toBe(0);
          for (const { code, base, tax } of sold.totals?.taxes ?? []) {
            const same = back.taxes.find((it) => it.code === code);
            expect([(same?.base ?? 0) + base, (same?.tax ?? 0) + tax]).toEqual([0, 0]);
          }
        },
      ),
    );
  });

  test('piece by piece it adds up to the same, and no piece gives back less than nothing', () => {
    fc.assert(
      fc.property(goods, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (list, inclusive, off) => {
        const lines = list.map(({ price, quantity, code }, index) => lineOf(price, quantity, code, index));
        const sold = sale(lines, inclusive, 'line', off);
        let total = 0;
        for (const line of lines) {
          for (let before = 0; before < line.quantity; before += 1) {
            const back = returnTotals(sold, [{ lineId: 'r', line, quantity: 1, before }]);
            expect(back.total).toBeLessThanOrEqual(0);
            expect(back.gross - back.discount + (inclusive ? 0 : back.tax)).toBe(back.total);
            total += back.total;
          }
        }
        expect(total + (sold.totals?.total ?? 0)).toBe(0);
      }),
    );
  });
});
