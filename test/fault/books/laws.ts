import type { Payment } from '../../../src/emulator/index.ts';
import { type Attempt, type Entry, type Sale, salesIn } from '../product.ts';
import type { JournalBook } from './journal.ts';
import type { PaperReceipt } from './paper.ts';

/** The three books of a lane that nobody is writing: its journal, the paper that came out, and the terminal's own ledger. */
export interface Books {
  readonly journal: JournalBook;
  readonly paper: readonly PaperReceipt[];
  readonly payments: readonly Payment[];
}

/**
 * `cut`: read after a kill, when the answer to a payment that is still open may be missing. `settled`: everything was back and had
 * time: nothing is open any more. `leftToStaff`: the lane says that only staff can settle the payment that is still open.
 */
export type Moment = 'cut' | 'settled' | 'leftToStaff';

/** Everything that the three books contradict each other in, or break of the rules; none is what a lane is to keep. */
export function violations(books: Books, moment: Moment): string[] {
  const { entries, flaw } = books.journal;
  const sales = [...salesIn(entries).values()];
  return [
    ...(flaw === null ? [] : [`the journal: ${flaw}`]),
    ...receiptNumbers(entries),
    ...sales.flatMap(ownSums),
    ...moneyTaken(sales, books.payments, moment),
    ...paperAgainstJournal(sales, books.paper),
  ];
}

/** Gapless from 1 in every epoch, in the order of completion. */
function receiptNumbers(entries: readonly Entry[]): string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const { kind, epoch, body } of entries) {
    if (kind !== 'TransactionCompleted') continue;
    const number = String(body.receiptNumber);
    const expected = (last.get(epoch) ?? 0) + 1;
    if (Number(number.split('-')[1]) !== expected) found.push(`receipt ${number} stands where ${expected} is due`);
    last.set(epoch, expected);
  }
  return found;
}

/** What a sale says of itself: paid to the cent when it completed, nothing kept when it was cancelled. */
function ownSums(sale: Sale): string[] {
  const found: string[] = [];
  const live = [...sale.attempts.values()].filter((attempt) => attempt.state === 'live');
  if (sale.state === 'completed') {
    const tendered = sale.tenders.reduce((sum, tender) => sum + tender.amount, 0);
    if (tendered !== sale.total) found.push(`sale ${sale.id} of ${sale.total} completed with ${tendered} paid`);
    for (const { attemptId, amount } of sale.tenders) {
      const attempt = sale.attempts.get(attemptId);
      if (attempt?.state !== 'live' || attempt.approved !== amount)
        found.push(`sale ${sale.id} completed with payment ${attemptId} of ${amount}, which is ${attempt?.state}`);
    }
    if (live.length !== sale.tenders.length) found.push(`sale ${sale.id} leaves an approval out of its tenders`);
  }
  if (sale.state === 'cancelled' && live.length > 0) found.push(`sale ${sale.id} was cancelled and its payment kept`);
  return found;
}

/** Every approval in the terminal's ledger against the attempt that owns it, and the other way round. */
function moneyTaken(sales: readonly Sale[], payments: readonly Payment[], moment: Moment): string[] {
  const approvals = payments.filter(({ outcome }) => outcome === 'approved' || outcome === 'partial');
  const found: string[] = [];
  const owned = new Map<Payment, string>();
  for (const sale of sales) {
    for (const attempt of sale.attempts.values()) {
      if (attempt.state === 'open' || attempt.state === 'notPaid') continue;
      const payment = approvals.find((each) => isOf(each, attempt));
      if (payment === undefined) {
        found.push(`payment ${attempt.id} of ${attempt.approved} is ${attempt.state}, and the terminal knows of none`);
        continue;
      }
      const other = owned.get(payment);
      if (other !== undefined)
        found.push(
          `the terminal's approval ${payment.receiptNumber} was taken for payments ${other} and ${attempt.id}`,
        );
      owned.set(payment, attempt.id);
      found.push(...ofOneAttempt(sale, attempt, payment, moment));
    }
  }
  const open = sales.flatMap((sale) => [...sale.attempts.values()].filter((attempt) => attempt.state === 'open'));
  if (moment === 'settled') found.push(...open.map((attempt) => `payment ${attempt.id} was never settled`));
  if (open.length > 1) found.push(`${open.length} payments are open at once`);
  const free = approvals.filter((payment) => !payment.reversed && !owned.has(payment));
  const explained =
    moment !== 'settled' && open.some((attempt) => free.length === 1 && (free[0]?.amount ?? 0) <= attempt.asked);
  if (!explained)
    found.push(
      ...free.map((it) => `the terminal took ${it.amount} (receipt ${it.receiptNumber}), and no payment owns it`),
    );
  return found;
}

function ofOneAttempt(sale: Sale, attempt: Attempt, payment: Payment, moment: Moment): string[] {
  const found: string[] = [];
  if (payment.amount !== attempt.approved)
    found.push(`payment ${attempt.id} says ${attempt.approved}, the terminal ${payment.amount}`);
  // Taken back by the terminal, and the word of it lost: allowed until it was asked again.
  const takenBack = attempt.state === 'reversed' || (attempt.state === 'reversalQueued' && moment !== 'settled');
  if (payment.reversed && !takenBack)
    found.push(`payment ${attempt.id} is ${attempt.state}, and the terminal took it back`);
  if (!payment.reversed && attempt.state === 'reversed')
    found.push(`payment ${attempt.id} counts as taken back, and the terminal has it`);
  if (moment === 'settled' && attempt.state === 'reversalQueued')
    found.push(`payment ${attempt.id} was never taken back`);
  if (moment === 'settled' && attempt.state === 'live' && sale.state !== 'completed')
    found.push(`payment ${attempt.id} was taken, and its sale ${sale.id} is ${sale.state}`);
  return found;
}

/** Receipt and trace number together name a transaction of the terminal. */
function isOf(payment: Payment, attempt: Attempt): boolean {
  return (
    payment.receiptNumber === attempt.receiptNumber?.padStart(4, '0') &&
    payment.traceNumber === attempt.traceNumber?.padStart(6, '0')
  );
}

/** Every receipt on paper is a sale of the journal; no sale has two that are not headed COPY; what counts as printed is there. */
function paperAgainstJournal(sales: readonly Sale[], paper: readonly PaperReceipt[]): string[] {
  const found: string[] = [];
  const byNumber = new Map(sales.filter(isCompleted).map((sale) => [sale.receiptNumber, sale]));
  const originals = new Map<string, number>();
  for (const { copy, receiptNumber, transactionId, total } of paper) {
    if (receiptNumber === undefined) continue;
    const sale = byNumber.get(receiptNumber);
    if (sale === undefined) found.push(`receipt ${receiptNumber} is on paper and not in the journal`);
    else if (total !== sale.total || (transactionId !== undefined && transactionId !== sale.id))
      found.push(
        `receipt ${receiptNumber} says ${total} for ${transactionId}, the journal ${sale.total} for ${sale.id}`,
      );
    if (!copy) originals.set(receiptNumber, (originals.get(receiptNumber) ?? 0) + 1);
  }
  for (const [number, count] of originals) if (count > 1) found.push(`receipt ${number} is on paper ${count} times`);
  const begun = sales
    .flatMap((sale) => [...sale.prints.values()])
    .filter((it) => !it.copy && it.outcome !== 'notPrinted');
  const heads = paper.filter((receipt) => !receipt.copy).length;
  if (heads > begun.length)
    found.push(`${heads} receipts were begun on paper, and the journal knows of ${begun.length}`);
  return [...found, ...sales.flatMap((sale) => printsOf(sale, paper))];
}

function printsOf(sale: Sale, paper: readonly PaperReceipt[]): string[] {
  const found: string[] = [];
  const prints = [...sale.prints.values()];
  const onPaper = paper.some(
    (receipt) => receipt.receiptNumber !== undefined && receipt.receiptNumber === sale.receiptNumber,
  );
  const begun = prints.filter((print) => !print.copy && print.outcome !== 'notPrinted');
  if (begun.length > 1) found.push(`printing of sale ${sale.id} was begun ${begun.length} times without the word COPY`);
  if (prints.some((print) => print.outcome === 'printed') && !onPaper)
    found.push(`receipt ${sale.receiptNumber} counts as printed and is not on paper`);
  if (prints.length > 0 && prints.every((print) => print.outcome === 'notPrinted') && onPaper)
    found.push(`receipt ${sale.receiptNumber} counts as not printed and is on paper`);
  return found;
}

const isCompleted = (sale: Sale) => sale.state === 'completed';
