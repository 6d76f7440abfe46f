import type { Minor } from '../money/money.ts';

/**
 * A line as the promotion engine sees it. `unitPrice` is per piece, or the line's price for a weighed or price-labelled one.
 * `promotable` is false for what no promotion may touch or count: deposits, goods marked so, prices a person overrode.
 */
export interface PromotableLine {
  readonly lineId: string;
  readonly itemId: string;
  readonly categories: readonly string[];
  readonly quantity: number;
  readonly grams?: number;
  readonly unitPrice: Minor;
  readonly gross: Minor;
  readonly promotable: boolean;
}

/** One price change on one line with its reason (ARTS: RetailPriceModifier). `amount` is what it takes off, ≥ 0. */
export interface PriceModifier {
  readonly lineId: string;
  readonly promotionId: string;
  readonly title: string;
  readonly amount: Minor;
  readonly fundedBy?: 'store' | 'manufacturer';
}

/** What is missing for a promotion nearly reached, in units ("1 more for 3 for 2") or, for a spend, in minor units. */
export interface PromotionHint {
  readonly promotionId: string;
  readonly title: string;
  readonly missing: number;
  /** What `missing` counts; units when left out. */
  readonly of?: 'units' | 'spend';
  /** A line of the basket whose item would do. */
  readonly lineId?: string;
}

/** What one promotion did to the basket. */
export interface AppliedPromotion {
  readonly promotionId: string;
  readonly title: string;
  readonly applications: number;
  readonly discount: Minor;
}

/** `optimal`: nothing that the rules allow saves more. A gap bounds what might still be saved, in minor units. */
export type Proof = 'optimal' | { readonly gap: Minor };

export interface PromotionOutcome {
  readonly modifiers: readonly PriceModifier[];
  readonly hints: readonly PromotionHint[];
  readonly proof: Proof;
  readonly applied: readonly AppliedPromotion[];
}

export interface PromotionContext {
  /** Evaluation instant, RFC 3339 UTC, pinned per basket. */
  readonly at: string;
  readonly coupons: readonly string[];
  readonly segments: readonly string[];
}

/** The port that pricing asks for discounts. Pure: same lines and context, same outcome. */
export interface PromotionEngine {
  /** Names the promotion set by content, for the pin in the journal. */
  readonly setHash: string;
  /** @throws RangeError on lines that are no basket: negative prices or quantities, too many units. */
  evaluate(lines: readonly PromotableLine[], context: PromotionContext): PromotionOutcome;
}

/** No promotions at all: every basket is optimal at shelf price. */
export const noPromotions: PromotionEngine = {
  setHash: 'none',
  evaluate: () => ({ modifiers: [], hints: [], proof: 'optimal', applied: [] }),
};
