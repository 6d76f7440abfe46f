import { GRAMS_PER_KG } from '../item/item.ts';
import { type Minor, mulDivHalfUp } from '../money/money.ts';
import type {
  PriceModifier,
  PromotableLine,
  PromotionContext,
  PromotionEngine,
  PromotionHint,
} from '../promotion/engine.ts';
import { computeTax } from '../tax/compute.ts';
import type { TaxRules } from '../tax/model.ts';
import type { AgreedTotals } from '../transaction/events.ts';
import type { Line } from '../transaction/transaction.ts';

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
export function grossOf(line: Pick<Line, 'item' | 'quantity' | 'grams' | 'labelPrice'>): Minor {
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
  const outcome = promotions.evaluate(lines.map(promotable), context);
  const modifiers = Map.groupBy(outcome.modifiers, (modifier) => modifier.lineId);
  const discounted = lines.map((line) => discountLine(line, modifiers.get(line.lineId) ?? []));
  const taxed = computeTax(
    discounted.map(({ lineId, net, funded, taxCodes }) => ({ lineId, amount: net, taxCodes, fundedDiscount: funded })),
    tax,
  );
  if (taxed.kind === 'unknownCode') return { kind: 'unknownTaxCode', code: taxed.code };
  const { result } = taxed;
  const priced = discounted.map(({ lineId, gross, discount, net, lineModifiers }, index) => ({
    lineId,
    gross,
    discount,
    net,
    tax: result.lines[index]?.tax ?? 0,
    modifiers: lineModifiers.map(({ promotionId, title, amount, fundedBy }) => ({
      promotionId,
      title,
      amount,
      ...(fundedBy === undefined ? {} : { fundedBy }),
    })),
    taxes: (result.lines[index]?.components ?? []).map((component) => ({ ...component })),
  }));
  const gross = sum(priced.map((line) => line.gross));
  const discount = sum(priced.map((line) => line.discount));
  const basket: PricedBasket = {
    lines: priced,
    gross,
    discount,
    tax: result.tax,
    total: gross - discount + (tax.pricesIncludeTax ? 0 : result.tax),
    taxes: result.totals.map((total) => ({ ...total })),
    proof: outcome.proof,
    hints: outcome.hints,
  };
  return { kind: 'priced', basket };
}

/** The part of a priced basket that becomes final when paying begins. */
export function agreedTotals(basket: PricedBasket): AgreedTotals {
  const { hints: _, ...agreed } = basket;
  return agreed;
}

function promotable(line: Line): PromotableLine {
  const gross = grossOf(line);
  const whole = line.grams !== null || line.labelPrice !== null;
  return {
    lineId: line.lineId,
    itemId: line.item.id,
    categories: line.item.category === undefined ? [] : [line.item.category],
    quantity: line.quantity,
    unitPrice: whole ? mulDivHalfUp(gross, 1, line.quantity) : line.item.price,
    gross,
    promotable: line.item.noDiscount !== true && line.linkedTo === null,
    ...(line.grams === null ? {} : { grams: line.grams }),
  };
}

function discountLine(line: Line, lineModifiers: readonly PriceModifier[]) {
  const gross = grossOf(line);
  const discount = sum(lineModifiers.map((modifier) => modifier.amount));
  const funded = sum(lineModifiers.map((modifier) => (modifier.fundedBy === 'manufacturer' ? modifier.amount : 0)));
  const { lineId, item } = line;
  return { lineId, gross, discount, net: gross - discount, funded, taxCodes: item.taxCodes, lineModifiers };
}

function sum(amounts: readonly Minor[]): Minor {
  return amounts.reduce((total, amount) => total + amount, 0);
}
