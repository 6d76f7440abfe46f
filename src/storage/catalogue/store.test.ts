import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import type { Item } from '../../domain/item/item.ts';
import { openConnection } from '../database/connection.ts';
import { buildCatalogue } from './builder.ts';
import type { CatalogueEntry } from './entry.ts';
import { type CatalogueStore, openCatalogue } from './store.ts';
import { writeCatalogue } from './writer.ts';

const MILK = '05012345678900';
const BREAD = '00000096385074';

const item = (id: string, more: Partial<Item> = {}): Item => ({
  id,
  name: id,
  price: 100,
  soldBy: 'unit',
  taxCodes: ['Z'],
  ...more,
});
const entry = (id: string, more: Partial<CatalogueEntry> = {}, rest: Partial<Item> = {}): CatalogueEntry => ({
  item: item(id, rest),
  barcodes: [],
  ...more,
});

const catalogueFile = () => join(temporaryFolder(), 'catalogue.db');

function opened(path: string): CatalogueStore {
  const store = openCatalogue({ path });
  onTestFinished(() => store.close());
  return store;
}

async function catalogueOf(entries: CatalogueEntry[], version = 'v1'): Promise<CatalogueStore> {
  const path = catalogueFile();
  expect(await writeCatalogue(path, entries, version)).toMatchObject({ kind: 'written' });
  return opened(path);
}

describe('a catalogue', () => {
  it('finds an item by barcode, PLU and id, as it was written', async () => {
    const milk = entry('milk', { barcodes: [MILK, BREAD], plu: '0042' }, { names: { de: 'Milch' }, deposit: 'bottle' });
    const store = await catalogueOf([milk, entry('bottle', {}, { noDiscount: true })]);
    expect(store.byGtin(MILK)).toEqual(milk.item);
    expect(store.byGtin(BREAD)).toEqual(milk.item);
    expect(store.byPlu('0042')).toEqual(milk.item);
    expect(store.byId('bottle')).toMatchObject({ id: 'bottle', noDiscount: true });
    expect([store.version(), store.counts()]).toEqual(['v1', { items: 2, barcodes: 2, plus: 1 }]);
  });

  it.each([
    [''],
    ['5012345678900'],
    ['05012345678900 '],
    ['٠٥٠١٢٣٤٥٦٧٨٩٠٠'],
    ["0' OR 1=1 --   "],
    ['1e13          '],
    ['\0'.repeat(14)],
    ['9'.repeat(10_000)],
  ])('knows nothing under the hostile key %j', async (key) => {
    const store = await catalogueOf([entry('milk', { barcodes: [MILK], plu: '42' })]);
    expect([store.byGtin(key), store.byPlu(key), store.byId(key)]).toEqual([null, null, null]);
  });

  it('that is not there yet is empty, and filled when it comes', async () => {
    const path = catalogueFile();
    const store = opened(path);
    expect([store.version(), store.counts().items, store.byGtin(MILK)]).toEqual(['none', 0, null]);
    expect(store.search('milk', { locale: 'en', limit: 5 })).toEqual([]);
    expect(store.refresh()).toBe(false);
    await writeCatalogue(path, [entry('milk', { barcodes: [MILK] })], 'v1');
    expect(store.refresh()).toBe(true);
    expect(store.byGtin(MILK)?.id).toBe('milk');
  });

  it('is one version until it is refreshed, whatever is written meanwhile, and then wholly the other', async () => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('milk', { barcodes: [MILK] }, { price: 100 })], 'v1');
    const store = opened(path);
    await writeCatalogue(path, [entry('milk', { barcodes: [MILK] }, { price: 120 }), entry('bread')], 'v2');
    expect([store.version(), store.byGtin(MILK)?.price, store.byId('bread')]).toEqual(['v1', 100, null]);
    expect([store.refresh(), store.refresh()]).toEqual([true, false]);
    expect([store.version(), store.byGtin(MILK)?.price, store.byId('bread')?.id]).toEqual(['v2', 120, 'bread']);
  });

  it('stays in use when what lies in its place cannot be read', async () => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('milk', { barcodes: [MILK] })], 'v1');
    const store = opened(path);
    // Written beside and renamed, as a copy by hand is: the old file itself is not touched.
    const other = `${path}.other`;
    writeFileSync(other, 'not a database, whatever its name says'.repeat(30));
    renameSync(other, path);
    expect(() => store.refresh()).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
    expect(store.byGtin(MILK)?.id).toBe('milk');
  });
});

describe('a catalogue file', () => {
  it('cut short is refused when it is opened', async () => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('milk')], 'v1');
    truncateSync(path, readFileSync(path).length - 4096);
    expect(() => openCatalogue({ path })).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
  });

  it('of a newer program is refused', async () => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('milk')], 'v1');
    const connection = openConnection(path);
    connection.pragma('user_version = 9');
    connection.close();
    expect(() => openCatalogue({ path })).toThrow(expect.objectContaining({ code: 'STORAGE_SCHEMA_NEWER' }));
  });

  it('stands alone: no write-ahead log, nothing left of the building of it', async () => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('milk')], 'v1');
    expect(readdirSync(join(path, '..')).sort()).toEqual(['catalogue.db', 'catalogue.db.lock']);
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    expect(opened(copy).byId('milk')?.id).toBe('milk');
  });
});

describe('writing a catalogue', () => {
  it('leaves no write-ahead log beside it that some tool made for the old one', async () => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('old')], 'v1');
    const tool = openConnection(path);
    tool.pragma('journal_mode = WAL');
    tool.exec("UPDATE catalogue SET version = 'by hand'");
    await writeCatalogue(path, [entry('new')], 'v2');
    const store = opened(path);
    expect([store.version(), store.byId('old'), store.byId('new')?.id]).toEqual(['v2', null, 'new']);
    expect(existsSync(`${path}-wal`)).toBe(false);
    tool.close();
  });

  it.each([
    ['id', [entry('a'), entry('b'), entry('a')], 3, { kind: 'duplicate', field: 'id', value: 'a', first: 1 }],
    [
      'barcode',
      [entry('a', { barcodes: [MILK] }), entry('b', { barcodes: [BREAD, MILK] })],
      2,
      { kind: 'duplicate', field: 'barcode', value: MILK, first: 1 },
    ],
    [
      'PLU',
      [entry('a', { plu: '7' }), entry('b', { plu: '7' })],
      2,
      { kind: 'duplicate', field: 'plu', value: '7', first: 1 },
    ],
    ['deposit', [entry('a'), entry('b', {}, { deposit: 'gone' })], 2, { kind: 'depositMissing', value: 'gone' }],
    [
      'chain of deposits',
      [entry('a', {}, { deposit: 'b' }), entry('b', {}, { deposit: 'c' }), entry('c')],
      1,
      { kind: 'depositHasDeposit', value: 'b' },
    ],
  ])('stops at a bad %s and leaves the one that was there', async (_, entries, at, clash) => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('old')], 'v1');
    expect(await writeCatalogue(path, entries as CatalogueEntry[], 'v2')).toEqual({ kind: 'clash', entry: at, clash });
    expect(opened(path).version()).toBe('v1');
    expect(readdirSync(join(path, '..')).sort()).toEqual(['catalogue.db', 'catalogue.db.lock']);
  });

  it('leaves the old one when the entries break off', async () => {
    const path = catalogueFile();
    await writeCatalogue(path, [entry('old')], 'v1');
    async function* broken() {
      yield entry('a');
      throw new Error('the line went dead');
    }
    await expect(writeCatalogue(path, broken(), 'v2')).rejects.toThrow('the line went dead');
    expect(opened(path).version()).toBe('v1');
  });

  it('is done by one at a time, and clears away what a crash left', async () => {
    const path = catalogueFile();
    writeFileSync(`${path}.new`, 'half a file');
    writeFileSync(`${path}.staging`, 'half another');
    const builder = buildCatalogue(path);
    expect(() => buildCatalogue(path)).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    builder.close();
    expect(await writeCatalogue(path, [entry('a')], 'v1')).toMatchObject({ kind: 'written', counts: { items: 1 } });
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('refuses keys that no look-up could ask for', async () => {
    const path = catalogueFile();
    await expect(writeCatalogue(path, [entry('a', { barcodes: ['123'] })], 'v1')).rejects.toThrow(RangeError);
    await expect(writeCatalogue(path, [entry('a', { plu: 'x' })], 'v1')).rejects.toThrow(RangeError);
    expect(existsSync(path)).toBe(false);
  });
});

describe('an entry that clashes', () => {
  it('leaves none of its keys behind', () => {
    const path = catalogueFile();
    const builder = buildCatalogue(path);
    builder.add(entry('a', { plu: '7' }), 1);
    expect(builder.add(entry('b', { barcodes: [MILK], plu: '7' }), 2)).toMatchObject({ field: 'plu', first: 1 });
    expect(builder.add(entry('b', { barcodes: [MILK], plu: '8' }), 3)).toBeNull();
    expect(builder.publish('v1')).toEqual({ items: 2, barcodes: 1, plus: 2 });
    builder.close();
    expect(opened(path).byGtin(MILK)?.id).toBe('b');
    expect(opened(path).search('b', { locale: 'en', limit: 9 })).toHaveLength(1);
  });
});
