import type { Schema } from '../database/migration.ts';

/**
 * archive.db of a hub: what lanes said of tags, in their own signed words, so that the hub can pass it on while they are off.
 *
 * Of a number that a journal gave twice both are kept. `missing` are numbers that an entry named as the one before it and that are not
 * here; at or below `floor` nothing is kept and nothing is missing.
 */
export const ARCHIVE_SCHEMA: Schema = {
  name: 'archive of sold tags',
  applicationId: 0x43_53_41_52,
  migrations: [
    {
      name: 'journals, entries, missing',
      sql: `
        CREATE TABLE journals (
          id INTEGER PRIMARY KEY,
          workstation TEXT NOT NULL,
          epoch TEXT NOT NULL,
          floor INTEGER NOT NULL,
          UNIQUE (workstation, epoch)
        ) STRICT;

        CREATE TABLE entries (
          id INTEGER PRIMARY KEY,
          journal INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          prev_sale_seq INTEGER NOT NULL,
          at INTEGER NOT NULL,
          said TEXT NOT NULL
        ) STRICT;
        CREATE INDEX entries_by_number ON entries (journal, seq);
        CREATE INDEX entries_by_age ON entries (at);

        CREATE TABLE missing (
          journal INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          PRIMARY KEY (journal, seq)
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
