import type { Generated } from 'kysely';

/** Which sale a token opens. Made from the journal; whoever reads the table has no token. */
export interface ReceiptsTable {
  /** SHA-256 of the token's text. */
  readonly token_hash: Buffer;
  readonly workstation_id: number;
  readonly transaction_id: string;
}

/** A receipt that was asked for by e-mail. The address is there until it was sent or given up, and no longer. */
export interface ReceiptMailsTable {
  readonly id: Generated<string>;
  readonly workstation_id: number;
  readonly transaction_id: string;
  address: string | null;
  readonly asked_at: Date;
  attempts: number;
  next_at: Date;
  sent_at: Date | null;
}

/** Receipts that are shown to nobody any more. */
export interface ErasedReceiptsTable {
  readonly workstation_id: number;
  readonly transaction_id: string;
  readonly erased_at: Date;
}

/** What stands above a store's receipts: the journal does not repeat it with every sale. */
export interface StoreHeadingsTable {
  readonly store: string;
  name: string;
  /** One line each. */
  address: string[];
  tax_id: string | null;
  /** IANA name. */
  timezone: string;
}

export const RECEIPT_TABLES: readonly string[] = [
  `CREATE TABLE receipts (
    token_hash bytea NOT NULL,
    workstation_id integer NOT NULL,
    transaction_id text NOT NULL,
    PRIMARY KEY (token_hash, workstation_id, transaction_id)
  )`,
  `CREATE TABLE receipt_mails (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workstation_id integer NOT NULL,
    transaction_id text NOT NULL,
    address text,
    asked_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    sent_at timestamptz
  )`,
  `CREATE INDEX receipt_mails_to_send ON receipt_mails (next_at) WHERE address IS NOT NULL`,
  `CREATE INDEX receipt_mails_by_sale ON receipt_mails (workstation_id, transaction_id)`,
  `CREATE TABLE erased_receipts (
    workstation_id integer NOT NULL,
    transaction_id text NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (workstation_id, transaction_id)
  )`,
  `CREATE TABLE store_headings (
    store text PRIMARY KEY,
    name text NOT NULL,
    address text[] NOT NULL,
    tax_id text,
    timezone text NOT NULL
  )`,
  `CREATE INDEX orders_by_receipt ON orders (receipt_number)`,
];
