import { describe, expect, test } from 'vitest';
import { computeTax } from './compute.ts';
import type { TaxableLine, TaxRate, TaxResult, TaxRules } from './model.ts';

const RATES: readonly TaxRate[] = [
  { code: 'STANDARD', percent: '20', name: 'VAT' },
  { code: 'REDUCED', percent: '5' },
  { code: 'ZERO', percent: '0' },
  { code: 'EXEMPT', percent: '0', exempt: true },
  { code: 'COMPOUND', percent: '9.975', compound: true },
];

function rules(more: Partial<TaxRules> = {}): TaxRules {
  return { rates: RATES, pricesIncludeTax: true, rounding: 'line', ...more };
}

function line(lineId: string, amount: number, ...taxCodes: string[]): TaxableLine {
  return { lineId, amount, taxCodes };
}

function taxed(lines: readonly TaxableLine[], given: TaxRules): TaxResult {
  const outcome = computeTax(lines, given);
  if (outcome.kind !== 'ok') throw new Error(`unknown code ${outcome.code}`);
  return outcome.result;
}

describe('codes and totals', () => {
  test('a code without a rate is named, and nothing is computed', () => {
    const lines = [line('a', 100, 'STANDARD'), line('b', 100, 'ZERO', 'LUXURY')];
    expect(computeTax(lines, rules())).toEqual({ kind: 'unknownCode', code: 'LUXURY' });
    expect(computeTax([line('a', 1, '__proto__')], rules())).toEqual({ kind: 'unknownCode', code: '__proto__' });
  });

  test('totals stand in the order of the rates, with percent and name, and only those that occur', () => {
    const result = taxed([line('a', 500, 'ZERO'), line('b', 120, 'STANDARD')], rules());
    expect(result.totals).toEqual([
      { code: 'STANDARD', base: 100, tax: 20, percent: '20', name: 'VAT' },
      { code: 'ZERO', base: 500, tax: 0, percent: '0' },
    ]);
    expect(result.tax).toBe(20);
  });

  test('zero-rated and exempt are different totals, both with tax 0', () => {
    const result = taxed([line('a', 500, 'ZERO'), line('b', 300, 'EXEMPT')], rules({ pricesIncludeTax: false }));
    expect(result.totals.map(({ code, base, tax }) => [code, base, tax])).toEqual([
      ['ZERO', 500, 0],
      ['EXEMPT', 300, 0],
    ]);
  });

  test('exempt means no tax, whatever the percent says', () => {
    const rates = [{ code: 'E', percent: '20', exempt: true }];
    for (const pricesIncludeTax of [true, false]) {
      expect(taxed([line('a', 300, 'E')], rules({ rates, pricesIncludeTax })).totals).toMatchObject([
        { base: 300, tax: 0 },
      ]);
    }
  });

  test('a line without codes has no tax and is in no total', () => {
    const result = taxed([line('gift', 5000)], rules({ rounding: 'document' }));
    expect(result).toEqual({ lines: [{ lineId: 'gift', components: [], tax: 0 }], totals: [], tax: 0 });
  });

  test('an empty basket has no tax', () => {
    expect(taxed([], rules())).toEqual({ lines: [], totals: [], tax: 0 });
  });

  test('a code named twice on a line is charged once', () => {
    expect(taxed([line('a', 120, 'STANDARD', 'STANDARD')], rules()).tax).toBe(20);
  });

  test('rates that were never validated are a fault, not a wrong tax', () => {
    expect(() => computeTax([], rules({ rates: [{ code: 'A', percent: '-5' }] }))).toThrow(RangeError);
    const twice = [RATES[0]!, RATES[0]!];
    expect(() => computeTax([], rules({ rates: twice }))).toThrow(RangeError);
    expect(() => computeTax([line('a', 0.5, 'STANDARD')], rules())).toThrow(RangeError);
  });
});

describe('rounding per line and per document', () => {
  const penny = Array.from({ length: 10 }, (_, index) => line(`${index}`, 1010, 'V23'));
  const given = { rates: [{ code: 'V23', percent: '23' }], pricesIncludeTax: false };

  test('ten lines of 10.10 at 23% are 23.20 rounded line by line, 23.23 rounded once', () => {
    expect(taxed(penny, { ...given, rounding: 'line' }).tax).toBe(2320);
    expect(taxed(penny, { ...given, rounding: 'document' }).tax).toBe(2323);
  });

  test('the odd cents of a document reach the earlier of equal lines', () => {
    const result = taxed(penny, { ...given, rounding: 'document' });
    expect(result.lines.map(({ tax }) => tax)).toEqual([233, 233, 233, 232, 232, 232, 232, 232, 232, 232]);
  });

  test('in a document with prices that include tax, a rate falls on the sum of its gross amounts', () => {
    const lines = [line('a', 78, 'STANDARD'), line('b', 113, 'STANDARD'), line('c', 194, 'ZERO')];
    const result = taxed(lines, rules({ rounding: 'document' }));
    expect(result.lines.map(({ tax }) => tax)).toEqual([13, 19, 0]);
    expect(result.totals[0]).toMatchObject({ code: 'STANDARD', base: 159, tax: 32 });
  });
});

describe('several components on one line', () => {
  const twins = [
    { code: 'CENTRAL', percent: '9' },
    { code: 'STATE', percent: '9' },
  ];

  test('a price that includes both gives half to each, the odd cent to the first of the rates', () => {
    const result = taxed([line('a', 100, 'STATE', 'CENTRAL')], {
      rates: twins,
      pricesIncludeTax: true,
      rounding: 'line',
    });
    expect(result.lines[0]).toEqual({
      lineId: 'a',
      components: [
        { code: 'STATE', base: 85, tax: 7 },
        { code: 'CENTRAL', base: 85, tax: 8 },
      ],
      tax: 15,
    });
  });

  test('compounding means nothing where the price includes the tax', () => {
    const compound = twins.map((rate) => ({ ...rate, compound: true }));
    const lines = [line('a', 11_800, 'CENTRAL', 'STATE')];
    const plain = taxed(lines, { rates: twins, pricesIncludeTax: true, rounding: 'line' });
    expect(taxed(lines, { rates: compound, pricesIncludeTax: true, rounding: 'line' })).toEqual(plain);
    expect(plain.tax).toBe(1800);
  });

  test('a compound rate falls on the price and the taxes named before it on the line, not after', () => {
    const given = rules({ pricesIncludeTax: false });
    const after = taxed([line('a', 10_000, 'REDUCED', 'COMPOUND')], given);
    expect(after.lines[0]?.components).toEqual([
      { code: 'REDUCED', base: 10_000, tax: 500 },
      { code: 'COMPOUND', base: 10_500, tax: 1047 },
    ]);
    const before = taxed([line('a', 10_000, 'COMPOUND', 'REDUCED')], given);
    expect(before.lines[0]?.components).toEqual([
      { code: 'COMPOUND', base: 10_000, tax: 998 },
      { code: 'REDUCED', base: 10_000, tax: 500 },
    ]);
  });

  test('the line says what comes first, though the store lists the compound rate before', () => {
    const rates = [RATES[4]!, RATES[1]!];
    for (const rounding of ['line', 'document'] as const) {
      const result = taxed([line('a', 10_000, 'REDUCED', 'COMPOUND')], { rates, pricesIncludeTax: false, rounding });
      expect(result.totals.map(({ code, base, tax }) => [code, base, tax])).toEqual([
        ['COMPOUND', 10_500, 1047],
        ['REDUCED', 10_000, 500],
      ]);
    }
  });

  test('in a document a compound rate falls on the rounded tax before it, once for all lines', () => {
    const lines = [
      line('a', 1005, 'REDUCED', 'COMPOUND'),
      line('b', 1005, 'REDUCED', 'COMPOUND'),
      line('c', 300, 'COMPOUND'),
    ];
    const result = taxed(lines, rules({ pricesIncludeTax: false, rounding: 'document' }));
    expect(result.totals.map(({ code, base, tax }) => [code, base, tax])).toEqual([
      ['REDUCED', 2010, 101],
      ['COMPOUND', 2411, 240],
    ]);
  });

  test('which line gets an odd cent that is compounded on does not depend on the order of the lines', () => {
    const given = rules({ pricesIncludeTax: false, rounding: 'document' });
    const plain = line('plain', 10, 'REDUCED');
    const compound = line('compound', 10, 'REDUCED', 'COMPOUND');
    const result = taxed([compound, plain], given);
    expect(result.totals.map(({ base }) => base)).toEqual([20, 10]);
    expect(taxed([plain, compound], given).totals).toEqual(result.totals);
  });

  test('two compound rates in opposite orders on two lines end, in the order of the rates', () => {
    const rates = [
      { code: 'A', percent: '10', compound: true },
      { code: 'B', percent: '10', compound: true },
    ];
    const given: TaxRules = { rates, pricesIncludeTax: false, rounding: 'document' };
    const result = taxed([line('x', 1000, 'A', 'B'), line('y', 1000, 'B', 'A')], given);
    expect(result.totals.map(({ base, tax }) => [base, tax])).toEqual([
      [2000, 200],
      [2100, 210],
    ]);
  });
});

describe('discounts and refunds', () => {
  test('what the manufacturer paid stays in the taxable base', () => {
    const funded = { ...line('a', 900, 'STANDARD'), fundedDiscount: 100 };
    const result = taxed([funded], rules({ pricesIncludeTax: false }));
    expect(result.lines[0]?.components).toEqual([{ code: 'STANDARD', base: 1000, tax: 200 }]);
  });

  test('a returned bottle among things sold keeps its own tax, and the document still sums', () => {
    const lines = [line('drink', 133, 'STANDARD'), line('bottle', -25, 'STANDARD'), line('snack', 99, 'STANDARD')];
    const result = taxed(lines, rules({ rounding: 'document' }));
    expect(result.tax).toBe(35);
    expect(result.lines.map(({ tax }) => tax)).toEqual([22, -4, 17]);
  });

  test('a refund of nothing is zero, not minus zero', () => {
    const result = taxed([{ ...line('a', -0, 'STANDARD'), fundedDiscount: -0 }], rules());
    expect(result.lines[0]).toEqual({ lineId: 'a', components: [{ code: 'STANDARD', base: 0, tax: 0 }], tax: 0 });
  });

  test('a sale and its refund in one document cancel exactly', () => {
    const lines = [line('sold', 1190, 'STANDARD'), line('back', -1190, 'STANDARD')];
    for (const rounding of ['line', 'document'] as const) {
      const result = taxed(lines, rules({ rounding }));
      expect(result.lines.map(({ tax }) => tax)).toEqual([198, -198]);
      expect(result.totals[0]).toMatchObject({ base: 0, tax: 0 });
    }
  });
});
