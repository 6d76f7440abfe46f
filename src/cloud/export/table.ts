import { currencyExponent } from '../../domain/money/currency.ts';
import type { Sale } from './sales.ts';

/** A cell: a text, or a number that spreadsheets count with, as exact decimal text. */
export type Cell = string | { readonly decimal: string } | null;

export const COLUMNS = [
  'store',
  'workstation',
  'businessDay',
  'completedAt',
  'receiptNumber',
  'transactionId',
  'returnOf',
  'line',
  'itemId',
  'name',
  'quantity',
  'grams',
  'currency',
  'gross',
  'discount',
  'net',
  'tax',
  'promotions',
] as const;

/** One row a line. */
export function* rowsOf(sale: Sale): Generator<readonly Cell[]> {
  const money = (amount: number): Cell => ({ decimal: decimalOf(amount, sale.currency) });
  const whole = (value: number | null): Cell => (value === null ? null : { decimal: String(value) });
  for (const [index, line] of sale.lines.entries()) {
    yield [
      sale.store,
      sale.workstation,
      sale.businessDay,
      sale.completedAt,
      sale.receiptNumber,
      sale.transactionId,
      sale.returnOf,
      whole(index + 1),
      line.itemId,
      line.name,
      whole(line.quantity),
      whole(line.grams),
      sale.currency,
      money(line.gross),
      money(line.discount),
      money(line.net),
      money(line.tax),
      line.modifiers.map(({ promotionId }) => promotionId).join(' '),
    ];
  }
}

/** Minor units as a decimal of the currency: 1234 GBP is "12.34", 1234 JPY "1234". Hundredths where nobody knows the currency. */
export function decimalOf(amount: number, currency: string): string {
  const digits = currencyExponent(currency) ?? 2;
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
