import type { Payment } from '../../../src/emulator/index.ts';
import { awaitsPaper, type Entry, movedBy, type Sale, salesIn } from '../product-journal.ts';
import type { JournalBook } from './journal.ts';
import { agesAgainstApprovals } from './laws-of-ages.ts';
import { alarmsAgainstTerminal } from './laws-of-alarms.ts';
import { moneyMoved } from './laws-of-money.ts';
import { paperAgainstJournal } from './laws-of-paper.ts';
import { returnsAgainstSales } from './laws-of-returns.ts';
import { tagsAgainstSales } from './laws-of-tags.ts';
import { type Told, weightsAgainstScale } from './laws-of-weights.ts';
import type { PaperReceipt } from './paper.ts';

/** The books of a lane that nobody is writing: its journal, the paper that came out, the terminal's own ledger, and what the scale told. */
export interface Books {
  readonly journal: JournalBook;
  readonly paper: readonly PaperReceipt[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Payment[];
  /** What the scale told at rest; a lane without one has weighed nothing. */
  readonly weights?: Told;
  /** Payments of which staff have read at the terminal that it had taken them back, before they entered so: nothing was handed out. */
  readonly takenBack?: ReadonlySet<string>;
  /** What damage done to the journal on purpose has made uncertain. */
  readonly damaged?: Damaged;
}

export interface Damaged {
  /** Transactions of which entries are gone. */
  readonly sales: ReadonlySet<string>;
  /** Approvals that nothing is left to account for, as `numbersOf` spells them. */
  readonly approvals: ReadonlySet<string>;
}

/**
 * `cut`: read after a kill, when the answer to a payment that is still open may be missing. `settled`: everything was back and had
 * time, and staff have settled what was theirs: nothing is open any more.
 */
export type Moment = 'cut' | 'settled';

/** Everything that the books contradict each other in, or break of the rules; none is what a lane is to keep. */
export function violations(books: Books, moment: Moment): string[] {
  const { entries, flaw } = books.journal;
  const all = salesIn(entries);
  const isHurt = ({ id }: Sale) => books.damaged?.sales.has(id) === true;
  const sales = [...all.values()].filter((sale) => !isHurt(sale));
  const hurt = [...all.values()].filter(isHurt);
  return [
    ...(flaw === null ? [] : [`the journal: ${flaw}`]),
    ...receiptNumbers(entries, (books.damaged?.sales.size ?? 0) > 0),
    ...twice(entries),
    ...sales.flatMap(ownSums),
    ...moneyMoved('payment', { sales, hurt }, books, moment),
    ...moneyMoved('refund', { sales, hurt }, books, moment),
    ...alarmsAgainstTerminal({ sales, hurt }, books, moment),
    ...returnsAgainstSales(sales, all),
    ...tagsAgainstSales(entries, sales, all),
    ...agesAgainstApprovals(entries, books.damaged?.sales ?? new Set()),
    ...weightsAgainstScale(entries, books.weights ?? []),
    ...paperAgainstJournal(sales, books),
    ...(moment === 'settled' ? sales.flatMap(leftOpen) : []),
  ];
}

/** Gapless from 1 in every epoch, in the order of completion; after damage at least in order, and never one twice. */
function receiptNumbers(entries: readonly Entry[], damaged: boolean): string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const { kind, body } of entries) {
    if (kind !== 'TransactionCompleted') continue;
    const number = String(body.receiptNumber);
    const [code = '', count] = number.split('-');
    const expected = (last.get(code) ?? 0) + 1;
    const right = damaged ? Number(count) >= expected : Number(count) === expected;
    if (!right) found.push(`receipt ${number} stands where ${expected} is due`);
    last.set(code, Number(count));
  }
  return found;
}

const ONCE: Readonly<Record<string, string>> = {
  TransactionStarted: 'transactionId',
  TransactionCompleted: 'transactionId',
  TransactionCancelled: 'transactionId',
  EpcsSold: 'transactionId',
  EpcsReturned: 'transactionId',
  PaymentIntended: 'attemptId',
  PaymentReversed: 'attemptId',
  PaymentAlarmRaised: 'alarmId',
  PaymentAlarmSettled: 'alarmId',
};

/** What can happen only once is in the journal only once, whatever became of its file. */
function twice(entries: readonly Entry[]): string[] {
  const seen = new Set<string>();
  return entries.flatMap(({ kind, body }) => {
    const id = ONCE[kind];
    if (id === undefined) return [];
    const what = `${kind} of ${String(body[id])}`;
    if (seen.has(what)) return [`${what} is in the journal twice`];
    seen.add(what);
    return [];
  });
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
      if (attempt === undefined || movedBy(attempt) !== amount)
        found.push(`sale ${sale.id} completed with payment ${attemptId} of ${amount}, which is ${attempt?.state}`);
    }
    if (live.length !== sale.tenders.length) found.push(`sale ${sale.id} leaves an approval out of its tenders`);
  }
  if (sale.state === 'cancelled' && live.length > 0) found.push(`sale ${sale.id} was cancelled and its payment kept`);
  return found;
}

/** When everything has had its time, no visit is under way, and of every receipt it is known what came of it. */
function leftOpen(sale: Sale): string[] {
  if (sale.state === 'open') return [`sale ${sale.id} is still open`];
  if (sale.state === 'suspended') return [`sale ${sale.id} is still put aside`];
  return awaitsPaper(sale) ? [`nobody knows what came of the receipt of sale ${sale.id}`] : [];
}
