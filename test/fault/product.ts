/**
 * All that the fault harness knows of the product's own words: its commands, its screens and the kinds of its events. When the lane
 * learns something new, it is taught here.
 */
import type { KioskCommand } from '../../src/protocol/command.ts';
import type { BasketView, KioskView } from '../../src/protocol/view.ts';

export type { KioskCommand, KioskView };

/** Where a lane is with its shopper, as far as a shopper can see. */
export type Situation =
  | { readonly kind: 'idle' | 'closed' | 'checking' | 'needsStaff' | 'unavailable' | 'asking' }
  | { readonly kind: 'basket' | 'review'; readonly basket: BasketView }
  | { readonly kind: 'paying' | 'notPaid'; readonly amount: number }
  | { readonly kind: 'partial'; readonly paid: number; readonly remaining: number }
  | { readonly kind: 'thanks'; readonly paid: number; readonly receipt: string };

/** Reads a view. A screen that the harness has not been taught is `asking`: something that a shopper has to answer first. */
export function situationOf({ screen }: KioskView): Situation {
  switch (screen.kind) {
    case 'attract':
      return { kind: screen.state === 'closed' ? 'closed' : 'idle' };
    case 'basket':
    case 'review':
      return { kind: screen.kind, basket: screen.basket };
    case 'payment':
      return { kind: 'paying', amount: screen.amount };
    case 'thanks':
      return { kind: 'thanks', paid: screen.paid, receipt: screen.receipt };
    case 'unavailable':
      return { kind: 'unavailable' };
    case 'outcome': {
      const { outcome } = screen;
      if (outcome.kind === 'partial') return outcome;
      if (outcome.kind === 'unknown') return { kind: outcome.staffCalled ? 'needsStaff' : 'checking' };
      return { kind: 'notPaid', amount: outcome.amount };
    }
    default:
      return { kind: 'asking' };
  }
}

/** What a shopper presses to get on from a screen that asks something; null where there is nothing to press. */
export function answerTo(_view: KioskView): KioskCommand | null {
  return null;
}

/** The fault code that an unavailable lane shows; null on any other screen. */
export function faultShown({ screen }: KioskView): string | null {
  return screen.kind === 'unavailable' ? screen.code : null;
}

/** A journal entry, as far as it is looked at. */
export interface Entry {
  readonly epoch: string;
  readonly seq: number;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One payment attempt as the journal tells it. */
export interface Attempt {
  readonly id: string;
  readonly asked: number;
  state: 'open' | 'live' | 'notPaid' | 'reversalQueued' | 'reversed';
  approved: number;
  receiptNumber: string | undefined;
  traceNumber: string | undefined;
}

/** One transaction as the journal tells it. */
export interface Sale {
  readonly id: string;
  /** Pieces by line. */
  readonly lines: Map<string, number>;
  /** Deposits by the line they go with. */
  readonly linked: Map<string, string>;
  /** Every basket it has been, as `basketText` spells them. */
  readonly baskets: Set<string>;
  /** As agreed; null before. */
  total: number | null;
  readonly attempts: Map<string, Attempt>;
  state: 'open' | 'suspended' | 'completed' | 'cancelled';
  epoch: string;
  receiptNumber: string | null;
  tenders: readonly { readonly attemptId: string; readonly amount: number }[];
  readonly prints: Map<string, { readonly copy: boolean; outcome: string }>;
}

/** A basket as text: its lines in order with their pieces. */
export function basketText(lines: Iterable<readonly [lineId: string, pieces: number]>): string {
  return [...lines].map(([lineId, pieces]) => `${lineId}×${pieces}`).join(' ');
}

/** A basket as the screen shows it, in the words of `basketText`; a weighed thing is one piece. */
export function shownBasket(basket: BasketView): string {
  return basketText(basket.lines.map((line) => [line.lineId, line.quantity ?? 1]));
}

/** Folds all transactions out of a journal, oldest first. Written apart from the product's own folding, which it is to check. */
export function salesIn(entries: readonly Entry[]): Map<string, Sale> {
  const sales = new Map<string, Sale>();
  for (const entry of entries) {
    const id = entry.body.transactionId;
    if (typeof id !== 'string') continue;
    const sale = sales.get(id) ?? newSale(id, entry.epoch);
    sales.set(id, sale);
    fold(sale, entry);
  }
  return sales;
}

function newSale(id: string, epoch: string): Sale {
  return {
    id,
    epoch,
    lines: new Map(),
    linked: new Map(),
    baskets: new Set(['']),
    total: null,
    attempts: new Map(),
    state: 'open',
    receiptNumber: null,
    tenders: [],
    prints: new Map(),
  };
}

interface Evidence {
  readonly receiptNumber?: string;
  readonly traceNumber?: string;
}

/** The members of any body that are looked at. */
interface Body {
  readonly lineId: string;
  readonly linkedTo?: string;
  readonly quantity: number;
  readonly total: number;
  readonly attemptId: string;
  readonly amount: number;
  readonly outcome: string;
  readonly evidence?: Evidence;
  readonly receiptNumber: string;
  readonly tenders: Sale['tenders'];
  readonly jobId: string;
  readonly copy: boolean;
}

function fold(sale: Sale, { kind, epoch, body: anyBody }: Entry): void {
  const body = anyBody as unknown as Body;
  const attempt = sale.attempts.get(body.attemptId);
  switch (kind) {
    case 'LineAdded':
      if (body.linkedTo !== undefined) sale.linked.set(body.lineId, body.linkedTo);
      sale.lines.set(body.lineId, body.quantity);
      break;
    case 'LineQuantityChanged':
      for (const lineId of withLinked(sale, body.lineId)) sale.lines.set(lineId, body.quantity);
      break;
    case 'LineVoided':
      for (const lineId of withLinked(sale, body.lineId)) sale.lines.delete(lineId);
      break;
    case 'TotalsAgreed':
      sale.total = body.total;
      break;
    case 'PaymentIntended':
      sale.attempts.set(body.attemptId, {
        id: body.attemptId,
        asked: body.amount,
        state: 'open',
        approved: 0,
        receiptNumber: undefined,
        traceNumber: undefined,
      });
      break;
    case 'PaymentSettled':
    case 'PaymentResolved':
      if (attempt !== undefined) settle(attempt, body);
      break;
    case 'PaymentReversalQueued':
      if (attempt !== undefined) attempt.state = 'reversalQueued';
      break;
    case 'PaymentReversed':
      if (attempt !== undefined) attempt.state = 'reversed';
      break;
    case 'TransactionCompleted':
      sale.state = 'completed';
      sale.epoch = epoch;
      sale.receiptNumber = body.receiptNumber;
      sale.tenders = body.tenders;
      break;
    case 'TransactionCancelled':
      sale.state = 'cancelled';
      break;
    case 'TransactionSuspended':
      sale.state = 'suspended';
      break;
    case 'TransactionRecalled':
      sale.state = 'open';
      break;
    case 'ReceiptPrintStarted':
      sale.prints.set(body.jobId, { copy: body.copy, outcome: 'started' });
      break;
    case 'ReceiptIssued': {
      const print = sale.prints.get(body.jobId);
      if (print !== undefined) print.outcome = body.outcome;
      else sale.prints.set(body.jobId, { copy: false, outcome: body.outcome });
      break;
    }
  }
  sale.baskets.add(basketText(sale.lines));
}

function settle(attempt: Attempt, { outcome, amount, evidence }: Body): void {
  const paid = outcome === 'approved' || outcome === 'partial';
  attempt.state = paid ? 'live' : 'notPaid';
  attempt.approved = paid ? amount : 0;
  attempt.receiptNumber = evidence?.receiptNumber;
  attempt.traceNumber = evidence?.traceNumber;
}

/** A line and the deposits in the basket that go with it. */
function withLinked(sale: Sale, lineId: string): string[] {
  const deposits = [...sale.lines.keys()].filter((each) => sale.linked.get(each) === lineId);
  return [lineId, ...deposits];
}
