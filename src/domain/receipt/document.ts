import type { Minor } from '../money/money.ts';

/** A word for people: an id of src/messages and its ICU arguments (amounts among them are already text). The words are elsewhere. */
export interface Phrase {
  readonly id: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

export interface ReceiptLine {
  readonly name: string;
  /** Pieces, or null for a weighed line. */
  readonly quantity: number | null;
  readonly grams: number | null;
  /** Per piece, or per kilogram for a weighed line. */
  readonly unitPrice: Minor;
  readonly gross: Minor;
  readonly modifiers: readonly { readonly title: string; readonly amount: Minor }[];
  /** Codes printed beside the price and explained in the tax table. */
  readonly taxCodes: readonly string[];
}

export interface ReceiptTax {
  readonly code: string;
  readonly name: string;
  readonly percent: string;
  readonly base: Minor;
  readonly tax: Minor;
}

export interface ReceiptTender {
  /** `byHand`: given back another way than to the card, under a slip of its own. */
  readonly kind: 'card' | 'cash' | 'voucher' | 'giftCard' | 'byHand';
  readonly amount: Minor;
  readonly scheme?: string;
  readonly lastFour?: string;
  readonly authorisation?: string;
}

/** Everything a receipt says, in one pinned locale; rendered to ESC/POS, HTML and JSON. Amounts are minor units. */
export interface ReceiptDocument {
  readonly locale: string;
  readonly currency: string;
  readonly timezone: string;
  readonly pricesIncludeTax: boolean;
  readonly copy: boolean;
  readonly training: boolean;
  /** The receipt number of the sale that this paper gives money back for; null for a sale. Amounts of a refund are negative. */
  readonly returnOf: string | null;
  readonly header: {
    readonly storeName: string;
    readonly address: readonly string[];
    readonly taxId?: string;
    readonly laneLabel: string;
    readonly receiptNumber: string;
    /** RFC 3339 UTC. */
    readonly completedAt: string;
  };
  readonly lines: readonly ReceiptLine[];
  readonly itemCount: number;
  readonly gross: Minor;
  readonly discount: Minor;
  readonly total: Minor;
  readonly tax: Minor;
  readonly taxes: readonly ReceiptTax[];
  readonly tenders: readonly ReceiptTender[];
  /** The terminal's own receipt text, unaltered, line by line. */
  readonly terminalText: readonly string[];
  /** What ties the paper to the journal. */
  readonly fiscal: { readonly workstation: string; readonly epochCode: string; readonly transactionId: string };
  readonly qr: { readonly payload: string; readonly caption: Phrase } | null;
}
