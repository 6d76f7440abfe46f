import { isLive, isOpen, mayBecome, type PaymentAttempt, paidSoFar } from '../tender/attempt.ts';
import type { TransactionCommand } from './commands.ts';
import { type Decision, events, refused } from './decide.ts';
import { pendingInterventions, type Transaction } from './transaction.ts';

type TenderCommand = Exclude<
  TransactionCommand,
  {
    kind:
      | 'start'
      | 'addItem'
      | 'changeQuantity'
      | 'voidLine'
      | 'undo'
      | 'cancel'
      | 'settleIntervention'
      | 'printStarted'
      | 'printEnded';
  }
>;

/** What is still to be paid; 0 before totals are agreed. */
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
  if (state.attempts.some(isOpen)) return refused('paymentOpen');
  if (state.attempts.some(isLive)) return refused('alreadyPaidPart');
  if (state.lines.length === 0) return refused('emptyBasket');
  if (pendingInterventions(state).length > 0) return refused('interventionPending');
  return events({ kind: 'TotalsAgreed', body: command.totals });
}

function intendPayment(state: Transaction, command: Extract<TenderCommand, { kind: 'intendPayment' }>): Decision {
  if (state.phase === 'completed') return refused('alreadyCompleted');
  if (state.phase !== 'tendering' || state.totals === null) return refused('noTotals');
  if (state.attempts.some(isOpen)) return refused('paymentOpen');
  if (state.attempts.some((it) => it.state === 'reversalQueued')) return refused('badPaymentState');
  const amount = balance(state);
  if (amount <= 0) return refused('nothingToPay');
  const { attemptId, at, previous } = command;
  const body = { attemptId, tender: 'card' as const, amount, currency: state.currency, intendedAt: at };
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
    .map(({ attemptId, tender, approved }) => ({ attemptId, tender, amount: approved }));
  return events({
    kind: 'TransactionCompleted',
    body: { completedAt: at, receiptNumber, locale, receiptToken, exit, tenders },
  });
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
    case 'settlePayment':
      return settle(attempt, command);
    case 'resolvePayment': {
      if (attempt.state !== 'unknown') return refused('badPaymentState');
      const { outcome, amount, operatorId, evidence } = command;
      return events({ kind: 'PaymentResolved', body: { attemptId, outcome, amount, operatorId, evidence } });
    }
    case 'queueReversal':
      return mayBecome(attempt.state, 'reversalQueued') && state.phase !== 'completed'
        ? events({ kind: 'PaymentReversalQueued', body: { attemptId, reason: command.reason } })
        : refused('badPaymentState');
    case 'paymentReversed':
      return attempt.state === 'reversalQueued'
        ? events({ kind: 'PaymentReversed', body: { attemptId, evidence: command.evidence } })
        : refused('badPaymentState');
  }
}

function settle(attempt: PaymentAttempt, command: Extract<TenderCommand, { kind: 'settlePayment' }>): Decision {
  const { attemptId, outcome, amount, reason, foundBy, evidence } = command;
  if (!mayBecome(attempt.state, outcome)) return refused('badPaymentState');
  const body = { attemptId, outcome, amount, foundBy, evidence };
  return events({ kind: 'PaymentSettled', body: { ...body, ...(reason === undefined ? {} : { reason }) } });
}
