import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { imported, itemOf, problemsOf } from '../../../test/fixtures/importing.ts';
import { openCatalogue } from '../catalogue/store.ts';
import { importCatalogue } from './import.ts';

const HEADER =
  'id,barcodes,plu,name,name.de,size,category,price,soldBy,taxCodes,minAge,deposit,picture,tare,noDiscount';
const REQUIRED = 'id,name,price,soldBy,taxCodes';
const csv = (...lines: string[]) => [HEADER, ...lines].join('\n');
const short = (...lines: string[]) => [REQUIRED, ...lines].join('\n');

describe('importing CSV', () => {
  it('makes items of every column, by barcode of any length and by PLU', async () => {
    const { report, target } = await imported(
      csv(
        'milk,5012345678900|96385074 036000291452,,Milk,Milch,2 pints,dairy,145,unit,Z|A B,,bottle,glass-of-milk,,',
        'wine,,,Wine,,,,999,unit,A,18,,,,yes',
        'apples,,4011,Apples,,,,220,weight,Z,,,,5,no',
        'bottle,,,Bottle,,,,25,unit,,,,,,true',
      ),
    );
    expect(report).toEqual({
      kind: 'imported',
      version: expect.stringMatching(/^sha256-[0-9a-f]{16}$/),
      counts: { items: 4, barcodes: 3, plus: 1 },
      problems: [],
      problemCount: 0,
      badRecords: 0,
    });
    const store = openCatalogue({ path: target });
    const milk = {
      id: 'milk',
      name: 'Milk',
      names: { de: 'Milch' },
      size: '2 pints',
      category: 'dairy',
      price: 145,
      soldBy: 'unit',
      taxCodes: ['Z', 'A', 'B'],
      deposit: 'bottle',
      picture: 'glass-of-milk',
    };
    for (const gtin of ['05012345678900', '00000096385074', '00036000291452']) expect(store.byGtin(gtin)).toEqual(milk);
    expect(store.byPlu('4011')).toMatchObject({ id: 'apples', soldBy: 'weight', tare: 5, noDiscount: false });
    expect(store.byId('wine')).toEqual({
      id: 'wine',
      name: 'Wine',
      price: 999,
      soldBy: 'unit',
      taxCodes: ['A'],
      minAge: 18,
      noDiscount: true,
    });
    expect(store.version()).toBe(report.kind === 'imported' ? report.version : '');
    store.close();
  });

  it('reads a byte order mark, CRLF, blank lines, quoted line breaks, doubled quotes and semicolons', async () => {
    const text = '\ufeffid;name;price;soldBy;taxCodes\r\n\r\npan;"12"" pan;\r\nblack";500;unit;Z\r\n';
    expect(await itemOf(text, 'pan')).toMatchObject({ name: '12" pan; black', price: 500 });
    expect(await itemOf(text.replaceAll('\r\n', '\n'), 'pan')).toMatchObject({ name: '12" pan; black' });
    expect(await itemOf('id\tname\tprice\tsoldBy\ttaxCodes\na\t"b"\t1\tunit\t', 'a')).toMatchObject({ taxCodes: [] });
  });

  it('gives the same result however the bytes arrive', async () => {
    const text = csv(
      'a,,,"Käse, \n""alt""",,,,1,unit,Z,,,,,',
      'b,123,,B,,,,1.50,unit,Z,,,,,',
      '',
      'c,,,C,,,,1,unit,Z,,,,,',
    );
    const whole = await imported(text);
    expect(whole.report.problems.map(({ line }) => line)).toEqual([4, 4]);
    for (const chunk of [1, 2, 3, 7, 64]) expect((await imported(text, {}, chunk)).report).toEqual(whole.report);
  });

  it('takes the same version for the same bytes, and the one it is given', async () => {
    const versionOf = async (text: string, more = {}) => {
      const { report } = await imported(text, more);
      return report.kind === 'imported' ? report.version : null;
    };
    const [a, b] = [short('a,A,1,unit,'), short('a,A,2,unit,')];
    expect(await versionOf(a)).toBe(await versionOf(a));
    expect(await versionOf(a)).not.toBe(await versionOf(b));
    expect(await versionOf(a, { version: 'spring' })).toBe('spring');
  });

  it('replaces the whole catalogue', async () => {
    const { target } = await imported(short('a,A,1,unit,'));
    await importCatalogue({ source: Readable.from([short('b,B,1,unit,')]), format: 'csv', target });
    const store = openCatalogue({ path: target });
    expect([store.byId('a'), store.byId('b')?.id]).toEqual([null, 'b']);
    store.close();
  });
});

describe('a header', () => {
  it.each([
    ['id,name,price,soldBy', ['taxCodes'], 'The column taxCodes is missing from the header.'],
    [`${REQUIRED},colour`, ['colour'], 'The column "colour" is not known. Known are id, barcodes, plu,'],
    [`${REQUIRED},name.__proto__`, ['name.__proto__'], 'is not known'],
    [`${REQUIRED},__proto__`, ['__proto__'], 'is not known'],
    [`${REQUIRED},constructor`, ['constructor'], 'is not known'],
    [`${REQUIRED},name`, ['name'], 'The column name is there twice.'],
    [`${REQUIRED},`, [''], 'Column 6 has no name in the header.'],
    ['a,A,1,unit,Z', ['a', 'A', '1', 'unit', 'Z', ...REQUIRED.split(',')], 'The column "a" is not known.'],
  ])('%s is refused', async (header, fields, message) => {
    const problems = await problemsOf(`${header}\nx,X,1,unit,Z`);
    expect(problems.map(({ line, field }) => [line, field])).toEqual(fields.map((field) => [1, field]));
    expect(problems[0]!.message).toContain(message);
  });

  it.each([[''], ['\n\n'], ['\ufeff'], [REQUIRED], [`${REQUIRED}\n\n`]])(
    'with nothing under it, %j, is refused',
    async (text) => {
      expect((await imported(text)).report).toMatchObject({
        kind: 'refused',
        problems: [{ line: 1, field: null, message: 'The file lists no item that could be taken.' }],
      });
    },
  );
});
