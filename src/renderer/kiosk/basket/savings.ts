import type { Minor } from '../../../domain/money/money.ts';

interface Saving {
  readonly title: string;
  readonly amount: Minor;
}

const MOST_ROWS = 3;

/**
 * The savings that have a row of their own, the largest first, and what the others come to: together always the whole `discount`,
 * also where the view names fewer reasons than it took off.
 */
export function shownSavings(
  savings: readonly Saving[],
  discount: Minor,
): { rows: readonly Saving[]; others: number; othersAmount: Minor } {
  const sorted = savings.filter(({ amount }) => amount !== 0).sort((a, b) => b.amount - a.amount);
  const rows = sorted.length <= MOST_ROWS ? sorted : sorted.slice(0, MOST_ROWS - 1);
  const othersAmount = rows.reduce((left, { amount }) => left - amount, discount);
  return { rows, others: othersAmount === 0 ? 0 : Math.max(1, sorted.length - rows.length), othersAmount };
}
