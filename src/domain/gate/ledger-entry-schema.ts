import { z } from 'zod';
import type { LedgerEntry } from './sold-ledger.ts';

/** Most tags of one entry: more than any basket holds. */
export const MAX_LEDGER_KEYS = 2_000;

/** The highest sequence number, one below the largest exact integer so that there always is a next. */
export const MAX_SEQ = Number.MAX_SAFE_INTEGER - 1;

/** A key of the sold ledger: 1 to 16 bytes as lower-case hex. */
export const LEDGER_KEY = /^(?:[0-9a-f]{2}){1,16}$/;

/** The last millisecond that a Date knows. Source: ECMA-262, "Time Values and Time Range". */
const LAST_INSTANT = 8.64e15;

const base = {
  workstation: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/),
  epoch: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  seq: z.int().min(1).max(MAX_SEQ),
  prevSaleSeq: z.int().min(0).max(MAX_SEQ),
  transaction: z.string().regex(/^[!-~]{1,64}$/),
  at: z.int().min(0).max(LAST_INSTANT),
  keys: z.array(z.string().regex(LEDGER_KEY)).min(1).max(MAX_LEDGER_KEYS),
};

const kinds = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sold'), ...base }),
  z.strictObject({ kind: z.literal('returned'), ...base, cancels: base.transaction }),
]);

/** An entry as it comes from another box: bounded, and with a predecessor that comes before it. */
export const ledgerEntrySchema: z.ZodType<LedgerEntry> = kinds.refine((entry) => entry.prevSaleSeq < entry.seq, {
  error: 'prevSaleSeq is not before seq',
  path: ['prevSaleSeq'],
});
