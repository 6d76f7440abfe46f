import type { PaymentAttempt } from '../../domain/tender/attempt.ts';
import { Fault } from '../ports/fault.ts';
import type { JournalPort, RecordedEntry } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { TransactionNumbers } from '../ports/payment-terminal.ts';
import { recall } from '../selling/recorder.ts';

/** What the terminal is sent, or has been found to contradict, after staff resolved a payment. */
const AFTERWARDS = [
  'PaymentSent',
  'PaymentUnknown',
  'PaymentReversalQueued',
  'PaymentReversed',
  'PaymentAlarmRaised',
  'PaymentAlarmSettled',
];
const MOST = 100;
/** A terminal has closed its day by then, and a person who reads it finds nothing any more either. */
const MOST_AGE_MS = 24 * 60 * 60_000;

/** True where the terminal has been sent something since staff resolved this attempt, or was already heard about it: it can't be asked. */
export function isOvertaken(journal: Pick<JournalPort, 'latest'>, attemptId: string): boolean {
  const entries = journal.latest(['PaymentResolved', ...AFTERWARDS], MOST);
  const at = entries.findLastIndex(({ kind, body }) => kind === 'PaymentResolved' && body.attemptId === attemptId);
  return at === -1 || entries.slice(at + 1).some((entry) => overtakes(entry, attemptId));
}

function overtakes({ kind, body }: RecordedEntry, attemptId: string): boolean {
  switch (kind) {
    case 'PaymentAlarmRaised':
      return body.attemptId === attemptId;
    case 'PaymentAlarmSettled':
      return body.outcome === 'reversed';
    default:
      return true;
  }
}

/** True where an alarm since this attempt was intended names the same transaction of the terminal: staff have been told of that money. */
export function isToldSince(
  journal: Pick<JournalPort, 'latest'>,
  attemptId: string,
  { receiptNumber, traceNumber }: TransactionNumbers,
): boolean {
  if (receiptNumber === undefined || traceNumber === undefined) return false;
  const entries = journal.latest(['PaymentIntended', 'PaymentAlarmRaised'], MOST);
  const at = entries.findLastIndex(({ kind, body }) => kind === 'PaymentIntended' && body.attemptId === attemptId);
  return entries.slice(at + 1).some(({ kind, body }) => {
    if (kind !== 'PaymentAlarmRaised') return false;
    const told = (body.evidence ?? {}) as Readonly<Record<string, unknown>>;
    return told.receiptNumber === receiptNumber && told.traceNumber === traceNumber;
  });
}

/**
 * The payment that staff resolved last, where the terminal can still be asked about it; `now` is the wall clock, milliseconds. One of which
 * damage has taken entries is left alone.
 */
export function lastResolved(
  journal: Pick<JournalPort, 'latest' | 'entriesOf'>,
  now: number,
  log: Log,
): PaymentAttempt | null {
  const { attemptId, transactionId } = journal.latest(['PaymentResolved'], 1)[0]?.body ?? {};
  if (typeof attemptId !== 'string' || typeof transactionId !== 'string' || isOvertaken(journal, attemptId))
    return null;
  try {
    const attempt = recall(journal, transactionId)?.attempts.find((it) => it.attemptId === attemptId);
    return attempt !== undefined && now - Date.parse(attempt.intendedAt) <= MOST_AGE_MS ? attempt : null;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'WORKSTATION_JOURNAL_UNREADABLE') throw error;
    log.warn('payment.resolvedUnreadable', { attemptId, code: error.code });
    return null;
  }
}
