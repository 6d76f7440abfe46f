import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imported, itemOf, problemsOf } from '../../../test/fixtures/importing.ts';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { openCatalogue } from '../catalogue/store.ts';
import { importCatalogue } from './import.ts';

const REQUIRED = 'id,name,price,soldBy,taxCodes';

describe('importing NDJSON', () => {
  const ndjson = (...lines: (object | string)[]) =>
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const milk = { id: 'milk', name: 'Milk', price: 145, soldBy: 'unit', taxCodes: ['Z'] };

  it('reads the item as it is, with barcodes and PLU', async () => {
    const full = { ...milk, names: { de: 'Milch', 'pt-BR': 'Leite' }, sizes: { de: '1 l' }, minAge: 16 };
    const { report, target } = await imported(
      ndjson({ ...full, barcodes: ['5012345678900'], plu: '0042' }, '', { ...milk, id: 'other' }),
      { format: 'ndjson' },
    );
    expect(report).toMatchObject({ kind: 'imported', counts: { items: 2, barcodes: 1, plus: 1 } });
    const store = openCatalogue({ path: target });
    expect(store.byGtin('05012345678900')).toEqual(full);
    expect(store.byPlu('0042')).toEqual(full);
    store.close();
  });

  it.each([
    ['{"id": ', null, 'The line is not JSON.'],
    ['[]', null, 'The line is JSON, but no item.'],
    ['null', null, 'The line is JSON, but no item.'],
    [{ ...milk, colour: 'white' }, 'colour', 'The field "colour" is not known.'],
    [
      '{"id":"a","name":"A","price":1,"soldBy":"unit","taxCodes":[],"__proto__":{"minAge":1}}',
      '__proto__',
      'is not known',
    ],
    [{ ...milk, price: 1.45 }, 'price', 'price is a whole number of minor units'],
    [{ ...milk, price: '145' }, 'price', 'price is a whole number of minor units'],
    [{ ...milk, names: { de: 5 } }, 'names.de', 'A name in another language'],
    [{ ...milk, taxCodes: 'Z' }, 'taxCodes', 'taxCodes is a list'],
    [{ ...milk, barcodes: [5012345678900] }, 'barcodes', 'barcodes is a list of texts'],
    [{ ...milk, barcodes: '5012345678900' }, 'barcodes', 'barcodes is a list of texts'],
    [{ ...milk, barcodes: Array(101).fill('5012345678900') }, 'barcodes', 'An item has at most 100 barcodes, not 101.'],
    [{ ...milk, plu: 42 }, 'plu', 'plu is a text of 1 to 10 digits.'],
    ['{"id":"a","name":"A\\ud800","price":1,"soldBy":"unit","taxCodes":[]}', 'name', 'cannot be shown or printed'],
    ['{"id":"a\\u0000","name":"A","price":1,"soldBy":"unit","taxCodes":[]}', 'id', 'cannot be shown or printed'],
  ])('refuses %j at its field', async (bad, field, message) => {
    const problems = await problemsOf(ndjson({ ...milk, id: 'good' }, bad), { format: 'ndjson' });
    expect(problems).toEqual([{ line: 2, field, message: expect.stringContaining(message) }]);
  });

  it('lets no language of the name __proto__ in', async () => {
    const text = '{"id":"a","name":"A","price":1,"soldBy":"unit","taxCodes":[],"names":{"__proto__":"x","de":"B"}}';
    const item = await itemOf(text, 'a', { format: 'ndjson' });
    expect(JSON.stringify(item?.names)).toBe('{"de":"B"}');
  });

  it('reports any bytes at all, and never throws', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('csv', 'ndjson'), async (junk, format) => {
        const { report } = await imported(Buffer.concat([Buffer.from(format === 'csv' ? `${REQUIRED}\n` : ''), junk]), {
          format: format as 'csv' | 'ndjson',
        });
        expect(['refused', 'imported']).toContain(report.kind);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an import', () => {
  it('of a file that is not there is a fault, and leaves nothing', async () => {
    const target = join(temporaryFolder(), 'catalogue.db');
    await expect(importCatalogue({ source: `${target}.csv`, format: 'csv', target })).rejects.toMatchObject({
      code: 'STORAGE_IO',
    });
    expect(existsSync(`${target}.new`)).toBe(false);
  });
});
