import type { Schema } from '../database/migration.ts';

/**
 * journal.db. `entries.bytes` is the canonical form exactly as it was hashed; the other columns repeat what is looked up by.
 * An epoch's row is its head and its receipt counter, written in the transaction of the entries that move them.
 */
export const JOURNAL_SCHEMA: Schema = {
  name: 'journal',
  applicationId: 0x43_53_4a_4c,
  migrations: [
    {
      name: 'entries, epochs, open transactions',
      sql: `
        CREATE TABLE epochs (
          number INTEGER PRIMARY KEY,
          epoch TEXT NOT NULL UNIQUE,
          code TEXT NOT NULL UNIQUE,
          workstation TEXT NOT NULL,
          seq INTEGER NOT NULL,
          hash BLOB NOT NULL,
          receipts INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE entries (
          position INTEGER PRIMARY KEY,
          epoch INTEGER NOT NULL REFERENCES epochs (number),
          seq INTEGER NOT NULL,
          kind TEXT NOT NULL,
          transaction_id TEXT,
          business_day TEXT NOT NULL,
          bytes BLOB NOT NULL,
          hash BLOB NOT NULL,
          UNIQUE (epoch, seq)
        ) STRICT;

        CREATE INDEX entries_of_transaction ON entries (transaction_id, position) WHERE transaction_id IS NOT NULL;

        CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER entries_never_go BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

        CREATE TABLE open_transaction (
          transaction_id TEXT PRIMARY KEY,
          position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE openings (
          only INTEGER PRIMARY KEY CHECK (only = 1),
          count INTEGER NOT NULL
        ) STRICT;
        INSERT INTO openings (only, count) VALUES (1, 0);
      `,
    },
    {
      // What earlier versions recorded is looked up in the entries themselves; they recorded no returns. The CASE keeps bytes that
      // are no JSON from being asked for a member.
      name: 'sales by receipt, returns',
      sql: `
        CREATE TABLE sale_by_receipt (
          receipt_number TEXT PRIMARY KEY,
          transaction_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE return_of_sale (
          sale_id TEXT NOT NULL,
          position INTEGER NOT NULL,
          transaction_id TEXT NOT NULL,
          PRIMARY KEY (sale_id, transaction_id)
        ) STRICT, WITHOUT ROWID;

        INSERT OR IGNORE INTO sale_by_receipt (receipt_number, transaction_id)
        SELECT receipt_number, transaction_id FROM (
          SELECT
            position,
            CASE WHEN json_valid(CAST(bytes AS TEXT)) THEN CAST(bytes AS TEXT) ->> '$.body.receiptNumber' END AS receipt_number,
            CASE WHEN json_valid(CAST(bytes AS TEXT))
              THEN coalesce(CAST(bytes AS TEXT) ->> '$.body.transactionId', transaction_id) END AS transaction_id
          FROM entries WHERE kind = 'TransactionCompleted'
        )
        WHERE typeof(receipt_number) = 'text' AND typeof(transaction_id) = 'text'
        ORDER BY position;
      `,
    },
    {
      // The condition is repeated word for word in the statements that are to use it (`ABOUT_TAGS`).
      name: 'entries about tags',
      sql: `
        CREATE INDEX entries_about_tags ON entries (epoch, seq) WHERE kind IN ('EpcsSold', 'EpcsReturned');
      `,
    },
  ],
};
