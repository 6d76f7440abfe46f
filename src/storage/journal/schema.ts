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
  ],
};
