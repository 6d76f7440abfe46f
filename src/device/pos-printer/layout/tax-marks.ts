import type { ReceiptDocument } from '../../../domain/receipt/document.ts';
import { printable } from './text.ts';

const WIDEST = 2;

/**
 * What is printed beside prices for each tax code: the codes themselves where all are short, else letters in the order of the tax
 * table. A code that has no table row still gets its mark, after the others.
 */
export function taxMarks(document: Pick<ReceiptDocument, 'taxes' | 'lines'>): ReadonlyMap<string, string> {
  const codes = new Set([
    ...document.taxes.map(({ code }) => code),
    ...document.lines.flatMap(({ taxCodes }) => taxCodes),
  ]);
  const short = [...codes].every((code) => printable(code).length <= WIDEST);
  return new Map([...codes].map((code, index) => [code, short ? printable(code) : letters(index)]));
}

/** A, B, … Z, AA, AB, … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
