import { z } from 'zod';
import { canonicalBytes, type JsonValue } from '../../domain/journal/canonical.ts';
import { MAX_ENTRY_KEYS, MAX_EPOCHS, MAX_PAGE_ENTRIES } from './limits.ts';
import { boxId, instant, keyId, signature, uuid } from './names.ts';

const seq = z.int().min(1);
const transaction = z.string().min(1).max(64);

const base = {
  workstation: boxId,
  epoch: uuid,
  seq,
  transaction,
  prevSaleSeq: z.int().min(0),
  at: instant,
  keys: z
    .array(z.string().regex(/^(?:[0-9a-f]{2}){1,16}$/))
    .min(1)
    .max(MAX_ENTRY_KEYS),
};
const sold = z.strictObject({ kind: z.literal('sold'), ...base });
const returned = z.strictObject({ kind: z.literal('returned'), ...base, cancels: transaction });

/** An entry of the sold ledger as its workstation signed it; it keeps its worth whoever passes it on. */
export const signedEntrySchema = z.strictObject({
  entry: z
    .discriminatedUnion('kind', [sold, returned])
    .refine((entry) => entry.prevSaleSeq < entry.seq, 'an entry comes after the one before it'),
  key: keyId,
  sig: signature.describe('Over the RFC 8785 form of { ledger: 1, store, entry }'),
});
export type SignedEntry = z.infer<typeof signedEntrySchema>;

/** Bytes that the workstation signs for an entry of its ledger. The store is in it: an entry is worth nothing next door. */
export function ledgerEntryBytes(store: string, entry: SignedEntry['entry']): Uint8Array {
  return canonicalBytes({ ledger: 1, store, entry: entry as unknown as JsonValue });
}

/** Event `tagsSold`: a sale took tags out of the store's hands. */
export const tagsSoldSchema = signedEntrySchema.refine(({ entry }) => entry.kind === 'sold', 'is not a sale');
/** Event `tagsReturned`: a void or return of that very sale gave them back. */
export const tagsReturnedSchema = signedEntrySchema.refine(({ entry }) => entry.kind === 'returned', 'is not a return');

/** Request `ledgerRange`: entries of one journal after `afterSeq` and before `beforeSeq`. */
export const ledgerRangeSchema = z
  .strictObject({ workstation: boxId, epoch: uuid, afterSeq: z.int().min(0), beforeSeq: seq })
  .refine(({ afterSeq, beforeSeq }) => afterSeq < beforeSeq, 'is an interval');
export type LedgerRange = z.infer<typeof ledgerRangeSchema>;

/** Its answer: everything of the interval that it names, which begins where it was asked to and may end earlier (a page). */
export const ledgerRangeAnswerSchema = z.strictObject({
  workstation: boxId,
  epoch: uuid,
  afterSeq: z.int().min(0),
  beforeSeq: seq.describe('Exclusive; less than was asked for where the page is full'),
  entries: z.array(signedEntrySchema).max(MAX_PAGE_ENTRIES),
});
export type LedgerRangeAnswer = z.infer<typeof ledgerRangeAnswerSchema>;

/** Request `ledgerHeads`: what is the newest entry of each journal that you hold? Paged by journal. */
export const ledgerHeadsSchema = z.strictObject({
  after: z.strictObject({ workstation: boxId, epoch: uuid }).optional().describe('The last journal of the page before'),
});
/** Its answer. Applying a head to a ledger shows what is missing before it. */
export const ledgerHeadsAnswerSchema = z.strictObject({
  heads: z.array(signedEntrySchema).max(MAX_EPOCHS),
  more: z.boolean(),
});

/** Request `ledgerSnapshot`: where a box with an empty ledger can fetch one. The bus itself never carries it. */
export const ledgerSnapshotSchema = z.strictObject({});
export const ledgerSnapshotAnswerSchema = z.strictObject({
  url: z
    .string()
    .max(400)
    .regex(/^https:\/\/[^\s@?#]+$/)
    .describe("On the hub, under the store's own CA"),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LedgerSnapshotOffer = z.infer<typeof ledgerSnapshotAnswerSchema>;
