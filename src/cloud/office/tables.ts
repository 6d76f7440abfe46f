import type { Generated } from 'kysely';

/** Keys by which other systems of the retailer ask; whoever reads the table has none. */
export interface OfficeKeysTable {
  readonly name: string;
  key_hash: Buffer;
  store: string | null;
  rights: string[];
  expires_at: Date;
  /** For whose persons and accounts it is; what it publishes and exports it says itself. */
  retailer: Generated<string>;
}

export const OFFICE_TABLES: readonly string[] = [
  `CREATE TABLE office_keys (
    name text PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,
    store text,
    rights text[] NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
];
