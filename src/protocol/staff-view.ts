import type { Minor } from '../domain/money/money.ts';
import type { Phrase } from '../domain/receipt/document.ts';

/** Screen 17. What a staff member sees over the shopper's screen, on the connection they signed in on. */
export type StaffView = StaffSignInView | StaffDeskView;

/** Number and PIN are typed at the screen and leave it in one command; no view ever holds them. */
export interface StaffSignInView {
  readonly kind: 'signIn';
  /** `checking`: the PIN is being compared. `wrong`: try again. `wait`: too many wrong ones. */
  readonly state: 'ready' | 'checking' | 'wrong' | 'wait' | 'fault';
  /** While `wait`: milliseconds until the next try counts, from this push. */
  readonly waitsFor: number;
  /** While `fault`: the code of what keeps anyone from signing in. */
  readonly code: string | null;
}

export interface StaffDeskView {
  readonly kind: 'desk';
  readonly operator: { readonly name: string; readonly role: 'attendant' | 'manager' | 'technician' };
  /** Milliseconds until it closes by itself, from this push; every staff command starts the minute anew. */
  readonly closesIn: number;
  /** What has to be settled, most urgent first. */
  readonly tasks: readonly StaffTask[];
  /** What else may be done now, by this role in this state. */
  readonly actions: {
    readonly suspend: boolean;
    readonly cancelBasket: boolean;
    readonly printCopy: boolean;
    /** Null where the lane has no cash drawer. */
    readonly openDrawer: boolean | null;
    readonly refund: boolean;
    readonly helpDone: boolean;
  };
  /** Screen 18. Baskets put aside on this lane, oldest first. */
  readonly suspended: readonly SuspendedView[];
  readonly canRecall: boolean;
  /** What is wrong with the lane and its devices: a code and, in words, the cause and what mends it. */
  readonly troubles: readonly { readonly code: string; readonly cause: Phrase; readonly device: string | null }[];
  /** The sale that was looked up for a refund. */
  readonly sale: ReturnableView | null;
  /** What came of the last command, where it needs a word; gone with the next one. */
  readonly answer: Phrase | null;
}

export type StaffTask =
  | {
      readonly kind: 'age';
      readonly interventionId: string;
      readonly minAge: number;
      readonly item: string;
      readonly picture: string | null;
      /** False where this role may not settle it. */
      readonly allowed: boolean;
    }
  /** Goods on the scale, for which a tare may be keyed. */
  | {
      readonly kind: 'weigh';
      readonly item: string;
      readonly picture: string | null;
      /** Grams that are taken off now. */
      readonly tare: number;
      readonly allowed: boolean;
    }
  /** Tags that the pad refused, or the shopper's word that one is missing. */
  | {
      readonly kind: 'tags';
      readonly refusals: readonly TagRefusalView[];
      readonly missing: boolean;
      readonly allowed: boolean;
    }
  | {
      readonly kind: 'payment';
      readonly attemptId: string;
      readonly concern: 'payment' | 'refund';
      readonly amount: Minor;
      /** When it was begun, RFC 3339 UTC. */
      readonly since: string;
      readonly allowed: boolean;
    }
  | {
      readonly kind: 'reversal';
      readonly attemptId: string;
      readonly amount: Minor;
      readonly since: string;
      /** The terminal's receipt number of what is to be taken back. */
      readonly receiptNumber: string | null;
      readonly allowed: boolean;
    }
  /** A refund that the terminal did not give back: it may be tried again, or given back another way. */
  | {
      readonly kind: 'refund';
      /** The payment that it gives back. */
      readonly refundOf: string;
      readonly amount: Minor;
      readonly since: string;
      readonly allowed: boolean;
    }
  | {
      readonly kind: 'alarm';
      readonly alarmId: string;
      readonly reason: 'unmatched' | 'contradiction' | 'twice' | 'astray' | 'otherCard' | 'tooMuch' | 'setAside';
      /** `refused`: the terminal was told to take it back. `standing`: the money is taken. `returned`: it went to a card. `unclear`: ask the terminal. */
      readonly disposition: 'refused' | 'standing' | 'returned' | 'unclear';
      readonly amount: Minor;
      readonly since: string;
      readonly receiptNumber: string | null;
      /** True where the terminal can be asked to take it back now. */
      readonly canReverse: boolean;
      readonly allowed: boolean;
    };

/** Tags refused for one reason. */
export interface TagRefusalView {
  readonly reason: 'sold' | 'elsewhere' | 'unknown' | 'unsellable' | 'unreadable';
  readonly count: number;
  /** What they are where it is known: the items' names, else GTINs; each once, at most three. */
  readonly names: readonly string[];
}

export interface SuspendedView {
  readonly transactionId: string;
  /** RFC 3339 UTC. */
  readonly since: string;
  readonly reason: 'idle' | 'staff';
  readonly items: number;
  readonly total: Minor;
  /** Names of its first lines, at most three. */
  readonly names: readonly string[];
}

export interface ReturnableView {
  readonly transactionId: string;
  readonly receiptNumber: string;
  readonly completedAt: string;
  readonly total: Minor;
  readonly lines: readonly {
    readonly lineId: string;
    readonly name: string;
    readonly picture: string | null;
    /** Pieces that can still come back; 0 where all of it has. Deposits go with their item and are not listed. */
    readonly left: number;
    /** What one piece gives back, its deposit with it; only an estimate where shares round. */
    readonly each: Minor;
  }[];
}
