import type { Minor } from '../../domain/money/money.ts';
import type { OperatorRole } from '../ports/operators.ts';

/** What a signed-in staff member asks of the lane. */
export type StaffOrder =
  | { readonly kind: 'settleAge'; readonly interventionId: string; readonly outcome: 'approved' | 'denied' }
  | {
      readonly kind: 'resolvePayment';
      readonly attemptId: string;
      readonly outcome: 'approved' | 'declined';
      /** What the terminal shows of it: minor units, all of what was asked or a part. */
      readonly amount?: Minor | undefined;
      readonly receiptNumber?: string | undefined;
      readonly traceNumber?: string | undefined;
    }
  | { readonly kind: 'resolveReversal'; readonly attemptId: string; readonly receiptNumber: string }
  /** A leg of a return that the terminal did not give back was given back another way, under the number of that slip. */
  | { readonly kind: 'refundByHand'; readonly refundOf: string; readonly receiptNumber: string }
  | { readonly kind: 'settleAlarm'; readonly alarmId: string; readonly action: 'reverse' | 'acknowledge' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'recall'; readonly transactionId: string }
  | { readonly kind: 'cancelSuspended'; readonly transactionId: string }
  | { readonly kind: 'cancelBasket' }
  | { readonly kind: 'printCopy' }
  /** The cash drawer on the printer. */
  | { readonly kind: 'openDrawer' }
  | { readonly kind: 'findSale'; readonly receiptNumber: string }
  | {
      readonly kind: 'refund';
      readonly transactionId: string;
      readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
    }
  /** They have looked at what the pad refused. */
  | { readonly kind: 'tagsSeen' }
  /** Grams of what the goods on the scale are packed in. */
  | { readonly kind: 'setTare'; readonly grams: number }
  | { readonly kind: 'helpDone' };

const SHOP_FLOOR: readonly OperatorRole[] = ['attendant', 'manager'];
const MANAGER: readonly OperatorRole[] = ['manager'];

/**
 * Who may do what at the lane. Money out of the store is a manager's; what holds a shopper up is whoever's turn it is; a technician
 * mends devices and settles nothing.
 */
const MAY: Readonly<Record<StaffOrder['kind'], readonly OperatorRole[]>> = {
  settleAge: SHOP_FLOOR,
  resolvePayment: SHOP_FLOOR,
  resolveReversal: MANAGER,
  refundByHand: MANAGER,
  settleAlarm: MANAGER,
  suspend: SHOP_FLOOR,
  recall: SHOP_FLOOR,
  cancelSuspended: SHOP_FLOOR,
  cancelBasket: SHOP_FLOOR,
  printCopy: SHOP_FLOOR,
  openDrawer: SHOP_FLOOR,
  findSale: MANAGER,
  refund: MANAGER,
  tagsSeen: SHOP_FLOOR,
  setTare: SHOP_FLOOR,
  helpDone: ['attendant', 'manager', 'technician'],
};

/** True where this role may give this order. The lane asks again, whoever asked before it. */
export function mayOrder(role: OperatorRole, kind: StaffOrder['kind']): boolean {
  return MAY[kind].includes(role);
}
