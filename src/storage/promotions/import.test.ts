import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { importPromotions } from './import.ts';
import { openPromotions } from './store.ts';

const DEMO = new URL('../../../demo/promotions.ndjson', import.meta.url).pathname;

const good = (id: string) =>
  JSON.stringify({
    id,
    title: '3 for 2',
    family: 'multibuy',
    groups: [{ id: 'g', match: { items: ['tea'] }, quantity: 3 }],
    discount: { price: 200, per: 'set' },
  });

async function imported(text: string, format: 'csv' | 'ndjson', skipBad = false) {
  const directory = join(temporaryFolder(), 'promotions');
  const report = await importPromotions({ source: Readable.from([Buffer.from(text)]), format, directory, skipBad });
  const store = openPromotions(directory);
  return { report, promotions: store.read(store.current()) ?? [] };
}

const problems = async (text: string, format: 'csv' | 'ndjson' = 'ndjson') =>
  (await imported(text, format)).report.problems.map(({ line, field, message }) => `${line} ${field}: ${message}`);

describe('NDJSON', () => {
  it('puts every promotion of the demo store in force, of all eight families', async () => {
    const directory = join(temporaryFolder(), 'promotions');
    const report = await importPromotions({ source: DEMO, format: 'ndjson', directory });
    const lines = readFileSync(DEMO, 'utf8').trim().split('\n');
    expect(report).toMatchObject({ kind: 'imported', promotions: lines.length, problems: [] });
    const store = openPromotions(directory);
    const families = new Set(store.read(store.current())?.map(({ family }) => family));
    expect(families.size).toBe(8);
    expect(lines.length).toBeGreaterThanOrEqual(25);
  });

  it('names line, place and mistake of every bad one, and changes nothing', async () => {
    const bad = good('b').replace('"quantity":3', '"quantity":0');
    const text = [good('a'), bad, '', '{', '[]', good('a'), good('c').replace('"price"', '"prize"')].join('\n');
    expect(await problems(text)).toEqual([
      '2 groups[0].quantity: Expected a number of at least 1, found 0.',
      '4 null: The line is not JSON. Write one promotion a line, as {"id": "tea", "family": …}.',
      '5 null: Expected an object, found a list of 0.',
      '6 id: The promotion a is already on line 1.',
      '7 discount.prize: Is not known here.',
      '7 discount: A discount has exactly one of "percent", "amount" and "price".',
    ]);
    const { report, promotions } = await imported(text, 'ndjson');
    expect(report.kind).toBe('refused');
    expect(promotions).toEqual([]);
  });

  it('takes the good ones when asked to', async () => {
    const { report, promotions } = await imported(`${good('a')}\nnope\n${good('b')}\n`, 'ndjson', true);
    expect(report).toMatchObject({ kind: 'imported', promotions: 2, badRecords: 1 });
    expect(promotions.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('does not end all promotions by a file of nothing, or of nothing good', async () => {
    expect(await problems('\n\n')).toEqual(['1 null: The file lists no promotion.']);
    expect((await imported('nope\n', 'ndjson', true)).report.kind).toBe('refused');
  });
});

describe('CSV', () => {
  it('reads a percent, an amount and a price, off each piece and off n of them', async () => {
    const text = [
      'id,title,items,categories,exceptItems,quantity,percent,amount,price,limit,coupon,from,until,days,hours',
      'a,Half price,berries,,,,50,,,,,,,,',
      'b,£1 off,,fish|meat,king-prawns,,,100,,,,,,,',
      'c,3 for £5,"tea;coffee",,,3,,,500,2,TEA3,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,fri sat,17:00-19:00 22:00-02:00',
    ].join('\n');
    const { report, promotions } = await imported(text, 'csv');
    expect(report.problems).toEqual([]);
    expect(promotions).toEqual([
      {
        id: 'a',
        title: 'Half price',
        family: 'multibuy',
        groups: [{ id: 'goods', match: { items: ['berries'] }, quantity: 1 }],
        discount: { percent: '50', per: 'unit' },
      },
      {
        id: 'b',
        title: '£1 off',
        family: 'multibuy',
        groups: [
          { id: 'goods', match: { categories: ['fish', 'meat'], except: { items: ['king-prawns'] } }, quantity: 1 },
        ],
        discount: { amount: 100, per: 'unit' },
      },
      {
        id: 'c',
        title: '3 for £5',
        family: 'multibuy',
        groups: [{ id: 'goods', match: { items: ['tea', 'coffee'] }, quantity: 3 }],
        discount: { price: 500, per: 'set' },
        limit: 2,
        requires: { coupon: 'TEA3' },
        window: {
          from: '2026-03-01T00:00:00Z',
          until: '2026-04-01T00:00:00Z',
          days: ['fri', 'sat'],
          hours: [
            { from: '17:00', until: '19:00' },
            { from: '22:00', until: '02:00' },
          ],
        },
      },
    ]);
  });

  it('names the column of every mistake', async () => {
    const text = [
      'id,title,items,quantity,percent,amount,price,hours',
      'a,No goods,,,10,,,',
      'b,Two discounts,tea,,10,100,,',
      'c,No discount,tea,,,,,',
      'd,Odd,tea,two,10,,,',
      'e,Absurd,tea,,110,,,',
      'f,Below zero,tea,,,-5,,',
      'g,Never,tea,,10,,,17:00',
    ].join('\n');
    const found = await problems(text, 'csv');
    expect(found.map((it) => it.split(':')[0])).toEqual([
      '2 items, categories',
      '3 percent, amount, price',
      '4 percent, amount, price',
      '5 quantity',
      '6 percent',
      '7 amount',
      '8 hours',
    ]);
  });

  it('refuses a header with unknown columns or without those that it needs', async () => {
    expect(await problems('id,name\n', 'csv')).toEqual([
      expect.stringContaining('1 name: The column "name" is not known.'),
      '1 title: The column title is missing from the header.',
    ]);
  });

  it('ends all promotions by a header alone', async () => {
    const { report } = await imported('id,title\n', 'csv');
    expect(report).toMatchObject({ kind: 'imported', promotions: 0 });
  });
});
