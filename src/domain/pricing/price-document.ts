import { GRAMS_PER_KG } from '../item/item.ts';
import type { Sha256 } from '../journal/record.ts';
import { type Minor, mulDivHalfUp } from '../money/money.ts';
import { type CompiledPromotions, compilePromotions } from '../promotion/compile.ts';
import type { Proof } from '../promotion/engine.ts';
import { MOST_UNITS } from '../promotion/units.ts';
import { taxInForce } from '../tax/in-force.ts';
import type { TaxRules } from '../tax/model.ts';
import { type DocumentProblem, problemsIn } from './document-problems.ts';
import { type PriceDocument, priceDocumentSchema } from './document-schema.ts';
import { type PriceableLine, type PricedLines, priceLines } from './price-lines.ts';

/** Most that a basket may come to at shelf prices: far below where integers stop being exact. */
const MOST_GROSS = 1_000_000_000_000;

/** What `checkstand price` prints. Amounts are minor units; lines stand in the order of the basket. */
export interface PriceResult {
  readonly gross: Minor;
  readonly discount: Minor;
  readonly total: Minor;
  readonly tax: Minor;
  readonly proof: Proof;
  readonly lines: readonly {
    readonly item: string;
    readonly quantity: number;
    readonly gross: Minor;
    readonly discount: Minor;
    readonly net: Minor;
    readonly tax: Minor;
    readonly modifiers: readonly { readonly promotion: string; readonly amount: Minor }[];
  }[];
  readonly promotions: readonly { readonly id: string; readonly applications: number; readonly discount: Minor }[];
  readonly taxes: readonly { readonly code: string; readonly base: Minor; readonly tax: Minor }[];
  /** What each promotion nearly reached still needs: units, or minor units for one that asks for a spend. */
  readonly hints: readonly { readonly promotion: string; readonly missing: number }[];
  /** With the strategy "ordered" only: what the optimum would take off, and how much that saves beyond the method's answer. */
  readonly optimum?: { readonly discount: Minor; readonly saves: Minor };
}

export type DocumentPricing =
  | { readonly kind: 'priced'; readonly result: PriceResult }
  | { readonly kind: 'bad'; readonly problems: readonly DocumentProblem[] };

/** Prices documents, one after the other. Promotions that stay the same from one to the next are compiled once. */
export function documentPricer(sha256: Sha256): (input: unknown) => DocumentPricing {
  let last: { readonly key: string; readonly engine: CompiledPromotions } | null = null;

  function engineFor({ promotions, store, strategy }: PriceDocument): CompiledPromotions {
    const key = JSON.stringify([store.timezone, strategy, promotions]);
    if (last?.key !== key) {
      last = { key, engine: compilePromotions(promotions, { sha256, timeZone: store.timezone, strategy }) };
    }
    return last.engine;
  }

  return (input) => {
    const parsed = priceDocumentSchema.safeParse(input);
    if (!parsed.success) return { kind: 'bad', problems: problemsIn(parsed.error.issues, input) };
    const document = parsed.data;
    const tax = taxOf(document);
    const problem = unratedItem(document, tax);
    if (problem !== null) return bad(problem.path, problem.message);
    const lines = linesOf(document);
    const units = lines.reduce((sum, line) => sum + line.quantity, 0);
    if (units > MOST_UNITS) return bad('basket', `expected at most ${MOST_UNITS} pieces, found ${units}`);
    if (lines.reduce((sum, line) => sum + line.gross, 0) > MOST_GROSS)
      return bad('basket', `expected at most ${MOST_GROSS} minor units in all`);
    const engine = engineFor(document);
    const context = { at: new Date(document.at).toISOString(), coupons: document.coupons, segments: document.segments };
    const pricing = priceLines(lines, tax, engine, context);
    if (pricing.kind === 'unknownTaxCode') return bad('taxes', `has no code "${pricing.code}"`);
    const result = resultOf(lines, pricing.priced);
    if (document.strategy === 'optimal') return { kind: 'priced', result };
    const { optimal } = engine.compare(lines, context);
    return {
      kind: 'priced',
      result: { ...result, optimum: { discount: optimal, saves: optimal - pricing.priced.discount } },
    };
  };
}

function bad(path: string, message: string): DocumentPricing {
  return { kind: 'bad', problems: [{ path, message }] };
}

/** The rates that hold on the store's day of the instant. */
function taxOf({ store, taxes, at }: PriceDocument): TaxRules {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: store.timezone }).format(new Date(at));
  const rates = taxes.map(({ code, percent, name, jurisdiction, exempt, compound, validFrom }) => ({
    code,
    percent,
    ...(name === undefined ? {} : { name }),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(exempt === undefined ? {} : { exempt }),
    ...(compound === undefined ? {} : { compound }),
    ...(validFrom === undefined ? {} : { validFrom }),
  }));
  return taxInForce({ rates, pricesIncludeTax: store.pricesIncludeTax, rounding: store.taxRounding }, day);
}

/** A code is there, but its rate begins on a later day. */
function unratedItem({ items, basket }: PriceDocument, tax: TaxRules): DocumentProblem | null {
  const codes = new Set(tax.rates.map(({ code }) => code));
  const inBasket = new Set(basket.map(({ item }) => item));
  for (const [index, item] of items.entries()) {
    const place = item.tax.findIndex((code) => !codes.has(code));
    if (place === -1 || !inBasket.has(item.id)) continue;
    return {
      path: `items[${index}].tax[${place}]`,
      message: `the rate "${item.tax[place]}" has not begun on that day`,
    };
  }
  return null;
}

function linesOf({ items, basket }: PriceDocument): PriceableLine[] {
  const known = new Map(items.map((item) => [item.id, item]));
  return basket.flatMap(({ item: id, quantity = 1, grams }, index): PriceableLine[] => {
    const item = known.get(id);
    if (item === undefined) return [];
    const gross = grams === undefined ? item.price * quantity : mulDivHalfUp(item.price, grams, GRAMS_PER_KG);
    const { categories, noDiscount, tax: taxCodes } = item;
    const line = { lineId: `${index}`, itemId: id, categories, quantity, gross, promotable: !noDiscount, taxCodes };
    return [grams === undefined ? { ...line, unitPrice: item.price } : { ...line, unitPrice: gross, grams }];
  });
}

function resultOf(lines: readonly PriceableLine[], priced: PricedLines): PriceResult {
  return {
    gross: priced.gross,
    discount: priced.discount,
    total: priced.total,
    tax: priced.tax,
    proof: priced.proof,
    lines: priced.lines.map(({ gross, discount, net, tax, modifiers }, index) => ({
      item: lines[index]?.itemId ?? '',
      quantity: lines[index]?.quantity ?? 0,
      gross,
      discount,
      net,
      tax,
      modifiers: modifiers.map(({ promotionId, amount }) => ({ promotion: promotionId, amount })),
    })),
    promotions: priced.applied.map(({ promotionId, applications, discount }) => ({
      id: promotionId,
      applications,
      discount,
    })),
    taxes: priced.taxes.map(({ code, base, tax }) => ({ code, base, tax })),
    hints: priced.hints.map(({ promotionId, missing }) => ({ promotion: promotionId, missing })),
  };
}
