import type { RecordedEntry } from '../ports/journal.ts';
import type { TransactionNumbers } from '../ports/payment-terminal.ts';
import { numbersOf } from './recovery-context.ts';

/** Entries that say what a terminal has in its own books. */
export const TERMINAL_BOOKS = [
  'PaymentSettled',
  'PaymentRefunded',
  'PaymentReversed',
  'PaymentResolved',
  'PaymentAlarmRaised',
  'TerminalMet',
] as const;

/** A transaction of the terminal as an entry tells of it: its numbers, and the terminal where it is named. */
export interface ToldTransaction {
  readonly numbers: TransactionNumbers;
  readonly terminalId: unknown;
}

/** What an entry tells of the terminal's books; null where it carries no number of the terminal's. */
export function toldBy({ kind, body }: RecordedEntry): ToldTransaction | null {
  // What was given back another way has the number of another slip.
  if (kind === 'PaymentRefunded' && body.operatorId !== undefined) return null;
  const told = (kind === 'TerminalMet' ? body : (body.evidence ?? {})) as Readonly<Record<string, unknown>>;
  const numbers = numbersOf({ receiptNumber: text(told.receiptNumber), traceNumber: text(told.traceNumber) });
  return Object.keys(numbers).length === 0 ? null : { numbers, terminalId: told.terminalId };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
