import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { DEFAULT_RETAILER, retailerOf } from '../feed/audience.ts';
import type { OfficeKey } from '../office/keys.ts';

/** Whose persons whoever orders may have erased: one store's, or all of a retailer's. */
export interface Reach {
  readonly retailer: string;
  readonly store: string | null;
}

/** What a key reaches. @param store the one that the order names; null when it is another than the key's. */
export async function reachOf(
  { passing }: Database,
  key: Pick<OfficeKey, 'store' | 'retailer'>,
  store: string | undefined,
): Promise<Reach | null> {
  if (key.store !== null && store !== undefined && store !== key.store) return null;
  const named = key.store ?? store ?? null;
  if (named === null) return { retailer: key.retailer, store: null };
  const retailer = await retailerOf(passing, named);
  return key.store === null && retailer !== key.retailer ? null : { retailer, store: named };
}

/** Whether a column names a store within reach. */
export function within({ retailer, store }: Reach, column: string): RawBuilder<boolean> {
  const ref = sql.ref(column);
  return sql<boolean>`(${store}::text IS NULL OR ${ref} = ${store}) AND ${retailer} = coalesce(
    (SELECT named.retailer FROM stores named WHERE named.store = ${ref}), ${DEFAULT_RETAILER})`;
}

/** Any number that no other part of the cloud locks. */
const ERASING = 7_260_006;

/** Some of an erasure, in a transaction of its own: one at a time in the whole cloud, so that two that meet at a sale wait in turn. */
export function turn<T>({ journal }: Database, work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
  return journal.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${ERASING})`.execute(transaction);
    return work(transaction);
  });
}
