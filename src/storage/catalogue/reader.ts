import { existsSync } from 'node:fs';
import { COLLECTIONS, type Collection } from '../../domain/feed/row.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, openConnection } from '../database/connection.ts';
import { guarded } from '../database/faults.ts';
import { checkLength } from '../database/file-length.ts';
import { checkSchema } from '../database/migration.ts';
import { type FeedAbout, readAbout } from '../feed/about.ts';
import type { CatalogueCounts } from './entry.ts';
import { CATALOGUE_SCHEMA } from './schema.ts';

/** One catalogue file, open. Items come as the JSON they are stored as. */
export interface CatalogueReader {
  version(): string;
  counts(): CatalogueCounts;
  /** What a file of the feed says of itself; null for one that was imported. */
  about(): FeedAbout | null;
  /** Takes what was published to this file since, and answers whether anything was. */
  renew(): boolean;
  /** Whether a piece of a GTIN was called back. */
  recalls(gtin: number, batch: string | null, serial: string | null): boolean;
  /** Values of a collection of the feed, by key, behind a key; `limit` at most. */
  values(
    collection: Collection,
    after: string,
    limit: number,
  ): readonly { readonly key: string; readonly value: string }[];
  /** The value of one key of a collection of the feed. */
  value(collection: Collection, key: string): string | null;
  byGtin(gtin: number): string | null;
  byPlu(plu: string): string | null;
  byId(id: string): string | null;
  /** Words of names that start with a folded prefix, in their order. */
  spellings(prefix: string, limit: number): string[];
  /** Items that have a PLU, by its number. */
  loose(limit: number): string[];
  /** Items that an FTS5 expression finds, short names first. */
  matching(expression: string, limit: number): string[];
  close(): void;
}

const MEMORY_KIB = 8 * 1024;

/**
 * Opens a catalogue file. It takes a moment whatever its size: the file is known by its marks and its length, not by its pages.
 * @throws Fault STORAGE_CORRUPT, STORAGE_SCHEMA_NEWER, STORAGE_IO.
 */
export function openCatalogueFile(path: string): CatalogueReader {
  const connection = openConnection(path, { readOnly: true });
  try {
    return guarded(`opening ${path}`, () => {
      connection.pragma(`cache_size = -${MEMORY_KIB}`);
      // One transaction until `renew`: every look-up is spared the locks, and all of them see one checkpoint.
      connection.exec('BEGIN');
      checkSchema(connection, CATALOGUE_SCHEMA);
      if (!existsSync(`${path}-wal`)) checkLength(connection, path, 'catalogue');
      return readerOn(connection);
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function readerOn(connection: Connection): CatalogueReader {
  const named = connection.prepare<[], CatalogueCounts & { version: string }>('SELECT * FROM catalogue');
  const look = () => {
    const row = named.get();
    if (row === undefined) throw new Fault('STORAGE_CORRUPT', 'the catalogue does not say its version');
    const { version, ...counts } = row;
    return { version, counts, about: readAbout(connection) };
  };
  let now = look();
  type Found = { json: string };
  const byGtin = connection.prepare<[number], Found>(
    'SELECT json FROM barcodes JOIN items ON number = item WHERE gtin14 = ?',
  );
  const byPlu = connection.prepare<[string], Found>('SELECT json FROM plus JOIN items ON number = item WHERE plu = ?');
  const loose = connection.prepare<[number], Found>(
    "SELECT json FROM (SELECT DISTINCT item FROM plus ORDER BY plu LIMIT ?) JOIN items ON number = item WHERE json != ''",
  );
  const byId = connection.prepare<[string], Found>('SELECT json FROM items WHERE id = ?');
  const matching = connection.prepare<[string, number], Found>(
    "SELECT json FROM names CROSS JOIN items ON number = (names.rowid & 4294967295) WHERE names MATCH ? AND json != '' LIMIT ?",
  );
  const spellings = connection.prepare<[string, string, number], { word: string }>(
    'SELECT word FROM words WHERE word >= ? AND word < ? ORDER BY word LIMIT ?',
  );
  const reading = <T>(work: () => T): T => guarded('reading the catalogue', work);
  const fed = now.about === null ? null : fedStatements(connection);
  return {
    version: () => now.version,
    counts: () => now.counts,
    about: () => now.about,
    renew: () =>
      reading(() => {
        if (fed === null) return false;
        const before = now.version;
        connection.exec('COMMIT');
        connection.exec('BEGIN');
        now = look();
        return now.version !== before;
      }),
    recalls: (gtin, batch, serial) => reading(() => fed !== null && fed.recalls.get(gtin, batch, serial) !== undefined),
    values: (collection, after, limit) =>
      reading(() => fed?.values.all(COLLECTIONS.indexOf(collection), after, limit) ?? []),
    value: (collection, key) => reading(() => fed?.value.get(COLLECTIONS.indexOf(collection), key)?.value ?? null),
    byGtin: (gtin) => reading(() => sold(byGtin.get(gtin))),
    byPlu: (plu) => reading(() => sold(byPlu.get(plu))),
    byId: (id) => reading(() => sold(byId.get(id))),
    loose: (limit) => reading(() => loose.all(limit).map((row) => row.json)),
    matching: (expression, limit) => reading(() => matching.all(expression, limit).map((row) => row.json)),
    // No word goes on with the last character there is.
    spellings: (prefix, limit) =>
      reading(() => spellings.all(prefix, `${prefix}\u{10ffff}`, limit).map((row) => row.word)),
    close: () => void connection.close(),
  };
}

/** An item that is not sold keeps its place with nothing in it. */
function sold(found: { readonly json: string } | undefined): string | null {
  return found === undefined || found.json === '' ? null : found.json;
}

function fedStatements(connection: Connection) {
  return {
    recalls: connection.prepare<[number, string | null, string | null]>(
      `SELECT 1 FROM recalls WHERE gtin14 = ? AND (batch IS NULL AND serial IS NULL OR batch = ? OR serial = ?) LIMIT 1`,
    ),
    value: connection.prepare<[number, string], { value: string }>(
      'SELECT value FROM feed_rows WHERE collection = ? AND key = ? ORDER BY scope DESC LIMIT 1',
    ),
    values: connection.prepare<[number, string, number], { key: string; value: string }>(
      `SELECT key, value FROM feed_rows r WHERE collection = ? AND key > ? AND scope =
        (SELECT max(scope) FROM feed_rows n WHERE n.collection = r.collection AND n.key = r.key) ORDER BY key LIMIT ?`,
    ),
  };
}
