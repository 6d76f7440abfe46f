import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { gs1CheckDigit } from '../../../src/domain/gs1/check-digit.ts';

export const CATALOGUE = new URL('../../../demo/catalogue.csv', import.meta.url);

/** What a shopper can hold before the scanner, as the bytes of its barcode. */
export interface Goods {
  readonly plain: readonly string[];
  readonly withDeposit: readonly string[];
  /** For which staff have to say that the shopper is old enough. */
  readonly restricted: readonly string[];
  /** PLUs of what is sold by weight. */
  readonly weighed: readonly string[];
}

/** The demo catalogue's goods. */
export function demoGoods(): Goods {
  const rows: Record<string, string | undefined>[] = parse(readFileSync(CATALOGUE), {
    columns: true,
    skip_empty_lines: true,
    relax_column_count: true,
    bom: true,
  });
  const free = rows.filter(({ minAge = '' }) => minAge === '');
  const barcode = ({ barcodes = '' }: (typeof rows)[number]) => barcodes.split(' ')[0] || [];
  const byPiece = free.filter(({ soldBy }) => soldBy === 'unit');
  return {
    plain: byPiece.filter(({ deposit = '' }) => deposit === '').flatMap(barcode),
    withDeposit: byPiece.filter(({ deposit = '' }) => deposit !== '').flatMap(barcode),
    restricted: rows.filter(({ minAge = '', soldBy }) => minAge !== '' && soldBy === 'unit').flatMap(barcode),
    weighed: free.filter(({ soldBy, plu = '' }) => soldBy === 'weight' && plu.length === 4).map(({ plu = '' }) => plu),
  };
}

/** A scale's label as the lane's configuration lays it out: 22 and grams, or 21 and a price in minor units. */
export function scaleLabel(prefix: '21' | '22', plu: string, value: number): string {
  const body = `${prefix}${plu.padStart(5, '0')}${String(value).padStart(5, '0')}`;
  return `${body}${gs1CheckDigit(body)}`;
}
