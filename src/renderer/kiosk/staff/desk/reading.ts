import type { Minor } from '../../../../domain/money/money.ts';

/**
 * How far a staff member has got in saying what the terminal shows. Of a payment that was made, its amount and one of two numbers are
 * needed; the amount is keyed, or said to be the whole, never taken for granted.
 */
export type Reading =
  | { readonly step: 'ask' }
  | { readonly step: 'amount' }
  | { readonly step: 'receipt'; readonly amount: Minor }
  | { readonly step: 'trace'; readonly amount: Minor; readonly receiptNumber: string | null }
  | {
      readonly step: 'confirm';
      readonly outcome: 'approved';
      readonly amount: Minor;
      readonly receiptNumber: string | null;
      readonly traceNumber: string | null;
    }
  | { readonly step: 'confirm'; readonly outcome: 'declined' };

export const START: Reading = { step: 'ask' };

/** True for an amount that the terminal can have moved where `asked` was asked of it: all of it, or a part. */
export function isMoved(amount: Minor, asked: Minor): boolean {
  return Number.isSafeInteger(amount) && amount > 0 && amount <= asked;
}

/** The amount was read; one that can't be is asked for again. */
export function readAmount(amount: Minor, asked: Minor): Reading {
  return isMoved(amount, asked) ? { step: 'receipt', amount } : { step: 'amount' };
}

/** The receipt number was read, or there is none: then the trace number is asked for. */
export function readReceipt(
  { amount }: Extract<Reading, { readonly step: 'receipt' }>,
  receiptNumber: string | null,
): Reading {
  return { step: 'trace', amount, receiptNumber };
}

/** The trace number was read, or there is none. With neither of the two there is nothing to record. */
export function readTrace(reading: Extract<Reading, { readonly step: 'trace' }>, traceNumber: string | null): Reading {
  const { amount, receiptNumber } = reading;
  if (receiptNumber === null && traceNumber === null) return reading;
  return { step: 'confirm', outcome: 'approved', amount, receiptNumber, traceNumber };
}
