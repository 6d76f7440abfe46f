import type { PaymentEvidence } from '../../domain/tender/evidence.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { Operator } from '../ports/operators.ts';
import { mayBePutAside } from '../selling/idle-watch.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import type { LaneParts } from '../selling/lane-parts.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from '../selling/lane-state.ts';
import { isBookedElsewhere } from '../tendering/booked-numbers.ts';
import { numbersOf } from '../tendering/recovery-context.ts';
import { mayOrder, type StaffOrder } from './staff-order.ts';

/** Does what a staff member asks. Their role is asked here once more, whoever has asked before. */
export function settleOrder(core: LaneCore, parts: LaneParts, order: StaffOrder, operator: Operator): LaneAnswer {
  if (!mayOrder(operator.role, order.kind)) return { kind: 'refused', reason: 'notAllowed' };
  switch (order.kind) {
    case 'settleAge':
      return settleAge(core, order, operator);
    case 'resolvePayment':
      return resolvePayment(core, parts, order, operator);
    case 'resolveReversal':
      return resolveReversal(core, parts, order, operator);
    case 'refundByHand':
      return parts.returns.byHand(order.refundOf, order.receiptNumber, operator);
    case 'settleAlarm':
      return parts.alarms.settle(order.alarmId, order.action, operator);
    case 'suspend':
      return mayBePutAside(core.state) ? parts.suspending.suspend('staff') : NOT_NOW;
    case 'recall':
      return parts.suspending.recall(order.transactionId, operator);
    case 'cancelSuspended':
      return parts.suspending.cancel(order.transactionId, operator);
    case 'cancelBasket':
      return parts.cancelBasket(operator.id);
    case 'printCopy': {
      const { lastCompleted } = core.state;
      return lastCompleted !== null && parts.receipts.print(lastCompleted) ? ACCEPTED : NOT_NOW;
    }
    case 'openDrawer':
      return parts.drawer.open(operator);
    case 'findSale':
      return parts.returns.find(order.receiptNumber);
    case 'refund':
      return parts.returns.refund(order.transactionId, order.lines);
    case 'tagsSeen':
      if (parts.pad === null) return NOT_NOW;
      parts.pad.seenByStaff();
      return ACCEPTED;
    case 'setTare':
      return parts.weighing?.setTare(order.grams, operator) ?? NOT_NOW;
    case 'helpDone':
      core.update({ helpCalled: false });
      return ACCEPTED;
  }
}

function settleAge(
  core: LaneCore,
  { interventionId, outcome }: Extract<StaffOrder, { kind: 'settleAge' }>,
  operator: Operator,
): LaneAnswer {
  const { transaction } = core.state;
  if (transaction === null) return NOT_NOW;
  const command: TransactionCommand = { kind: 'settleIntervention', interventionId, outcome, operatorId: operator.id };
  const recording = core.record(transaction.transactionId, () => [command]);
  if (recording.kind === 'refused') return NOT_NOW;
  const settled = recording.transaction;
  core.update({ transaction: settled, priced: core.price(settled), helpCalled: false });
  return ACCEPTED;
}

function resolvePayment(
  core: LaneCore,
  parts: LaneParts,
  { attemptId, outcome, amount: read, receiptNumber, traceNumber }: Extract<StaffOrder, { kind: 'resolvePayment' }>,
  operator: Operator,
): LaneAnswer {
  const { stage, transaction } = core.state;
  const attempt = transaction?.attempts.find((it) => it.attemptId === attemptId);
  // Only once the lane has asked for it: until then the terminal may still answer for itself.
  if (stage.kind !== 'checking' || !stage.staffCalled || transaction === null || attempt === undefined) return NOT_NOW;
  // How much, and under which number: nothing of it is taken for granted.
  if (outcome === 'approved' && (read === undefined || (receiptNumber === undefined && traceNumber === undefined))) {
    return NOT_NOW;
  }
  const numbers = numbersOf({ receiptNumber, traceNumber });
  if (
    outcome === 'approved' &&
    isBookedElsewhere(core.on.journal, attempt, dayOf(core, transaction, attemptId), numbers)
  ) {
    return { kind: 'refused', reason: 'numbersTaken' };
  }
  const evidence: PaymentEvidence = { ...numbers, receiptText: [] };
  const command: TransactionCommand = {
    kind: 'resolvePayment',
    attemptId,
    outcome,
    amount: outcome === 'approved' ? (read ?? 0) : 0,
    operatorId: operator.id,
    evidence,
  };
  const recording = core.record(transaction.transactionId, () => [command]);
  if (recording.kind === 'refused') return NOT_NOW;
  const resolved = recording.transaction.attempts.find((it) => it.attemptId === attemptId);
  if (resolved === undefined) return NOT_NOW;
  core.update({ transaction: recording.transaction });
  parts.recovery.account();
  parts.recovery.watch(resolved);
  parts.payment.resolved(recording.transaction, resolved);
  return ACCEPTED;
}

/** The business day on which an attempt began: it may have turned since. */
function dayOf(core: LaneCore, { transactionId }: Transaction, attemptId: string): string {
  const { journal, businessDay } = core.on;
  const intended = journal
    .entriesOf(transactionId)
    .find(({ kind, body }) => kind === 'PaymentIntended' && body.attemptId === attemptId);
  return intended?.businessDay ?? businessDay();
}

function resolveReversal(
  core: LaneCore,
  parts: LaneParts,
  { attemptId, receiptNumber }: Extract<StaffOrder, { kind: 'resolveReversal' }>,
  operator: Operator,
): LaneAnswer {
  const { stage, transaction } = core.state;
  if (stage.kind !== 'checking' || stage.concern !== 'reversal' || !stage.staffCalled || transaction === null) {
    return NOT_NOW;
  }
  const evidence: PaymentEvidence = { receiptNumber, receiptText: [] };
  const command: TransactionCommand = { kind: 'paymentReversed', attemptId, operatorId: operator.id, evidence };
  const recording = core.record(transaction.transactionId, () => [command]);
  if (recording.kind === 'refused') return NOT_NOW;
  parts.reversal.resume(recording.transaction);
  return ACCEPTED;
}
