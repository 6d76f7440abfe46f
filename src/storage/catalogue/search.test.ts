import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from './entry.ts';
import { type CatalogueStore, openCatalogue } from './store.ts';
import { writeCatalogue } from './writer.ts';

const NAMES: readonly (readonly [id: string, name: string, names?: Record<string, string>])[] = [
  ['milk', 'Milk', { de: 'Milch', fr: 'Lait' }],
  ['milk-2l', 'Whole milk 2 litres', { de: 'Vollmilch 2 Liter' }],
  ['shake', 'Milkshake strawberry', { de: 'Milchmixgetränk Erdbeere' }],
  ['choc', 'Milk chocolate', { de: 'Vollmilchschokolade' }],
  ['creme', 'Crème brûlée'],
  ['eggs', 'Free-range eggs 6'],
  ['bens', "Ben & Jerry's cookie dough"],
  ['yog', 'Йогурт клубничный'],
  ['ar', 'حليب كامل الدسم'],
  ['zh', '牛奶巧克力'],
  ['muesli', 'Müsli', { ko: '뮤즐리' }],
];
const MANY = 1000;

let store: CatalogueStore;
const found = (text: string, locale = 'en', limit = 50) => store.search(text, { locale, limit }).map(({ id }) => id);

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-search-'));
  const path = join(folder, 'catalogue.db');
  const named: CatalogueEntry[] = NAMES.map(([id, name, names]) => ({
    item: { id, name, ...(names && { names }), price: 1, soldBy: 'unit', taxCodes: [] },
    barcodes: [],
  }));
  const many: CatalogueEntry[] = Array.from({ length: MANY }, (_, at) => ({
    item: { id: `n${at}`, name: `Everyday product${at} number ${at}`, price: 1, soldBy: 'unit', taxCodes: [] },
    barcodes: [],
  }));
  await writeCatalogue(path, [...many, ...named], 'v1');
  store = openCatalogue({ path });
  return () => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

describe('a search', () => {
  it('finds words that start as typed, the very name first, then names that start so, then words whole, then the rest', () => {
    expect(found('milk')).toEqual(['milk', 'choc', 'shake', 'milk-2l']);
    expect(found('mil')).toEqual(['milk', 'choc', 'shake', 'milk-2l']);
    expect(found('milks')).toEqual(['shake']);
  });

  it('wants every word, in any order', () => {
    expect(found('litres whole')).toEqual(['milk-2l']);
    expect(found('milk 2')).toEqual(['milk-2l']);
    expect(found('milk eggs')).toEqual([]);
  });

  it('reads every language and puts first what fits in the one asked for', () => {
    expect(found('lait')).toEqual(['milk']);
    expect(found('vollmilch', 'de')).toEqual(['milk-2l', 'choc']);
    expect(found('milch', 'de')[0]).toBe('milk');
    expect(found('milch', 'de-AT')[0]).toBe('milk');
  });

  it('takes letters with and without their marks, composed or not, in either case', () => {
    for (const text of ['creme brulee', 'CRÈME', 'crème'.normalize('NFD'), 'brûl', 'brule']) {
      expect(found(text)).toEqual(['creme']);
    }
    expect(found('musli')).toEqual(['muesli']);
    expect(found('MÜSLI'.normalize('NFD'))).toEqual(['muesli']);
  });

  it('reads scripts other than Latin', () => {
    expect(found('йогурт')).toEqual(['yog']);
    expect(found('ЙОГУРТ клуб')).toEqual(['yog']);
    expect(found('حليب')).toEqual(['ar']);
    expect(found('牛奶')).toEqual(['zh']);
    expect(found('뮤즐')).toEqual(['muesli']);
  });

  it('breaks words at what is no letter', () => {
    expect(found("ben & jerry's")).toEqual(['bens']);
    expect(found('free-range')).toEqual(['eggs']);
  });

  it('finds what it should among a thousand that start alike, alone or beside another word', () => {
    expect(found('product77')[0]).toBe('n77');
    expect(found('everyday product number 500')[0]).toBe('n500');
    expect(found('produ number 999')).toEqual(['n999']);
  });

  it('gives no more than asked for, and never more than fifty', () => {
    expect(found('everyday', 'en', 3)).toHaveLength(3);
    expect(found('everyday', 'en', 0)).toEqual([]);
    expect(found('everyday', 'en', -1)).toEqual([]);
    expect(found('everyday', 'en', 1e9)).toHaveLength(50);
  });

  it.each([
    [''],
    ['   '],
    ['"'],
    ['*'],
    ['""" * ^ ( ) { } : + -'],
    ["'; DROP TABLE items; --"],
    ['\u0301\u0301'],
    ['\ud800'],
    ['\0'],
  ])('for %j finds nothing and harms nothing', (text) => {
    expect(found(text)).toEqual([]);
    expect(found('milk')).toHaveLength(4);
  });

  it.each([
    ['milk"', ['milk', 'choc', 'shake', 'milk-2l']],
    ['milk\0', ['milk', 'choc', 'shake', 'milk-2l']],
    ['name:milk', []],
    ['milk OR eggs', []],
    ['NEAR(milk)', []],
    ['NOT milk', []],
    ['-milk*', ['milk', 'choc', 'shake', 'milk-2l']],
    ['milk\u202e', ['milk', 'choc', 'shake', 'milk-2l']],
  ])('reads %j as words, not as a language', (text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  it('reads the beginning of 10 kB and forgets the rest', () => {
    expect(found(`milk${' '.repeat(10_000)}eggs`)).toHaveLength(4);
    expect(found('milk '.repeat(2000))).toHaveLength(4);
    expect(found('x'.repeat(10_000))).toEqual([]);
    expect(found('a b c d e f g h i j k l m n o p')).toEqual([]);
  });

  it('never throws, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom('en', '', 'x'.repeat(99)), (text, locale) => {
        expect(found(text, locale, 5).length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every name by each of its words, cut anywhere after its second letter', () => {
    const cases = NAMES.flatMap(([id, name, names]) =>
      [name, ...Object.values(names ?? {})].map((text) => [id, text] as const),
    );
    for (const [id, text] of cases) {
      for (const word of text.match(/[\p{L}\p{N}]+/gu) ?? []) {
        for (let length = 2; length <= word.length; length += 1) expect(found(word.slice(0, length))).toContain(id);
      }
    }
  });
});
