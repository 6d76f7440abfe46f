import { z } from 'zod';
import { parseDecimal } from '../money/decimal.ts';

/** Bounds of one promotion: a typing slip is refused, and no rule can make a basket's evaluation grow without end. */
export const MOST_PROMOTIONS = 50_000;
const MOST_MINOR = 100_000_000_000;
const MOST_QUANTITY = 10_000;
const MOST_GROUPS = 12;
const MOST_TIERS = 50;
const MOST_LISTED = 20_000;

const minor = z.int().min(0).max(MOST_MINOR);
const quantity = z.int().min(1).max(MOST_QUANTITY);
const spend = z.int().min(1).max(MOST_MINOR);
const name = z.string().min(1).max(120);
const names = z.array(name).min(1).max(MOST_LISTED);
const rank = z.int().min(-1_000_000).max(1_000_000);

const percent = z.string().refine(
  (text) => {
    const read = parseDecimal(text);
    return read !== null && read.numerator <= 100 * read.denominator;
  },
  { error: 'a percent is a decimal string like "12.5", from 0 to 100 and with at most six digits after the point' },
);

/** Which goods a group takes: anything listed (or all), less what is excepted. */
export const matchSchema = z
  .strictObject({
    items: names.optional(),
    categories: names.optional(),
    all: z.literal(true).optional(),
    except: z.strictObject({ items: names.optional(), categories: names.optional() }).optional(),
  })
  .refine((match) => match.items !== undefined || match.categories !== undefined || match.all === true, {
    error: 'a match lists items or categories, or says "all": true; an empty one would take nothing',
  });

function discountOf<Per extends z.ZodType<'unit' | 'set'>>(per: Per) {
  return z
    .strictObject({ percent: percent.optional(), amount: minor.optional(), price: minor.optional(), per })
    .refine((it) => [it.percent, it.amount, it.price].filter((each) => each !== undefined).length === 1, {
      error: 'a discount has exactly one of "percent", "amount" and "price"',
    });
}

export const discountSchema = discountOf(z.enum(['unit', 'set']));
const unitDiscount = discountOf(z.literal('unit'));

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'a time of day is like "17:00"' });

const windowSchema = z
  .strictObject({
    from: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    days: z
      .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .min(1)
      .max(7)
      .optional(),
    hours: z
      .array(
        z.strictObject({ from: clock, until: clock }).refine((it) => it.from !== it.until && it.from !== '24:00', {
          error: 'hours that end when they begin never open; a whole day is from "00:00" until "24:00"',
        }),
      )
      .min(1)
      .max(24)
      .optional(),
  })
  .refine((it) => it.from === undefined || it.until === undefined || Date.parse(it.from) < Date.parse(it.until), {
    path: ['until'],
    error: 'a window ends after it begins; this one never opens',
  });

const base = {
  id: z.string().min(1).max(64),
  title: z.string().min(1).max(200),
  layer: z.int().min(-1000).max(1000).optional(),
  choice: z.enum(['best', 'priority']).optional(),
  priority: rank.optional(),
  maxDiscount: z.int().min(1).max(MOST_MINOR).optional(),
  onDiscounted: z.boolean().optional(),
  exclusive: z.boolean().optional(),
  requires: z.strictObject({ coupon: name.optional(), segment: name.optional() }).optional(),
  fundedBy: z.enum(['store', 'manufacturer']).optional(),
  window: windowSchema.optional(),
};
const limit = { limit: z.int().min(1).max(1_000_000).optional() };

const counted = { id: name, match: matchSchema, quantity };
const group = z.strictObject(counted);
const named = <Id extends string>(id: Id) => z.strictObject({ ...counted, id: z.literal(id) });
const spending = { match: matchSchema, spend };

/** Exactly one of `discount` and `tiers`; tiers climb, so that the tier reached is the last one not above. */
function oneScale<T extends { discount?: unknown; tiers?: readonly Readonly<Record<string, unknown>>[] | undefined }>(
  by: 'quantity' | 'spend',
) {
  return (it: T, context: z.RefinementCtx) => {
    if ((it.discount === undefined) === (it.tiers === undefined)) {
      context.addIssue({ code: 'custom', path: ['discount'], message: 'there is either a "discount" or "tiers"' });
    }
    it.tiers?.forEach((tier, index) => {
      const before = it.tiers?.[index - 1]?.[by];
      if (before !== undefined && Number(tier[by]) <= Number(before)) {
        context.addIssue({
          code: 'custom',
          path: ['tiers', index, by],
          message: `each tier's ${by} is above the one before (${before})`,
        });
      }
    });
  };
}

function distinctGroups(it: { groups: readonly { id: string }[] }, context: z.RefinementCtx) {
  it.groups.forEach(({ id }, index) => {
    if (it.groups.findIndex((other) => other.id === id) === index) return;
    context.addIssue({ code: 'custom', path: ['groups', index, 'id'], message: `the group "${id}" is there twice` });
  });
}

const favour = { favour: z.enum(['customer', 'retailer']).optional() };

function retailerByPriority(
  it: { favour?: string | undefined; choice?: string | undefined },
  context: z.RefinementCtx,
) {
  if (it.favour !== 'retailer' || it.choice === 'priority') return;
  context.addIssue({ code: 'custom', path: ['favour'], message: '"retailer" goes with "choice": "priority" only' });
}

const multibuy = z.strictObject({
  ...base,
  ...limit,
  family: z.literal('multibuy'),
  groups: z.tuple([group]),
  discount: discountSchema,
});

const bulk = z
  .strictObject({
    ...base,
    family: z.literal('bulk'),
    groups: z.tuple([
      z
        .strictObject({ ...counted, max: quantity.optional() })
        .refine((it) => it.max === undefined || it.max >= it.quantity, {
          path: ['max'],
          error: '"max" is not below "quantity"',
        }),
    ]),
    discount: discountSchema.optional(),
    tiers: z
      .array(z.strictObject({ quantity, discount: discountSchema }))
      .min(1)
      .max(MOST_TIERS)
      .optional(),
  })
  .superRefine(oneScale('quantity'));

const bundle = z
  .strictObject({
    ...base,
    ...limit,
    family: z.literal('bundle'),
    groups: z.array(group).min(2).max(MOST_GROUPS),
    discount: discountSchema,
  })
  .superRefine(distinctGroups);

const lines = z
  .strictObject({
    ...base,
    ...limit,
    family: z.literal('lines'),
    groups: z
      .array(z.strictObject({ ...counted, discount: unitDiscount }))
      .min(1)
      .max(MOST_GROUPS),
  })
  .superRefine(distinctGroups);

const buyGet = z
  .strictObject({
    ...base,
    ...limit,
    ...favour,
    family: z.literal('buyGet'),
    groups: z.tuple([named('buy'), named('get')]),
    discount: discountSchema,
  })
  .superRefine(retailerByPriority);

const spread = z
  .strictObject({
    ...base,
    ...limit,
    ...favour,
    family: z.literal('spread'),
    groups: z.tuple([named('buy'), named('get')]),
    discount: discountSchema,
    split: z.enum(['proportional', 'equal']).optional(),
  })
  .superRefine(retailerByPriority);

const threshold = z
  .strictObject({
    ...base,
    family: z.literal('threshold'),
    groups: z.tuple([z.strictObject({ id: name, ...spending })]),
    discount: discountSchema.optional(),
    tiers: z
      .array(z.strictObject({ spend, discount: discountSchema }))
      .min(1)
      .max(MOST_TIERS)
      .optional(),
    gross: z.boolean().optional(),
  })
  .superRefine(oneScale('spend'));

const thresholdGet = z.strictObject({
  ...base,
  ...limit,
  family: z.literal('thresholdGet'),
  groups: z.tuple([z.strictObject({ id: z.literal('spend'), ...spending }), named('get')]),
  discount: discountSchema,
  gross: z.boolean().optional(),
});

/** One promotion as a file or the feed brings it; unknown keys are refused. Amounts are minor units, percents decimal strings. */
export const promotionSchema = z.discriminatedUnion('family', [
  multibuy,
  bulk,
  bundle,
  lines,
  buyGet,
  spread,
  threshold,
  thresholdGet,
]);

/** A whole set of promotions, each id once. */
export const promotionsSchema = z
  .array(promotionSchema)
  .max(MOST_PROMOTIONS)
  .superRefine((promotions, context) => {
    const seen = new Set<string>();
    promotions.forEach(({ id }, index) => {
      if (seen.has(id)) {
        context.addIssue({ code: 'custom', path: [index, 'id'], message: `the promotion "${id}" is there twice` });
      }
      seen.add(id);
    });
  });

export type Promotion = z.infer<typeof promotionSchema>;
export type Family = Promotion['family'];
export type Discount = z.infer<typeof discountSchema>;
export type Match = z.infer<typeof matchSchema>;
export type Window = z.infer<typeof windowSchema>;
