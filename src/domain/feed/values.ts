import { z } from 'zod';
import { MOST_PICTURE_BYTES, PICTURE_TYPES, sha256Schema } from '../asset/asset.ts';
import { itemSchema } from '../item/item.ts';
import { promotionSchema } from '../promotion/shape.ts';
import { taxRateSchema } from '../tax/rate-schema.ts';
import type { Collection } from './row.ts';

const GTIN14 = /^[0-9]{14}$/;
const id = z.string().min(1).max(64);

/** An item without its price, which is a row of its own; the key is its id. */
const { id: _id, price: _price, ...itemMembers } = itemSchema.shape;
export const feedItemSchema = z.strictObject({
  ...itemMembers,
  plu: z
    .string()
    .regex(/^[0-9]{1,10}$/)
    .optional(),
});
export type FeedItem = z.infer<typeof feedItemSchema>;

/** The key is a GTIN of 14 digits. */
export const feedBarcodeSchema = z.strictObject({ item: id });
/** The key is an item's id; minor units, per piece or per kilogram. */
export const feedPriceSchema = z.strictObject({ price: itemSchema.shape.price });
/** The key is an item's id. The age that it is sold from, in place of the item's own. */
export const feedRestrictionSchema = z.strictObject({ minAge: z.int().min(1).max(99).nullable() });
/** The key names the recall. Without batches and serials every piece of the GTIN is called back. */
export const feedRecallSchema = z.strictObject({
  gtin: z.string().regex(GTIN14),
  batches: z.array(z.string().min(1).max(20)).min(1).max(1000).optional(),
  serials: z.array(z.string().min(1).max(20)).min(1).max(10_000).optional(),
});
export type FeedRecall = z.infer<typeof feedRecallSchema>;

/**
 * The key is the number to sign in with. `pin` is argon2id as a PHC string (github.com/P-H-C/phc-string-format): the PIN itself never travels.
 */
export const feedOperatorSchema = z.strictObject({
  name: z.string().regex(/^(?:[^\p{C}]|[\u200c\u200d]){1,60}$/u),
  role: z.enum(['attendant', 'manager', 'technician']),
  pin: z.string().regex(/^\$argon2id\$v=19\$m=\d{1,6},t=\d{1,2},p=\d\$[A-Za-z0-9+/]{22,86}\$[A-Za-z0-9+/]{22,86}$/),
});
export type FeedOperator = z.infer<typeof feedOperatorSchema>;

/** The key is the workstation's id: a box that is enrolled, and the key that it signs with. */
export const feedWorkstationSchema = z.strictObject({
  keyId: z.string().regex(/^[\w-]{43}$/),
  publicKey: z.string().regex(/^[\w-]{43}$/),
});

/** The key is an item's id: its picture, by its content, which boxes have from the cloud under that name. */
export const feedMediaSchema = z.strictObject({
  sha256: sha256Schema,
  bytes: z.int().min(1).max(MOST_PICTURE_BYTES),
  type: z.enum(PICTURE_TYPES),
});
export type FeedMedia = z.infer<typeof feedMediaSchema>;

/** What a box should be set to; see `desired.ts`. */
export const feedConfigSchema = z.strictObject({
  body: z.string().min(2).max(16_384),
  keyId: z.string().regex(/^[\w-]{43}$/),
  signature: z.string().regex(/^[\w-]{86}$/),
});
export type FeedConfig = z.infer<typeof feedConfigSchema>;

const SCHEMAS: Readonly<Record<Collection, z.ZodType>> = {
  items: feedItemSchema,
  barcodes: feedBarcodeSchema,
  prices: feedPriceSchema,
  promotions: promotionSchema,
  taxes: taxRateSchema,
  restrictions: feedRestrictionSchema,
  operators: feedOperatorSchema,
  media: feedMediaSchema,
  config: feedConfigSchema,
  recalls: feedRecallSchema,
  workstations: feedWorkstationSchema,
};

const OPERATOR_ID = /^[0-9]{1,8}$/;
const MOST_ITEM_ID = 64;

/** Whether a value is one that this collection has under this key. The last gate before a lane: a promotion that is none never gets behind it. */
export function isValueOf(collection: Collection, key: string, value: unknown): boolean {
  switch (collection) {
    // Three rows in four are one of these, and a million of them come at once.
    case 'barcodes':
      return GTIN14.test(key) && hasOnly(value, 'item') && isId(value.item);
    case 'prices':
      return isId(key) && hasOnly(value, 'price') && feedPriceSchema.safeParse(value).success;
    case 'items':
    case 'media':
    case 'restrictions':
      return key.length <= MOST_ITEM_ID && SCHEMAS[collection].safeParse(value).success;
    case 'operators':
      return OPERATOR_ID.test(key) && SCHEMAS.operators.safeParse(value).success;
    case 'promotions':
    case 'taxes':
      return (
        named(collection === 'promotions' ? 'id' : 'code', key, value) && SCHEMAS[collection].safeParse(value).success
      );
    default:
      return SCHEMAS[collection].safeParse(value).success;
  }
}

function isId(text: unknown): text is string {
  return typeof text === 'string' && text.length > 0 && text.length <= MOST_ITEM_ID;
}

function hasOnly<Name extends string>(value: unknown, name: Name): value is { readonly [key in Name]: unknown } {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1 && Object.hasOwn(value, name);
}

/** A promotion and a rate say their own name, which is the key, or begins it: a rate has a row for each day that it begins on. */
function named(member: 'id' | 'code', key: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { [member]: name } = value as { readonly [member: string]: unknown };
  return name === key || (member === 'code' && key.startsWith(`${String(name)} `));
}
