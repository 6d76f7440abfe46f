import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { identify } from '../../src/domain/gs1/identify.ts';
import { itemSchema } from '../../src/domain/item/item.ts';

const COLUMNS =
  'id,barcodes,plu,name,name.de,name.fr,name.es,name.ar,size,category,price,soldBy,taxCodes,minAge,deposit,picture,tare,noDiscount'.split(
    ',',
  );
/** Standard, reduced, zero-rated, exempt: the codes that the demo store's configuration gives rates to. */
const TAX_CODES = ['A', 'B', 'Z', 'E'];
const LANGUAGES = ['de', 'fr', 'es', 'ar'];

type Row = Record<string, string>;

const text = readFileSync(new URL('../../demo/catalogue.csv', import.meta.url), 'utf8');
const rows: Row[] = parse(text, { columns: true });
const pictures: { icons: object } = createRequire(import.meta.url)('@iconify-json/fluent-emoji-flat/icons.json');

const barcodesOf = (row: Row) => (row.barcodes ?? '').split(' ').filter((code) => code !== '');
const row = (id: string) => rows.find((each) => each.id === id);
const duplicates = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at);
/** Ids of the rows that break a rule; a test that fails names them. */
const offenders = (keeps: (row: Row) => boolean) => rows.filter((each) => !keeps(each)).map((each) => each.id);

/** GS1 General Specifications 7.9: weights 3, 1, 3, … from the right of the body, up to the next ten. */
function checkDigit(body: string): number {
  let sum = 0;
  for (let at = body.length - 1, weight = 3; at >= 0; at -= 1, weight = 4 - weight) sum += Number(body[at]) * weight;
  return (10 - (sum % 10)) % 10;
}

describe('the demo catalogue', () => {
  it('has at least 200 items under exactly the columns that the import reads', () => {
    expect(text.split('\n')[0]).toBe(COLUMNS.join(','));
    expect(rows.length).toBeGreaterThanOrEqual(200);
  });

  it('has only rows that the item schema takes', () => {
    const refused = rows.flatMap((each) => {
      const parsed = itemSchema.safeParse({
        id: each.id,
        name: each.name,
        names: Object.fromEntries(LANGUAGES.map((language) => [language, each[`name.${language}`]])),
        ...(each.size !== '' && { size: each.size }),
        category: each.category,
        price: Number(each.price),
        soldBy: each.soldBy,
        taxCodes: (each.taxCodes ?? '').split(' '),
        ...(each.minAge !== '' && { minAge: Number(each.minAge) }),
        ...(each.deposit !== '' && { deposit: each.deposit }),
        picture: each.picture,
        ...(each.tare !== '' && { tare: Number(each.tare) }),
        ...(each.noDiscount !== '' && { noDiscount: each.noDiscount === 'true' }),
      });
      return parsed.success ? [] : [`${each.id}: ${parsed.error.message}`];
    });
    expect(refused).toEqual([]);
  });

  it('writes prices as whole pence above nothing', () => {
    expect(offenders((each) => /^[1-9]\d*$/.test(each.price ?? ''))).toEqual([]);
  });

  it('gives no id, PLU or barcode to two items, whatever length a barcode is written in', () => {
    expect(duplicates(rows.map((each) => each.id ?? ''))).toEqual([]);
    expect(duplicates(rows.map((each) => each.plu ?? '').filter((plu) => plu !== ''))).toEqual([]);
    expect(duplicates(rows.flatMap(barcodesOf).map((code) => code.padStart(14, '0')))).toEqual([]);
  });

  it('uses GTINs under the demonstration prefix 952 with right check digits, of 8, 13 and 14 digits', () => {
    const codes = rows.flatMap(barcodesOf);
    expect(codes.filter((code) => Number(code.at(-1)) !== checkDigit(code.slice(0, -1)))).toEqual([]);
    expect(codes.filter((code) => !/^(952\d{5}|952\d{10}|[1-8]952\d{10})$/.test(code))).toEqual([]);
    expect(new Set(codes.map((code) => code.length))).toEqual(new Set([8, 13, 14]));
  });

  it('is read by the lane: every barcode, with or without the symbol’s name, is the GTIN that it says', () => {
    const AIM: Record<number, string> = { 8: ']E4', 13: ']E0', 14: ']I1' };
    const codes = rows.flatMap(barcodesOf);
    const misread = (aim: (code: string) => string | undefined) =>
      codes.filter((code) => {
        const read = identify({ data: code, ...(aim(code) !== undefined && { aim: aim(code) }) }, []);
        return read.kind !== 'gtin' || read.gtin !== code.padStart(14, '0');
      });
    expect(misread(() => undefined)).toEqual([]);
    expect(misread((code) => AIM[code.length])).toEqual([]);
  });

  it('can be sold: every item but a deposit has a barcode or a PLU', () => {
    const deposits = new Set(rows.map((each) => each.deposit));
    expect(
      offenders((each) => barcodesOf(each).length > 0 || /^\d{4,5}$/.test(each.plu ?? '') || deposits.has(each.id)),
    ).toEqual([]);
  });

  it('shows a picture that exists for every item', () => {
    expect(offenders((each) => Object.hasOwn(pictures.icons, each.picture ?? ''))).toEqual([]);
  });

  it('names every item in every language of the store', () => {
    expect(offenders((each) => LANGUAGES.every((language) => each[`name.${language}`]?.trim()))).toEqual([]);
    expect(offenders((each) => /\p{Script=Arabic}/u.test(each['name.ar'] ?? ''))).toEqual([]);
  });

  it('refers only to deposits that exist and stand outside discounts and taxes that the store knows', () => {
    const ids = new Set(rows.filter((each) => each.deposit !== '').map((each) => each.deposit ?? ''));
    expect(ids.size).toBeGreaterThan(0);
    expect([...ids].filter((id) => row(id)?.noDiscount !== 'true' || row(id)?.deposit !== '')).toEqual([]);
    expect(row('carrier-bag')?.noDiscount).toBe('true');
  });

  it('knows no other tax code than standard, reduced, zero-rated and exempt, and uses each', () => {
    const used = rows.flatMap((each) => (each.taxCodes ?? '').split(' '));
    expect(new Set(used)).toEqual(new Set(TAX_CODES));
  });

  it('weighs produce by PLU with the tare of its bag, and asks for proof of age with alcohol', () => {
    const weighed = rows.filter((each) => each.soldBy === 'weight');
    expect(weighed.length).toBeGreaterThan(20);
    expect(weighed.filter((each) => each.tare !== '5' || each.plu === '').map((each) => each.id)).toEqual([]);
    const drinks = rows.filter((each) => each.category === 'wine-beer' && !each.id?.includes('alcohol-free'));
    expect(drinks.filter((each) => each.minAge !== '18').map((each) => each.id)).toEqual([]);
  });

  it('has the goods of the pictured basket at their pictured prices', () => {
    const pictured = [
      'strawberries-400',
      'dark-chocolate-70',
      'bananas',
      'seeded-loaf-800',
      'whole-milk-2l',
      'free-range-eggs-6',
    ];
    expect(pictured.map((id) => [row(id)?.name, row(id)?.price])).toEqual([
      ['Strawberries', '250'],
      ['Dark chocolate 70%', '200'],
      ['Bananas', '110'],
      ['Seeded loaf', '320'],
      ['Whole milk', '175'],
      ['Free-range eggs', '210'],
    ]);
  });
});
