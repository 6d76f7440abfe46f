import type { Schema } from '../database/migration.ts';

/** Names shorter than this are found through the index of prefixes, longer ones through `words`. See `query.ts`. */
export const LONGEST_INDEXED_PREFIX = 4;

/**
 * catalogue.db: written once, whole, then only read. A catalogue of the feed lies in a file of its own, is made whole too, and takes
 * changes from then on; there `feed_rows` is what came, and the other tables are made of it. An item that is not sold (yet, or any more)
 * keeps its number, with an empty \`json\`. A GTIN is its 14 digits as a number. `names` holds no text of its own; its
 * rowid is `rank * 2^32 + items.number`, so that what the index finds first is what has the shortest name.
 */
export const CATALOGUE_SCHEMA: Schema = {
  name: 'catalogue',
  applicationId: 0x43_53_43_41,
  migrations: [
    {
      name: 'items, barcodes, plus, names',
      sql: `
        CREATE TABLE catalogue (
          version TEXT NOT NULL,
          items INTEGER NOT NULL,
          barcodes INTEGER NOT NULL,
          plus INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE items (
          number INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          category TEXT,
          json TEXT NOT NULL
        ) STRICT;

        CREATE TABLE barcodes (gtin14 INTEGER PRIMARY KEY, item INTEGER NOT NULL) STRICT;

        CREATE TABLE plus (plu TEXT PRIMARY KEY, item INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE VIRTUAL TABLE names USING fts5 (
          name, content = '', columnsize = 0, prefix = '1 2 3 ${LONGEST_INDEXED_PREFIX}',
          tokenize = "unicode61 remove_diacritics 2"
        );

        CREATE TABLE words (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      `,
    },
    {
      name: 'rows of the feed, recalls',
      sql: `
        CREATE TABLE feed (
          only INTEGER PRIMARY KEY CHECK (only = 1),
          version INTEGER NOT NULL,
          collections TEXT NOT NULL,
          promotions TEXT
        ) STRICT;

        CREATE TABLE feed_rows (
          collection INTEGER NOT NULL,
          key TEXT NOT NULL,
          scope INTEGER NOT NULL,
          version INTEGER NOT NULL,
          value TEXT NOT NULL,
          PRIMARY KEY (collection, key, scope)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recalls (gtin14 INTEGER NOT NULL, batch TEXT, serial TEXT) STRICT;
        CREATE INDEX recalls_by_gtin ON recalls (gtin14);
        CREATE INDEX plus_by_item ON plus (item);
      `,
    },
  ],
};
