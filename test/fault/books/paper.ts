import type { EmulatedPrinter } from '../../../src/emulator/index.ts';
import { readPaper } from '../../paper/read-paper.ts';

/** One receipt, or the beginning of one, as it stands on paper. What was cut off is missing. */
export interface PaperReceipt {
  readonly copy: boolean;
  readonly receiptNumber?: string;
  readonly transactionId?: string;
  /** Minor units. */
  readonly total?: number;
}

/** The store's name as it heads a receipt; its address begins with a number. */
const HEAD = /(?<!\d )Harbour Street\s*$/;
const COPY = /\*\*\* COPY \*\*\*/;
const BANNER = /\*\*\* .+ \*\*\*/;

/** All receipts in the rows of one sheet. A job that was cut off stands on the same sheet as the one after it. */
export function receiptsIn(rows: readonly string[]): PaperReceipt[] {
  const heads = rows.flatMap((row, index) => (HEAD.test(row) ? [index] : []));
  return heads.map((head, at) => {
    const part = rows.slice(head, heads[at + 1] ?? rows.length);
    // The banner stands before the head and once more at the foot, where the next receipt's may follow it. A refund's has two rows.
    const banner = rows.slice(0, head).findLastIndex((row) => !BANNER.test(row)) + 1;
    const copy = rows.slice(banner, head).some((row) => COPY.test(row));
    const found = (pattern: RegExp) => part.map((row) => pattern.exec(row)?.[1]).find((it) => it !== undefined);
    const receiptNumber = found(/^Receipt\s+(\S+-\d+)\s*$/);
    const transactionId = found(/^Transaction\s+(\S{36})\s*$/);
    const total = found(/^TOTAL\s+\D*([\d,]+\.\d\d)/);
    return {
      copy,
      ...(receiptNumber === undefined ? {} : { receiptNumber }),
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(total === undefined ? {} : { total: Number(total.replace(/\D/g, '')) }),
    };
  });
}

/** Reads a printer's sheets from their pictures, each once, and the one still in the printer every time. */
export class PaperBook {
  readonly #printer: EmulatedPrinter;
  readonly #read: PaperReceipt[] = [];
  #sheets = 0;

  constructor(printer: EmulatedPrinter) {
    this.#printer = printer;
  }

  receipts(): PaperReceipt[] {
    for (const { number, png } of this.#printer.papers()) {
      if (number <= this.#sheets) continue;
      this.#read.push(...receiptsIn(readPaper(png).rows));
      this.#sheets = number;
    }
    const current = this.#printer.currentPaper();
    return current === undefined ? [...this.#read] : [...this.#read, ...receiptsIn(current.text)];
  }
}
