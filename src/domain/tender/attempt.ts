import type { Minor } from '../money/money.ts';
import type { PaymentEvidence } from './evidence.ts';

/**
 * One attempt to take a payment:
 *
 *     intended ─► sent ─► approved | partial | declined | cancelled | unknown
 *     unknown ─► approved | declined          (by recovery, or by staff with evidence)
 *     approved | partial ─► committed | reversalQueued ─► reversed
 */
export type AttemptState =
  | 'intended'
  | 'sent'
  | 'unknown'
  | 'approved'
  | 'partial'
  | 'declined'
  | 'cancelled'
  | 'committed'
  | 'reversalQueued'
  | 'reversed';

export interface PaymentAttempt {
  readonly attemptId: string;
  readonly tender: 'card';
  /** A refund gives money back to the card that paid; its states are a payment's. */
  readonly direction: 'purchase' | 'refund';
  /** The payment that a refund gives back. */
  readonly refundOf: string | null;
  readonly state: AttemptState;
  /** What was asked for. */
  readonly amount: Minor;
  /** What was approved; 0 until then. */
  readonly approved: Minor;
  readonly currency: string;
  readonly intendedAt: string;
  readonly previous?: { readonly receiptNumber?: string | undefined; readonly traceNumber?: string | undefined };
  readonly reason?: string;
  /** A refund that a manager gave back another way than by the terminal. */
  readonly byHand?: true;
  readonly evidence: PaymentEvidence | null;
}

const NEXT: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  intended: ['sent', 'declined', 'cancelled', 'unknown', 'approved', 'partial'],
  sent: ['approved', 'partial', 'declined', 'cancelled', 'unknown'],
  unknown: ['approved', 'partial', 'declined', 'cancelled', 'unknown'],
  approved: ['committed', 'reversalQueued'],
  partial: ['committed', 'reversalQueued'],
  reversalQueued: ['reversed'],
  declined: [],
  cancelled: [],
  committed: [],
  reversed: [],
};

/** True where an attempt in `from` may become `to`. */
export function mayBecome(from: AttemptState, to: AttemptState): boolean {
  return NEXT[from].includes(to);
}

/** True while nobody knows how the attempt ends: no other payment may start on any tender. */
export function isOpen(attempt: PaymentAttempt): boolean {
  return attempt.state === 'intended' || attempt.state === 'sent' || attempt.state === 'unknown';
}

/** True while the attempt's money counts towards the sale. */
export function isLive(attempt: PaymentAttempt): boolean {
  return attempt.state === 'approved' || attempt.state === 'partial' || attempt.state === 'committed';
}

/** What live attempts have paid so far; what they have given back counts against it. */
export function paidSoFar(attempts: readonly PaymentAttempt[]): Minor {
  return attempts.reduce((sum, attempt) => sum + (isLive(attempt) ? signed(attempt) : 0), 0);
}

/** What a live attempt moved: positive to the store, negative back to the shopper. */
export function signed({ direction, approved }: Pick<PaymentAttempt, 'direction' | 'approved'>): Minor {
  return direction === 'refund' ? -approved : approved;
}
