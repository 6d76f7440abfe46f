import { isOpen } from '../../domain/tender/attempt.ts';
import type { JournalPort, RecordedEntry } from '../ports/journal.ts';
import type { KnownTransaction, PaymentTerminalPort, TransactionNumbers } from '../ports/payment-terminal.ts';
import { isSameTransaction } from '../ports/transaction-numbers.ts';
import type { LaneState } from '../selling/lane-state.ts';
import { contextOf, numbersOf } from './recovery-context.ts';
import { TERMINAL_BOOKS, toldBy } from './terminal-books.ts';

/** A terminal is asked about its last transaction; a hundred before it are more than it will ever repeat. Each has three entries at most. */
const MOST = 300;

/**
 * What tells of a terminal beside its own books, where damage took entries of these: an attempt names the transaction before it, and is
 * not sent before the terminal has been met. Met anew, its last approval would be one from before our time, and may be this attempt's.
 */
const ATTEMPTS = ['PaymentIntended', 'PaymentSent'] as const;

/**
 * Tells the terminal's driver what the journal accounts for, so that it can tell an approval that nobody waited for from those that are
 * booked. Answers the numbers of the last transaction known, or null.
 */
export function rememberHistory(
  terminal: PaymentTerminalPort | null,
  journal: JournalPort,
  { transaction }: Pick<LaneState, 'transaction'>,
): TransactionNumbers | null {
  const entries = journal.latest([...TERMINAL_BOOKS, ...ATTEMPTS], MOST);
  const transactions: KnownTransaction[] = [];
  for (const each of entries.flatMap(known))
    if (!transactions.some((it) => isSameTransaction(it, each))) transactions.push(each);
  const met =
    transactions.length > 0 ||
    entries.some(({ kind }) => kind === 'TerminalMet') ||
    entries.some(({ kind, body }) => kind === 'PaymentSent' && !isPractice(journal, body.transactionId));
  const open = (transaction?.attempts ?? []).filter(isOpen).map((it) => contextOf(it, transaction?.training === true));
  terminal?.remember?.({ transactions, open, met });
  const last = transactions.at(-1);
  return last === undefined ? null : numbersOf(last);
}

function known(entry: RecordedEntry): KnownTransaction[] {
  const numbers = entry.kind === 'PaymentIntended' ? before(entry) : toldBy(entry)?.numbers;
  return numbers === undefined ? [] : [{ ...numbers, at: Date.parse(entry.recordedAt) || 0 }];
}

/** What staff practise is sent to no terminal. */
function isPractice(journal: JournalPort, transactionId: unknown): boolean {
  return journal.entriesOf(String(transactionId)).some(({ body }) => body.training === true);
}

function before({ body }: RecordedEntry): TransactionNumbers | undefined {
  const previous = numbersOf((body.previous ?? {}) as TransactionNumbers);
  return Object.keys(previous).length === 0 ? undefined : previous;
}
