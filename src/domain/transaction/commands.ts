import type { Item } from '../item/item.ts';
import type { Minor } from '../money/money.ts';
import type { TaxRules } from '../tax/model.ts';
import type { PaymentEvidence } from '../tender/evidence.ts';
import type { AgreedTotals, Weighing } from './events.ts';
import type { LineTag, Transaction } from './transaction.ts';

/** What someone wants of a transaction. Ids, instants and look-ups come from outside: deciding is pure. */
export type TransactionCommand =
  | {
      readonly kind: 'start';
      readonly at: string;
      readonly trigger: 'touch' | 'scan' | 'pad';
      readonly currency: string;
      readonly locale: string;
      readonly training: boolean;
      readonly tax: TaxRules;
      readonly promotionSet: string;
    }
  /** The set that this basket was pinned to is gone; it goes on with another, at the instant it had. */
  | { readonly kind: 'repinPromotions'; readonly setHash: string }
  | { readonly kind: 'presentCoupon'; readonly coupon: string }
  | StartReturn
  | AddItem
  | { readonly kind: 'changeQuantity'; readonly lineId: string; readonly quantity: number }
  | { readonly kind: 'voidLine'; readonly lineId: string }
  /** One piece goes out again for what another symbol of it says. */
  | { readonly kind: 'takeBack'; readonly lineId: string; readonly reason: TakenBack }
  | { readonly kind: 'undo'; readonly interventionId: string }
  | {
      readonly kind: 'cancel';
      readonly reason: 'shopper' | 'staff' | 'dayEnd' | 'idle';
      readonly operatorId?: string;
    }
  | { readonly kind: 'suspend'; readonly at: string; readonly reason: 'idle' | 'staff' }
  | { readonly kind: 'recall'; readonly at: string; readonly operatorId: string }
  | {
      readonly kind: 'settleIntervention';
      readonly interventionId: string;
      readonly outcome: 'approved' | 'denied';
      readonly operatorId: string;
    }
  | { readonly kind: 'agreeTotals'; readonly totals: AgreedTotals }
  | {
      readonly kind: 'intendPayment';
      readonly attemptId: string;
      readonly at: string;
      /** In a return: the payment of the sale that is given back, and how much of it at most. */
      readonly refundOf?: { readonly attemptId: string; readonly most: Minor };
      readonly previous?: { readonly receiptNumber?: string | undefined; readonly traceNumber?: string | undefined };
    }
  | { readonly kind: 'paymentSent'; readonly attemptId: string }
  | {
      readonly kind: 'settlePayment';
      readonly attemptId: string;
      readonly outcome: 'approved' | 'partial' | 'declined' | 'cancelled';
      readonly amount: Minor;
      readonly reason?: string;
      readonly foundBy: 'terminal' | 'recovery';
      readonly evidence: PaymentEvidence;
    }
  | { readonly kind: 'paymentUnknown'; readonly attemptId: string; readonly cause: string }
  /** The terminal's answer says nothing clear: a person has to read it. */
  | { readonly kind: 'askStaff'; readonly attemptId: string; readonly interventionId: string }
  | {
      readonly kind: 'resolvePayment';
      readonly attemptId: string;
      readonly outcome: 'approved' | 'declined';
      readonly amount: Minor;
      readonly operatorId: string;
      readonly evidence: PaymentEvidence;
    }
  /** A manager gave a leg of a return back another way: nothing of it was sent to the terminal. */
  | {
      readonly kind: 'refundedByHand';
      readonly attemptId: string;
      readonly operatorId: string;
      readonly evidence: PaymentEvidence;
    }
  | { readonly kind: 'queueReversal'; readonly attemptId: string; readonly reason: string }
  | {
      readonly kind: 'paymentReversed';
      readonly attemptId: string;
      readonly operatorId?: string;
      readonly evidence: PaymentEvidence;
    }
  | {
      readonly kind: 'complete';
      readonly at: string;
      readonly receiptNumber: string;
      readonly locale: string;
      readonly receiptToken: string;
      readonly exit: { readonly code: string; readonly signed: string };
      /** Sequence number of the last `EpcsSold` or `EpcsReturned` of the epoch; 0 where there is none. */
      readonly prevSaleSeq: number;
    }
  | { readonly kind: 'printStarted'; readonly jobId: string; readonly copy: boolean }
  | {
      readonly kind: 'printEnded';
      readonly jobId: string;
      readonly outcome: 'printed' | 'notPrinted' | 'unsure';
      readonly cause?: string;
      readonly toldBy?: 'shopper' | 'staff';
    };

/** Opens a return of some lines of a completed sale, with what the sale's own allocation says they are worth. */
export interface StartReturn {
  readonly kind: 'startReturn';
  readonly at: string;
  readonly sale: Transaction;
  /** Returns completed for that sale before. */
  readonly before: readonly Transaction[];
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  /** Fresh ids, one a line. */
  readonly lineIds: readonly string[];
}

export interface AddItem {
  readonly kind: 'addItem';
  readonly item: Item;
  /** The deposit or levy that goes with each piece, where the item names one. */
  readonly deposit: Item | null;
  readonly catalogueVersion: string;
  readonly identity: string;
  readonly quantity: number;
  readonly grams?: number;
  /** How the grams were taken, where this lane's scale took them. */
  readonly weighing?: Weighing;
  readonly labelPrice?: Minor;
  /** Read from the tag of one piece: a line of its own, whatever else is in the basket. */
  readonly tag?: LineTag;
  /** Fresh ids, used where the events need them. */
  readonly lineId: string;
  readonly depositLineId: string;
  readonly interventionId: string;
}

/** Why one piece goes out again: past its date, called back, or to be sold on other terms. */
export type TakenBack = 'expired' | 'recalled' | 'otherSymbol';

/** Why nothing happened. Each is an expected outcome with its own sentence on the screen. */
export type Refusal =
  | 'notStarted'
  | 'alreadyStarted'
  | 'finished'
  | 'paymentOpen'
  | 'alreadyPaidPart'
  | 'basketFull'
  | 'badWeight'
  | 'lineFull'
  | 'couponsFull'
  | 'unknownLine'
  | 'tagInBasket'
  | 'fixedQuantity'
  | 'linkedLine'
  | 'nothingToUndo'
  | 'emptyBasket'
  | 'interventionPending'
  | 'unknownIntervention'
  | 'noTotals'
  | 'nothingToPay'
  | 'notPaid'
  | 'unknownPayment'
  | 'badPaymentState'
  | 'badAmount'
  | 'alreadyCompleted'
  | 'suspended'
  | 'notSuspended'
  | 'isReturn'
  | 'nothingToReturn';
