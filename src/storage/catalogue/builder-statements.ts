import type { Connection } from '../database/connection.ts';

/** `number` in the low 32 bits of a rank. */
const NUMBER_OF_RANK = '(rank & 4294967295)';

/** What is known of an entry only while the file is being built; in a file of its own, so that none of it stays behind. */
export const STAGING_SCHEMA = `
  CREATE TABLE staging.naming (rank INTEGER PRIMARY KEY, names TEXT NOT NULL) STRICT;
  CREATE TABLE staging.deposits (number INTEGER PRIMARY KEY, deposit TEXT NOT NULL) STRICT;
`;

const HAS_DEPOSIT =
  'EXISTS (SELECT 1 FROM items i JOIN staging.deposits o ON o.number = i.number WHERE i.id = d.deposit)';
const BAD_DEPOSIT = `(NOT EXISTS (SELECT 1 FROM items i WHERE i.id = d.deposit) OR ${HAS_DEPOSIT})`;

export type BuilderStatements = ReturnType<typeof builderStatements>;

/** The statements that fill a catalogue file, prepared once. The inserts tell by their count whether the key was free. */
export function builderStatements(connection: Connection) {
  return {
    item: connection.prepare<[number, string, string | null, string]>(
      'INSERT OR IGNORE INTO items (number, id, category, json) VALUES (?, ?, ?, ?)',
    ),
    barcode: connection.prepare<[number, number]>('INSERT OR IGNORE INTO barcodes (gtin14, item) VALUES (?, ?)'),
    plu: connection.prepare<[string, number]>('INSERT OR IGNORE INTO plus (plu, item) VALUES (?, ?)'),
    naming: connection.prepare<[number, string]>('INSERT INTO staging.naming (rank, names) VALUES (?, ?)'),
    deposit: connection.prepare<[number, string]>('INSERT INTO staging.deposits (number, deposit) VALUES (?, ?)'),
    dropItem: connection.prepare<[number]>('DELETE FROM items WHERE number = ?'),
    dropBarcode: connection.prepare<[number]>('DELETE FROM barcodes WHERE gtin14 = ?'),
    numberOfId: connection.prepare<[string], { number: number }>('SELECT number FROM items WHERE id = ?'),
    numberOfBarcode: connection.prepare<[number], { number: number }>(
      'SELECT item AS number FROM barcodes WHERE gtin14 = ?',
    ),
    numberOfPlu: connection.prepare<[string], { number: number }>('SELECT item AS number FROM plus WHERE plu = ?'),
    badDeposits: connection.prepare<[number, number], { number: number; deposit: string; nested: number }>(
      `SELECT d.number, deposit, ${HAS_DEPOSIT} AS nested
       FROM staging.deposits d WHERE d.number > ? AND ${BAD_DEPOSIT} ORDER BY d.number LIMIT ?`,
    ),
  };
}

/** Takes out every item whose deposit is refused, with all that leads to it. */
export const DROP_BAD_DEPOSITS = `
  CREATE TABLE staging.bad AS SELECT d.number AS number FROM staging.deposits d WHERE ${BAD_DEPOSIT};
  DELETE FROM items WHERE number IN (SELECT number FROM staging.bad);
  DELETE FROM barcodes WHERE item IN (SELECT number FROM staging.bad);
  DELETE FROM plus WHERE item IN (SELECT number FROM staging.bad);
  DELETE FROM staging.naming WHERE ${NUMBER_OF_RANK} IN (SELECT number FROM staging.bad);
  DELETE FROM staging.deposits WHERE number IN (SELECT number FROM staging.bad);
  DROP TABLE staging.bad;
`;

/** Builds the index of names in the order of rank: FTS5 is quick only when its rowids rise. */
export const INDEX_NAMES = `
  INSERT INTO names (names, rank) VALUES ('hashsize', 16777216);
  INSERT INTO names (rowid, name) SELECT rank, names FROM staging.naming ORDER BY rank;
  INSERT INTO names (names) VALUES ('optimize');
  CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, names, 'row');
  INSERT INTO words (word) SELECT term FROM temp.vocabulary;
  DROP TABLE temp.vocabulary;
`;
