import { upperHalves } from '../code-tables.ts';

/** Character tables by n of `ESC GS t n` (Star, "STAR Line Mode Command Specifications", 3.3.1), by the names of the tables that the font draws. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'PC437',
  4: 'PC858',
  5: 'PC852',
  6: 'PC860',
  7: 'PC861',
  8: 'PC863',
  9: 'PC865',
  10: 'PC866',
  11: 'PC855',
  12: 'PC857',
  13: 'PC862',
  15: 'PC737',
  16: 'PC851',
  17: 'PC869',
  32: 'WPC1252',
  33: 'WPC1250',
  34: 'WPC1251',
};

const tables = new Map(
  Object.entries(NAMES).map(([n, wanted]) => [
    Number(n),
    Object.values(upperHalves).find(({ name }) => name === wanted)?.characters,
  ]),
);

/** Whether `ESC GS t n` selects a table that the font can draw. */
export function knowsTable(n: number): boolean {
  return tables.get(n) !== undefined;
}

/** The character that a byte prints as; U+FFFD where the table has none, or is one that is not drawn. */
export function characterOf(byte: number, table: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : (tables.get(table)?.[byte - 0x80] ?? '\ufffd');
}
