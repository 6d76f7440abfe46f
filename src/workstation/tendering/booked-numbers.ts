import type { PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { JournalPort, RecordedEntry } from '../ports/journal.ts';
import type { TransactionNumbers } from '../ports/payment-terminal.ts';
import { isSameTransaction } from '../ports/transaction-numbers.ts';
import { numbersOf } from './recovery-context.ts';
import { TERMINAL_BOOKS, toldBy } from './terminal-books.ts';

/** More than a lane books in a day. */
const MOST = 2_000;

/** What an entry says of the terminal's own books. */
interface Booked extends TransactionNumbers {
  readonly attemptId: unknown;
  readonly businessDay: string;
  readonly terminalId: unknown;
  /** True for a payment that the terminal told of in its turn: by these it shows where it began to count anew. */
  readonly inTurn: boolean;
}

/**
 * True where the journal books these numbers of the terminal for something else than this attempt: staff have then read an earlier
 * payment. A terminal counts anew, at its day's close or when its digits are used up, so what may be taken for the attempt is what it booked
 * since it last did, on the business day (YYYY-MM-DD) on which the attempt began; and whatever it booked last, on any day, for that is what
 * it shows where the attempt was not performed.
 */
export function isBookedElsewhere(
  journal: Pick<JournalPort, 'latest'>,
  { attemptId, previous }: Pick<PaymentAttempt, 'attemptId' | 'previous'>,
  businessDay: string,
  read: TransactionNumbers,
): boolean {
  const others = journal
    .latest(TERMINAL_BOOKS, MOST)
    .flatMap(booked)
    .filter((it) => it.attemptId !== attemptId);
  return [...sinceItCountedAnew(others, businessDay), ...others.slice(-1), numbersOf(previous ?? {})].some((it) =>
    isSameTransaction(it, read),
  );
}

function booked(entry: RecordedEntry): Booked[] {
  const { kind, body, businessDay } = entry;
  const { attemptId, outcome } = body;
  // Of a payment that was refused nothing is in the terminal's books.
  const told = outcome === 'declined' || outcome === 'cancelled' ? null : toldBy(entry);
  if (told === null) return [];
  const { numbers, terminalId } = told;
  return [{ ...numbers, attemptId, businessDay, terminalId, inTurn: kind === 'PaymentSettled' }];
}

function sinceItCountedAnew(others: readonly Booked[], businessDay: string): readonly Booked[] {
  const terminalId = others.findLast((it) => it.terminalId !== undefined)?.terminalId;
  const found: Booked[] = [];
  let next: Booked | undefined;
  for (const one of others.toReversed()) {
    if (one.businessDay < businessDay) break;
    // Another terminal stood here then, and counted by itself.
    if (one.terminalId !== undefined && one.terminalId !== terminalId) break;
    if (one.inTurn && next !== undefined && countsAnew(one, next)) break;
    if (one.inTurn) next = one;
    found.push(one);
  }
  return found;
}

/** Trace numbers count every transaction; receipt numbers serve where no trace is told. */
function countsAnew(before: TransactionNumbers, after: TransactionNumbers): boolean {
  const traced = before.traceNumber !== undefined && after.traceNumber !== undefined;
  return traced
    ? Number(after.traceNumber) < Number(before.traceNumber)
    : Number(after.receiptNumber) < Number(before.receiptNumber);
}
