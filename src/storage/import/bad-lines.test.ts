import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { imported, problemsOf } from '../../../test/fixtures/importing.ts';
import { openCatalogue } from '../catalogue/store.ts';
import { importCatalogue } from './import.ts';

const HEADER =
  'id,barcodes,plu,name,name.de,size,category,price,soldBy,taxCodes,minAge,deposit,picture,tare,noDiscount';
const REQUIRED = 'id,name,price,soldBy,taxCodes';
const csv = (...lines: string[]) => [HEADER, ...lines].join('\n');
const short = (...lines: string[]) => [REQUIRED, ...lines].join('\n');

describe('a bad line of CSV', () => {
  it.each([
    ['a,,,A,,,,4.99,unit,Z,,,,,', 'price', 'price is in minor units (pence, cents): write 499, not 4.99.'],
    ['a,,,A,,,,"0,05",unit,Z,,,,,', 'price', 'price is in minor units (pence, cents): write 5, not 0,05.'],
    [
      'a,,,A,,,,£5,unit,Z,,,,,',
      'price',
      'price is a whole number of minor units (pence, cents), such as 499 for 4.99, not "£5".',
    ],
    [
      'a,,,A,,,,-5,unit,Z,,,,,',
      'price',
      'price is a whole number of minor units (pence, cents), such as 499 for 4.99, not "-5".',
    ],
    [
      'a,,,A,,,,1e3,unit,Z,,,,,',
      'price',
      'price is a whole number of minor units (pence, cents), such as 499 for 4.99, not "1e3".',
    ],
    [
      'a,,,A,,,,999999999999,unit,Z,,,,,',
      'price',
      'price is a whole number of minor units (pence, cents) from 0 to 100000000000, such as 499 for 4.99, not "999999999999".',
    ],
    [
      'a,,,A,,,,,unit,Z,,,,,',
      'price',
      'price is missing: price is a whole number of minor units (pence, cents) from 0 to 100000000000, such as 499 for 4.99.',
    ],
    [',,,A,,,,1,unit,Z,,,,,', 'id', 'id is missing: id is a text of 1 to 64 characters.'],
    ['a,,, ,,,,1,unit,Z,,,,,', 'name', 'name is missing: name is a text of 1 to 200 characters.'],
    [
      `a,,,A,${'x'.repeat(201)},,,1,unit,Z,,,,,`,
      'name.de',
      'A name in another language is a text of 1 to 200 characters under a language such as de or pt-BR.',
    ],
    ['a,,,A,,,,1,piece,Z,,,,,', 'soldBy', 'soldBy is unit or weight, not "piece".'],
    ['a,,,A,,,,1,,Z,,,,,', 'soldBy', 'soldBy is missing: soldBy is unit or weight.'],
    [
      'a,,,A,,,,1,unit,1 2 3 4 5 6 7 8 9,,,,,',
      'taxCodes',
      'taxCodes is a list of at most 8 codes of 1 to 32 characters.',
    ],
    ['a,,,A,,,,1,unit,Z,adult,,,,', 'minAge', 'minAge is a whole number, not "adult".'],
    ['a,,,A,,,,1,unit,Z,0,,,,', 'minAge', 'minAge is a whole number of years from 1 to 99, not "0".'],
    [
      'a,,,A,,,,1,unit,Z,,,../x.png,,',
      'picture',
      'picture is the name of a picture: lower-case letters, digits and hyphens, at most 64, not "../x.png".',
    ],
    ['a,,,A,,,,1,unit,Z,,,,,maybe', 'noDiscount', 'noDiscount is yes or no, not "maybe".'],
    ['a,,,A,,,,1,unit,Z,,a,,,', 'deposit', 'An item cannot be its own deposit.'],
    ['a,,,A,,,,1,unit,Z,,gone,,,', 'deposit', 'The deposit "gone" is the id of no item that was taken.'],
    ['a,,,A\u0007,,,,1,unit,Z,,,,,', 'name', 'name has a character that cannot be shown or printed.'],
    ['a,,x,A,,,,1,unit,Z,,,,,', 'plu', 'plu is a text of 1 to 10 digits.'],
    [
      'a,5012345678901,,A,,,,1,unit,Z,,,,,',
      'barcodes',
      'The last digit of the barcode 5012345678901 does not fit the others, so a digit is wrong.',
    ],
    [
      'a,501234567891,,A,,,,1,unit,Z,,,,,',
      'barcodes',
      'The last digit of the barcode 501234567891 does not fit the others, so a digit is wrong.',
    ],
    [
      'a,12345,,A,,,,1,unit,Z,,,,,',
      'barcodes',
      'The barcode 12345 has 5 digits; a GTIN has 8, 12, 13 or 14. Zeros in front count.',
    ],
    [
      'a,5.01E+12,,A,,,,1,unit,Z,,,,,',
      'barcodes',
      'The barcode "5.01E+12" is not all digits. Spreadsheets shorten long numbers: make the column text.',
    ],
    ['a,A,1,unit,', null, 'The line has 5 cells, and the header 15 columns.'],
    [
      'a,,,12" pan,,,,1,unit,Z,,,,,"',
      null,
      'A quotation mark stands inside a cell. Put the whole cell in quotation marks and double it: "12"" pan".',
    ],
    [
      'a,,,"12" pan,,,,1,unit,Z,,,,,',
      null,
      'Something follows the quotation mark that closes a cell. Double a quotation mark inside a quoted cell: "12"" pan".',
    ],
    ['a,,,12" pan,,,,1,unit,Z,,,,,', null, 'A quotation mark on this line opens a cell, and none closes it.'],
  ])('%s names %s and says what to do', async (text, field, message) => {
    const { report, target } = await imported(csv('good,,,Good,,,,1,unit,Z,,,,,', text));
    expect(report).toEqual({
      kind: 'refused',
      problems: [{ line: 3, field, message }],
      problemCount: 1,
      badRecords: 1,
    });
    expect(readdirSync(join(target, '..'))).toEqual(['catalogue.db.lock']);
  });

  it('names every field that is wrong', async () => {
    const problems = await problemsOf(csv('a,1,x,,,,,1.5,pair,Z,0,,,,'));
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [2, 'price'],
      [2, 'barcodes'],
      [2, 'plu'],
      [2, 'name'],
      [2, 'soldBy'],
      [2, 'minAge'],
    ]);
  });

  it('is named by the line that its record starts on, blank and quoted lines counted', async () => {
    const text = csv(
      'a,,,"two',
      'lines",,,,1,unit,Z,,,,,',
      '',
      'b,,,"three',
      '',
      'lines",,,,1.00,unit,Z,,,,,',
      'c,,,C,,,,x,unit,Z,,,,,',
    );
    expect((await problemsOf(text)).map(({ line }) => line)).toEqual([5, 8]);
    expect((await problemsOf(text.replaceAll('\n', '\r\n'))).map(({ line }) => line)).toEqual([5, 8]);
  });

  it('that says a key again names the line that had it first', async () => {
    const text = csv(
      'a,5012345678900,7,A,,,,1,unit,Z,,,,,',
      'a,,,A again,,,,1,unit,Z,,,,,',
      'b,05012345678900,,B,,,,1,unit,Z,,,,,',
      'c,,7,C,,,,1,unit,Z,,,,,',
    );
    expect(await problemsOf(text)).toEqual([
      { line: 3, field: 'id', message: 'The id a is already on line 2.' },
      { line: 4, field: 'barcodes', message: 'The barcode 05012345678900 is already on line 2.' },
      { line: 5, field: 'plu', message: 'The plu 7 is already on line 2.' },
    ]);
  });

  it('does not swallow the lines after it with a quotation mark that another stray one closes', async () => {
    const text = short('a,12" pan,1,unit,', 'b,B,1,unit,', 'c,C,x,unit,', 'd,10" pan,1,unit,', 'e,E,x,unit,');
    expect((await problemsOf(text)).map(({ line }) => line)).toEqual([2, 4, 5, 6]);
  });

  it('does not swallow the rest of the file with a quotation mark that nothing closes', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `b${at},B,1,unit,`);
    const { report } = await imported(short('a,12" pan,1,unit,', ...many, 'c,C,x,unit,'), { skipBad: true });
    expect(report).toMatchObject({ kind: 'imported', counts: { items: 20_000 } });
    expect(report.problems.map(({ line }) => line)).toEqual([2, 20_003]);
  });

  it('in another encoding is named, and those around it are read', async () => {
    const bytes = Buffer.concat([Buffer.from(short('a,')), Buffer.from([0xe4]), Buffer.from(',1,unit,\nb,B,x,unit,')]);
    expect(await problemsOf(bytes)).toEqual([
      { line: 2, field: null, message: 'The line is not UTF-8. Save the file as UTF-8.' },
      { line: 3, field: 'price', message: expect.any(String) },
    ]);
    const utf16 = Buffer.from(`\ufeff${short('a,A,1,unit,')}`, 'utf16le');
    expect(await problemsOf(utf16)).toMatchObject([{ line: 1, message: 'The file is UTF-16. Save it as UTF-8.' }]);
  });

  it('of 10 MB is named and passed over', async () => {
    const text = short(`a,${'x'.repeat(10_000_000)},1,unit,`, 'b,B,x,unit,');
    expect(await problemsOf(text)).toEqual([
      { line: 2, field: null, message: 'The line is longer than 64 KiB, which nothing here needs.' },
      { line: 3, field: 'price', message: expect.any(String) },
    ]);
  });

  it('is one of at most a thousand that are listed; all are counted', async () => {
    const bad = Array.from({ length: 1500 }, (_, at) => `a${at},A,x,pair,`);
    const { report } = await imported(short(...bad));
    expect(report).toMatchObject({ kind: 'refused', problemCount: 3000, badRecords: 1500 });
    expect(report.problems).toHaveLength(1000);
    expect(report.problems.at(-1)).toMatchObject({ line: 501, field: 'soldBy' });
  });

  it('is left out with skipBad, and with it what leans on it', async () => {
    const text = csv(
      'a,5012345678900,,A,,,,1,unit,Z,,,,,',
      'b,5012345678900,,B,,,,1,unit,Z,,,,,',
      'c,96385074,9,C,,,,1,unit,Z,,bottle,,,',
      'bottle,,,Bottle,,,,0.25,unit,,,,,,',
    );
    const { report, target } = await imported(text, { skipBad: true });
    expect(report).toMatchObject({ kind: 'imported', counts: { items: 1, barcodes: 1, plus: 0 }, badRecords: 3 });
    expect(report.problems.map(({ line, field }) => [line, field])).toEqual([
      [3, 'barcodes'],
      [4, 'deposit'],
      [5, 'price'],
    ]);
    const store = openCatalogue({ path: target });
    expect([store.byGtin('05012345678900')?.id, store.byGtin('00000096385074'), store.byPlu('9')]).toEqual([
      'a',
      null,
      null,
    ]);
    expect(store.search('c', { locale: 'en', limit: 5 })).toEqual([]);
    store.close();
  });

  it('leaves the catalogue that was there as it was', async () => {
    const { target } = await imported(short('a,A,1,unit,'), { version: 'v1' });
    const refused = await importCatalogue({ source: Readable.from([short('b,B,x,unit,')]), format: 'csv', target });
    expect(refused.kind).toBe('refused');
    const store = openCatalogue({ path: target });
    expect([store.version(), store.byId('a')?.id]).toEqual(['v1', 'a']);
    store.close();
  });
});
