import type { PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { RecoveryContext, TransactionNumbers } from '../ports/payment-terminal.ts';

/** The numbers that are there, of whatever else is. */
export function numbersOf(numbers: {
  readonly receiptNumber?: string | undefined;
  readonly traceNumber?: string | undefined;
}): TransactionNumbers {
  const { receiptNumber, traceNumber } = numbers;
  return {
    ...(receiptNumber === undefined ? {} : { receiptNumber }),
    ...(traceNumber === undefined ? {} : { traceNumber }),
  };
}

/** What the terminal is asked about an attempt whose answer was lost. */
export function contextOf(attempt: PaymentAttempt, practice: boolean): RecoveryContext {
  const { attemptId, amount, currency, intendedAt, direction } = attempt;
  const previous = numbersOf(attempt.previous ?? {});
  const known = Object.keys(previous).length > 0;
  return {
    reference: attemptId,
    amount,
    currency,
    sentAt: Date.parse(intendedAt),
    ...(practice && { practice }),
    ...(direction === 'refund' ? { operation: 'refund' as const } : {}),
    ...(known ? { previous } : {}),
  };
}
