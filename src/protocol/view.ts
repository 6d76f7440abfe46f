import type { Minor } from '../domain/money/money.ts';
import type { Phrase } from '../domain/receipt/document.ts';

export type { Phrase };

/** The whole of what the kiosk shows, pushed by the edge on every change. The kiosk keeps nothing else. */
export interface KioskView {
  /** Grows with every push. */
  readonly version: number;
  /** The version at which this kind of screen appeared; a command that saw an older one is refused as stale. */
  readonly screenSince: number;
  readonly lane: { readonly id: string; readonly label: string };
  readonly store: { readonly name: string; readonly currency: string; readonly pricesIncludeTax: boolean };
  readonly locale: string;
  readonly locales: readonly string[];
  readonly appearance: Appearance;
  readonly panel: Panel;
  /** False when the cloud is configured and out of reach, or there is none. The lane sells either way. */
  readonly online: boolean;
  readonly help: 'none' | 'called';
  readonly notice: NoticeView | null;
  readonly screen: ScreenView;
}

export interface Appearance {
  readonly text: 1 | 2 | 3 | 4;
  readonly theme: 'light' | 'dark';
  readonly contrast: 'normal' | 'more';
  readonly lowReach: boolean;
}

/** The panel this lane has; the kiosk derives `--mm` from it. `terminalSide` is where the card terminal is mounted. */
export interface Panel {
  readonly diagonalInches: number;
  readonly terminalSide: 'left' | 'right';
}

/** One short message above whatever is on screen. It never blocks scanning and goes by itself or by touch. */
export interface NoticeView {
  readonly id: string;
  readonly tone: 'attention' | 'info';
  readonly title: Phrase;
  readonly detail?: Phrase;
}

export type ScreenView =
  | AttractScreen
  | BasketScreen
  | ReviewScreen
  | PaymentScreen
  | OutcomeScreen
  | ThanksScreen
  | UnavailableScreen;

export interface AttractScreen {
  readonly kind: 'attract';
  readonly state: 'open' | 'cardOnly' | 'closed';
}

export interface BasketScreen {
  readonly kind: 'basket';
  readonly basket: BasketView;
}

export interface ReviewScreen {
  readonly kind: 'review';
  readonly basket: BasketView;
  readonly taxes: readonly TaxView[];
}

export interface PaymentScreen {
  readonly kind: 'payment';
  readonly amount: Minor;
  readonly phase: 'starting' | 'follow' | 'cancelling' | 'approved';
  /** What the terminal asks for right now, when it says so. */
  readonly prompt: Phrase | null;
  readonly canCancel: boolean;
}

export interface OutcomeScreen {
  readonly kind: 'outcome';
  readonly outcome:
    | { readonly kind: 'declined'; readonly amount: Minor; readonly reason: Phrase }
    | { readonly kind: 'cancelled'; readonly amount: Minor }
    | { readonly kind: 'unreachable'; readonly amount: Minor }
    | { readonly kind: 'unknown'; readonly amount: Minor; readonly staffCalled: boolean }
    | { readonly kind: 'partial'; readonly paid: Minor; readonly remaining: Minor };
}

export interface ThanksScreen {
  readonly kind: 'thanks';
  readonly paid: Minor;
  readonly saved: Minor;
  readonly receipt: 'printing' | 'printed' | 'notPrinted' | 'unsure';
  /** Code for the gate, as shown and as its QR carries it; null where the store has no gate. */
  readonly exit: { readonly code: string; readonly qr: string; readonly digitalReceipt: boolean } | null;
  /** Milliseconds until goodbye, counted from this push. */
  readonly closesIn: number;
}

export interface UnavailableScreen {
  readonly kind: 'unavailable';
  readonly reason: Phrase;
  /** Short code for staff, spoken and shown small. */
  readonly code: string;
}

export interface BasketView {
  readonly transactionId: string;
  /** Oldest first. The line scanned or changed last is `lastLineId`; null right after the start. */
  readonly lines: readonly LineView[];
  readonly lastLineId: string | null;
  readonly itemCount: number;
  /** Shelf price of everything, before discounts and (in exclusive stores) before tax. */
  readonly gross: Minor;
  readonly savings: readonly { readonly title: string; readonly amount: Minor }[];
  readonly discount: Minor;
  readonly tax: Minor;
  /** What is to be paid, tax included in either kind of store. */
  readonly total: Minor;
  readonly canUndo: boolean;
  readonly canPay: boolean;
  /** Why paying has to wait, when it has to. */
  readonly hold: Phrase | null;
}

export interface LineView {
  readonly lineId: string;
  readonly name: string;
  /** "400 g", "Box of 6": from the catalogue, in the view's language. */
  readonly size: string | null;
  readonly picture: string | null;
  /** Pieces; null for a weighed line. */
  readonly quantity: number | null;
  readonly grams: number | null;
  /** Per piece, or per kilogram for a weighed line. */
  readonly unitPrice: Minor;
  readonly gross: Minor;
  readonly modifiers: readonly { readonly title: string; readonly amount: Minor }[];
  readonly hint: { readonly title: string; readonly missing: number } | null;
  /** False for weighed and price-labelled goods and for deposits. */
  readonly canChangeQuantity: boolean;
  /** False for a deposit: it goes with its item. */
  readonly canVoid: boolean;
  readonly deposit: boolean;
  /** A staff member must settle something about this line. */
  readonly waiting: 'age' | null;
}

export interface TaxView {
  readonly code: string;
  readonly name: string;
  readonly percent: string;
  readonly base: Minor;
  readonly tax: Minor;
}
