import type { Minor } from '../money/money.ts';
import type { TaxRules } from '../tax/model.ts';
import type { PaymentAttempt } from '../tender/attempt.ts';
import type { AgreedTotals, ItemSnapshot, Weighing } from './events.ts';

export type TransactionPhase = 'selling' | 'tendering' | 'suspended' | 'completed' | 'cancelled';

/**
 * The tag on one piece. `epc`: the bits of its EPC in whole bytes, upper-case hex, without whatever padding the reader delivered.
 * `key`: its key in the sold ledger (`ledgerKey`), lower-case hex.
 */
export interface LineTag {
  readonly epc: string;
  readonly key: string;
}

/** One thing in the basket (ARTS: LineItem). */
export interface Line {
  readonly lineId: string;
  readonly item: ItemSnapshot;
  readonly identity: string;
  readonly quantity: number;
  readonly grams: number | null;
  /** How this lane's scale took the grams; null where a label carried them, and for goods sold by the piece. */
  readonly weighing: Weighing | null;
  readonly labelPrice: Minor | null;
  readonly linkedTo: string | null;
  /** In a return: the line of the sale that this one gives back. */
  readonly returns: string | null;
  /** The tag of the one piece that this line is; null where it was not read from a tag. */
  readonly tag: LineTag | null;
}

export interface Intervention {
  readonly interventionId: string;
  readonly reason: 'age' | 'payment' | 'reversal';
  readonly lineId: string | null;
  readonly attemptId: string | null;
  readonly minAge: number | null;
  readonly state: 'pending' | 'approved' | 'denied' | 'withdrawn';
}

/** What one tap on "Undo" would take back. */
export type UndoStep =
  | { readonly kind: 'void'; readonly lineId: string }
  | { readonly kind: 'quantity'; readonly lineId: string; readonly quantity: number }
  | { readonly kind: 'coupon'; readonly coupon: string }
  | { readonly kind: 'restore'; readonly line: Line; readonly linked: readonly Line[] };

export interface Completion {
  readonly completedAt: string;
  readonly receiptNumber: string;
  readonly receiptToken: string;
  readonly exit: { readonly code: string; readonly signed: string };
}

/** A RetailTransaction, folded from its events. */
export interface Transaction {
  readonly transactionId: string;
  readonly phase: TransactionPhase;
  readonly startedAt: string;
  readonly currency: string;
  readonly locale: string;
  readonly training: boolean;
  /** The sale that this return gives money back for; null for a sale. */
  readonly returnOf: { readonly transactionId: string; readonly receiptNumber: string } | null;
  readonly tax: TaxRules;
  /** Promotion set and evaluation instant pinned for this basket. */
  readonly promotions: { readonly setHash: string; readonly at: string } | null;
  /** Coupons presented, each once, in that order. */
  readonly coupons: readonly string[];
  readonly lines: readonly Line[];
  readonly lastLineId: string | null;
  readonly undo: readonly UndoStep[];
  readonly interventions: readonly Intervention[];
  /** Agreed when paying began; gone again when the basket is changed after a payment that took nothing. */
  readonly totals: AgreedTotals | null;
  readonly attempts: readonly PaymentAttempt[];
  /** While it is suspended: since when and why. */
  readonly suspension: { readonly suspendedAt: string; readonly reason: 'idle' | 'staff' } | null;
  readonly completion: Completion | null;
  readonly receipts: readonly ReceiptJob[];
}

/** One try to print the receipt. `started`: bytes may have left for the printer, and nothing has been heard since. */
export interface ReceiptJob {
  readonly jobId: string;
  readonly outcome: 'started' | 'printed' | 'notPrinted' | 'unsure';
}

/** Most lines one basket may hold. */
export const MOST_LINES = 500;

/** Most coupons one basket takes. */
export const MOST_COUPONS = 100;

/** Most pieces one line may hold; more is a slip of the finger. */
export const MOST_PIECES = 999;

/** How many steps can be taken back. */
export const UNDO_DEPTH = 20;

/** What was heard of the paper so far: `none` where no byte can have left for the printer. */
export function paperState({ receipts }: Pick<Transaction, 'receipts'>): 'none' | 'started' | 'unsure' | 'printed' {
  for (const outcome of ['printed', 'started', 'unsure'] as const) {
    if (receipts.some((job) => job.outcome === outcome)) return outcome;
  }
  return 'none';
}

/** The line of a basket that carries this tag, by its key in the sold ledger. */
export function lineOfTag({ lines }: Pick<Transaction, 'lines'>, key: string): Line | undefined {
  return lines.find((line) => line.tag?.key === key);
}

/** Interventions that keep paying from beginning; scanning goes on. */
export function pendingInterventions(transaction: Transaction): readonly Intervention[] {
  return transaction.interventions.filter((it) => it.state === 'pending');
}

/** The open question to staff about one payment, where there is one. */
export function staffAsked(transaction: Transaction, attemptId: string): Intervention | undefined {
  return pendingInterventions(transaction).find((it) => it.attemptId === attemptId);
}

/** The oldest age approved in this basket, which covers equal and lower ones; 0 when none was. */
export function approvedAge(transaction: Transaction): number {
  return transaction.interventions.reduce(
    (age, it) => (it.reason === 'age' && it.state === 'approved' ? Math.max(age, it.minAge ?? 0) : age),
    0,
  );
}
