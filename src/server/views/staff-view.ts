import { itemName } from '../../domain/item/item.ts';
import { countItems } from '../../domain/receipt/build.ts';
import { cancelBarred } from '../../domain/transaction/decide-basket.ts';
import { returnedBefore } from '../../domain/transaction/decide-return.ts';
import { pendingInterventions, type Transaction } from '../../domain/transaction/transaction.ts';
import type { ReturnableView, StaffTask, StaffView, SuspendedView } from '../../protocol/staff-view.ts';
import type { Phrase } from '../../protocol/view.ts';
import { mayOrder, type StaffOrder } from '../../workstation/intervention/staff-order.ts';
import { mayBePutAside } from '../../workstation/selling/idle-watch.ts';
import type { FoundSale, LaneState, SuspendedBasket } from '../../workstation/selling/lane-state.ts';
import type { DeskState } from '../staff/desk.ts';
import { OPENING_DRAWER } from '../staff/orders.ts';
import { weighTask } from './find-view.ts';
import { tagsTask } from './pad-view.ts';
import { troublesOf } from './troubles.ts';

/** What a staff member sees on their connection. Pure; `now` is monotonic milliseconds. */
export function staffView(desk: DeskState | null, state: LaneState, now: number): StaffView | null {
  if (desk === null) return null;
  if (desk.kind === 'signIn') {
    const { state: signIn, waitsUntil, code } = desk;
    const over = signIn === 'wait' && waitsUntil <= now;
    return { kind: 'signIn', state: over ? 'ready' : signIn, waitsFor: Math.max(0, waitsUntil - now), code };
  }
  const { operator, closesAt, answer } = desk;
  const may = (kind: StaffOrder['kind']): boolean => mayOrder(operator.role, kind);
  const { stage, transaction } = state;
  const inBasket = mayBePutAside(state);
  return {
    kind: 'desk',
    operator: { name: operator.name, role: operator.role },
    closesIn: Math.max(0, closesAt - now),
    tasks: tasksOf(state, may),
    actions: {
      suspend: inBasket && may('suspend'),
      cancelBasket: mayCancel(state) && may('cancelBasket'),
      printCopy: state.lastCompleted !== null && may('printCopy'),
      openDrawer: state.drawer === null ? null : state.drawer !== 'opening' && may('openDrawer'),
      refund: (stage.kind === 'idle' || stage.kind === 'refundFailed') && may('refund'),
      helpDone: state.helpCalled && may('helpDone'),
    },
    suspended: state.suspended.map((basket) => suspendedView(basket, state.locale)),
    canRecall: stage.kind === 'idle' && may('recall'),
    troubles: troublesOf(state),
    sale: state.found === null ? null : returnableView(state.found, transaction, state.locale),
    answer: answer?.id === OPENING_DRAWER ? drawerWord(state.drawer) : answer,
  };
}

/** What has become of the order to open the drawer. */
function drawerWord(drawer: LaneState['drawer']): Phrase | null {
  return drawer === null || drawer === 'untouched' ? null : { id: `staff.answer.drawer.${drawer}` };
}

function mayCancel({ stage, transaction }: LaneState): boolean {
  if (transaction === null) return false;
  // Of a return some may have gone back already: that is no longer undone by ending it.
  if (transaction.returnOf !== null && cancelBarred(transaction) !== null) return false;
  return !['thanks', 'paying', 'checking', 'idle', 'unavailable'].includes(stage.kind);
}

/** Most urgent first: money in doubt, then what holds a shopper up. */
function tasksOf(state: LaneState, may: (kind: StaffOrder['kind']) => boolean): StaffTask[] {
  const { stage, transaction, alarms } = state;
  const tasks: StaffTask[] = [];
  const attempt = transaction?.attempts.find((it) => stage.kind === 'checking' && it.attemptId === stage.attemptId);
  if (stage.kind === 'checking' && stage.staffCalled && attempt !== undefined) {
    const { attemptId, amount, intendedAt: since } = attempt;
    if (stage.concern === 'reversal') {
      const receiptNumber = attempt.evidence?.receiptNumber ?? null;
      tasks.push({
        kind: 'reversal',
        attemptId,
        amount: attempt.approved,
        since,
        receiptNumber,
        allowed: may('resolveReversal'),
      });
    } else {
      tasks.push({ kind: 'payment', attemptId, concern: stage.concern, amount, since, allowed: may('resolvePayment') });
    }
  }
  if (stage.kind === 'refundFailed' && stage.leg !== null && transaction !== null) {
    const since = transaction.attempts.at(-1)?.intendedAt ?? transaction.startedAt;
    tasks.push({ kind: 'refund', ...stage.leg, since, allowed: may('refundByHand') });
  }
  for (const { interventionId, reason, lineId, minAge } of transaction === null
    ? []
    : pendingInterventions(transaction)) {
    const line = transaction?.lines.find((it) => it.lineId === lineId);
    if (reason !== 'age' || line === undefined) continue;
    const item = itemName(line.item, state.locale);
    const picture = line.item.picture ?? null;
    tasks.push({ kind: 'age', interventionId, minAge: minAge ?? 0, item, picture, allowed: may('settleAge') });
  }
  const tags = tagsTask(state, may('tagsSeen'));
  if (tags !== null) tasks.push(tags);
  const weighed = weighTask(state, may('setTare'));
  if (weighed !== null) tasks.push(weighed);
  const quiet = stage.kind !== 'paying' && stage.kind !== 'checking';
  for (const { alarmId, reason, disposition, amount, raisedAt: since, evidence } of alarms) {
    const receiptNumber = evidence.receiptNumber ?? null;
    const astray = alarms.some((other) => other.reason === 'astray' && other.attemptId === alarmId);
    const canReverse = disposition === 'standing' && receiptNumber !== null && quiet && !astray;
    tasks.push({
      kind: 'alarm',
      alarmId,
      reason,
      disposition,
      amount,
      since,
      receiptNumber,
      canReverse,
      allowed: may('settleAlarm'),
    });
  }
  return tasks;
}

const MOST_NAMES = 3;

function suspendedView({ transaction, total }: SuspendedBasket, locale: string): SuspendedView {
  const { suspension, lines } = transaction;
  const named = lines.filter((line) => line.linkedTo === null).slice(0, MOST_NAMES);
  return {
    transactionId: transaction.transactionId,
    since: suspension?.suspendedAt ?? transaction.startedAt,
    reason: suspension?.reason ?? 'staff',
    items: countItems(lines),
    total,
    names: named.map((line) => itemName(line.item, locale)),
  };
}

/** What can still come back of a sale. A return that is under way counts as come back, unless it is this very one. */
function returnableView(
  { sale, before }: FoundSale,
  current: Transaction | null,
  locale: string,
): ReturnableView | null {
  if (sale.completion === null || sale.totals === null) return null;
  const { receiptNumber, completedAt } = sale.completion;
  const agreed = new Map(sale.totals.lines.map((line) => [line.lineId, line]));
  const others = before.filter((it) => it.transactionId !== current?.transactionId);
  const worth = (lineId: string): number => {
    const own = sale.lines.filter((line) => line.lineId === lineId || line.linkedTo === lineId);
    return own.reduce((sum, line) => {
      const { net = 0, tax = 0 } = agreed.get(line.lineId) ?? {};
      return sum + Math.round((net + (sale.tax.pricesIncludeTax ? 0 : tax)) / line.quantity);
    }, 0);
  };
  const lines = sale.lines
    .filter((line) => line.linkedTo === null)
    .map((line) => ({
      lineId: line.lineId,
      name: itemName(line.item, locale),
      picture: line.item.picture ?? null,
      left: line.quantity - returnedBefore(others, line.lineId),
      each: worth(line.lineId),
    }));
  return { transactionId: sale.transactionId, receiptNumber, completedAt, total: sale.totals.total, lines };
}
