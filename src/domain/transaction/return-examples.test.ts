import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreedTotals, priceBasket } from '../pricing/price-basket.ts';
import { compilePromotions } from '../promotion/compile.ts';
import { promotionsSchema } from '../promotion/shape.ts';
import type { TaxRules } from '../tax/model.ts';
import { evolve } from './evolve.ts';
import { returnTotals } from './return-totals.ts';
import type { Line, Transaction } from './transaction.ts';

const RULES: TaxRules = {
  rates: [
    { code: 'A', percent: '20' },
    { code: 'C', percent: '1.25' },
    { code: 'Z', percent: '0' },
  ],
  pricesIncludeTax: true,
  rounding: 'line',
};

const PROMOTIONS = promotionsSchema.parse([
  {
    id: 'deal',
    title: 'Meal deal',
    family: 'bundle',
    groups: ['sandwich', 'crisps'].map((id) => ({ id, match: { items: [id] }, quantity: 1 })),
    discount: { price: 350, per: 'set' },
  },
  {
    id: 'maker',
    title: 'From the maker',
    family: 'multibuy',
    fundedBy: 'manufacturer',
    groups: [{ id: 'g', match: { items: ['soap'] }, quantity: 1 }],
    discount: { amount: 33, per: 'unit' },
  },
]);

const line = (id: string, price: number, quantity: number, ...taxCodes: string[]): Line => ({
  lineId: id,
  item: { id, name: id, price, soldBy: 'unit', taxCodes, catalogueVersion: 'v' },
  identity: id,
  quantity,
  grams: null,
  weighing: null,
  labelPrice: null,
  linkedTo: null,
  returns: null,
  tag: null,
});

function sale(lines: readonly Line[], tax: TaxRules): Transaction {
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const engine = compilePromotions(PROMOTIONS, { sha256, timeZone: 'Europe/London' });
  const pricing = priceBasket(lines, tax, engine, { at: '2026-03-02T10:00:00Z', coupons: [], segments: [] });
  if (pricing.kind !== 'priced') throw new Error(pricing.code);
  const rules = { ...tax, rates: tax.rates.map((rate) => ({ ...rate })) };
  const started = evolve(null, 't', {
    kind: 'TransactionStarted',
    body: {
      startedAt: '2026-03-02T10:00:00.000Z',
      trigger: 'scan',
      currency: 'GBP',
      locale: 'en',
      training: false,
      tax: rules,
    },
  });
  return { ...started, lines, totals: agreedTotals(pricing.basket) };
}

/** Gives back so many pieces of a line, after so many. */
const back = (from: Transaction, lineId: string, quantity: number, before = 0) =>
  returnTotals(from, [{ lineId: 'r', line: from.lines.find((it) => it.lineId === lineId)!, quantity, before }]);

describe('what a return gives back', () => {
  test('is what the promotion left of the line, in the rates that it was taxed by', () => {
    const sold = sale([line('sandwich', 300, 1, 'Z'), line('crisps', 120, 1, 'A')], RULES);
    // 3.50 split 300 : 120 by what came off: 50 and 20.
    expect(back(sold, 'crisps', 1)).toMatchObject({ gross: -120, discount: -20, total: -100, tax: -17 });
    expect(back(sold, 'sandwich', 1)).toMatchObject({
      total: -250,
      tax: 0,
      taxes: [{ code: 'Z', base: -250, tax: 0 }],
    });
  });

  test('is the share of a line whose every third piece was free', () => {
    const sold = sale([line('sandwich', 300, 3, 'Z'), line('crisps', 120, 1, 'A')], RULES);
    const pieces = [0, 1, 2].map((before) => back(sold, 'sandwich', 1, before).total);
    expect(pieces).toEqual([-283, -284, -283]);
  });

  test('keeps the base that the manufacturer paid for', () => {
    const sold = sale([line('soap', 200, 2, 'A', 'C')], { ...RULES, pricesIncludeTax: false });
    const returned = back(sold, 'soap', 2);
    expect(returned.taxes.map(({ code, base, tax }) => [code, base, tax])).toEqual([
      ['A', -400, -80],
      ['C', -400, -5],
    ]);
    expect(returned.total).toBe(-(400 - 66 + 85));
  });

  test('adds up to the line to the penny, however its pieces come back', () => {
    const quantity = fc.integer({ min: 1, max: 9 });
    const price = fc.integer({ min: 1, max: 999 });
    const rules = fc.record({
      rates: fc.constant(RULES.rates),
      pricesIncludeTax: fc.boolean(),
      rounding: fc.constantFrom('line' as const, 'document' as const),
    });
    fc.assert(
      fc.property(quantity, quantity, quantity, price, rules, (sandwiches, crisps, soaps, cost, tax) => {
        const lines = [
          line('sandwich', 300, sandwiches, 'Z'),
          line('crisps', cost, crisps, 'A'),
          line('soap', 99, soaps, 'A', 'C'),
        ];
        const sold = sale(lines, tax);
        for (const { lineId, quantity: all } of lines) {
          const parts = Array.from({ length: all }, (_, before) => back(sold, lineId, 1, before));
          const agreed = sold.totals!.lines.find((it) => it.lineId === lineId)!;
          const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((total, it) => total + of(it), 0);
          expect(0 - sum((it) => it.gross)).toBe(agreed.gross);
          expect(0 - sum((it) => it.discount)).toBe(agreed.discount);
          expect(0 - sum((it) => it.tax)).toBe(agreed.tax);
          for (const part of parts) expect(part.tax).toBe(part.taxes.reduce((total, it) => total + it.tax, 0));
        }
      }),
      { numRuns: 100 },
    );
  });
});
