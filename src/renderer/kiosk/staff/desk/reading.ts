/** How far a staff member has got in saying what the terminal shows. Of a payment that was made, one of two numbers is needed. */
export type Reading =
  | { readonly step: 'ask' }
  | { readonly step: 'receipt' }
  | { readonly step: 'trace'; readonly receiptNumber: string | null }
  | {
      readonly step: 'confirm';
      readonly outcome: 'approved';
      readonly receiptNumber: string | null;
      readonly traceNumber: string | null;
    }
  | { readonly step: 'confirm'; readonly outcome: 'declined' };

export const START: Reading = { step: 'ask' };

/** The receipt number was read, or there is none: then the trace number is asked for. */
export function readReceipt(receiptNumber: string | null): Reading {
  return { step: 'trace', receiptNumber };
}

/** The trace number was read, or there is none. With neither of the two there is nothing to record. */
export function readTrace(reading: Extract<Reading, { readonly step: 'trace' }>, traceNumber: string | null): Reading {
  const { receiptNumber } = reading;
  if (receiptNumber === null && traceNumber === null) return reading;
  return { step: 'confirm', outcome: 'approved', receiptNumber, traceNumber };
}
