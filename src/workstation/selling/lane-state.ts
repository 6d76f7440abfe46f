import type { Minor } from '../../domain/money/money.ts';
import type { PricedBasket } from '../../domain/pricing/price-basket.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { DeviceReport } from '../ports/device.ts';
import type { TerminalPrompt } from '../ports/payment-terminal.ts';

/** One short message for the shopper: what happened, never why it is their fault. */
export type NoticeKind =
  | 'unknownItem'
  | 'unreadable'
  | 'notABarcode'
  | 'paymentRunning'
  | 'basketFull'
  | 'priceMissing'
  | 'needsScale'
  | 'laneClosed';

export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
}

/** Where the lane is with its shopper. */
export type Stage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'basket' }
  | { readonly kind: 'review' }
  | {
      readonly kind: 'paying';
      readonly amount: Minor;
      readonly phase: 'starting' | 'follow' | 'cancelling' | 'approved';
      readonly prompt: TerminalPrompt | null;
    }
  /** Nobody knows yet whether the shopper has paid, or a payment is being given back: nothing else can start. */
  | { readonly kind: 'checking'; readonly amount: Minor; readonly staffCalled: boolean }
  | { readonly kind: 'declined'; readonly amount: Minor; readonly reason: string }
  | { readonly kind: 'cancelled'; readonly amount: Minor }
  | { readonly kind: 'unreachable'; readonly amount: Minor }
  | { readonly kind: 'partial'; readonly paid: Minor; readonly remaining: Minor }
  | {
      readonly kind: 'thanks';
      readonly receipt: 'printing' | 'printed' | 'notPrinted' | 'unsure';
      /** Monotonic milliseconds of goodbye. */
      readonly closesAt: number;
      readonly extensions: number;
    }
  /** The lane cannot go on; `code` is the fault's. */
  | { readonly kind: 'unavailable'; readonly code: string };

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
}

/**
 * True where the lane cannot take a new shopper: every way to pay is out of reach. Better said at the start than at the end of a
 * full basket; a shopper who has begun goes on.
 */
export function isClosed(state: Pick<LaneState, 'devices'>): boolean {
  const terminals = state.devices.filter((device) => device.category === 'paymentTerminal');
  return terminals.length > 0 && terminals.every(({ state: it }) => it !== 'ready' && it !== 'degraded');
}

/** What the lane may be asked to do by its screen. */
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
  | { readonly kind: 'setLocale'; readonly locale: string };

export type LaneAnswer =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly reason: 'notNow' | 'unknownLine' | 'locked' | 'fault';
      readonly code?: string;
    };

export const ACCEPTED: LaneAnswer = { kind: 'accepted' };
export const NOT_NOW: LaneAnswer = { kind: 'refused', reason: 'notNow' };
