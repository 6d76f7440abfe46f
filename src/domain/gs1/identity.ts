/** One scan as a reader delivers it: the symbol's text, and its AIM identifier ("]E0") when the reader sends one. */
export interface Scan {
  readonly data: string;
  readonly aim?: string;
}

/** A price that a symbol carries: `amount` is a whole number of which `decimals` digits stand behind the point. */
export interface LabelledPrice {
  readonly amount: number;
  readonly decimals: number;
  /** ISO 4217, where the symbol says which; else that of the store. */
  readonly currency?: string;
}

/**
 * What a GS1 symbol says of the piece in hand beside its GTIN: batch (10), serial number (21), the last day to use it (17) and to
 * sell it (16) as YYMMDD, the minute until which it may be used (7003) as YYMMDDHHMM, its net weight (310n, 320n) and its price
 * (392n, 393n).
 */
export interface CarriedData {
  readonly batch?: string;
  readonly serial?: string;
  readonly expiry?: string;
  readonly expiryTime?: string;
  readonly sellBy?: string;
  readonly grams?: number;
  readonly price?: LabelledPrice;
}

/** What a scan resolves to (ARTS: POSIdentity). GTINs are always 14 digits. */
export type PosIdentity =
  | ({ readonly kind: 'gtin'; readonly gtin: string } & CarriedData)
  | { readonly kind: 'plu'; readonly plu: string }
  | { readonly kind: 'inStore'; readonly itemCode: string; readonly price: number }
  | { readonly kind: 'inStoreWeight'; readonly itemCode: string; readonly grams: number }
  | CouponIdentity;

/** A coupon by its AI (8110, 8112, 255), or by an EAN-13 with a coupon's prefix. */
export interface CouponIdentity {
  readonly kind: 'coupon';
  /** Undefined for an EAN-13. */
  readonly ai?: string;
  /** All that the AI or the EAN-13 holds. */
  readonly code: string;
  /** What a promotion requires it by: `8110-{company}-{offer}`, `255-{GCN without serial}`, an EAN-13 as it is. */
  readonly coupon: string;
  /** The last and the first day that it is taken, YYMMDD. */
  readonly expiry?: string;
  readonly starts?: string;
  /** Whether it is good only its issuer can say, on line. */
  readonly needsOnlineCheck: boolean;
}

/** `badElements`: GS1 data that breaks its own rules (an unknown AI, a wrong length, a pair that must not be). */
export type ScanRefusalReason =
  | 'empty'
  | 'tooLong'
  | 'notABarcode'
  | 'checkDigit'
  | 'unsupportedSymbol'
  | 'badLabel'
  | 'badElements';

/** A scan that names nothing sellable; the reason keys the one sentence that the shopper sees. */
export interface ScanRefusal {
  readonly kind: 'refused';
  readonly reason: ScanRefusalReason;
}

/**
 * How one national variable-measure label is laid out. `pattern` has 13 characters: literal digits (the prefix), I item code,
 * P price in minor units, W weight in grams, V verifier digit over the price or weight, C the EAN-13 check digit.
 * Example: `02IIIIIVPPPPC`. `scale` multiplies the embedded number into minor units or grams (default 1).
 */
export interface LabelTemplate {
  readonly pattern: string;
  readonly verifier?: 'none' | 'price4' | 'price5';
  readonly scale?: number;
}
