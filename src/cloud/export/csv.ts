import type { Sale } from './sales.ts';
import { type Cell, COLUMNS, rowsOf } from './table.ts';

/** What a spreadsheet would take for a formula. Source: OWASP, CSV Injection. */
const FORMULA = /^[=+\-@\t\r]/;

/** Sales as CSV with a head row (RFC 4180), a piece at a time. Texts that a spreadsheet would run begin with an apostrophe. */
export async function* csvOf(sales: AsyncIterable<Sale>): AsyncGenerator<string> {
  yield lineOf(COLUMNS);
  for await (const sale of sales) yield [...rowsOf(sale)].map(lineOf).join('');
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return cell.decimal;
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
