import type { Minor } from '../../domain/money/money.ts';
import type { PaymentEvidence } from '../../domain/tender/evidence.ts';
import type { Unsubscribe } from './device.ts';

export interface PaymentRequest {
  /** The attempt's id; the driver keeps whatever the protocol needs to find this attempt again. */
  readonly reference: string;
  readonly amount: Minor;
  readonly currency: string;
  /** Of a transaction that is practice: no terminal may hear of it. */
  readonly practice?: true;
}

/** What the shopper may be told while the terminal works. */
export type TerminalPrompt =
  | 'presentCard'
  | 'insertCard'
  | 'enterPin'
  | 'processing'
  | 'removeCard'
  | 'tryAgain'
  | 'wait';

export interface PaymentProgress {
  /** Called once, before the first byte of the payment leaves. */
  sent(): void;
  prompt(prompt: TerminalPrompt): void;
  /** The terminal will not stop: the payment goes on, and may be asked to stop once more. */
  abortRefused(): void;
}

/** `notSent`: not one byte of the payment left, so nothing can have happened. `unknown`: anything can have happened. */
export type PaymentOutcome =
  | { readonly kind: 'approved'; readonly amount: Minor; readonly evidence: PaymentEvidence }
  | { readonly kind: 'partial'; readonly amount: Minor; readonly evidence: PaymentEvidence }
  | { readonly kind: 'declined'; readonly reason: string; readonly evidence: PaymentEvidence }
  | { readonly kind: 'cancelled'; readonly evidence: PaymentEvidence }
  | { readonly kind: 'notSent'; readonly cause: string }
  | { readonly kind: 'unknown'; readonly cause: string };

/** How a reversal ended. `astray`: the terminal took another payment back than the one that was named, and that one still stands. */
export type ReversalOutcome =
  | PaymentOutcome
  | { readonly kind: 'astray'; readonly amount: Minor; readonly evidence: PaymentEvidence };

/**
 * What recovery found out about one attempt. `ambiguous` is for staff to settle; `took`: what was approved where all but the amount says
 * that it is this attempt. `unreachable` is asked again.
 */
export type RecoveryOutcome =
  | { readonly kind: 'approved'; readonly amount: Minor; readonly evidence: PaymentEvidence }
  | { readonly kind: 'declined'; readonly reason: string; readonly evidence: PaymentEvidence }
  | { readonly kind: 'ambiguous'; readonly evidence: PaymentEvidence; readonly took?: Minor }
  | { readonly kind: 'inProgress' }
  | { readonly kind: 'unreachable'; readonly cause: string };

/** What tells one transaction of a terminal from another; either may be missing. */
export interface TransactionNumbers {
  readonly receiptNumber?: string;
  readonly traceNumber?: string;
}

/** What is known of the last thing the terminal did, to compare with after an interruption. Kept in the journal. */
export interface RecoveryContext extends PaymentRequest {
  /** What was asked of the terminal; a purchase when left out. */
  readonly operation?: 'purchase' | 'refund' | 'reversal';
  /** Wall clock, milliseconds, when the attempt was sent (or intended). */
  readonly sentAt: number;
  /** Receipt and trace number of the last transaction known before this attempt, when there is one. */
  readonly previous?: TransactionNumbers;
  /** What staff have read on the terminal of this very attempt, and entered. */
  readonly read?: TransactionNumbers;
  /** Of a reversal: the payment that was to be taken back. */
  readonly original?: TransactionNumbers;
}

/** A transaction of the terminal that the journal accounts for. */
export interface KnownTransaction extends TransactionNumbers {
  /** Wall clock, milliseconds, when it was recorded. */
  readonly at: number;
}

/** What the journal has of the terminal, so that an approval which nobody waited for is known from those that are booked. */
export interface TerminalHistory {
  /** True where the terminal has been met before: what it had approved by then is among `transactions`, or was nothing. */
  readonly met: boolean;
  /**
   * Payments, refunds, reversals, what staff entered of one, and approvals that were told as unmatched; oldest first. The last
   * hundred are enough.
   */
  readonly transactions: readonly KnownTransaction[];
  /** Attempts whose outcome is still to be found out. What may be one of them is left to `recover`. */
  readonly open: readonly RecoveryContext[];
}

/**
 * An approval that nobody waited for. `refused`: the terminal was told that no goods are issued and takes it back by itself;
 * `standing`: it stands until someone takes it back; `unclear`: the terminal counted a transaction that it repeats no more, and `amount` is
 * what it may have been.
 */
export interface UnmatchedApproval {
  readonly amount: Minor;
  readonly currency: string | null;
  readonly disposition: 'refused' | 'standing' | 'unclear';
  readonly evidence: PaymentEvidence;
}

/** UnifiedPOS: CAT. Nothing here rejects for what a terminal or a line does; every outcome is a value. */
export interface PaymentTerminalPort {
  purchase(request: PaymentRequest, progress: PaymentProgress): Promise<PaymentOutcome>;
  /** Asks the running purchase to stop. A request only: its outcome still comes from `purchase`. */
  abort(): void;
  /** Asks how a purchase, refund or reversal ended whose answer was lost. `approved`: it was done. `declined`: it was not. */
  recover(context: RecoveryContext): Promise<RecoveryOutcome>;
  /** Takes an approved payment back whole. `notSent` too where the terminal's numbers no longer say for certain which payment that is. */
  reverse(evidence: PaymentEvidence, request: PaymentRequest): Promise<ReversalOutcome>;
  refund(request: PaymentRequest, original: PaymentEvidence): Promise<PaymentOutcome>;
  /**
   * Tells of every approval that belongs to no payment of this register, once each. What is found before anybody listens waits for
   * the first listener; one that throws is told again.
   */
  onUnmatched(listener: (approval: UnmatchedApproval) => void): Unsubscribe;
  /**
   * Tells what a terminal of which nothing is known yet had done last: null where that is nothing approved. Whatever it approves from
   * then on and nobody waited for is unmatched, so it is written down before a payment can begin. Absent where the port's protocol has
   * no such question.
   */
  onMet?(listener: (last: TransactionNumbers | null) => void): Unsubscribe;
  /**
   * Hands over what the journal has: before the terminal is first reached, and whenever an open attempt was settled by anything but
   * this port's own answer (by staff). Replaces what was said to be open before.
   */
  remember?(history: TerminalHistory): void;
  closeDay(): Promise<{ readonly kind: 'closed' } | { readonly kind: 'failed'; readonly cause: string }>;
}
