import type { Minor } from '../money/money.ts';
import type { TransactionEvent } from '../transaction/events.ts';
import type { AlarmDisposition } from './alarm.ts';
import type { PaymentEvidence } from './evidence.ts';

/** What one payment of a transaction has moved, or may have moved. */
export interface HeldMoney {
  readonly attemptId: string;
  /** What was approved; what was asked for where that is not known, and 0 where neither is. */
  readonly amount: Minor;
  /** `standing`: taken. `returned`: given back to a card. `unclear`: nobody knows. */
  readonly disposition: Extract<AlarmDisposition, 'standing' | 'returned' | 'unclear'>;
  readonly evidence: PaymentEvidence;
}

type Found = Omit<HeldMoney, 'disposition'> & {
  readonly refund: boolean;
  readonly state: 'open' | 'moved' | 'nothing';
};

const NOTHING_TOLD: PaymentEvidence = { receiptText: [] };

/**
 * The money that a transaction's events tell of, in whatever order they are and whichever are missing: what it takes to account for a
 * transaction that can't be folded any more. A completed one owes nothing: its tenders are the sale's.
 */
export function heldMoney(events: readonly TransactionEvent[]): readonly HeldMoney[] {
  if (events.some(({ kind }) => kind === 'TransactionCompleted')) return [];
  const found = new Map<string, Found>();
  for (const event of events) {
    if (!('attemptId' in event.body) || event.body.attemptId === undefined) continue;
    const { attemptId } = event.body;
    const before = found.get(attemptId) ?? {
      attemptId,
      amount: 0,
      refund: false,
      state: 'open' as const,
      evidence: NOTHING_TOLD,
    };
    found.set(attemptId, { ...before, ...changed(event) });
  }
  return [...found.values()]
    .filter(({ state }) => state !== 'nothing')
    .map(({ attemptId, amount, refund, state, evidence }) => {
      const moved = refund ? ('returned' as const) : ('standing' as const);
      return { attemptId, amount, evidence, disposition: state === 'open' ? ('unclear' as const) : moved };
    });
}

function changed(event: TransactionEvent): Partial<Found> {
  switch (event.kind) {
    case 'PaymentIntended':
      return { amount: Math.abs(event.body.amount), refund: event.body.direction === 'refund' };
    case 'PaymentSettled':
    case 'PaymentResolved': {
      const { outcome, amount, evidence } = event.body;
      const paid = outcome === 'approved' || outcome === 'partial';
      return paid ? { amount: Math.abs(amount), state: 'moved', evidence } : { state: 'nothing' };
    }
    case 'PaymentRefunded': {
      const { amount, evidence } = event.body;
      return { amount: Math.abs(amount), refund: true, state: 'moved', evidence };
    }
    // Only what was approved is taken back.
    case 'PaymentReversalQueued':
      return { state: 'moved' };
    case 'PaymentReversed':
      return { state: 'nothing' };
    default:
      return {};
  }
}
