import type { TransactionNumbers } from './payment-terminal.ts';

/** True where every number known of both is the same, and one at least is known. Staff key them without the zeros in front. */
export function isSameTransaction(one: TransactionNumbers, other: TransactionNumbers): boolean {
  const pairs = [
    [one.receiptNumber, other.receiptNumber],
    [one.traceNumber, other.traceNumber],
  ] as const;
  const told = pairs.filter(([a, b]) => a !== undefined && b !== undefined);
  return told.length > 0 && told.every(([a, b]) => a === b || Number(a) === Number(b));
}
