import type { Sale } from '../product-journal.ts';
import type { Books } from './laws.ts';
import type { PaperReceipt } from './paper.ts';

/** Every receipt on paper is a sale of the journal; no sale has two that are not headed COPY; what counts as printed is there. */
export function paperAgainstJournal(sales: readonly Sale[], { paper, damaged }: Books): string[] {
  const found: string[] = [];
  const byNumber = new Map(sales.filter(isCompleted).map((sale) => [sale.receiptNumber, sale]));
  // What damage has taken from the journal is still on paper.
  const complete = (damaged?.sales.size ?? 0) === 0;
  const originals = new Map<string, number>();
  for (const { copy, receiptNumber, transactionId, total } of paper) {
    if (receiptNumber === undefined) continue;
    const sale = byNumber.get(receiptNumber);
    if (sale === undefined && !complete) continue;
    if (sale === undefined) found.push(`receipt ${receiptNumber} is on paper and not in the journal`);
    // A printer that stopped in the middle of a line may have spoilt it; what counts as printed was not.
    else if (
      (total === undefined ? isPrinted(sale, copy) : total !== Math.abs(sale.total ?? 0)) ||
      (transactionId !== undefined && transactionId !== sale.id)
    )
      found.push(
        `receipt ${receiptNumber} says ${total} for ${transactionId}, the journal ${sale.total} for ${sale.id}`,
      );
    if (!copy) originals.set(receiptNumber, (originals.get(receiptNumber) ?? 0) + 1);
  }
  for (const [number, count] of originals) if (count > 1) found.push(`receipt ${number} is on paper ${count} times`);
  const begun = sales
    .flatMap((sale) => [...sale.prints.values()])
    .filter((it) => !it.copy && it.outcome !== 'notPrinted');
  const heads = paper.filter((receipt) => !receipt.copy).length;
  if (heads > begun.length && complete)
    found.push(`${heads} receipts were begun on paper, and the journal knows of ${begun.length}`);
  return [...found, ...sales.flatMap((sale) => printsOf(sale, paper))];
}

function printsOf(sale: Sale, paper: readonly PaperReceipt[]): string[] {
  const found: string[] = [];
  const prints = [...sale.prints.values()];
  const onPaper = paper.some(
    (receipt) => receipt.receiptNumber !== undefined && receipt.receiptNumber === sale.receiptNumber,
  );
  const begun = prints.filter((print) => !print.copy && print.outcome !== 'notPrinted');
  if (begun.length > 1) found.push(`printing of sale ${sale.id} was begun ${begun.length} times without the word COPY`);
  if (prints.some((print) => print.outcome === 'printed') && !onPaper)
    found.push(`receipt ${sale.receiptNumber} counts as printed and is not on paper`);
  if (prints.length > 0 && prints.every((print) => print.outcome === 'notPrinted') && onPaper)
    found.push(`receipt ${sale.receiptNumber} counts as not printed and is on paper`);
  return found;
}

const isCompleted = (sale: Sale) => sale.state === 'completed';
const isPrinted = ({ prints }: Sale, copy: boolean) =>
  [...prints.values()].some((print) => print.copy === copy && print.outcome === 'printed');
