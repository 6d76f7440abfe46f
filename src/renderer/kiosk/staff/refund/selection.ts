import type { Minor } from '../../../../domain/money/money.ts';
import type { ReturnableView } from '../../../../protocol/staff-view.ts';

/** Pieces that come back, by line; a line that is missing has none. */
export type Selection = Readonly<Record<string, number>>;

type Sale = Pick<ReturnableView, 'total' | 'lines'>;

/** The selection with `pieces` of one line, never fewer than none nor more than are left. */
export function withPieces(selection: Selection, line: ReturnableView['lines'][number], pieces: number): Selection {
  return { ...selection, [line.lineId]: Math.min(line.left, Math.max(0, pieces)) };
}

/** What is sent: the lines of which something comes back, no more than is left of each now. */
export function returnedLines(sale: Sale, selection: Selection): { lineId: string; quantity: number }[] {
  return sale.lines
    .map(({ lineId, left }) => ({ lineId, quantity: Math.min(left, selection[lineId] ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** What it gives back, as near as the price of single pieces tells; never more than was paid. */
export function refundSum(sale: Sale, selection: Selection): Minor {
  const sum = sale.lines.reduce(
    (total, { lineId, left, each }) => total + Math.min(left, selection[lineId] ?? 0) * each,
    0,
  );
  return Math.min(sum, sale.total);
}
