import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, onTestFinished } from 'vitest';
import { importCatalogue, openCatalogue } from '../../../src/storage/index.ts';
import { temporaryFolder } from '../../fixtures/storage.ts';

const DEMO = new URL('../../../demo/catalogue.csv', import.meta.url).pathname;

describe('the demo catalogue', () => {
  it('is imported without a problem, and every item is found by each of its keys and by its name', async () => {
    const target = join(temporaryFolder(), 'catalogue.db');
    const rows: Record<string, string>[] = parse(readFileSync(DEMO, 'utf8'), { columns: true });
    const report = await importCatalogue({ source: DEMO, format: 'csv', target });
    expect(report).toMatchObject({ kind: 'imported', problems: [], counts: { items: rows.length } });
    const catalogue = openCatalogue({ path: target });
    onTestFinished(() => catalogue.close());
    for (const { id, barcodes = '', plu = '', name, price } of rows) {
      expect(catalogue.byId(id!)).toMatchObject({ id, name, price: Number(price) });
      for (const barcode of barcodes.split(' ').filter((text) => text !== '')) {
        expect(catalogue.byGtin(barcode.padStart(14, '0'))?.id).toBe(id);
      }
      if (plu !== '') expect(catalogue.byPlu(plu)?.id).toBe(id);
      expect(catalogue.search(name!, { locale: 'en', limit: 50 }).map((item) => item.id)).toContain(id);
      expect(catalogue.search(name!, { locale: 'en', limit: 1 })[0]?.name).toBe(name);
    }
  });
});
