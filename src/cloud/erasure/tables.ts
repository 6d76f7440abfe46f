import type { ColumnType, Generated } from 'kysely';
import type { ErasureCounts, ErasureKind } from './order.ts';

/** Who had whom erased, and how much that was. Of the person it says nothing. */
export interface ErasuresTable {
  readonly id: Generated<string>;
  readonly at: Date;
  /** A key's name, or the user of the machine that it was ordered on. */
  readonly by: string;
  readonly retailer: string;
  readonly store: string | null;
  readonly kind: ErasureKind;
  readonly dry_run: boolean;
  /** Null: it was broken off, and wants to be ordered again. */
  finished_at: Date | null;
  /** Null: there was nobody. */
  counts: ColumnType<ErasureCounts | null, string | null, string | null>;
}

/** Hashes of what was erased, so that nothing makes it again: see `keys.ts`. */
export interface ErasedKeysTable {
  readonly hash: Buffer;
  readonly erased_at: Date;
}

/** What those who follow the events have still to be told. A row goes when they were. */
export interface ErasureNewsTable {
  readonly number: Generated<number>;
  readonly id: Generated<string>;
  readonly at: Date;
  readonly kind: 'receipt' | 'operator';
  /** Transaction of the sale, or the operator's number. */
  readonly subject: string;
  /** Of the sale. */
  readonly workstation_id: number | null;
  /** Of the operator. */
  readonly retailer: string | null;
}

/**
 * Columns that hold persons are left out of the planner's statistics: those keep the values that they saw for as long as they like. Setting
 * the type that a column has already drops what they had seen (ATExecAlterColumnType in PostgreSQL's tablecmds.c).
 */
const withoutStatistics = (table: string, column: string, type: string): readonly string[] => [
  `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type}`,
  `ALTER TABLE ${table} ALTER COLUMN ${column} SET STATISTICS 0`,
];

export const ERASURE_TABLES: readonly string[] = [
  `CREATE TABLE erasures (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL,
    by text NOT NULL,
    retailer text NOT NULL,
    store text,
    kind text NOT NULL,
    dry_run boolean NOT NULL,
    finished_at timestamptz,
    counts jsonb
  )`,
  `CREATE TABLE erased_keys (hash bytea PRIMARY KEY, erased_at timestamptz NOT NULL)`,
  `CREATE TABLE erasure_news (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    workstation_id integer,
    retailer text
  )`,
  // A key or an account belongs to one retailer; those that are there, to their store's, or to the one that nobody named.
  `ALTER TABLE office_keys ADD COLUMN retailer text NOT NULL DEFAULT 'main'`,
  `ALTER TABLE balances ADD COLUMN retailer text NOT NULL DEFAULT 'main', ADD COLUMN erased boolean NOT NULL DEFAULT false`,
  `UPDATE balances b SET retailer = s.retailer FROM stores s WHERE s.store = b.store`,
  `ALTER TABLE balances DROP CONSTRAINT balances_kind_code_hash_key`,
  `ALTER TABLE balances ADD UNIQUE (retailer, kind, code_hash)`,
  `ALTER TABLE balance_movements ADD COLUMN erased boolean NOT NULL DEFAULT false`,
  `CREATE INDEX balance_movements_by_balance ON balance_movements (balance_id)`,
  `CREATE INDEX reservations_by_balance ON reservations (balance_id)`,
  `CREATE INDEX reservations_by_sale ON reservations (workstation_id, transaction_id)`,
  ...withoutStatistics('receipt_mails', 'address', 'text'),
  ...withoutStatistics('receipts', 'token_hash', 'bytea'),
  ...withoutStatistics('balances', 'code_hash', 'bytea'),
  ...withoutStatistics('feed_rows', 'value', 'text'),
  // What was erased before this was there is made whole.
  `INSERT INTO erased_keys SELECT DISTINCT sha256(r.token_hash), min(e.erased_at)
    FROM erased_receipts e JOIN receipts r USING (workstation_id, transaction_id) GROUP BY 1`,
  `DELETE FROM receipts r USING erased_receipts e
    WHERE e.workstation_id = r.workstation_id AND e.transaction_id = r.transaction_id`,
  `DELETE FROM receipt_mails m USING erased_receipts e
    WHERE e.workstation_id = m.workstation_id AND e.transaction_id = m.transaction_id`,
];
