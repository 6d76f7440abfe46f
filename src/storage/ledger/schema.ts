import type { Schema } from '../database/migration.ts';

/**
 * ledger.db: everything that lanes said of tags, once each, and an index from a tag to what was said of it. Nothing is worked out
 * beforehand: which sales of a tag stand is decided when it is asked for, so that no order of arrival can matter.
 *
 * `entries` that bear the same number of the same epoch and differ (a disk was cloned or set back) are kept side by side under a
 * `fork` of their own. `transaction_id` and `cancels` are 16 bytes where they are UUIDs, else text; see packing.ts, also for `keys`.
 * `known` and `forgotten` are stretches of numbers, both ends excluded, as few as there can be.
 */
export const LEDGER_SCHEMA: Schema = {
  name: 'sold ledger',
  applicationId: 0x43_53_4c_47,
  migrations: [
    {
      name: 'journals, entries, tags, known, forgotten',
      sql: `
        CREATE TABLE journals (
          id INTEGER PRIMARY KEY,
          workstation TEXT NOT NULL,
          epoch TEXT NOT NULL,
          head INTEGER NOT NULL,
          UNIQUE (workstation, epoch)
        ) STRICT;

        CREATE TABLE entries (
          id INTEGER PRIMARY KEY,
          journal INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          fork INTEGER NOT NULL,
          prev_sale_seq INTEGER NOT NULL,
          at INTEGER NOT NULL,
          transaction_id ANY NOT NULL,
          cancels ANY,
          keys BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX entries_by_number ON entries (journal, seq, fork);
        CREATE INDEX sales_by_age ON entries (at) WHERE cancels IS NULL;
        CREATE INDEX returns_by_age ON entries (at) WHERE cancels IS NOT NULL;

        CREATE TABLE tags (
          key BLOB NOT NULL,
          entry INTEGER NOT NULL,
          PRIMARY KEY (key, entry)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE known (
          journal INTEGER NOT NULL,
          after_seq INTEGER NOT NULL,
          before_seq INTEGER NOT NULL,
          PRIMARY KEY (journal, after_seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE forgotten (
          journal INTEGER NOT NULL,
          after_seq INTEGER NOT NULL,
          before_seq INTEGER NOT NULL,
          PRIMARY KEY (journal, after_seq)
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
