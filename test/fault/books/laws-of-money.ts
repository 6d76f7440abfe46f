import type { Payment } from '../../../src/emulator/index.ts';
import { type Alarm, type Attempt, alarmsIn, type Sale, salesIn } from '../product-journal.ts';
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

/** True for money that the terminal has moved, whether or not it took it back since. */
export function isApproval({ outcome }: Payment): boolean {
  return outcome === 'approved' || outcome === 'partial';
}

/**
 * True where the terminal carried out what a lane had asked, by a command, for as much or for less: such an approval is the answer to an
 * attempt, and whoever asks the terminal about that attempt learns of it.
 */
export function answersLane({ amount, asked }: Payment): boolean {
  return asked !== undefined && amount <= asked;
}

/** The sales of a day; `hurt` are those that damage took entries of: an approval may be theirs, and nothing else is asked of them. */
export interface Sales {
  readonly sales: readonly Sale[];
  readonly hurt: readonly Sale[];
}

/** Every approval in the terminal's ledger against the attempt or the alarm that it belongs to, and the other way round. */
export function moneyMoved(
  direction: Attempt['direction'],
  { sales, hurt }: Sales,
  books: Books,
  moment: Moment,
): string[] {
  const entries = direction === 'payment' ? books.payments : books.refunds;
  const approvals = entries.filter(isApproval);
  const alarms = [...alarmsIn(books.journal.entries).values()];
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
      if (!isStaffsWord(attempt, alarms, moment))
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
    found.push(...ofOneAttempt(sale, attempt, payment, alarms, books, moment));
  }
  const open = attempts.filter(({ attempt }) => attempt.state === 'open').map(({ attempt }) => attempt);
  if (moment === 'settled') found.push(...open.map((attempt) => `${direction} ${attempt.id} was never settled`));
  if (open.length > 1) found.push(`${open.length} ${direction}s are open at once`);
  const refused = attempts.map(({ attempt }) => attempt).filter(({ state }) => state === 'notPaid');
  const undecided = [
    ...open,
    ...refused.filter((attempt) => isStaffsWord(attempt, alarms, moment)),
    ...attemptsOf(hurt).filter((it) => it.direction === direction && it.state === 'open'),
    ...attempts.map(({ attempt }) => attempt).filter((it) => tookAnother(it, approvals)),
  ];
  const free = ownerless(direction, books);
  if (!explained(free, undecided, moment))
    found.push(
      ...free.map(
        (it) => `the terminal booked a ${direction} of ${it.amount} (receipt ${it.receiptNumber}), and nothing owns it`,
      ),
    );
  return found;
}

/** Approvals that stand, and that neither an attempt has nor an alarm tells of, nor could be what damage has taken. */
export function ownerless(direction: Attempt['direction'], { journal, damaged, ...books }: Books): readonly Payment[] {
  const owners = [...salesIn(journal.entries).values()].flatMap((sale) =>
    [...sale.attempts.values()].filter(
      ({ direction: it, state }) =>
        it === direction && (damaged?.sales.has(sale.id) || (state !== 'open' && state !== 'notPaid')),
    ),
  );
  const known = new Set([...owners, ...alarmsIn(journal.entries).values()].map(numbersOf));
  const entries = direction === 'payment' ? books.payments : books.refunds;
  return entries.filter((it) => {
    const numbers = numbersOf(it);
    return isApproval(it) && !it.reversed && !known.has(numbers) && damaged?.approvals.has(numbers) !== true;
  });
}

const attemptsOf = (sales: readonly Sale[]) => sales.flatMap((sale) => [...sale.attempts.values()]);

/**
 * True where an attempt was settled with an approval that no command had asked for, a late one of the attempt before say, of the same
 * amount: the terminal repeats its last transaction and no other, so the attempt's own answer is the one that nobody waits for.
 */
export function tookAnother(attempt: Attempt, approvals: readonly Payment[]): boolean {
  if (attempt.state === 'open' || attempt.state === 'notPaid') return false;
  const taken = approvals.find((it) => numbersOf(it) === numbersOf(attempt));
  return taken !== undefined && taken.asked === undefined && taken.amount === attempt.asked;
}

/** After a cut an approval may still be the open attempt's, or one that no lane asked for and this one is going to be told of. */
function explained(free: readonly Payment[], open: readonly Attempt[], moment: Moment): boolean {
  if (free.length === 0) return true;
  if (moment === 'settled') return false;
  const answers = free.filter(answersLane);
  return answers.length <= open.length && answers.every(({ amount }) => open.some(({ asked }) => amount <= asked));
}

/** True for what staff have entered of an attempt where the terminal says other: an alarm tells of it, or after a cut still will. */
function isStaffsWord({ id, byStaff }: Attempt, alarms: readonly Alarm[], moment: Moment): boolean {
  return byStaff && (moment === 'cut' || alarms.some((it) => it.reason === 'contradiction' && it.attemptId === id));
}

function ofOneAttempt(
  sale: Sale,
  attempt: Attempt,
  payment: Payment,
  alarms: readonly Alarm[],
  books: Books,
  moment: Moment,
): string[] {
  const found: string[] = [];
  const what = `${attempt.direction} ${attempt.id}`;
  const about = alarms.filter(({ attemptId }) => attemptId === attempt.id);
  const tells = (reason: string) => about.some((it) => it.reason === reason);
  const staffsWord = isStaffsWord(attempt, alarms, moment);
  const allBack = attempt.byStaff && attempt.state === 'reversed' && !attempt.byHand && payment.reversed;
  // The reversal moved what the terminal has, and not what staff had read: then it is told as another's.
  const toldAstray = attempt.byStaff && about.some((it) => it.reason === 'astray' && it.amount === payment.amount);
  // The alarm that told of it may be what damage took.
  const toldBefore = attempt.byStaff && books.damaged?.approvals.has(numbersOf(payment)) === true;
  const isTold = staffsWord || allBack || toldAstray || toldBefore || tells('tooMuch');
  if (payment.amount !== attempt.approved && !isTold)
    found.push(`${what} says ${attempt.approved}, the terminal ${payment.amount}`);
  // Taken back by the terminal, and the word of it lost: allowed until it was asked again.
  const takenBack =
    attempt.state === 'reversed' ||
    (attempt.state === 'reversalQueued' && moment !== 'settled') ||
    about.some((it) => it.settled === 'reversed' || books.damaged?.sales.has(it.id) === true) ||
    (moment !== 'settled' && about.some((it) => it.settled === 'no' && it.disposition === 'standing')) ||
    alarms.some(({ reason, amount }) => reason === 'astray' && amount === payment.amount);
  if (payment.reversed && !takenBack) found.push(`${what} is ${attempt.state}, and the terminal took it back`);
  if (!payment.reversed && attempt.state === 'reversed' && !attempt.byHand)
    found.push(`${what} counts as taken back, and the terminal has it`);
  if (payment.reversed && attempt.byHand && !tells('twice') && books.takenBack?.has(attempt.id) !== true)
    found.push(`${what} was given back by hand and by the terminal, and no alarm tells of it`);
  if (moment === 'settled' && attempt.state === 'reversalQueued') found.push(`${what} was never taken back`);
  if (moment === 'settled' && attempt.state === 'live' && sale.state !== 'completed')
    found.push(`${what} was taken, and its sale ${sale.id} is ${sale.state}`);
  return found;
}
