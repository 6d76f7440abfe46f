import type { Minor } from '../domain/money/money.ts';
import type { Phrase } from '../domain/receipt/document.ts';
import type { StaffView } from './staff-view.ts';

export type { Phrase };

/** The whole of what the kiosk shows, pushed by the edge on every change. The kiosk keeps nothing else. */
export interface KioskView {
  /** Grows with every push. */
  readonly version: number;
  /** The version at which this kind of screen appeared; a command that saw an older one is refused as stale. */
  readonly screenSince: number;
  /** `pad`: an RFID pad takes goods here now. */
  readonly lane: { readonly id: string; readonly label: string; readonly pad: boolean };
  /** True where staff practise: nothing that is sold here is a sale. */
  readonly training?: true;
  readonly store: { readonly name: string; readonly currency: string; readonly pricesIncludeTax: boolean };
  readonly locale: string;
  readonly locales: readonly string[];
  readonly appearance: Appearance;
  readonly panel: Panel;
  /** False when the cloud is configured and out of reach, or there is none. The lane sells either way. */
  readonly online: boolean;
  /** What waits to be sent to a cloud that is out of reach; null while it is not, and where there is none. */
  readonly upload: UploadView | null;
  readonly help: 'none' | 'called';
  /** The lane light as it shines above the lane: `amber` while someone is needed, `red` while the lane takes nobody. */
  readonly light: 'green' | 'amber' | 'red';
  /** A scanner that types is part of this lane: what it types is to be sent. */
  readonly keyboardScanner?: boolean;
  readonly notice: NoticeView | null;
  readonly screen: ScreenView;
  /** Nothing has been touched or scanned for a while: milliseconds until the basket is put aside, counted from this push. */
  readonly idle: { readonly closesIn: number } | null;
  /** What this very connection shows its staff member, over the screen; null while nobody has asked for it. */
  readonly staff: StaffView | null;
}

export interface UploadView {
  /** Entries of the journal that are still to be sent. */
  readonly backlog: number;
  /** When the oldest of them was recorded, RFC 3339 UTC; null without one. */
  readonly oldestUnsentAt: string | null;
  /** When the cloud last acknowledged any since the start, milliseconds since 1970; null before that. */
  readonly lastAckAt: number | null;
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
  | PadScreen
  | FindScreen
  | WeighScreen
  | ReviewScreen
  | PaymentScreen
  | OutcomeScreen
  | ThanksScreen
  | UnavailableScreen;

export interface AttractScreen {
  readonly kind: 'attract';
  readonly state: 'open' | 'cardOnly' | 'closed';
  /** While it is closed: why, for people, and the short code for staff. */
  readonly closed: { readonly reason: Phrase; readonly code: string } | null;
}

export interface BasketScreen {
  readonly kind: 'basket';
  readonly basket: BasketView;
}

/** Screen 4. What lies on the RFID pad and is not in the basket yet. */
export interface PadScreen {
  readonly kind: 'pad';
  /** `held`: all of what lies there needs a staff member. `offline`: nobody knows what lies there now. */
  readonly state: 'settling' | 'unstable' | 'counted' | 'held' | 'offline';
  /** Names the count: `confirmPad` gives it back. */
  readonly countId: number;
  /** Pieces that would be added. */
  readonly count: number;
  /** What they are, each item once, in the order in which it was first laid down. */
  readonly goods: readonly PadGoods[];
  /** Pieces that a staff member has to look at first. */
  readonly held: number;
  /** The shopper has said that one is missing. */
  readonly missing: boolean;
  /** Whether there is a basket to go back to. */
  readonly begun: boolean;
}

/**
 * Where the screens' server has the photographs of goods, each by its SHA-256. In views `photo` is the whole address; it is left out where there
 * is none, and `picture`, a drawing of the screens' own set, stands in for it, as it does for one that can't be had.
 */
export const PICTURE_PATH = '/media/';

export interface PadGoods {
  readonly id: string;
  readonly name: string;
  readonly size: string | null;
  readonly picture: string | null;
  readonly photo?: string;
  readonly count: number;
}

/** Screen 5. Goods that carry nothing to scan: picked by their picture, their name or their number. */
export interface FindScreen {
  readonly kind: 'find';
  /** What was typed so far; empty shows the goods without a barcode. */
  readonly text: string;
  /** Which of `categories` is shown; null shows all. */
  readonly category: string | null;
  /** As the catalogue names them. */
  readonly categories: readonly string[];
  readonly goods: readonly FoundGoods[];
  /** There are more than these. */
  readonly more: boolean;
}

export interface FoundGoods {
  readonly itemId: string;
  readonly name: string;
  readonly size: string | null;
  readonly picture: string | null;
  readonly photo?: string;
  /** Per piece, or per kilogram where `byWeight`. */
  readonly price: Minor;
  readonly byWeight: boolean;
}

/** Screen 5, on the scale. Weight, unit price and price stand together, or none of them does (OIML R76). */
export interface WeighScreen {
  readonly kind: 'weigh';
  readonly name: string;
  readonly picture: string | null;
  readonly photo?: string;
  /** Per kilogram. */
  readonly unitPrice: Minor;
  /** Grams taken off for packaging; `byStaff` where they keyed it. */
  readonly tare: { readonly grams: number; readonly byStaff: boolean };
  readonly weight:
    | {
        readonly kind: 'stable';
        /** Names the load: `takeWeight` gives it back. */
        readonly weightId: number;
        /** Grams that are sold: what the scale shows, less the tare. */
        readonly net: number;
        readonly gross: number;
        readonly price: Minor;
      }
    /**
     * No weight to sell by. `empty`: nothing lies there. `clear`: what lies there was sold, or was there before. `tare`: it is lighter than
     * its packaging. `offline`: the scale does not answer. `zero`: it needs its zero.
     */
    | {
        readonly kind: 'none';
        readonly why: 'empty' | 'moving' | 'above' | 'below' | 'clear' | 'tare' | 'zero' | 'offline';
      };
}

export interface ReviewScreen {
  readonly kind: 'review';
  readonly basket: BasketView;
  readonly taxes: readonly TaxView[];
}

export interface PaymentScreen {
  readonly kind: 'payment';
  /** `refund`: money goes back to the shopper's card. */
  readonly direction: 'purchase' | 'refund';
  readonly amount: Minor;
  readonly phase: 'starting' | 'follow' | 'cancelling' | 'approved';
  /** What the terminal asks for right now, when it says so. */
  readonly prompt: Phrase | null;
  readonly canCancel: boolean;
}

export interface OutcomeScreen {
  readonly kind: 'outcome';
  readonly outcome:
    | ({ readonly kind: 'declined'; readonly reason: Phrase } & NotPaid)
    | ({ readonly kind: 'cancelled' | 'unreachable' } & NotPaid)
    | {
        readonly kind: 'unknown';
        /** What is being found out: whether they paid, whether a refund went out, or whether a payment was taken back. */
        readonly concern: 'payment' | 'refund' | 'reversal';
        readonly amount: Minor;
        readonly staffCalled: boolean;
        /** Short code for staff, shown small. */
        readonly code: string;
      }
    /** `back`: what of the return has gone back before. */
    | { readonly kind: 'refundFailed'; readonly amount: Minor; readonly reason: Phrase; readonly back: Minor }
    | { readonly kind: 'partial'; readonly paid: Minor; readonly remaining: Minor };
  /** Why trying again has to wait, when it has to. */
  readonly hold: Phrase | null;
}

/** A try that took nothing: what is left to pay, and what other cards have paid before it. */
interface NotPaid {
  readonly amount: Minor;
  readonly paid: Minor;
}

export interface ThanksScreen {
  readonly kind: 'thanks';
  readonly paid: Minor;
  readonly saved: Minor;
  /** True after a refund: `paid` is what went back to the card. */
  readonly refund: boolean;
  /** `asked`: nobody knows whether the paper came out, and the shopper is asked. */
  readonly receipt: 'printing' | 'printed' | 'notPrinted' | 'unsure' | 'asked';
  /** Whether the receipt can be printed now: `print` where nothing of it is on paper, `copy` where some of it may be. */
  readonly canPrint: 'no' | 'print' | 'copy';
  /** Whether hard tags have to come off the goods. */
  readonly removeTags: boolean;
  /** Code for the gate, as shown and as its QR carries it; null where the store has no gate. */
  readonly exit: { readonly code: string; readonly qr: string; readonly digitalReceipt: boolean } | null;
  /** Milliseconds until goodbye, counted from this push. */
  readonly closesIn: number;
}

export interface UnavailableScreen {
  readonly kind: 'unavailable';
  readonly reason: Phrase;
  /** True while the lane tries to come back by itself. */
  readonly recovering: boolean;
  /** Short code for staff, spoken and shown small. */
  readonly code: string;
  /** What was under way when the lane stopped: whoever stands there is told that it is being found out, and not to pay again. */
  readonly money: { readonly concern: 'payment' | 'refund' | 'reversal'; readonly amount: Minor } | null;
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
  readonly photo?: string;
  /** Pieces; null for a weighed line. */
  readonly quantity: number | null;
  readonly grams: number | null;
  /** Per piece, or per kilogram for a weighed line. */
  readonly unitPrice: Minor;
  readonly gross: Minor;
  readonly modifiers: readonly { readonly title: string; readonly amount: Minor }[];
  readonly hint: { readonly title: string; readonly missing: number } | null;
  /** False for weighed, price-labelled and tagged goods and for deposits. */
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
