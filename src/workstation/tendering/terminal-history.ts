import { isOpen } from '../../domain/tender/attempt.ts';
import type { JournalPort, RecordedEntry } from '../ports/journal.ts';
import type { KnownTransaction, PaymentTerminalPort, TransactionNumbers } from '../ports/payment-terminal.ts';
import type { LaneState } from '../selling/lane-state.ts';
import { contextOf, numbersOf } from './recovery-context.ts';
import { TERMINAL_BOOKS, toldBy } from './terminal-books.ts';

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
  const entries = journal.latest(TERMINAL_BOOKS, MOST);
  const transactions = entries.flatMap(known);
  const met = transactions.length > 0 || entries.some(({ kind }) => kind === 'TerminalMet');
  const open = (transaction?.attempts ?? []).filter(isOpen).map((it) => contextOf(it, transaction?.training === true));
  terminal?.remember?.({ transactions, open, met });
  const last = transactions.at(-1);
  return last === undefined ? null : numbersOf(last);
}

function known(entry: RecordedEntry): KnownTransaction[] {
  const told = toldBy(entry);
  return told === null ? [] : [{ ...told.numbers, at: Date.parse(entry.recordedAt) || 0 }];
}
