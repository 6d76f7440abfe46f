import type { Minor } from '../../domain/money/money.ts';
import type { PaymentEvidence } from '../../domain/tender/evidence.ts';
import type { Unsubscribe } from './device.ts';

export interface PaymentRequest {
  /** The attempt's id; the driver keeps whatever the protocol needs to find this attempt again. */
  readonly reference: string;
  readonly amount: Minor;
  readonly currency: string;
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
}

/** `notSent`: not one byte of the payment left, so nothing can have happened. `unknown`: anything can have happened. */
export type PaymentOutcome =
  | { readonly kind: 'approved'; readonly amount: Minor; readonly evidence: PaymentEvidence }
  | { readonly kind: 'partial'; readonly amount: Minor; readonly evidence: PaymentEvidence }
  | { readonly kind: 'declined'; readonly reason: string; readonly evidence: PaymentEvidence }
  | { readonly kind: 'cancelled'; readonly evidence: PaymentEvidence }
  | { readonly kind: 'notSent'; readonly cause: string }
  | { readonly kind: 'unknown'; readonly cause: string };

/** What recovery found out about one attempt. `ambiguous` is for staff to settle; `unreachable` is asked again. */
export type RecoveryOutcome =
  | { readonly kind: 'approved'; readonly amount: Minor; readonly evidence: PaymentEvidence }
  | { readonly kind: 'declined'; readonly reason: string; readonly evidence: PaymentEvidence }
  | { readonly kind: 'ambiguous'; readonly evidence: PaymentEvidence }
  | { readonly kind: 'inProgress' }
  | { readonly kind: 'unreachable'; readonly cause: string };

/** What is known of the last thing the terminal did, to compare with after an interruption. Kept in the journal. */
export interface RecoveryContext extends PaymentRequest {
  /** Wall clock, milliseconds, when the attempt was sent (or intended). */
  readonly sentAt: number;
  /** Receipt and trace number of the last payment known before this attempt, when there is one. */
  readonly previous?: { readonly receiptNumber?: string; readonly traceNumber?: string };
}

/**
 * An approval that nobody waited for. `refused`: the terminal was told that no goods are issued and takes it back by itself;
 * `standing`: it stands until someone takes it back.
 */
export interface UnmatchedApproval {
  readonly amount: Minor;
  readonly currency: string | null;
  readonly disposition: 'refused' | 'standing';
  readonly evidence: PaymentEvidence;
}

/** UnifiedPOS: CAT. Nothing here rejects for what a terminal or a line does; every outcome is a value. */
export interface PaymentTerminalPort {
  purchase(request: PaymentRequest, progress: PaymentProgress): Promise<PaymentOutcome>;
  /** Asks the running purchase to stop. A request only: its outcome still comes from `purchase`. */
  abort(): void;
  recover(context: RecoveryContext): Promise<RecoveryOutcome>;
  /** Takes an approved payment back whole. */
  reverse(evidence: PaymentEvidence, request: PaymentRequest): Promise<PaymentOutcome>;
  refund(request: PaymentRequest, original: PaymentEvidence): Promise<PaymentOutcome>;
  /** Tells of every approval that belongs to no payment of this register, once each. */
  onUnmatched(listener: (approval: UnmatchedApproval) => void): Unsubscribe;
  closeDay(): Promise<{ readonly kind: 'closed' } | { readonly kind: 'failed'; readonly cause: string }>;
}
