import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { ASSET_TABLES } from '../asset/tables.ts';
import { BALANCE_TABLES } from '../balance/tables.ts';
import { ERASURE_TABLES } from '../erasure/tables.ts';
import { OFFICE_TABLES } from '../office/tables.ts';
import { ROLLOUT_TABLES } from '../rollout/tables.ts';
import { FEED_TABLES } from './feed-tables.ts';
import { PROJECTION_TABLES, READ_ANEW } from './projection-tables.ts';
import { RECEIPT_TABLES } from './receipt-tables.ts';
import type { Tables } from './tables.ts';

/** Parts of the journal; a workstation's entries lie together in one. */
const JOURNAL_PARTS = 8;

const statements = (...texts: readonly string[]): Migration => ({
  async up(db) {
    for (const text of texts) await sql.raw(text).execute(db);
  },
});

/** In the order of their names; one that was released never changes. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-identity-and-journal': statements(
    `CREATE TABLE secrets (name text PRIMARY KEY, bytes bytea NOT NULL)`,
    `CREATE TABLE workstations (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      store text NOT NULL,
      name text NOT NULL,
      public_key bytea NOT NULL CHECK (length(public_key) = 32),
      key_id text NOT NULL UNIQUE,
      enrolled_at timestamptz NOT NULL DEFAULT now(),
      revoked_at timestamptz,
      UNIQUE (store, name)
    )`,
    `CREATE TABLE enrolment_codes (
      code_hash bytea PRIMARY KEY,
      store text NOT NULL,
      workstation text NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    )`,
    `CREATE TABLE spent_tokens (
      workstation_id integer NOT NULL,
      jti text NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (workstation_id, jti)
    )`,
    `CREATE INDEX spent_tokens_by_end ON spent_tokens (expires_at)`,
    `CREATE TABLE journal (
      workstation_id integer NOT NULL,
      epoch uuid NOT NULL,
      seq bigint NOT NULL,
      hash bytea NOT NULL,
      bytes bytea NOT NULL,
      PRIMARY KEY (workstation_id, epoch, seq)
    ) PARTITION BY HASH (workstation_id)`,
    ...Array.from(
      { length: JOURNAL_PARTS },
      (_, part) =>
        `CREATE TABLE journal_${part} PARTITION OF journal FOR VALUES WITH (MODULUS ${JOURNAL_PARTS}, REMAINDER ${part})`,
    ),
    // Journals are small JSON: packing each costs more than the room that it saves.
    ...Array.from(
      { length: JOURNAL_PARTS },
      (_, part) => `ALTER TABLE journal_${part} ALTER bytes SET STORAGE EXTERNAL`,
    ),
    `CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$`,
    `CREATE TRIGGER journal_never_changes BEFORE UPDATE OR DELETE ON journal
      FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()`,
    `CREATE TABLE journal_heads (
      workstation_id integer NOT NULL REFERENCES workstations (id),
      epoch uuid NOT NULL,
      seq bigint NOT NULL,
      hash bytea NOT NULL,
      parent_epoch text,
      parent_hash text,
      number bigint GENERATED ALWAYS AS IDENTITY,
      started_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workstation_id, epoch)
    )`,
    `CREATE TABLE quarantine (
      workstation_id integer NOT NULL,
      epoch uuid NOT NULL,
      seq bigint NOT NULL,
      hash bytea NOT NULL,
      bytes bytea NOT NULL,
      reason text NOT NULL,
      detail text NOT NULL,
      found_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (workstation_id, epoch, seq, hash)
    )`,
    `CREATE TABLE alarms (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workstation_id integer NOT NULL,
      epoch uuid NOT NULL,
      seq bigint NOT NULL,
      kind text NOT NULL,
      detail text NOT NULL,
      raised_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (workstation_id, epoch, seq, kind)
    )`,
  ),
  '002-orders': statements(
    `CREATE TABLE projection_cursors (
      workstation_id integer NOT NULL,
      epoch uuid NOT NULL,
      seq bigint NOT NULL,
      PRIMARY KEY (workstation_id, epoch)
    )`,
    `CREATE TABLE transaction_entries (
      workstation_id integer NOT NULL,
      transaction_id text NOT NULL,
      epoch uuid NOT NULL,
      seq bigint NOT NULL,
      PRIMARY KEY (workstation_id, transaction_id, epoch, seq)
    )`,
    `CREATE TABLE orders (
      workstation_id integer NOT NULL,
      transaction_id text NOT NULL,
      receipt_number text NOT NULL,
      business_day date NOT NULL,
      completed_at timestamptz NOT NULL,
      training boolean NOT NULL,
      return_of text,
      currency text NOT NULL,
      gross bigint NOT NULL,
      discount bigint NOT NULL,
      tax bigint NOT NULL,
      total bigint NOT NULL,
      content_hash text NOT NULL,
      PRIMARY KEY (workstation_id, transaction_id)
    )`,
    `CREATE INDEX orders_by_day ON orders (workstation_id, business_day)`,
    `CREATE TABLE order_lines (
      workstation_id integer NOT NULL,
      transaction_id text NOT NULL,
      number integer NOT NULL,
      line_id text NOT NULL,
      item_id text NOT NULL,
      name text NOT NULL,
      quantity integer NOT NULL,
      grams integer,
      gross bigint NOT NULL,
      discount bigint NOT NULL,
      net bigint NOT NULL,
      tax bigint NOT NULL,
      PRIMARY KEY (workstation_id, transaction_id, number)
    )`,
    `CREATE TABLE order_tenders (
      workstation_id integer NOT NULL,
      transaction_id text NOT NULL,
      number integer NOT NULL,
      attempt_id text NOT NULL,
      tender text NOT NULL,
      amount bigint NOT NULL,
      PRIMARY KEY (workstation_id, transaction_id, number)
    )`,
    `CREATE TABLE order_taxes (
      workstation_id integer NOT NULL,
      transaction_id text NOT NULL,
      number integer NOT NULL,
      code text NOT NULL,
      percent numeric NOT NULL,
      base bigint NOT NULL,
      tax bigint NOT NULL,
      PRIMARY KEY (workstation_id, transaction_id, number)
    )`,
  ),
  '010-feed': statements(...FEED_TABLES),
  '020-projections': statements(...PROJECTION_TABLES),
  '022-outbox': statements(
    `CREATE TABLE outbox_cursors (
      workstation_id integer NOT NULL,
      epoch uuid NOT NULL,
      seq bigint NOT NULL,
      PRIMARY KEY (workstation_id, epoch)
    )`,
  ),
  '023-office': statements(...OFFICE_TABLES),
  '024-balances': statements(...BALANCE_TABLES),
  '025-rollouts': statements(...ROLLOUT_TABLES),
  '026-assets': statements(...ASSET_TABLES),
  '027-erasure': statements(...ERASURE_TABLES),
  '021-receipts': statements(...RECEIPT_TABLES, READ_ANEW, 'TRUNCATE sold_epcs, order_modifiers, workstation_events'),
  // What a part holds of each collection, as JSON: rows and checksum.
  '011-feed-parts': statements(`ALTER TABLE feed_snapshots ADD COLUMN collections text NOT NULL DEFAULT '{}'`),
};

/** Brings the schema up to date; copies that start together wait for one another. @throws what the database says. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    // A part of the cloud that came later may have tables of a name that sorts before another's.
    allowUnorderedMigrations: true,
  }).migrateToLatest();
  if (error !== undefined) throw error;
}
