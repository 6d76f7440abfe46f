import { isLive, isOpen, mayBecome, type PaymentAttempt, paidSoFar, signed } from '../tender/attempt.ts';
import type { TransactionCommand } from './commands.ts';
import { type Decision, events, refused } from './decide.ts';
import type { TransactionEvent } from './events.ts';
import { fitsEntry } from './totals-size.ts';
import { pendingInterventions, staffAsked, type Transaction } from './transaction.ts';

type TenderCommand = Exclude<
  TransactionCommand,
  {
    kind:
      | 'start'
      | 'startReturn'
      | 'addItem'
      | 'presentCoupon'
      | 'repinPromotions'
      | 'changeQuantity'
      | 'voidLine'
      | 'takeBack'
      | 'undo'
      | 'cancel'
      | 'suspend'
      | 'recall'
      | 'settleIntervention'
      | 'printStarted'
      | 'printEnded';
  }
>;

/** What is still to be paid; 0 before totals are agreed, negative in a return: what is still to be given back. */
export function balance(state: Transaction): number {
  return state.totals === null ? 0 : state.totals.total - paidSoFar(state.attempts);
}

/** Decides what pays for the basket. At most one attempt is open at any time. */
export function decideTender(state: Transaction, command: TenderCommand): Decision {
  if (state.phase === 'cancelled') return refused('finished');
  switch (command.kind) {
    case 'agreeTotals':
      return agreeTotals(state, command);
    case 'intendPayment':
      return intendPayment(state, command);
    case 'complete':
      return complete(state, command);
    default:
      return decideAttempt(state, command);
  }
}

function agreeTotals(state: Transaction, command: Extract<TenderCommand, { kind: 'agreeTotals' }>): Decision {
  if (state.phase === 'completed') return refused('alreadyCompleted');
  if (state.phase === 'suspended') return refused('suspended');
  if (state.returnOf !== null) return refused('isReturn');
  if (state.attempts.some(isOpen)) return refused('paymentOpen');
  if (state.attempts.some(isLive)) return refused('alreadyPaidPart');
  if (state.lines.length === 0) return refused('emptyBasket');
  if (pendingInterventions(state).length > 0) return refused('interventionPending');
  if (!fitsEntry(command.totals)) return refused('basketFull');
  return events({ kind: 'TotalsAgreed', body: command.totals });
}

function intendPayment(state: Transaction, command: Extract<TenderCommand, { kind: 'intendPayment' }>): Decision {
  if (state.phase === 'completed') return refused('alreadyCompleted');
  if (state.phase !== 'tendering' || state.totals === null) return refused('noTotals');
  if (state.attempts.some(isOpen)) return refused('paymentOpen');
  if (state.attempts.some((it) => it.state === 'reversalQueued')) return refused('badPaymentState');
  const { attemptId, at, previous, refundOf } = command;
  if ((refundOf === undefined) !== (state.returnOf === null)) return refused('badPaymentState');
  const amount = refundOf === undefined ? balance(state) : Math.min(-balance(state), refundOf.most);
  if (amount <= 0) return refused('nothingToPay');
  const body = {
    attemptId,
    tender: 'card' as const,
    amount,
    currency: state.currency,
    intendedAt: at,
    ...(refundOf === undefined ? {} : { direction: 'refund' as const, refundOf: refundOf.attemptId }),
  };
  return events({ kind: 'PaymentIntended', body: { ...body, ...(previous === undefined ? {} : { previous }) } });
}

function complete(state: Transaction, command: Extract<TenderCommand, { kind: 'complete' }>): Decision {
  if (state.phase === 'completed') return refused('alreadyCompleted');
  if (state.phase !== 'tendering' || state.totals === null) return refused('noTotals');
  if (state.attempts.some(isOpen)) return refused('paymentOpen');
  if (balance(state) !== 0) return refused('notPaid');
  const { at, receiptNumber, locale, receiptToken, exit } = command;
  const tenders = state.attempts
    .filter(isLive)
    .map((attempt) => ({ attemptId: attempt.attemptId, tender: attempt.tender, amount: signed(attempt) }));
  return events(
    {
      kind: 'TransactionCompleted',
      body: { completedAt: at, receiptNumber, locale, receiptToken, exit, tenders },
    },
    ...tagsMoved(state, command.prevSaleSeq),
  );
}

/** What a completed transaction does to the tags of its lines. Practice does nothing: its goods stay the store's. */
function tagsMoved(state: Transaction, prevSaleSeq: number): TransactionEvent[] {
  const tags = state.lines.flatMap(({ tag }) => tag ?? []);
  if (tags.length === 0 || state.training) return [];
  const body = { epcs: tags.map(({ epc }) => epc), keys: tags.map(({ key }) => key), prevSaleSeq };
  return state.returnOf === null
    ? [{ kind: 'EpcsSold', body }]
    : [{ kind: 'EpcsReturned', body: { ...body, cancels: state.returnOf.transactionId } }];
}

function decideAttempt(
  state: Transaction,
  command: Exclude<TenderCommand, { kind: 'agreeTotals' | 'intendPayment' | 'complete' }>,
): Decision {
  const attempt = state.attempts.find((it) => it.attemptId === command.attemptId);
  if (attempt === undefined) return refused('unknownPayment');
  const { attemptId } = attempt;
  switch (command.kind) {
    case 'paymentSent':
      return attempt.state === 'intended'
        ? events({ kind: 'PaymentSent', body: { attemptId } })
        : refused('badPaymentState');
    case 'paymentUnknown':
      // Nothing new is learnt by not knowing once more.
      if (attempt.state === 'unknown') return events();
      return mayBecome(attempt.state, 'unknown')
        ? events({ kind: 'PaymentUnknown', body: { attemptId, cause: command.cause } })
        : refused('badPaymentState');
    case 'askStaff': {
      const asks = attempt.state === 'unknown' || attempt.state === 'reversalQueued';
      if (!asks) return refused('badPaymentState');
      if (staffAsked(state, attemptId) !== undefined) return events();
      const reason = attempt.state === 'unknown' ? 'payment' : 'reversal';
      return events({
        kind: 'InterventionRaised',
        body: { interventionId: command.interventionId, reason, attemptId },
      });
    }
    case 'settlePayment':
      return settle(state, attempt, command);
    case 'resolvePayment': {
      if (attempt.state !== 'unknown') return refused('badPaymentState');
      const { outcome, amount, operatorId, evidence } = command;
      if (outcome === 'approved' && (amount <= 0 || amount > attempt.amount)) return refused('badAmount');
      return events(
        { kind: 'PaymentResolved', body: { attemptId, outcome, amount, operatorId, evidence } },
        ...answered(state, attemptId, outcome === 'approved' ? 'approved' : 'denied', operatorId),
      );
    }
    case 'refundedByHand': {
      if (attempt.direction !== 'refund' || attempt.state !== 'intended') return refused('badPaymentState');
      const { operatorId, evidence } = command;
      const { amount } = attempt;
      return events({ kind: 'PaymentRefunded', body: { attemptId, amount, foundBy: 'staff', operatorId, evidence } });
    }
    case 'queueReversal':
      return mayBecome(attempt.state, 'reversalQueued') && state.phase !== 'completed'
        ? events({ kind: 'PaymentReversalQueued', body: { attemptId, reason: command.reason } })
        : refused('badPaymentState');
    case 'paymentReversed':
      return attempt.state === 'reversalQueued' ? reversed(state, command) : refused('badPaymentState');
  }
}

function settle(
  state: Transaction,
  attempt: PaymentAttempt,
  command: Extract<TenderCommand, { kind: 'settlePayment' }>,
): Decision {
  const { attemptId, outcome, amount, reason, foundBy, evidence } = command;
  if (!mayBecome(attempt.state, outcome)) return refused('badPaymentState');
  const withdrawn = answered(state, attemptId, 'withdrawn');
  if (attempt.direction === 'refund' && outcome === 'approved') {
    return events({ kind: 'PaymentRefunded', body: { attemptId, amount, foundBy, evidence } }, ...withdrawn);
  }
  const body = { attemptId, outcome, amount, foundBy, evidence, ...(reason === undefined ? {} : { reason }) };
  return events({ kind: 'PaymentSettled', body }, ...withdrawn);
}

function reversed(state: Transaction, command: Extract<TenderCommand, { kind: 'paymentReversed' }>): Decision {
  const { attemptId, operatorId, evidence } = command;
  const by = operatorId === undefined ? {} : { operatorId };
  const outcome = operatorId === undefined ? 'withdrawn' : 'approved';
  return events(
    { kind: 'PaymentReversed', body: { attemptId, ...by, evidence } },
    ...answered(state, attemptId, outcome, operatorId),
  );
}

/** The end of the question to staff about this payment, where one is open. */
function answered(
  state: Transaction,
  attemptId: string,
  outcome: 'approved' | 'denied' | 'withdrawn',
  operatorId?: string,
): TransactionEvent[] {
  const asked = staffAsked(state, attemptId);
  if (asked === undefined) return [];
  const { interventionId } = asked;
  const by = operatorId === undefined ? {} : { operatorId };
  return [{ kind: 'InterventionSettled', body: { interventionId, outcome, ...by } }];
}
