import type { KioskCommand } from '../../protocol/command.ts';
import type { Phrase } from '../../protocol/view.ts';
import type { StaffOrder } from '../../workstation/intervention/staff-order.ts';
import type { LaneAnswer } from '../../workstation/selling/lane-state.ts';

/** Commands that a staff member gives, and those that open and close their desk. */
export type StaffCommand = Extract<KioskCommand, { kind: `staff${string}` }>;

/** Those of them that need a grant and are the lane's to do. */
export type GrantedCommand = Exclude<StaffCommand, { kind: 'staffOpen' | 'staffSignIn' | 'staffClose' }>;

export function isStaffCommand(command: KioskCommand): command is StaffCommand {
  return command.kind.startsWith('staff');
}

/** What a staff command asks of the lane. */
export function orderOf(command: GrantedCommand): StaffOrder {
  switch (command.kind) {
    case 'staffSettleAge':
      return { ...command, kind: 'settleAge' };
    case 'staffResolvePayment':
      return { ...command, kind: 'resolvePayment' };
    case 'staffResolveReversal':
      return { ...command, kind: 'resolveReversal' };
    case 'staffRefundByHand':
      return { ...command, kind: 'refundByHand' };
    case 'staffSettleAlarm':
      return { ...command, kind: 'settleAlarm' };
    case 'staffSuspend':
      return { kind: 'suspend' };
    case 'staffRecall':
      return { ...command, kind: 'recall' };
    case 'staffCancelSuspended':
      return { ...command, kind: 'cancelSuspended' };
    case 'staffCancelBasket':
      return { kind: 'cancelBasket' };
    case 'staffPrintCopy':
      return { kind: 'printCopy' };
    case 'staffOpenDrawer':
      return { kind: 'openDrawer' };
    case 'staffFindSale':
      return { ...command, kind: 'findSale' };
    case 'staffRefund':
      return { ...command, kind: 'refund' };
    case 'staffTagsSeen':
      return { kind: 'tagsSeen' };
    case 'staffSetTare':
      return { kind: 'setTare', grams: command.grams };
    case 'staffHelpDone':
      return { kind: 'helpDone' };
  }
}

/** Told when the order is taken; what becomes of it is told in its place. */
export const OPENING_DRAWER = 'staff.answer.drawer.opening';

const DONE: Readonly<Partial<Record<StaffOrder['kind'], string>>> = {
  recall: 'staff.answer.recalled',
  suspend: 'staff.answer.aside',
  openDrawer: OPENING_DRAWER,
};
const REFUSED: Readonly<Record<Extract<LaneAnswer, { kind: 'refused' }>['reason'], string>> = {
  noSuchSale: 'staff.answer.noSuchSale',
  numbersTaken: 'staff.answer.numbersTaken',
  asideFull: 'staff.answer.asideFull',
  notAllowed: 'staff.answer.notAllowed',
  locked: 'staff.answer.fault',
  fault: 'staff.answer.fault',
  notNow: 'staff.answer.refused',
  unknownLine: 'staff.answer.refused',
};

/** What the staff member is told of an order; null where the screen shows it by itself. */
export function wordFor(order: StaffOrder, answer: LaneAnswer): Phrase | null {
  if (answer.kind === 'refused') return { id: REFUSED[answer.reason] };
  if (order.kind === 'findSale' || order.kind === 'refund') return null;
  return { id: DONE[order.kind] ?? 'staff.answer.done' };
}
