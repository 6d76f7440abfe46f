import { type AttemptState, mayBecome, type PaymentAttempt } from '../tender/attempt.ts';
import type { TransactionEvent } from './events.ts';
import { type Line, type Transaction, UNDO_DEPTH, type UndoStep } from './transaction.ts';

/**
 * The next state after an event. Pure; an event that cannot follow the state is a fault of whoever recorded it.
 * @throws RangeError on an event out of order (the journal was written by another program, or is corrupt).
 */
export function evolve(state: Transaction | null, transactionId: string, event: TransactionEvent): Transaction {
  if (event.kind === 'TransactionStarted') {
    if (state !== null) throw new RangeError('a transaction starts once');
    const { startedAt, currency, locale, training, tax, returnOf, returnedReceipt = '' } = event.body;
    return {
      transactionId,
      phase: 'selling',
      startedAt,
      currency,
      locale,
      training,
      returnOf: returnOf === undefined ? null : { transactionId: returnOf, receiptNumber: returnedReceipt },
      tax,
      promotions: null,
      coupons: [],
      lines: [],
      lastLineId: null,
      undo: [],
      interventions: [],
      totals: null,
      attempts: [],
      suspension: null,
      completion: null,
      receipts: [],
    };
  }
  if (state === null) throw new RangeError(`${event.kind} before the start of transaction ${transactionId}`);
  return next(state, event);
}

function next(state: Transaction, event: Exclude<TransactionEvent, { kind: 'TransactionStarted' }>): Transaction {
  switch (event.kind) {
    case 'PromotionsPinned':
      return { ...state, promotions: { setHash: event.body.setHash, at: event.body.at } };
    case 'CouponPresented': {
      const { coupon } = event.body;
      const undo = pushed(state, { kind: 'coupon', coupon });
      return selling({ ...state, coupons: [...state.coupons, coupon], undo });
    }
    case 'CouponVoided': {
      const coupons = state.coupons.filter((coupon) => coupon !== event.body.coupon);
      return selling({ ...state, coupons, undo: state.undo.slice(0, -1) });
    }
    case 'LineAdded':
      return lineAdded(state, event.body);
    case 'LineQuantityChanged':
      return quantityChanged(state, event.body.lineId, event.body.quantity, event.body.reason);
    case 'LineVoided':
      return lineVoided(state, event.body.lineId, event.body.reason);
    case 'InterventionRaised': {
      const { interventionId, reason, lineId = null, attemptId = null, minAge = null } = event.body;
      const raised = { interventionId, reason, lineId, attemptId, minAge, state: 'pending' as const };
      return { ...state, interventions: [...state.interventions, raised] };
    }
    case 'InterventionSettled':
      return {
        ...state,
        interventions: state.interventions.map((it) =>
          it.interventionId === event.body.interventionId ? { ...it, state: event.body.outcome } : it,
        ),
      };
    case 'TotalsAgreed':
      return { ...state, phase: 'tendering', totals: event.body };
    case 'PaymentIntended': {
      const { attemptId, tender, amount, currency, intendedAt, previous, direction, refundOf = null } = event.body;
      const attempt: PaymentAttempt = {
        attemptId,
        tender,
        direction: direction ?? 'purchase',
        refundOf,
        amount,
        currency,
        intendedAt,
        state: 'intended',
        approved: 0,
        evidence: null,
        ...(previous === undefined ? {} : { previous }),
      };
      return { ...state, attempts: [...state.attempts, attempt] };
    }
    case 'PaymentSent':
      return withAttempt(state, event.body.attemptId, 'sent');
    case 'PaymentUnknown':
      return withAttempt(state, event.body.attemptId, 'unknown', { reason: event.body.cause });
    case 'PaymentSettled': {
      const { attemptId, outcome, amount, reason, evidence } = event.body;
      const approved = outcome === 'approved' || outcome === 'partial' ? amount : 0;
      return withAttempt(state, attemptId, outcome, {
        approved,
        evidence,
        ...(reason === undefined ? {} : { reason }),
      });
    }
    case 'PaymentResolved': {
      const { attemptId, outcome, amount, evidence } = event.body;
      if (outcome === 'declined') return withAttempt(state, attemptId, outcome, { evidence });
      const asked = state.attempts.find((it) => it.attemptId === attemptId)?.amount ?? amount;
      return withAttempt(state, attemptId, amount < asked ? 'partial' : 'approved', { approved: amount, evidence });
    }
    case 'PaymentRefunded': {
      const { attemptId, amount, evidence, operatorId } = event.body;
      const byHand = operatorId === undefined ? {} : { byHand: true as const };
      return withAttempt(state, attemptId, 'approved', { approved: amount, evidence, ...byHand });
    }
    case 'PaymentReversalQueued':
      return withAttempt(state, event.body.attemptId, 'reversalQueued', { reason: event.body.reason });
    case 'PaymentReversed':
      return withAttempt(state, event.body.attemptId, 'reversed', { evidence: event.body.evidence });
    case 'TransactionCompleted': {
      const { tenders, locale, ...completion } = event.body;
      const committed = tenders.reduce((it, tender) => withAttempt(it, tender.attemptId, 'committed'), state);
      return { ...committed, phase: 'completed', locale, completion };
    }
    // What they say stands in the lines already; they are for whoever keeps the sold ledger.
    case 'EpcsSold':
    case 'EpcsReturned':
      if (state.phase !== 'completed') throw new RangeError(`${event.kind} before the sale was completed`);
      return state;
    case 'TransactionSuspended':
      return { ...state, phase: 'suspended', totals: null, undo: [], suspension: event.body };
    case 'TransactionRecalled':
      return { ...state, phase: 'selling', suspension: null };
    case 'TransactionCancelled':
      return { ...state, phase: 'cancelled' };
    case 'ReceiptPrintStarted':
      return { ...state, receipts: [...state.receipts, { jobId: event.body.jobId, outcome: 'started' }] };
    case 'ReceiptIssued': {
      const { jobId, outcome } = event.body;
      const known = state.receipts.some((it) => it.jobId === jobId);
      const receipts = known ? state.receipts : [...state.receipts, { jobId, outcome }];
      return { ...state, receipts: receipts.map((it) => (it.jobId === jobId ? { jobId, outcome } : it)) };
    }
  }
}

type Added = Extract<TransactionEvent, { kind: 'LineAdded' }>['body'];

function lineAdded(state: Transaction, body: Added): Transaction {
  const line: Line = {
    lineId: body.lineId,
    item: body.item,
    identity: body.identity,
    quantity: body.quantity,
    grams: body.grams ?? null,
    weighing: body.weighing ?? null,
    labelPrice: body.labelPrice ?? null,
    linkedTo: body.linkedTo ?? null,
    returns: body.returns ?? null,
    tag: body.tag ?? null,
  };
  const lines = [...state.lines, line];
  // A linked deposit comes and goes with its item: it is neither the last thing scanned nor a step of its own.
  if (line.linkedTo !== null) return selling({ ...state, lines });
  const undo = body.restored ? state.undo.slice(0, -1) : pushed(state, { kind: 'void', lineId: line.lineId });
  return selling({ ...state, lines, lastLineId: line.lineId, undo });
}

function quantityChanged(state: Transaction, lineId: string, quantity: number, reason: string): Transaction {
  const before = state.lines.find((line) => line.lineId === lineId);
  if (before === undefined) throw new RangeError(`line ${lineId} is not in the basket`);
  const lines = state.lines.map((line) =>
    line.lineId === lineId || line.linkedTo === lineId ? { ...line, quantity } : line,
  );
  const step: UndoStep = { kind: 'quantity', lineId, quantity: before.quantity };
  if (isTakenBack(reason)) return selling({ ...state, lines, undo: withoutScanOf(state, lineId) });
  const undo = reason === 'undo' ? state.undo.slice(0, -1) : pushed(state, step);
  return selling({ ...state, lines, lastLineId: lineId, undo });
}

function lineVoided(state: Transaction, lineId: string, reason: string): Transaction {
  const gone = state.lines.find((line) => line.lineId === lineId);
  if (gone === undefined) throw new RangeError(`line ${lineId} is not in the basket`);
  const linked = state.lines.filter((line) => line.linkedTo === lineId);
  const lines = state.lines.filter((line) => line.lineId !== lineId && line.linkedTo !== lineId);
  const left = lines.filter((line) => line.linkedTo === null);
  const lastLineId = state.lastLineId === lineId ? (left.at(-1)?.lineId ?? null) : state.lastLineId;
  return selling({ ...state, lines, lastLineId, undo: undoAfterVoid(state, gone, linked, reason) });
}

function undoAfterVoid(state: Transaction, line: Line, linked: readonly Line[], reason: string): readonly UndoStep[] {
  if (reason === 'denied') return [];
  if (reason === 'undo') return state.undo.slice(0, -1);
  if (isTakenBack(reason)) return state.undo.filter((step) => lineOf(step) !== line.lineId);
  return pushed(state, { kind: 'restore', line, linked });
}

/** What must not be sold does not come back by a tap: the step that brought it in is gone with it. */
function withoutScanOf({ undo }: Transaction, lineId: string): readonly UndoStep[] {
  const last = undo.findLastIndex((step) => lineOf(step) === lineId);
  return undo.filter((_, index) => index !== last);
}

function isTakenBack(reason: string): boolean {
  return reason === 'expired' || reason === 'recalled' || reason === 'otherSymbol';
}

function lineOf(step: UndoStep): string | null {
  if (step.kind === 'coupon') return null;
  return step.kind === 'restore' ? step.line.lineId : step.lineId;
}

/** Any change of the basket reopens it: totals that were agreed on no longer hold. */
function selling(state: Transaction): Transaction {
  return { ...state, phase: 'selling', totals: null };
}

function pushed(state: Transaction, step: UndoStep): readonly UndoStep[] {
  return [...state.undo, step].slice(-UNDO_DEPTH);
}

function withAttempt(
  state: Transaction,
  attemptId: string,
  to: AttemptState,
  more: Partial<PaymentAttempt> = {},
): Transaction {
  const attempt = state.attempts.find((it) => it.attemptId === attemptId);
  if (attempt === undefined) throw new RangeError(`payment ${attemptId} was never intended`);
  if (!mayBecome(attempt.state, to))
    throw new RangeError(`payment ${attemptId} cannot become ${to} from ${attempt.state}`);
  return {
    ...state,
    attempts: state.attempts.map((it) => (it.attemptId === attemptId ? { ...it, ...more, state: to } : it)),
  };
}
