import { columnsOf, GAP, padded } from './columns.ts';
import { wrap } from './text.ts';

/**
 * One thing on the paper, top to bottom. Texts are printable, at most as wide as the paper, and already padded: what stands in
 * which column is decided here and nowhere after; columns are kept apart by `GAP`.
 */
export type PaperRow =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly style: 'plain' | 'strong' | 'tall';
      /** Stands as it is, also on paper that begins at the right. */
      readonly fixed?: true;
    }
  | { readonly kind: 'qr'; readonly payload: string };

/** Rows of one paper, and whether it begins at the right. */
export interface Paper {
  readonly rows: readonly PaperRow[];
  readonly rtl: boolean;
}

/** Columns in which amounts end, and the room right of them for tax marks. */
export interface MoneyAxis {
  readonly columns: number;
  /** The column after the last digit of every amount. */
  readonly end: number;
}

/** Left columns that a name is given at the least; an amount too wide to leave them goes on a line of its own. */
const NARROWEST_NAME = 12;

/**
 * A text with an amount on the money axis, and a mark right of it. A text that does not fit beside the amount goes on below,
 * `hanging` columns in.
 */
export function amountLines(
  axis: MoneyAxis,
  text: string,
  amount: string,
  options: { readonly mark?: string; readonly indent?: number; readonly hanging?: number } = {},
): string[] {
  const { mark = '', indent = 0, hanging = 0 } = options;
  const beside = axis.end - columnsOf(amount) - 1 - indent;
  if (beside < NARROWEST_NAME) {
    const above = wrap(text, axis.columns - indent).map((line) => GAP.repeat(indent) + line);
    return [...above, `${padded(amount, axis.end, 'before')}${tail(mark)}`];
  }
  const [first = '', ...rest] = wrapHanging(text, beside, hanging);
  const line = padded(GAP.repeat(indent) + first, axis.end - columnsOf(amount)) + amount + tail(mark);
  return [line, ...rest.map((piece) => GAP.repeat(indent + hanging) + piece)];
}

function wrapHanging(text: string, width: number, hanging: number): string[] {
  const [first = '', ...rest] = wrap(text, width);
  if (rest.length === 0) return [first];
  return [first, ...wrap(rest.join(' '), width - hanging)];
}

const tail = (mark: string): string => (mark === '' ? '' : GAP + mark);
