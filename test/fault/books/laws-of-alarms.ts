import type { Payment } from '../../../src/emulator/index.ts';
import { type Alarm, type Attempt, alarmsIn } from '../product-journal.ts';
import type { Books, Moment } from './laws.ts';
import { answersLane, isApproval, numbersOf, type Sales, tookAnother } from './laws-of-money.ts';

/** Alarms that say of one approval whose it is: of each there is one at most. */
const WHOSE: ReadonlySet<string> = new Set(['unmatched', 'contradiction']);

/**
 * Each alarm against what the terminal has: it tells of money that is there, that nobody had asked for or that staff had read wrong, once;
 * what counts as taken back has been; and somebody has seen to it when the day is over.
 */
export function alarmsAgainstTerminal({ sales, hurt }: Sales, books: Books, moment: Moment): string[] {
  const alarms = [...alarmsIn(books.journal.entries).values()].filter(
    ({ id }) => books.damaged?.sales.has(id) !== true,
  );
  const approvals = [...books.payments, ...books.refunds].filter(isApproval);
  const attempts = sales.flatMap((sale) => [...sale.attempts.values()]);
  const ofHurt = hurt.flatMap((sale) => [...sale.attempts.values()]);
  const found: string[] = [];
  const seen = new Set<string>();
  const answers: Payment[] = [];
  for (const alarm of alarms) {
    const what = `alarm ${alarm.id}`;
    if (moment === 'settled' && alarm.settled === 'no') found.push(`${what} (${alarm.reason}) is still open`);
    const payment = approvals.find((each) => numbersOf(each) === numbersOf(alarm));
    if (payment === undefined) {
      if (needsMoney(alarm, approvals)) found.push(`${what} tells of ${alarm.amount} that no terminal has`);
      continue;
    }
    const group = `${WHOSE.has(alarm.reason) ? 'whose' : alarm.reason} ${numbersOf(payment)}`;
    if (seen.has(group)) found.push(`the terminal's approval ${payment.receiptNumber} was told as an alarm twice`);
    seen.add(group);
    // What was set aside is told as staff had read it.
    const readByStaff =
      alarm.reason === 'setAside' && ofHurt.some(({ id, byStaff }) => byStaff && id === alarm.attemptId);
    found.push(...ofOneAlarm(alarm, payment, attempts, readByStaff));
    if (alarm.reason === 'unmatched' && answersLane(payment)) answers.push(payment);
  }
  return [...found, ...stray(answers, { sales, hurt }, books)];
}

/** Of a reversal that went to another payment the numbers are the reversal's own; of a refusal, and of what damage has taken, there may be none. */
function needsMoney({ reason, disposition, settled, amount }: Alarm, approvals: readonly Payment[]): boolean {
  if (settled === 'reversed') return true;
  if (reason === 'twice' || reason === 'astray') return !approvals.some((it) => it.reversed && it.amount === amount);
  if (disposition === 'unclear') return false;
  return reason !== 'contradiction' || disposition !== 'refused';
}

function ofOneAlarm(alarm: Alarm, payment: Payment, attempts: readonly Attempt[], readByStaff: boolean): string[] {
  const found: string[] = [];
  const what = `the terminal's approval ${payment.receiptNumber}`;
  const owner = attempts.find(
    (it) => it.state !== 'open' && it.state !== 'notPaid' && numbersOf(it) === numbersOf(payment),
  );
  if (owner !== undefined && alarm.reason === 'unmatched') found.push(`${what} is payment ${owner.id} and an alarm`);
  if (alarm.reason === 'contradiction' && attempts.some(({ id, byStaff }) => id === alarm.attemptId && !byStaff))
    found.push(`alarm ${alarm.id} contradicts what staff have never said of payment ${alarm.attemptId}`);
  const back = alarm.disposition === 'refused' || alarm.settled === 'reversed';
  if (back && !payment.reversed) found.push(`${what} counts as taken back by alarm ${alarm.id}, and it stands`);
  const expected = alarm.reason === 'tooMuch' ? payment.amount - (payment.asked ?? 0) : payment.amount;
  if (alarm.amount !== expected && alarm.disposition !== 'unclear' && !readByStaff)
    found.push(`alarm ${alarm.id} says ${alarm.amount}, the terminal ${expected}`);
  return found;
}

/**
 * The answer to an attempt ends as money that nobody waited for only where staff had entered before that it was not paid, where another
 * approval was taken for it, or where damage has taken the attempt: else a lane that asks for nothing and declines everything would have its books in order.
 */
function stray(answers: readonly Payment[], { sales, hurt }: Sales, books: Books): string[] {
  const approvals = [...books.payments, ...books.refunds].filter(isApproval);
  const refused = sales
    .flatMap((sale) => [...sale.attempts.values()])
    .filter((it) => (it.byStaff && it.state === 'notPaid') || tookAnother(it, approvals))
    .map(({ asked }) => asked);
  const ofHurt = hurt.flatMap((sale) => [...sale.attempts.values()]);
  return answers.flatMap((payment) => {
    if (books.damaged?.approvals.has(numbersOf(payment))) return [];
    if (ofHurt.some((it) => numbersOf(it) === numbersOf(payment))) return [];
    const at = refused.indexOf(payment.asked ?? 0);
    if (at >= 0) {
      refused.splice(at, 1);
      return [];
    }
    return [`the lane asked for ${payment.asked} (receipt ${payment.receiptNumber}), and its answer became an alarm`];
  });
}
