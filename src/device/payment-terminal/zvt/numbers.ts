import type { TransactionNumbers } from '../../../workstation/ports/payment-terminal.ts';

/** The numbers alone, of whatever carries some; null where it carries none. */
export function numbersOf({ receiptNumber, traceNumber }: TransactionNumbers): TransactionNumbers | null {
  if (receiptNumber === undefined && traceNumber === undefined) return null;
  return {
    ...(receiptNumber === undefined ? {} : { receiptNumber }),
    ...(traceNumber === undefined ? {} : { traceNumber }),
  };
}

/** True where every number known of both is the same, and one at least is known. Staff key them without the zeros in front. */
export function isSame(one: TransactionNumbers, other: TransactionNumbers): boolean {
  const pairs = [
    [one.receiptNumber, other.receiptNumber],
    [one.traceNumber, other.traceNumber],
  ] as const;
  const told = pairs.filter(([a, b]) => a !== undefined && b !== undefined);
  return told.length > 0 && told.every(([a, b]) => a === b || Number(a) === Number(b));
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
  const at = seen.findLastIndex((each) => isSame(each, original));
  const since = seen.slice(at + 1);
  const number = Number(original.receiptNumber);
  if (since.some(({ receiptNumber }) => receiptNumber !== undefined && Number(receiptNumber) === number)) return true;
  const newest = since.at(-1);
  return at !== -1 && newest !== undefined && isNumberedBefore(newest, original);
}
