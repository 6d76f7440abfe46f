import { z } from 'zod';
import { CURRENCY_CODES } from '../money/currency.ts';
import { promotionsSchema } from '../promotion/shape.ts';
import { taxRatesSchema } from '../tax/rate-schema.ts';

/** Bounds of one document: more is refused by name rather than left to run. */
export const MOST_BASKET_LINES = 100_000;
const MOST_ITEMS = 1_000_000;
const MOST_PRICE = 100_000_000_000;
const MOST_QUANTITY = 1_000_000;
const MOST_GRAMS = 1_000_000;
const MOST_PRESENTED = 1000;

const name = z.string().min(1).max(120);

const storeSchema = z.strictObject({
  currency: z.string().refine((code) => CURRENCY_CODES.includes(code), { error: 'not an ISO 4217 code such as "GBP"' }),
  timezone: z.string().refine(isTimeZone, { error: 'not an IANA time zone such as "Europe/London"' }),
  pricesIncludeTax: z.boolean(),
  taxRounding: z.enum(['line', 'document']),
});

const pricedItemSchema = z.strictObject({
  id: z.string().min(1).max(64),
  /** Minor units per piece, or per kilogram for weighed goods. */
  price: z.int().min(0).max(MOST_PRICE),
  categories: z.array(name).max(50).default([]),
  /** Codes of its taxes in the order they apply. */
  tax: z.array(z.string().min(1).max(32)).max(8).default([]),
  soldBy: z.enum(['unit', 'weight']).default('unit'),
  noDiscount: z.boolean().default(false),
});

const basketLineSchema = z.strictObject({
  item: z.string().min(1).max(64),
  quantity: z.int().min(1).max(MOST_QUANTITY).optional(),
  grams: z.int().min(1).max(MOST_GRAMS).optional(),
});

/** What `checkstand price` prices: a store, an instant, goods, taxes, promotions and a basket. Unknown members are refused. */
export const priceDocumentSchema = z
  .strictObject({
    store: storeSchema,
    at: z.iso.datetime({ offset: true, error: 'not an instant such as "2026-03-02T10:00:00Z"' }),
    items: z.array(pricedItemSchema).max(MOST_ITEMS),
    taxes: taxRatesSchema,
    promotions: promotionsSchema,
    coupons: z.array(name).max(MOST_PRESENTED).default([]),
    segments: z.array(name).max(MOST_PRESENTED).default([]),
    strategy: z.enum(['optimal', 'ordered']).default('optimal'),
    basket: z.array(basketLineSchema).max(MOST_BASKET_LINES),
  })
  .superRefine((document, context) => {
    const bad = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const codes = new Set(document.taxes.map(({ code }) => code));
    const items = new Map<string, (typeof document.items)[number]>();
    document.items.forEach((item, index) => {
      if (items.has(item.id)) bad(['items', index, 'id'], `the item "${item.id}" is there twice`);
      items.set(item.id, item);
      item.tax.forEach((code, place) => {
        if (!codes.has(code)) bad(['items', index, 'tax', place], `"taxes" has no code "${code}"`);
      });
    });
    document.basket.forEach((line, index) => {
      const item = items.get(line.item);
      if (item === undefined) {
        bad(['basket', index, 'item'], `"items" has no item "${line.item}"`);
      } else if (item.soldBy === 'unit') {
        if (line.grams !== undefined)
          bad(['basket', index, 'grams'], `"${item.id}" is sold by the piece, not by weight`);
      } else if (line.grams === undefined) {
        bad(['basket', index, 'grams'], `is missing: "${item.id}" is sold by weight`);
      } else if (line.quantity !== undefined && line.quantity !== 1) {
        bad(['basket', index, 'quantity'], 'a weighed line is one piece; write one line for each weighing');
      }
    });
  });

export type PriceDocument = z.infer<typeof priceDocumentSchema>;

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
