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
