import { z } from 'zod';

/** Grams in a kilogram; prices of weighed goods are per kilogram. */
export const GRAMS_PER_KG = 1000;

const amount = z.int().min(0).max(100_000_000_000);
const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
const text = z.string().min(1).max(200);

/**
 * One thing a store sells. Prices are minor units of the store's currency: per piece, or per kilogram for weighed goods.
 * `deposit` names the item that is added as a linked line with each piece (bottle deposit, levy). `tare` is grams.
 */
export const itemSchema = z.strictObject({
  id: z.string().min(1).max(64),
  name: text,
  names: z.record(locale, text).optional(),
  /** What the pack holds, as on the shelf label: "400 g", "Box of 6". */
  size: z.string().max(60).optional(),
  sizes: z.record(locale, z.string().max(60)).optional(),
  category: z.string().max(120).optional(),
  /** Further categories that promotions go by; `category` is one of them without being named again. */
  categories: z.array(z.string().min(1).max(120)).max(50).optional(),
  price: amount,
  soldBy: z.enum(['unit', 'weight']),
  taxCodes: z.array(z.string().min(1).max(32)).max(8),
  minAge: z.int().min(1).max(99).optional(),
  deposit: z.string().min(1).max(64).optional(),
  /** Name of a picture in the kiosk's set, never a path or markup. */
  picture: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .optional(),
  tare: z.int().min(0).max(100_000).optional(),
  noDiscount: z.boolean().optional(),
});

export type Item = z.infer<typeof itemSchema>;

/** The item's name in the first of `locales` it has a name for, else its own name. */
export function itemName(item: Pick<Item, 'name' | 'names'>, language: string): string {
  return item.names?.[language] ?? item.names?.[language.split('-')[0] ?? ''] ?? item.name;
}

/** What the pack holds, in the language asked for where the catalogue has it. */
export function itemSize(item: Pick<Item, 'size' | 'sizes'>, language: string): string | undefined {
  return item.sizes?.[language] ?? item.sizes?.[language.split('-')[0] ?? ''] ?? item.size;
}

/** Every category that promotions know the item by, each once: its own first. */
export function categoriesOf({ category, categories = [] }: Pick<Item, 'category' | 'categories'>): string[] {
  return category === undefined ? [...new Set(categories)] : [...new Set([category, ...categories])];
}
