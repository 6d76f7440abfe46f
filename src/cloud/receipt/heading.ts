import type { Database } from '../database/connect.ts';

/** What stands above the digital receipts of a store. */
export interface StoreHeading {
  readonly store: string;
  readonly name: string;
  readonly address: readonly string[];
  readonly taxId: string | null;
  /** IANA name. */
  readonly timezone: string;
}

/** @throws RangeError for a timezone that nobody knows. */
export async function setHeading({ journal }: Database, heading: StoreHeading): Promise<void> {
  const { store, name, address, taxId, timezone } = heading;
  new Intl.DateTimeFormat('en', { timeZone: timezone });
  const row = { name, address: [...address], tax_id: taxId, timezone };
  await journal
    .insertInto('store_headings')
    .values({ store, ...row })
    .onConflict((conflict) => conflict.column('store').doUpdateSet(row))
    .execute();
}
