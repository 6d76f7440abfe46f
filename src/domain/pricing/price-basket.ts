import { categoriesOf, GRAMS_PER_KG } from '../item/item.ts';
import { type Minor, mulDivHalfUp } from '../money/money.ts';
import type { PromotionContext, PromotionEngine, PromotionHint } from '../promotion/engine.ts';
import type { TaxRules } from '../tax/model.ts';
import type { AgreedTotals } from '../transaction/events.ts';
import type { Line } from '../transaction/transaction.ts';
import { type PriceableLine, priceLines } from './price-lines.ts';

/** A basket priced from scratch: what `TotalsAgreed` will fix, and what is nearly reached. */
export interface PricedBasket extends AgreedTotals {
  readonly hints: readonly PromotionHint[];
}

export type Pricing =
  | { readonly kind: 'priced'; readonly basket: PricedBasket }
  /** A line carries a tax code that this store has no rate for; it cannot be sold. */
  | { readonly kind: 'unknownTaxCode'; readonly code: string };

/**
 * The shelf price of a line in minor units: a label's own price, else price per kilogram × grams / 1000 rounded half-up, else
 * unit price × quantity.
 */
export function grossOf(
  line: Pick<Line, 'quantity' | 'grams' | 'labelPrice'> & { readonly item: Pick<Line['item'], 'price'> },
): Minor {
  if (line.labelPrice !== null) return line.labelPrice * line.quantity;
  if (line.grams !== null) return mulDivHalfUp(line.item.price, line.grams, GRAMS_PER_KG);
  return line.item.price * line.quantity;
}

/** Prices a basket: promotions first, tax second, everything recomputed. Pure. */
export function priceBasket(
  lines: readonly Line[],
  tax: TaxRules,
  promotions: PromotionEngine,
  context: PromotionContext,
): Pricing {
  const pricing = priceLines(lines.map(priceable), tax, promotions, context);
  if (pricing.kind === 'unknownTaxCode') return pricing;
  const { applied: _, ...basket } = pricing.priced;
  return { kind: 'priced', basket };
}

/** The part of a priced basket that becomes final when paying begins. */
export function agreedTotals(basket: PricedBasket): AgreedTotals {
  const { hints: _, ...agreed } = basket;
  return agreed;
}

function priceable(line: Line): PriceableLine {
  const gross = grossOf(line);
  const whole = line.grams !== null || line.labelPrice !== null;
  return {
    lineId: line.lineId,
    itemId: line.item.id,
    categories: categoriesOf(line.item),
    quantity: line.quantity,
    unitPrice: whole ? mulDivHalfUp(gross, 1, line.quantity) : line.item.price,
    gross,
    promotable: line.item.noDiscount !== true && line.linkedTo === null,
    taxCodes: line.item.taxCodes,
    ...(line.grams === null ? {} : { grams: line.grams }),
  };
}
