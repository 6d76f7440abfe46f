import { z } from 'zod';
import { storeIdSchema } from '../../sync/wire/identity.ts';
import { balanceCodeSchema } from '../../sync/wire/reservation.ts';
import { TOKEN } from '../receipt/find.ts';

/** By what a person is named: each is all that some place of the cloud knows them by. */
export const ERASURE_KINDS = ['receipt', 'link', 'address', 'loyalty', 'giftCard', 'voucher', 'operator'] as const;
export type ErasureKind = (typeof ERASURE_KINDS)[number];

/** What each is written as. A link is the whole address of a receipt, or what stands at its end. */
const VALUES: Readonly<Record<ErasureKind, z.ZodType<string>>> = {
  receipt: z.string().min(1).max(32),
  link: z
    .string()
    .max(400)
    .transform((text) => text.slice(text.lastIndexOf('/') + 1))
    .pipe(z.string().regex(TOKEN)),
  address: z.email().max(254),
  loyalty: balanceCodeSchema,
  giftCard: balanceCodeSchema,
  voucher: balanceCodeSchema,
  operator: z.string().regex(/^\d{1,8}$/),
};

/** `POST /v1/erasures`. The value comes in the body: addresses of requests stand in logs. */
export const erasureOrderSchema = z.strictObject({
  kind: z.enum(ERASURE_KINDS),
  value: z.string().min(1).max(400),
  /** Of a receipt's number, which counts in its store alone; elsewhere it narrows what is reached. */
  store: storeIdSchema.optional(),
  /** Says what would be erased, and erases nothing. */
  dryRun: z.boolean().default(false),
});
export type ErasureOrder = z.infer<typeof erasureOrderSchema>;

const count = z.int().min(0);
export const erasureCountsSchema = z.object({
  /** Digital receipts that are shown to nobody any more. */
  receipts: count,
  /** E-mails that are not sent. */
  mails: count,
  accounts: count,
  /** Changes of an account that say a day and a store from here on, and no more. */
  movements: count,
  /** What named a sale at an account, or an account at a sale. */
  links: count,
  /** Entries of these sales that had been put aside since the journal holds others. */
  copies: count,
  /** Rows of the feed that had a name and a PIN's hash, and stored snapshots that had them packed. */
  operators: count,
  snapshots: count,
});
export type ErasureCounts = z.infer<typeof erasureCountsSchema>;

export const erasureReplySchema = z.object({ id: z.uuid(), dryRun: z.boolean(), counts: erasureCountsSchema });
export type ErasureReply = z.infer<typeof erasureReplySchema>;

export const NOTHING_ERASED: ErasureCounts = {
  receipts: 0,
  mails: 0,
  accounts: 0,
  movements: 0,
  links: 0,
  copies: 0,
  operators: 0,
  snapshots: 0,
};

export function addCounts(one: ErasureCounts, other: Partial<ErasureCounts>): ErasureCounts {
  const sum = { ...one };
  for (const name of Object.keys(one) as (keyof ErasureCounts)[]) sum[name] += other[name] ?? 0;
  return sum;
}

/** An order whose value is one of its kind; null for what is none. */
export function readOrder(given: unknown): ErasureOrder | null {
  const parsed = erasureOrderSchema.safeParse(given);
  if (!parsed.success) return null;
  const value = VALUES[parsed.data.kind].safeParse(parsed.data.value);
  if (!value.success || (parsed.data.kind === 'receipt' && parsed.data.store === undefined)) return null;
  return { ...parsed.data, value: value.data };
}
