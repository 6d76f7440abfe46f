import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mulDivHalfUp } from '../money/money.ts';
import { computeTax } from './compute.ts';
import type { TaxableLine, TaxRate, TaxResult, TaxRules } from './model.ts';

const CODES = ['A', 'B', 'C', 'D'];

const percent = fc.oneof(
  fc.constantFrom('0', '5', '7', '19', '20', '9.975', '6.25', '33.333333'),
  fc.nat(99).map(String),
);
const rates: fc.Arbitrary<TaxRate[]> = fc
  .tuple(
    ...CODES.map((code) =>
      fc.record({ code: fc.constant(code), percent, compound: fc.boolean(), exempt: fc.boolean() }),
    ),
  )
  .map((all) => all.map(({ exempt, ...rate }) => (exempt ? { ...rate, percent: '0', exempt } : rate)));
const taxCodes = fc.shuffledSubarray(CODES, { maxLength: 3 });

function basket(amount: fc.Arbitrary<number>): fc.Arbitrary<TaxableLine[]> {
  const line = fc.record({ amount, taxCodes, fundedDiscount: fc.constantFrom(0, 0, 50) });
  return fc.array(line, { maxLength: 25 }).map((lines) => lines.map((one, index) => ({ lineId: `${index}`, ...one })));
}

const sold = basket(fc.nat(1_000_000));
const mixed = basket(fc.integer({ min: -1_000_000, max: 1_000_000 }));
const anyRules: fc.Arbitrary<TaxRules> = fc.record({
  rates,
  pricesIncludeTax: fc.boolean(),
  rounding: fc.constantFrom('line', 'document'),
});

function taxed(lines: readonly TaxableLine[], rules: TaxRules): TaxResult {
  const outcome = computeTax(lines, rules);
  if (outcome.kind !== 'ok') throw new Error('every code has a rate here');
  return outcome.result;
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

test('Σ totals, Σ lines and Σ components are the document tax, in either mode', () => {
  fc.assert(
    fc.property(mixed, anyRules, (lines, rules) => {
      const result = taxed(lines, rules);
      expect(total(result.totals.map(({ tax }) => tax))).toBe(result.tax);
      expect(total(result.lines.map(({ tax }) => tax))).toBe(result.tax);
      for (const line of result.lines) expect(total(line.components.map(({ tax }) => tax))).toBe(line.tax);
      for (const { code, base, tax } of result.totals) {
        const own = result.lines.flatMap(({ components }) => components.filter((component) => component.code === code));
        expect([total(own.map((component) => component.base)), total(own.map((component) => component.tax))]).toEqual([
          base,
          tax,
        ]);
      }
    }),
    { numRuns: 500 },
  );
});

test('the order of the lines changes no total', () => {
  const shuffled = mixed.chain((lines) =>
    fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
  );
  fc.assert(
    fc.property(shuffled, anyRules, ([lines, other], rules) => {
      expect(taxed(other, rules).totals).toEqual(taxed(lines, rules).totals);
    }),
    { numRuns: 500 },
  );
});

test('negative amounts mirror positive ones, line by line', () => {
  fc.assert(
    fc.property(mixed, anyRules, (lines, rules) => {
      const back = lines.map((line) => ({
        ...line,
        amount: -line.amount,
        fundedDiscount: -(line.fundedDiscount ?? 0),
      }));
      const taxes = taxed(lines, rules).lines.map((line) =>
        line.components.map(({ base, tax }) => [0 - base, 0 - tax]),
      );
      expect(taxed(back, rules).lines.map((line) => line.components.map(({ base, tax }) => [base, tax]))).toEqual(
        taxes,
      );
    }),
    { numRuns: 500 },
  );
});

test('where prices include tax, base and taxes of a line are its gross again', () => {
  fc.assert(
    fc.property(mixed, anyRules, (lines, rules) => {
      taxed(lines, { ...rules, pricesIncludeTax: true }).lines.forEach((line, index) => {
        const gross = lines[index]!.amount + lines[index]!.fundedDiscount!;
        for (const { base } of line.components) expect(base + line.tax).toBe(gross);
      });
    }),
  );
});

test('nothing sold for money is taxed less than nothing', () => {
  fc.assert(
    fc.property(sold, anyRules, (lines, rules) => {
      for (const line of taxed(lines, rules).lines) {
        for (const { base, tax } of line.components) expect(Math.min(base, tax)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('a document of one line is that line: both modes agree', () => {
  fc.assert(
    fc.property(mixed, anyRules, (lines, rules) => {
      const one = lines.slice(0, 1);
      expect(taxed(one, { ...rules, rounding: 'document' })).toEqual(taxed(one, { ...rules, rounding: 'line' }));
    }),
  );
});

test('with one code a line, each total is one rounding of the rate on its sum', () => {
  const single = sold.map((lines) =>
    lines.map((line) => ({ ...line, taxCodes: line.taxCodes.slice(0, 1), fundedDiscount: 0 })),
  );
  fc.assert(
    fc.property(single, anyRules, (lines, given) => {
      const whole = given.rates.map((rate, index) => ({ ...rate, percent: String([19, 7, 20, 0][index]) }));
      const rules: TaxRules = { ...given, rates: whole.map(({ exempt: _, ...rate }) => rate), rounding: 'document' };
      for (const { code, tax, percent: written } of taxed(lines, rules).totals) {
        const sum = total(lines.filter((line) => line.taxCodes[0] === code).map(({ amount }) => amount));
        const rate = Number(written);
        expect(tax).toBe(mulDivHalfUp(sum, rate, rules.pricesIncludeTax ? 100 + rate : 100));
      }
    }),
  );
});

test('a line of a document is never further than one unit from its exact tax', () => {
  fc.assert(
    fc.property(mixed, fc.constantFrom(true, false), (lines, pricesIncludeTax) => {
      const rules: TaxRules = { rates: [{ code: 'A', percent: '19' }], pricesIncludeTax, rounding: 'document' };
      const plain = lines.map(({ lineId, amount }) => ({ lineId, amount, taxCodes: ['A'] }));
      taxed(plain, rules).lines.forEach(({ tax }, index) => {
        const exact = plain[index]!.amount * 19;
        const by = pricesIncludeTax ? 119 : 100;
        expect(Math.abs(tax * by - exact)).toBeLessThan(by);
      });
    }),
  );
});
