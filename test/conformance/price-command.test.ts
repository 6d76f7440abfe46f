import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PriceResult } from '../../src/domain/pricing/price-document.ts';
import { run } from '../../src/main/cli/program.ts';
// The program loads a command when it is asked for it; loaded here, it takes no test's time.
import '../../src/main/cli/price.ts';
import examples from './promotion-vectors.json' with { type: 'json' };
import taxes from './tax-vectors.json' with { type: 'json' };

const AT = '2026-03-02T10:00:00Z';
const store = (pricesIncludeTax = true, taxRounding = 'line') => ({
  currency: 'GBP',
  timezone: 'Europe/London',
  pricesIncludeTax,
  taxRounding,
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-price-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `checkstand price --ndjson` over documents and answers what it printed for each. */
async function priced(documents: readonly object[]): Promise<PriceResult[]> {
  const file = join(folder, 'documents.ndjson');
  writeFileSync(file, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    env: {},
    workingDirectory: folder,
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    prompt: () => {},
    colours: false,
  };
  expect({ code: await run(['price', '--ndjson', file], io), err }).toEqual({ code: 0, err: [] });
  return out.map((line) => JSON.parse(line) as PriceResult);
}

test('the command prices every worked example of promotions as published', async () => {
  const documents = examples.vectors.map(({ basket, promotions }) => ({
    store: store(),
    at: AT,
    items: [...new Map(basket.map(([id, price]) => [id, { id, price }])).values()],
    taxes: [],
    promotions: promotions.map((each, at) => ({ id: `p${at}`, title: 'offer', ...each })),
    basket: basket.map(([item, , quantity]) => ({ item, quantity })),
  }));
  const results = await priced(documents);
  results.forEach((result, at) => {
    const { name, discount, lines } = examples.vectors[at] as { name: string; discount: number; lines?: number[] };
    expect({ name, discount: result.discount, proof: result.proof }).toEqual({ name, discount, proof: 'optimal' });
    if (lines !== undefined) expect(result.lines.map((line) => line.discount)).toEqual(lines);
    for (const line of result.lines) {
      expect(line.modifiers.reduce((sum, { amount }) => sum + amount, 0)).toBe(line.discount);
      expect(line.net).toBe(line.gross - line.discount);
    }
  });
});

describe('taxes', () => {
  test('the command taxes every published vector as published', async () => {
    const vectors = taxes.vectors.filter(({ lines }) =>
      lines.every((line) => line.amount >= 0 && !('fundedDiscount' in line)),
    );
    expect(vectors.length).toBeGreaterThan(8);
    const documents = vectors.map(({ rules, lines }) => ({
      store: store(rules.pricesIncludeTax, rules.rounding),
      at: AT,
      items: lines.map(({ amount, taxCodes }, at) => ({ id: `${at}`, price: amount, tax: taxCodes })),
      taxes: rules.rates,
      promotions: [],
      basket: lines.map((_, at) => ({ item: `${at}` })),
    }));
    const results = await priced(documents);
    results.forEach((result, at) => {
      const { name, tax, totals, rules } = vectors[at]!;
      expect({ name, tax: result.tax, taxes: result.taxes }).toEqual({ name, tax, taxes: totals });
      expect(result.total).toBe(result.gross + (rules.pricesIncludeTax ? 0 : tax));
      expect(result.lines.reduce((sum, line) => sum + line.tax, 0)).toBe(tax);
    });
  });

  test('a meal deal splits by selling price, and only its standard-rated share is taxed', async () => {
    const { items, price, rates, standardShare, standardTax } = taxes.mealDeal;
    const [result] = await priced([
      {
        store: store(),
        at: AT,
        items: items.map((item, at) => ({ id: `${at}`, price: item.price, tax: item.taxCodes })),
        taxes: rates,
        promotions: [
          {
            id: 'deal',
            title: 'Meal deal',
            family: 'bundle',
            groups: items.map((_, at) => ({ id: `${at}`, match: { items: [`${at}`] }, quantity: 1 })),
            discount: { price, per: 'set' },
          },
        ],
        basket: items.map((_, at) => ({ item: `${at}` })),
      },
    ]);
    expect(result).toMatchObject({ gross: 595, discount: 210, total: price, tax: standardTax });
    expect(result!.lines[1]!.net + result!.lines[2]!.net).toBe(standardShare);
  });

  test('what a manufacturer pays stays in the base of the tax, what the store gives does not', async () => {
    const coupon = (fundedBy: string) => ({
      store: store(false),
      at: AT,
      items: [{ id: 'soap', price: 1000, tax: ['STATE', 'COUNTY', 'CITY'] }],
      taxes: [
        { code: 'STATE', percent: '6.25' },
        { code: 'COUNTY', percent: '1' },
        { code: 'CITY', percent: '1.25' },
      ],
      promotions: [
        {
          id: 'c',
          title: '2.00 off',
          family: 'multibuy',
          fundedBy,
          requires: { coupon: 'SOAP2' },
          groups: [{ id: 'g', match: { items: ['soap'] }, quantity: 1 }],
          discount: { amount: 200, per: 'unit' },
        },
      ],
      coupons: ['SOAP2', 'SOAP2'],
      basket: [{ item: 'soap' }],
    });
    const [store$, manufacturer] = await priced([coupon('store'), coupon('manufacturer')]);
    expect(store$).toMatchObject({ discount: 200, tax: 68, total: 868 });
    expect(manufacturer).toMatchObject({ discount: 200, tax: 86, total: 886 });
    expect(manufacturer!.taxes.map(({ code, base, tax }) => [code, base, tax])).toEqual([
      ['STATE', 1000, 63],
      ['COUNTY', 1000, 10],
      ['CITY', 1000, 13],
    ]);
  });

  test('deposits are outside of discounts and of what a threshold counts', async () => {
    const [result] = await priced([
      {
        store: store(),
        at: AT,
        items: [
          { id: 'cola', price: 900, tax: ['A'] },
          { id: 'bottle', price: 200, tax: ['Z'], noDiscount: true },
        ],
        taxes: [
          { code: 'A', percent: '20' },
          { code: 'Z', percent: '0' },
        ],
        promotions: [
          {
            id: 't',
            title: 'Spend 10.00, save a tenth',
            family: 'threshold',
            groups: [{ id: 'all', match: { all: true }, spend: 1000 }],
            discount: { percent: '10', per: 'set' },
          },
        ],
        basket: [{ item: 'cola' }, { item: 'bottle' }],
      },
    ]);
    expect(result).toMatchObject({ gross: 1100, discount: 0, hints: [{ promotion: 't', missing: 100 }] });
  });
});
