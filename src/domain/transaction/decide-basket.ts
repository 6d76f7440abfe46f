import { isLive, isOpen } from '../tender/attempt.ts';
import type { AddItem, Refusal, TakenBack, TransactionCommand } from './commands.ts';
import { type Decision, events, refused } from './decide.ts';
import type { ItemSnapshot, TransactionEvent } from './events.ts';
import {
  approvedAge,
  type Line,
  lineOfTag,
  MOST_COUPONS,
  MOST_LINES,
  MOST_PIECES,
  type Transaction,
} from './transaction.ts';

type BasketCommand = Extract<
  TransactionCommand,
  {
    kind:
      | 'addItem'
      | 'presentCoupon'
      | 'repinPromotions'
      | 'changeQuantity'
      | 'voidLine'
      | 'takeBack'
      | 'undo'
      | 'cancel'
      | 'suspend'
      | 'settleIntervention';
  }
>;

/** Decides what changes the basket. Nothing does once a payment is open or has taken money. */
export function decideBasket(state: Transaction, command: BasketCommand): Decision {
  const barred = command.kind === 'cancel' ? cancelBarred(state) : basketBarred(state);
  if (barred !== null) return refused(barred);
  switch (command.kind) {
    case 'addItem':
      return addItem(state, command);
    case 'presentCoupon':
      return presentCoupon(state, command.coupon);
    case 'repinPromotions':
      return repin(state, command.setHash);
    case 'changeQuantity':
      return changeQuantity(state, command.lineId, command.quantity);
    case 'voidLine':
      return voidLine(state, command.lineId, 'shopper');
    case 'takeBack':
      return takeBack(state, command.lineId, command.reason);
    case 'undo':
      return undo(state, command.interventionId);
    case 'cancel':
      return cancel(command);
    case 'suspend':
      // An empty basket has nothing to keep; it is cancelled instead.
      if (state.lines.length === 0) return refused('emptyBasket');
      return events({ kind: 'TransactionSuspended', body: { suspendedAt: command.at, reason: command.reason } });
    case 'settleIntervention':
      return settleIntervention(state, command);
  }
}

/** Why the basket may not change now, or null. */
export function basketBarred(state: Transaction): Refusal | null {
  if (state.phase === 'suspended') return 'suspended';
  return state.returnOf === null ? cancelBarred(state) : 'isReturn';
}

/** Why the whole of it may not be dropped now, or null: what has been paid, or may have been, is never dropped. */
export function cancelBarred(state: Transaction): Refusal | null {
  if (state.phase === 'completed' || state.phase === 'cancelled') return 'finished';
  if (state.attempts.some(isOpen)) return 'paymentOpen';
  if (state.attempts.some((it) => isLive(it) || it.state === 'reversalQueued')) return 'alreadyPaidPart';
  return null;
}

function cancel({ reason, operatorId }: Extract<BasketCommand, { kind: 'cancel' }>): Decision {
  const by = operatorId === undefined ? {} : { operatorId };
  return events({ kind: 'TransactionCancelled', body: { reason, ...by } });
}

function addItem(state: Transaction, command: AddItem): Decision {
  const { item, deposit, catalogueVersion, identity, quantity, grams, weighing, labelPrice, tag } = command;
  if (weighing !== undefined && (weighing.gross - weighing.tare !== grams || grams <= 0)) return refused('badWeight');
  if (tag !== undefined && quantity !== 1) return refused('fixedQuantity');
  if (tag !== undefined && lineOfTag(state, tag.key) !== undefined) return refused('tagInBasket');
  const snapshot: ItemSnapshot = { ...item, catalogueVersion };
  const same =
    labelPrice === undefined && grams === undefined && tag === undefined ? mergeable(state, snapshot) : undefined;
  if (same !== undefined) {
    const total = same.quantity + quantity;
    if (total > MOST_PIECES) return refused('lineFull');
    return events({ kind: 'LineQuantityChanged', body: { lineId: same.lineId, quantity: total, reason: 'scan' } });
  }
  if (state.lines.length + (deposit === null ? 1 : 2) > MOST_LINES) return refused('basketFull');
  const body = {
    lineId: command.lineId,
    item: snapshot,
    identity,
    quantity,
    ...(grams === undefined ? {} : { grams }),
    ...(weighing === undefined ? {} : { weighing }),
    ...(labelPrice === undefined ? {} : { labelPrice }),
    ...(tag === undefined ? {} : { tag }),
  };
  const list: TransactionEvent[] = [{ kind: 'LineAdded', body }];
  if (deposit !== null) {
    const linked = { ...deposit, catalogueVersion };
    list.push({
      kind: 'LineAdded',
      body: {
        lineId: command.depositLineId,
        item: linked,
        identity: `item ${deposit.id}`,
        quantity,
        linkedTo: command.lineId,
      },
    });
  }
  const age = ageCheck(state, snapshot, command.lineId, command.interventionId);
  return events(...list, ...age);
}

/** Presented twice it counts once, and nothing is recorded the second time. */
function presentCoupon(state: Transaction, coupon: string): Decision {
  if (state.coupons.includes(coupon)) return events();
  if (state.coupons.length >= MOST_COUPONS) return refused('couponsFull');
  return events({ kind: 'CouponPresented', body: { coupon } });
}

function repin(state: Transaction, setHash: string): Decision {
  const before = state.promotions;
  if (before?.setHash === setHash) return events();
  const body = { setHash, at: before?.at ?? state.startedAt };
  return events({
    kind: 'PromotionsPinned',
    body: before === null ? body : { ...body, replaces: before.setHash },
  });
}

/** The line that another piece of the same item, sold on the same terms, joins. */
function mergeable(state: Transaction, item: ItemSnapshot): Line | undefined {
  if (item.soldBy !== 'unit') return undefined;
  return state.lines.find(
    (line) =>
      line.item.id === item.id &&
      line.linkedTo === null &&
      line.labelPrice === null &&
      line.grams === null &&
      line.tag === null &&
      line.item.price === item.price &&
      line.item.catalogueVersion === item.catalogueVersion,
  );
}

function ageCheck(state: Transaction, item: ItemSnapshot, lineId: string, interventionId: string): TransactionEvent[] {
  const { minAge } = item;
  if (minAge === undefined || approvedAge(state) >= minAge) return [];
  return [{ kind: 'InterventionRaised', body: { interventionId, reason: 'age', lineId, minAge } }];
}

/** True for a line that is one thing as it was weighed, labelled or tagged: there are no more pieces of it. */
export function hasFixedQuantity({ item, labelPrice, tag }: Line): boolean {
  return item.soldBy === 'weight' || labelPrice !== null || tag !== null;
}

function changeQuantity(state: Transaction, lineId: string, quantity: number): Decision {
  const line = state.lines.find((it) => it.lineId === lineId);
  if (line === undefined) return refused('unknownLine');
  if (line.linkedTo !== null) return refused('linkedLine');
  if (hasFixedQuantity(line)) return refused('fixedQuantity');
  if (quantity > MOST_PIECES) return refused('lineFull');
  if (quantity === line.quantity) return events();
  return events({ kind: 'LineQuantityChanged', body: { lineId, quantity, reason: 'shopper' } });
}

/** One piece alone: those that it was put with stay. */
function takeBack(state: Transaction, lineId: string, reason: TakenBack): Decision {
  const line = state.lines.find((it) => it.lineId === lineId);
  if (line === undefined || line.quantity === 1) return voidLine(state, lineId, reason);
  return events({ kind: 'LineQuantityChanged', body: { lineId, quantity: line.quantity - 1, reason } });
}

function voidLine(state: Transaction, lineId: string, reason: 'shopper' | 'undo' | TakenBack): Decision {
  const line = state.lines.find((it) => it.lineId === lineId);
  if (line === undefined) return refused('unknownLine');
  if (line.linkedTo !== null) return refused('linkedLine');
  const withdrawn = state.interventions
    .filter((it) => it.lineId === lineId && it.state === 'pending')
    .map(
      ({ interventionId }): TransactionEvent => ({
        kind: 'InterventionSettled',
        body: { interventionId, outcome: 'withdrawn' },
      }),
    );
  return events({ kind: 'LineVoided', body: { lineId, reason } }, ...withdrawn);
}

function undo(state: Transaction, interventionId: string): Decision {
  const step = state.undo.at(-1);
  if (step === undefined) return refused('nothingToUndo');
  if (step.kind === 'void') return voidLine(state, step.lineId, 'undo');
  if (step.kind === 'coupon') return events({ kind: 'CouponVoided', body: { coupon: step.coupon, reason: 'undo' } });
  if (step.kind === 'quantity') {
    return events({
      kind: 'LineQuantityChanged',
      body: { lineId: step.lineId, quantity: step.quantity, reason: 'undo' },
    });
  }
  if (step.line.tag !== null && lineOfTag(state, step.line.tag.key) !== undefined) return refused('tagInBasket');
  if (state.lines.length + 1 + step.linked.length > MOST_LINES) return refused('basketFull');
  const back = [step.line, ...step.linked].map(
    (line): TransactionEvent => ({ kind: 'LineAdded', body: restored(line) }),
  );
  return events(...back, ...ageCheck(state, step.line.item, step.line.lineId, interventionId));
}

function restored(line: Line): Extract<TransactionEvent, { kind: 'LineAdded' }>['body'] {
  return {
    lineId: line.lineId,
    item: line.item,
    identity: line.identity,
    quantity: line.quantity,
    restored: true,
    ...(line.grams === null ? {} : { grams: line.grams }),
    ...(line.weighing === null ? {} : { weighing: line.weighing }),
    ...(line.labelPrice === null ? {} : { labelPrice: line.labelPrice }),
    ...(line.linkedTo === null ? {} : { linkedTo: line.linkedTo }),
    ...(line.tag === null ? {} : { tag: line.tag }),
  };
}

function settleIntervention(
  state: Transaction,
  command: Extract<TransactionCommand, { kind: 'settleIntervention' }>,
): Decision {
  const asked = state.interventions.find(
    (it) => it.interventionId === command.interventionId && it.state === 'pending',
  );
  if (asked === undefined) return refused('unknownIntervention');
  const { outcome, operatorId } = command;
  // One approval of age covers equal and lower ages in this basket; a denial concerns its own line alone.
  const covered = state.interventions.filter(
    (it) =>
      it.state === 'pending' &&
      (it === asked || (outcome === 'approved' && it.reason === 'age' && (it.minAge ?? 0) <= (asked.minAge ?? 0))),
  );
  const settled = covered.map(
    ({ interventionId }): TransactionEvent => ({
      kind: 'InterventionSettled',
      body: { interventionId, outcome, operatorId },
    }),
  );
  const voided: TransactionEvent[] =
    outcome === 'denied' && asked.lineId !== null && state.lines.some((line) => line.lineId === asked.lineId)
      ? [{ kind: 'LineVoided', body: { lineId: asked.lineId, reason: 'denied' } }]
      : [];
  return events(...settled, ...voided);
}
