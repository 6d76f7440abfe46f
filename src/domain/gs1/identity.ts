/** One scan as a reader delivers it: the symbol's text, and its AIM identifier ("]E0") when the reader sends one. */
export interface Scan {
  readonly data: string;
  readonly aim?: string;
}

/** What a scan resolves to (ARTS: POSIdentity). GTINs are always 14 digits. */
export type PosIdentity =
  | { readonly kind: 'gtin'; readonly gtin: string }
  | { readonly kind: 'plu'; readonly plu: string }
  | { readonly kind: 'inStore'; readonly itemCode: string; readonly price: number }
  | { readonly kind: 'inStoreWeight'; readonly itemCode: string; readonly grams: number };

export type ScanRefusalReason = 'empty' | 'tooLong' | 'notABarcode' | 'checkDigit' | 'unsupportedSymbol' | 'badLabel';

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
