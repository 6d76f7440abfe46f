import type { TransactionNumbers } from '../../../workstation/ports/payment-terminal.ts';
import { isSameTransaction } from '../../../workstation/ports/transaction-numbers.ts';

/** The numbers alone, of whatever carries some; null where it carries none. */
export function numbersOf({ receiptNumber, traceNumber }: TransactionNumbers): TransactionNumbers | null {
  if (receiptNumber === undefined && traceNumber === undefined) return null;
  return {
    ...(receiptNumber === undefined ? {} : { receiptNumber }),
    ...(traceNumber === undefined ? {} : { traceNumber }),
  };
}

/** Trace numbers count every transaction; receipt numbers serve where no trace is told. */
export function isNumberedBefore(last: TransactionNumbers, newest: TransactionNumbers): boolean {
  if (newest.traceNumber !== undefined && last.traceNumber !== undefined) {
    return Number(last.traceNumber) <= Number(newest.traceNumber);
  }
  if (newest.receiptNumber !== undefined && last.receiptNumber !== undefined) {
    return Number(last.receiptNumber) <= Number(newest.receiptNumber);
  }
  return false;
}

/**
 * True where the receipt number of `original` may mean another transaction by now: one seen after it carries it too, or the terminal has
 * begun to count anew since. `seen` is oldest first.
 */
export function namesAnother(original: TransactionNumbers, seen: readonly TransactionNumbers[]): boolean {
  const at = seen.findLastIndex((each) => isSameTransaction(each, original));
  const since = seen.slice(at + 1);
  const number = Number(original.receiptNumber);
  if (since.some(({ receiptNumber }) => receiptNumber !== undefined && Number(receiptNumber) === number)) return true;
  const newest = since.at(-1);
  return at !== -1 && newest !== undefined && isNumberedBefore(newest, original);
}

/** More than a few that are missing are no missing transactions: the terminal counts otherwise. */
const MOST_SKIPPED = 5;

/**
 * The numbers between the newest transaction known and the last one: transactions of which nobody was told. None where the two are no
 * receipt numbers of one count, or where trace numbers say otherwise: they count what prints no receipt too, and never less.
 */
export function skippedBetween(newest: TransactionNumbers, last: TransactionNumbers): readonly TransactionNumbers[] {
  const first = Number(newest.receiptNumber) + 1;
  const skipped = Number(last.receiptNumber) - first;
  if (!(skipped >= 1 && skipped <= MOST_SKIPPED)) return [];
  const traces = Number(last.traceNumber) - Number(newest.traceNumber) - 1;
  if (traces < skipped) return [];
  return Array.from({ length: skipped }, (_, at) => ({
    receiptNumber: String(first + at).padStart(4, '0'),
    ...(traces === skipped && { traceNumber: String(Number(newest.traceNumber) + 1 + at).padStart(6, '0') }),
  }));
}
