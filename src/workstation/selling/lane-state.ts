import type { Minor } from '../../domain/money/money.ts';
import type { PricedBasket } from '../../domain/pricing/price-basket.ts';
import type { PaymentAlarm } from '../../domain/tender/alarm.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { DeviceReport } from '../ports/device.ts';
import type { JournalSpace } from '../ports/journal.ts';
import type { TerminalPrompt } from '../ports/payment-terminal.ts';
import type { FindStage } from './finding.ts';
import type { PadState } from './pad/pad-state.ts';
import type { WeighStage } from './weighing/weighing.ts';

/** One short message for the shopper: what happened, never why it is their fault. */
export type NoticeKind =
  | 'unknownItem'
  | 'unreadable'
  | 'notABarcode'
  | 'paymentRunning'
  | 'basketFull'
  | 'priceMissing'
  | 'needsScale'
  | 'expired'
  | 'recalled'
  | 'laneClosed'
  | 'handedAside'
  | 'couponTaken'
  | 'couponTwice'
  | 'couponNotTaken'
  | 'couponExpired'
  | 'couponTooEarly'
  | 'couponNeedsStaff';

export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
}

/** Where the lane is with its shopper. */
export type Stage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'basket' }
  /** Something lies on the pad that is not in the basket; there may be no transaction yet. */
  | { readonly kind: 'pad' }
  | FindStage
  | WeighStage
  | { readonly kind: 'review' }
  | {
      readonly kind: 'paying';
      readonly direction: 'purchase' | 'refund';
      readonly amount: Minor;
      readonly phase: 'starting' | 'follow' | 'cancelling' | 'approved';
      readonly prompt: TerminalPrompt | null;
    }
  /** Nobody knows yet whether money has moved, or a payment is being taken back: nothing else can start. */
  | {
      readonly kind: 'checking';
      readonly concern: Concern;
      readonly attemptId: string;
      readonly amount: Minor;
      readonly staffCalled: boolean;
    }
  /** A leg of a return did not go back, of what is left to give back; those before it have. */
  | {
      readonly kind: 'refundFailed';
      readonly amount: Minor;
      readonly reason: string;
      /** The leg that a manager may give back another way: the payment that it gives back. Null where nothing says which. */
      readonly leg: RefundLeg | null;
    }
  | { readonly kind: 'declined'; readonly amount: Minor; readonly reason: string }
  | { readonly kind: 'cancelled'; readonly amount: Minor }
  | { readonly kind: 'unreachable'; readonly amount: Minor }
  | { readonly kind: 'partial'; readonly paid: Minor; readonly remaining: Minor }
  | {
      readonly kind: 'thanks';
      /** `asked`: nobody knows whether the paper came out, and the shopper is asked. */
      readonly receipt: 'printing' | 'printed' | 'notPrinted' | 'unsure' | 'asked';
      /** Monotonic milliseconds of goodbye. */
      readonly closesAt: number;
      readonly extensions: number;
    }
  /**
   * The lane cannot go on; `code` is the fault's. `recovering`: it tries to come back by itself. `money`: what was under way when it
   * stopped; whoever stands there must not be sent to pay elsewhere.
   */
  | {
      readonly kind: 'unavailable';
      readonly code: string;
      readonly recovering: boolean;
      readonly money?: MoneyUnderWay;
    };

/** What goes back of one payment of a sale. */
export interface RefundLeg {
  readonly refundOf: string;
  readonly amount: Minor;
}

/** What is being found out: whether the shopper paid, whether a refund went out, or whether a payment was taken back. */
export type Concern = 'payment' | 'refund' | 'reversal';

/** Money of an unfinished transaction: it may have moved, or has. */
export interface MoneyUnderWay {
  readonly concern: Concern;
  readonly amount: Minor;
}

/** A basket put aside on this lane. */
export interface SuspendedBasket {
  readonly transaction: Transaction;
  readonly total: Minor;
}

/** A completed sale that a staff member has looked up, with the returns made of it before. */
export interface FoundSale {
  readonly sale: Transaction;
  readonly before: readonly Transaction[];
}

/** Everything that is true of one lane right now. Whole and immutable: the screens' views are made from it. */
export interface LaneState {
  /** Grows with every change. */
  readonly revision: number;
  readonly stage: Stage;
  readonly transaction: Transaction | null;
  readonly priced: PricedBasket | null;
  readonly notice: Notice | null;
  readonly helpCalled: boolean;
  readonly locale: string;
  readonly devices: readonly DeviceReport[];
  /** The idle warning, while it shows: monotonic milliseconds at which the basket is put aside. */
  readonly idleUntil: number | null;
  readonly suspended: readonly SuspendedBasket[];
  readonly alarms: readonly PaymentAlarm[];
  readonly space: JournalSpace['state'];
  readonly found: FoundSale | null;
  /** The transaction completed last since the start, for a copy of its receipt. */
  readonly lastCompleted: Transaction | null;
  /** The cash drawer, as the last order to open it ended; null where the lane has none. */
  readonly drawer: 'untouched' | 'opening' | 'pulsed' | 'notOpened' | 'unsure' | null;
  /** Null where the lane has no pad. */
  readonly pad: PadState | null;
}

/**
 * Why the lane cannot take a new shopper, or null: every way to pay is out of reach, or there is no room to record a sale. Better
 * said at the start than at the end of a full basket; a shopper who has begun goes on.
 */
export function closedFor(state: Pick<LaneState, 'devices' | 'space'>): 'payment' | 'space' | null {
  if (state.space === 'low') return 'space';
  const terminals = state.devices.filter((device) => device.category === 'paymentTerminal');
  const away = terminals.length > 0 && terminals.every(({ state: it }) => it !== 'ready' && it !== 'degraded');
  return away ? 'payment' : null;
}

/** What the lane may be asked to do by its shopper's screen. */
export type LaneCommand =
  | { readonly kind: 'start' }
  | { readonly kind: 'changeQuantity'; readonly lineId: string; readonly quantity: number }
  | { readonly kind: 'voidLine'; readonly lineId: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'cancelBasket' }
  | { readonly kind: 'toReview' }
  | { readonly kind: 'toBasket' }
  | { readonly kind: 'pay' }
  | { readonly kind: 'abortPayment' }
  | { readonly kind: 'finish' }
  | { readonly kind: 'moreTime' }
  | { readonly kind: 'callHelp' }
  | { readonly kind: 'cancelHelp' }
  | { readonly kind: 'dismissNotice'; readonly noticeId: string }
  | { readonly kind: 'setLocale'; readonly locale: string }
  | { readonly kind: 'stillHere' }
  | { readonly kind: 'receiptCame'; readonly came: boolean }
  | { readonly kind: 'printReceipt' }
  /** "Yes, 5 items": adds exactly what the count of this id showed. */
  | { readonly kind: 'confirmPad'; readonly countId: number }
  | { readonly kind: 'countAgain' }
  /** "One is missing". */
  | { readonly kind: 'padMissing' }
  /** Goes on without what lies on the pad. */
  | { readonly kind: 'leavePad' }
  | { readonly kind: 'findItem' }
  | { readonly kind: 'searchItems'; readonly text: string }
  | { readonly kind: 'chooseCategory'; readonly category: string | null }
  | { readonly kind: 'pickItem'; readonly itemId: string }
  /** Adds the weight of this id, as it is shown. */
  | { readonly kind: 'takeWeight'; readonly weightId: number }
  /** Back to the basket. */
  | { readonly kind: 'leaveFind' };

export type LaneAnswer =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'notNow'
        | 'unknownLine'
        | 'locked'
        | 'fault'
        | 'notAllowed'
        | 'noSuchSale'
        | 'numbersTaken'
        | 'asideFull';
      readonly code?: string;
    };

export const ACCEPTED: LaneAnswer = { kind: 'accepted' };
export const NOT_NOW: LaneAnswer = { kind: 'refused', reason: 'notNow' };
