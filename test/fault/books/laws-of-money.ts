import type { Payment } from '../../../src/emulator/index.ts';
import { type Alarm, type Attempt, alarmsIn, type Sale } from '../product-journal.ts';
import type { Books, Moment } from './laws.ts';

/** Receipt and trace number together name a transaction of the terminal. */
export function numbersOf({
  receiptNumber,
  traceNumber,
}: {
  readonly receiptNumber: string | undefined;
  readonly traceNumber: string | undefined;
}): string {
  return `${receiptNumber?.padStart(4, '0')}/${traceNumber?.padStart(6, '0')}`;
}

/**
 * Every approval in the terminal's ledger against the attempt or the alarm that it belongs to, and the other way round. `hurt`: sales that
 * damage took entries of; an approval may be theirs, and nothing else is asked of them.
 */
export function moneyMoved(
  direction: Attempt['direction'],
  { sales, hurt }: { readonly sales: readonly Sale[]; readonly hurt: readonly Sale[] },
  books: Books,
  moment: Moment,
): string[] {
  const entries = direction === 'payment' ? books.payments : books.refunds;
  const approvals = entries.filter(({ outcome }) => outcome === 'approved' || outcome === 'partial');
  const attempts = sales.flatMap((sale) =>
    [...sale.attempts.values()]
      .filter((attempt) => attempt.direction === direction)
      .map((attempt) => ({ sale, attempt })),
  );
  const found: string[] = [];
  const owned = new Map<Payment, string>();
  for (const { sale, attempt } of attempts) {
    if (attempt.state === 'open' || attempt.state === 'notPaid') continue;
    // What staff gave back another way the terminal knows nothing of.
    if (attempt.direction === 'refund' && attempt.byHand) continue;
    const payment = approvals.find((each) => numbersOf(each) === numbersOf(attempt));
    if (payment === undefined) {
      found.push(
        `${direction} ${attempt.id} of ${attempt.approved} is ${attempt.state}, and the terminal knows of none`,
      );
      continue;
    }
    const other = owned.get(payment);
    if (other !== undefined)
      found.push(
        `the terminal's approval ${payment.receiptNumber} was taken for ${direction}s ${other} and ${attempt.id}`,
      );
    owned.set(payment, attempt.id);
    found.push(...ofOneAttempt(sale, attempt, payment, moment));
  }
  const open = attempts.filter(({ attempt }) => attempt.state === 'open').map(({ attempt }) => attempt);
  if (moment === 'settled') found.push(...open.map((attempt) => `${direction} ${attempt.id} was never settled`));
  if (open.length > 1) found.push(`${open.length} ${direction}s are open at once`);
  const alarms = [...alarmsIn(books.journal.entries).values()];
  found.push(...alarmed(alarms, approvals, owned));
  const ofHurt = hurt.flatMap((sale) => [...sale.attempts.values()].filter((it) => it.direction === direction));
  const told = new Set([...alarms, ...ofHurt].map(numbersOf));
  const undecided = [...open, ...ofHurt.filter(({ state }) => state === 'open')];
  const free = approvals.filter(
    (it) =>
      !it.reversed &&
      !owned.has(it) &&
      !told.has(numbersOf(it)) &&
      books.damaged?.approvals.has(numbersOf(it)) !== true,
  );
  if (!explained(free, undecided, books.strays ?? 0, moment))
    found.push(
      ...free.map(
        (it) => `the terminal booked a ${direction} of ${it.amount} (receipt ${it.receiptNumber}), and nothing owns it`,
      ),
    );
  return found;
}

/** After a cut an approval may still be the open attempt's, or one that the lane is going to be told of. */
function explained(free: readonly Payment[], open: readonly Attempt[], strays: number, moment: Moment): boolean {
  if (free.length === 0) return true;
  if (moment === 'settled' || free.length > open.length + strays) return false;
  return strays > 0 || free.every(({ amount }) => open.some(({ asked }) => amount <= asked));
}

/** Each alarm tells of one approval, which nothing else does; what counts as taken back has been. */
function alarmed(
  alarms: readonly Alarm[],
  approvals: readonly Payment[],
  owned: ReadonlyMap<Payment, string>,
): string[] {
  const found: string[] = [];
  const seen = new Set<Payment>();
  for (const alarm of alarms) {
    const payment = approvals.find((each) => numbersOf(each) === numbersOf(alarm));
    if (payment === undefined) continue;
    const what = `the terminal's approval ${payment.receiptNumber}`;
    if (seen.has(payment)) found.push(`${what} was told as an alarm twice`);
    seen.add(payment);
    const owner = owned.get(payment);
    if (owner !== undefined && alarm.reason === 'unmatched') found.push(`${what} is payment ${owner} and an alarm`);
    const back = alarm.disposition === 'refused' || alarm.settled === 'reversed';
    if (back && !payment.reversed) found.push(`${what} counts as taken back by alarm ${alarm.id}, and it stands`);
    if (alarm.amount !== payment.amount)
      found.push(`alarm ${alarm.id} says ${alarm.amount}, the terminal ${payment.amount}`);
  }
  return found;
}

function ofOneAttempt(sale: Sale, attempt: Attempt, payment: Payment, moment: Moment): string[] {
  const found: string[] = [];
  const what = `${attempt.direction} ${attempt.id}`;
  if (payment.amount !== attempt.approved)
    found.push(`${what} says ${attempt.approved}, the terminal ${payment.amount}`);
  // Taken back by the terminal, and the word of it lost: allowed until it was asked again.
  const takenBack = attempt.state === 'reversed' || (attempt.state === 'reversalQueued' && moment !== 'settled');
  if (payment.reversed && !takenBack) found.push(`${what} is ${attempt.state}, and the terminal took it back`);
  if (!payment.reversed && attempt.state === 'reversed' && !attempt.byHand)
    found.push(`${what} counts as taken back, and the terminal has it`);
  if (moment === 'settled' && attempt.state === 'reversalQueued') found.push(`${what} was never taken back`);
  if (moment === 'settled' && attempt.state === 'live' && sale.state !== 'completed')
    found.push(`${what} was taken, and its sale ${sale.id} is ${sale.state}`);
  return found;
}
