import type { Minor } from '../money/money.ts';

/** One rate. `percent` is a decimal string; zero-rated ("0") and exempt are different codes. */
export interface TaxRate {
  readonly code: string;
  readonly percent: string;
  readonly name?: string;
  readonly jurisdiction?: string;
  readonly exempt?: boolean;
  /** True when this rate is charged on the price plus the taxes before it (exclusive prices only). */
  readonly compound?: boolean;
  readonly validFrom?: string;
}

export interface TaxRules {
  readonly rates: readonly TaxRate[];
  readonly pricesIncludeTax: boolean;
  /** Where the one rounding happens: on each line, or once per rate for the whole document. */
  readonly rounding: 'line' | 'document';
}

/** What tax needs to know of a line: its price after every discount, and its codes in the order they apply. */
export interface TaxableLine {
  readonly lineId: string;
  readonly amount: Minor;
  readonly taxCodes: readonly string[];
  /** Discount paid by the manufacturer, which stays in the taxable base; 0 when left out. */
  readonly fundedDiscount?: Minor;
}

export interface TaxComponent {
  readonly code: string;
  /** Taxable base, without the tax itself. */
  readonly base: Minor;
  readonly tax: Minor;
}

export interface TaxedLine {
  readonly lineId: string;
  readonly components: readonly TaxComponent[];
  readonly tax: Minor;
}

export interface TaxTotal extends TaxComponent {
  readonly percent: string;
  readonly name?: string;
}

/** Σ totals[].tax = tax, and Σ lines[].tax = tax, in either rounding mode. */
export interface TaxResult {
  readonly lines: readonly TaxedLine[];
  readonly totals: readonly TaxTotal[];
  readonly tax: Minor;
}
