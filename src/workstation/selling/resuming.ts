import { isLive, isOpen, paidSoFar } from '../../domain/tender/attempt.ts';
import { balance } from '../../domain/transaction/decide-tender.ts';
import type { TransactionEventKind } from '../../domain/transaction/events.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import { Fault } from '../ports/fault.ts';
import type { LaneCore } from './lane-core.ts';
import type { LaneParts } from './lane-parts.ts';
import { recall } from './recorder.ts';
import { setAside } from './setting-aside.ts';

/**
 * Takes up everything that the last run left open: the basket as it was, a payment whose outcome has to be found out, a finished sale
 * whose receipt has to be asked about, baskets put aside, alarms. What damage to the disk made unreadable is set aside, with an alarm.
 * True where a shopper's visit goes on.
 * @throws Fault of the journal
 */
export function resumeOpen(core: LaneCore, parts: LaneParts): boolean {
  const { journal } = core.on;
  const visits: Transaction[] = [];
  const finished: Transaction[] = [];
  const unreadable: (readonly [id: string, problem: string])[] = [];
  for (const id of journal.openTransactions()) {
    const transaction = recalled(core, id);
    if (typeof transaction === 'string') unreadable.push([id, transaction]);
    else if (transaction === null) parts.alarms.resume(id, journal.entriesOf(id));
    else if (transaction.phase === 'suspended') parts.suspending.resume(transaction);
    else if (transaction.phase === 'completed') finished.push(transaction);
    else visits.push(transaction);
  }
  const newest = visits.at(-1);
  const current = newest === undefined || hasEnded(core, newest) ? undefined : visits.pop();
  if (current !== undefined) core.update({ transaction: current });
  parts.recovery.account();
  parts.recovery.resumeWatch();
  // Two at once are a fault of an earlier run, or one has lost the entry that ended it. None but the last can be on the lane.
  for (const { transactionId } of visits) unreadable.push([transactionId, 'another visit came after it']);
  for (const [id, problem] of unreadable) setAside(core, parts.alarms, id, problem);
  const last = current === undefined ? finished.pop() : undefined;
  for (const sold of finished) parts.receipts.leave(sold);
  if (current !== undefined) takeUp(core, parts, current);
  else if (last !== undefined) parts.receipts.resume(last);
  return current !== undefined || last !== undefined;
}

/** What only the transaction that is on the lane records. */
const VISITS: readonly TransactionEventKind[] = [
  'TransactionStarted',
  'TransactionRecalled',
  'LineAdded',
  'TotalsAgreed',
  'PaymentIntended',
  'PaymentSent',
];

/**
 * True where another visit came after this one: then this one had ended, and damage took the entry that said how. The next shopper is not
 * to find the basket of somebody who has long gone, nor a finished sale to be finished again.
 */
function hasEnded(core: LaneCore, { transactionId }: Transaction): boolean {
  const last = core.on.journal.latest(VISITS, 1)[0];
  return last !== undefined && last.body.transactionId !== transactionId;
}

/** A transaction as it was; a text says why it can't be taken up. @throws Fault of the journal */
function recalled(core: LaneCore, id: string): Transaction | null | string {
  try {
    const transaction = recall(core.on.journal, id);
    return transaction === null ? null : (flawOf(transaction) ?? transaction);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'WORKSTATION_JOURNAL_UNREADABLE') throw error;
    return error.message;
  }
}

/**
 * What no transaction comes to unless damage took entries of it. Money is taken for totals that were agreed on, and they don't change any
 * more: without them nothing can be completed. And one payment at a time is open: a second could be neither finished nor followed.
 */
function flawOf({ attempts, totals }: Transaction): string | null {
  if (attempts.filter(isOpen).length > 1) return 'two payments are open at once';
  const moved = attempts.some((it) => isOpen(it) || isLive(it) || it.state === 'reversalQueued');
  return totals === null && moved ? 'money was taken, and it has no total' : null;
}

function takeUp(core: LaneCore, parts: LaneParts, found: Transaction): void {
  const pins = core.pinCommands(found);
  const pinned = pins.length === 0 ? null : core.record(found.transactionId, () => pins, found);
  const transaction = pinned?.kind === 'recorded' ? pinned.transaction : found;
  core.update({ transaction, priced: core.price(transaction), locale: transaction.locale, stage: { kind: 'basket' } });
  const open = transaction.attempts.find(isOpen);
  if (open !== undefined) return parts.payment.resume(open);
  if (transaction.attempts.some((it) => it.state === 'reversalQueued')) return parts.reversal.resume(transaction);
  if (transaction.totals === null || transaction.phase !== 'tendering') return;
  const left = balance(transaction);
  const paid = paidSoFar(transaction.attempts);
  if (transaction.returnOf !== null) {
    if (left === 0) parts.complete(transaction);
    else parts.returns.resume(transaction);
  } else if (paid > 0) {
    if (left <= 0) parts.complete(transaction);
    else core.stage({ kind: 'partial', paid, remaining: left });
  }
}
