import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { documentPricer } from '../../src/domain/pricing/price-document.ts';
import { promotionSchema } from '../../src/domain/promotion/shape.ts';
import { importPromotions } from '../../src/storage/promotions/import.ts';
import { openPromotions } from '../../src/storage/promotions/store.ts';
import { temporaryFolder } from '../fixtures/storage.ts';

const page = readFileSync(new URL('../../docs/promotions.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(json|csv)( \w+)?\n([\s\S]*?)^```$/gm)].map(([, language, label = '', text]) => ({
  name: `${language}${label}`,
  text: text ?? '',
}));
const ofKind = (name: string) => blocks.filter((block) => block.name === name).map(({ text }) => text);
const price = documentPricer((bytes) => createHash('sha256').update(bytes).digest('hex'));

interface Example {
  readonly basket: readonly (readonly [string, number, number])[];
  readonly lines: readonly number[];
}

const examples = ofKind('json').map((text) => JSON.parse(text));
const families = examples
  .filter((_, at) => at % 2 === 0)
  .map((promotion, at) => [promotion.family, promotion, examples[2 * at + 1]]);

test('the page has an example of each of the eight families', () => {
  expect(families.map(([family]) => family)).toEqual(promotionSchema.options.map(({ shape }) => shape.family.value));
});

test.each(families)('the example of %s takes off what the page says', (_, promotion, example: Example) => {
  const pricing = price({
    store: { currency: 'GBP', timezone: 'Europe/London', pricesIncludeTax: true, taxRounding: 'line' },
    at: '2026-03-02T10:00:00Z',
    items: [...new Map(example.basket.map(([id, unit]) => [id, { id, price: unit }])).values()],
    taxes: [],
    promotions: [promotion],
    basket: example.basket.map(([item, , quantity]) => ({ item, quantity })),
  });
  if (pricing.kind === 'bad') throw new Error(JSON.stringify(pricing.problems));
  expect(pricing.result.lines.map(({ discount }) => discount)).toEqual(example.lines);
  expect(pricing.result.proof).toBe('optimal');
});

test('the document of the price command has the result that the page shows', () => {
  const pricing = price(JSON.parse(ofKind('json document')[0] ?? ''));
  expect(pricing).toEqual({ kind: 'priced', result: JSON.parse(ofKind('json result')[0] ?? '') });
});

test('the CSV file is imported', async () => {
  const directory = join(temporaryFolder(), 'promotions');
  const source = Readable.from([Buffer.from(ofKind('csv')[0] ?? '')]);
  expect(await importPromotions({ source, format: 'csv', directory })).toMatchObject({ promotions: 3, problems: [] });
  const store = openPromotions(directory);
  expect(store.read(store.current())?.map(({ title }) => title)).toEqual(['Half price', '£1 off', '2 for £4']);
});
