import type { PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { JournalPort, RecordedEntry } from '../ports/journal.ts';
import type { TransactionNumbers } from '../ports/payment-terminal.ts';
import { numbersOf } from './recovery-context.ts';

const KINDS = [
  'PaymentSettled',
  'PaymentRefunded',
  'PaymentReversed',
  'PaymentResolved',
  'PaymentAlarmRaised',
  'TerminalMet',
];
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
    .latest(KINDS, MOST)
    .flatMap(booked)
    .filter((it) => it.attemptId !== attemptId);
  return [...sinceItCountedAnew(others, businessDay), ...others.slice(-1), numbersOf(previous ?? {})].some((it) =>
    isSame(it, read),
  );
}

function booked({ kind, body, businessDay }: RecordedEntry): Booked[] {
  const { attemptId, outcome } = body;
  // Of a payment that was refused nothing is in the terminal's books.
  if (outcome === 'declined' || outcome === 'cancelled') return [];
  // What was given back another way has the number of another slip.
  if (kind === 'PaymentRefunded' && body.operatorId !== undefined) return [];
  const told = (kind === 'TerminalMet' ? body : (body.evidence ?? {})) as Readonly<Record<string, unknown>>;
  const numbers = numbersOf({ receiptNumber: text(told.receiptNumber), traceNumber: text(told.traceNumber) });
  if (Object.keys(numbers).length === 0) return [];
  return [{ ...numbers, attemptId, businessDay, terminalId: told.terminalId, inTurn: kind === 'PaymentSettled' }];
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

/** Every number known of both is the same, zeros in front left out, and one at least is known. */
function isSame(one: TransactionNumbers, other: TransactionNumbers): boolean {
  const pairs = [
    [one.receiptNumber, other.receiptNumber],
    [one.traceNumber, other.traceNumber],
  ] as const;
  const told = pairs.filter(([a, b]) => a !== undefined && b !== undefined);
  return told.length > 0 && told.every(([a, b]) => a === b || Number(a) === Number(b));
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
