import type { Minor } from '../money/money.ts';
import type {
  AppliedPromotion,
  PriceModifier,
  PromotableLine,
  PromotionContext,
  PromotionEngine,
  PromotionHint,
} from '../promotion/engine.ts';
import { computeTax } from '../tax/compute.ts';
import type { TaxRules } from '../tax/model.ts';
import type { AgreedTotals } from '../transaction/events.ts';

/** What pricing needs of a line: as promotions see it, with the codes of its taxes in the order they apply. */
export interface PriceableLine extends PromotableLine {
  readonly taxCodes: readonly string[];
}

/** Lines priced from scratch: what `TotalsAgreed` will fix, what is nearly reached, and what each promotion did. */
export interface PricedLines extends AgreedTotals {
  readonly hints: readonly PromotionHint[];
  readonly applied: readonly AppliedPromotion[];
}

export type LinePricing =
  | { readonly kind: 'priced'; readonly priced: PricedLines }
  /** A line carries a tax code that this store has no rate for; it cannot be sold. */
  | { readonly kind: 'unknownTaxCode'; readonly code: string };

/**
 * Prices lines: promotions first, tax second. Answers stand in the order of the lines. Pure.
 * @throws RangeError on lines that are no basket: negative prices or quantities, too many units, sums beyond the safe integers.
 */
export function priceLines(
  lines: readonly PriceableLine[],
  tax: TaxRules,
  promotions: PromotionEngine,
  context: PromotionContext,
): LinePricing {
  const outcome = promotions.evaluate(lines, context);
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
  return {
    kind: 'priced',
    priced: {
      lines: priced,
      gross,
      discount,
      tax: result.tax,
      total: gross - discount + (tax.pricesIncludeTax ? 0 : result.tax),
      taxes: result.totals.map((total) => ({ ...total })),
      proof: outcome.proof,
      hints: outcome.hints,
      applied: outcome.applied,
    },
  };
}

function discountLine({ lineId, gross, taxCodes }: PriceableLine, lineModifiers: readonly PriceModifier[]) {
  const discount = sum(lineModifiers.map((modifier) => modifier.amount));
  const funded = sum(lineModifiers.map((modifier) => (modifier.fundedBy === 'manufacturer' ? modifier.amount : 0)));
  return { lineId, gross, discount, net: gross - discount, funded, taxCodes, lineModifiers };
}

function sum(amounts: readonly Minor[]): Minor {
  return amounts.reduce((total, amount) => total + amount, 0);
}
