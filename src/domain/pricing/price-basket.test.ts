import { describe, expect, test } from 'vitest';
import { noPromotions, type PromotionEngine } from '../promotion/engine.ts';
import type { TaxRules } from '../tax/model.ts';
import type { Line } from '../transaction/transaction.ts';
import { grossOf, type PricedBasket, priceBasket } from './price-basket.ts';

const RULES: TaxRules = {
  rates: [
    { code: 'A', percent: '20' },
    { code: 'Z', percent: '0' },
  ],
  pricesIncludeTax: true,
  rounding: 'line',
};
const CONTEXT = { at: '2026-03-02T10:00:00.000Z', coupons: [], segments: [] };

const line = (id: string, price: number, more: Partial<Line> & { taxCodes?: string[] } = {}): Line => {
  const { taxCodes = ['A'], ...rest } = more;
  const item = { id, name: id, price, soldBy: 'unit' as const, taxCodes, catalogueVersion: 'v1' };
  return {
    lineId: id,
    item,
    identity: id,
    quantity: 1,
    grams: null,
    weighing: null,
    labelPrice: null,
    linkedTo: null,
    returns: null,
    tag: null,
    ...rest,
  };
};

function priced(lines: Line[], rules = RULES, promotions = noPromotions): PricedBasket {
  const pricing = priceBasket(lines, rules, promotions, CONTEXT);
  if (pricing.kind !== 'priced') throw new Error(pricing.code);
  return pricing.basket;
}

describe('the shelf price of a line', () => {
  test('is price × quantity', () => expect(grossOf(line('a', 199, { quantity: 3 }))).toBe(597));
  test('is price per kilogram × grams, rounded half-up once', () => {
    expect(grossOf(line('a', 110, { grams: 742 }))).toBe(82);
    expect(grossOf(line('a', 100, { grams: 5 }))).toBe(1);
    expect(grossOf(line('a', 100, { grams: 4 }))).toBe(0);
  });
  test('is what the label says, where it says so', () =>
    expect(grossOf(line('a', 110, { labelPrice: 349 }))).toBe(349));
});

describe('a basket', () => {
  test('with tax in its prices costs what the shelf says', () => {
    const basket = priced([line('crisps', 120), line('milk', 175, { taxCodes: ['Z'] })]);
    expect(basket).toMatchObject({ gross: 295, discount: 0, tax: 20, total: 295 });
  });

  test('without tax in its prices costs the tax on top', () => {
    const basket = priced([line('crisps', 120), line('milk', 175, { taxCodes: ['Z'] })], {
      ...RULES,
      pricesIncludeTax: false,
    });
    expect(basket).toMatchObject({ gross: 295, tax: 24, total: 319 });
  });

  test('takes the discount off first and taxes what is left', () => {
    const off: PromotionEngine = {
      setHash: 'x',
      evaluate: () => ({
        modifiers: [{ lineId: 'crisps', promotionId: 'p', title: '60 off', amount: 60 }],
        hints: [],
        proof: 'optimal',
        applied: [],
      }),
    };
    const basket = priced([line('crisps', 120)], RULES, off);
    expect(basket).toMatchObject({ gross: 120, discount: 60, total: 60, tax: 10 });
    expect(basket.lines[0]).toMatchObject({ net: 60, modifiers: [{ promotionId: 'p', amount: 60 }] });
  });

  test('with a tax that has no rate is no basket', () => {
    const pricing = priceBasket([line('odd', 1, { taxCodes: ['unheard'] })], RULES, noPromotions, CONTEXT);
    expect(pricing).toEqual({ kind: 'unknownTaxCode', code: 'unheard' });
  });

  test('keeps deposits and goods marked so away from the promotions', () => {
    const seen: boolean[] = [];
    const watch: PromotionEngine = {
      setHash: 'x',
      evaluate(lines) {
        seen.push(...lines.map((it) => it.promotable));
        return { modifiers: [], hints: [], proof: 'optimal', applied: [] };
      },
    };
    const bag = line('bag', 30);
    priced(
      [
        line('cola', 150),
        line('deposit', 25, { linkedTo: 'cola' }),
        { ...bag, item: { ...bag.item, noDiscount: true } },
      ],
      RULES,
      watch,
    );
    expect(seen).toEqual([true, false, false]);
  });
});
