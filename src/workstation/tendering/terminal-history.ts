import { isOpen } from '../../domain/tender/attempt.ts';
import type { JournalPort, RecordedEntry } from '../ports/journal.ts';
import type { KnownTransaction, PaymentTerminalPort, TransactionNumbers } from '../ports/payment-terminal.ts';
import type { LaneState } from '../selling/lane-state.ts';
import { contextOf, numbersOf } from './recovery-context.ts';

const KINDS = [
  'PaymentSettled',
  'PaymentRefunded',
  'PaymentReversed',
  'PaymentResolved',
  'PaymentAlarmRaised',
  'TerminalMet',
];
/** A terminal is asked about its last transaction; a hundred before it are more than it will ever repeat. */
const MOST = 100;

/**
 * Tells the terminal's driver what the journal accounts for, so that it can tell an approval that nobody waited for from those that are
 * booked. Answers the numbers of the last transaction known, or null.
 */
export function rememberHistory(
  terminal: PaymentTerminalPort | null,
  journal: JournalPort,
  { transaction }: Pick<LaneState, 'transaction'>,
): TransactionNumbers | null {
  const entries = journal.latest(KINDS, MOST);
  const transactions = entries.flatMap(known);
  const met = transactions.length > 0 || entries.some(({ kind }) => kind === 'TerminalMet');
  const open = (transaction?.attempts ?? []).filter(isOpen).map((it) => contextOf(it, transaction?.training === true));
  terminal?.remember?.({ transactions, open, met });
  const last = transactions.at(-1);
  return last === undefined ? null : numbersOf(last);
}

function known({ kind, body, recordedAt }: RecordedEntry): KnownTransaction[] {
  // What was given back another way has the number of another slip.
  if (kind === 'PaymentRefunded' && body.operatorId !== undefined) return [];
  const evidence = (kind === 'TerminalMet' ? body : (body.evidence ?? {})) as {
    receiptNumber?: unknown;
    traceNumber?: unknown;
  };
  const numbers = numbersOf({ receiptNumber: text(evidence.receiptNumber), traceNumber: text(evidence.traceNumber) });
  if (numbers.receiptNumber === undefined && numbers.traceNumber === undefined) return [];
  return [{ ...numbers, at: Date.parse(recordedAt) || 0 }];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
