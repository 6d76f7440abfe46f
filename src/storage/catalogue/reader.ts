import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, openConnection } from '../database/connection.ts';
import { guarded } from '../database/faults.ts';
import { checkLength } from '../database/file-length.ts';
import { checkSchema } from '../database/migration.ts';
import type { CatalogueCounts } from './entry.ts';
import { CATALOGUE_SCHEMA } from './schema.ts';

/** One catalogue file, open. Items come as the JSON they are stored as. */
export interface CatalogueReader {
  readonly version: string;
  readonly counts: CatalogueCounts;
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
      // The file never changes under its name, so one transaction for good spares every look-up the locks.
      connection.exec('BEGIN');
      checkSchema(connection, CATALOGUE_SCHEMA);
      checkLength(connection, path, 'catalogue');
      return readerOn(connection);
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function readerOn(connection: Connection): CatalogueReader {
  const about = connection.prepare<[], CatalogueCounts & { version: string }>('SELECT * FROM catalogue').get();
  if (about === undefined) throw new Fault('STORAGE_CORRUPT', 'the catalogue does not say its version');
  const { version, ...counts } = about;
  type Found = { json: string };
  const byGtin = connection.prepare<[number], Found>(
    'SELECT json FROM barcodes JOIN items ON number = item WHERE gtin14 = ?',
  );
  const byPlu = connection.prepare<[string], Found>('SELECT json FROM plus JOIN items ON number = item WHERE plu = ?');
  const loose = connection.prepare<[number], Found>(
    'SELECT json FROM (SELECT DISTINCT item FROM plus ORDER BY plu LIMIT ?) JOIN items ON number = item',
  );
  const byId = connection.prepare<[string], Found>('SELECT json FROM items WHERE id = ?');
  const matching = connection.prepare<[string, number], Found>(
    'SELECT json FROM names CROSS JOIN items ON number = (names.rowid & 4294967295) WHERE names MATCH ? LIMIT ?',
  );
  const spellings = connection.prepare<[string, string, number], { word: string }>(
    'SELECT word FROM words WHERE word >= ? AND word < ? ORDER BY word LIMIT ?',
  );
  const reading = <T>(work: () => T): T => guarded('reading the catalogue', work);
  return {
    version,
    counts,
    byGtin: (gtin) => reading(() => byGtin.get(gtin)?.json ?? null),
    byPlu: (plu) => reading(() => byPlu.get(plu)?.json ?? null),
    loose: (limit) => reading(() => loose.all(limit).map((row) => row.json)),
    byId: (id) => reading(() => byId.get(id)?.json ?? null),
    matching: (expression, limit) => reading(() => matching.all(expression, limit).map((row) => row.json)),
    // No word goes on with the last character there is.
    spellings: (prefix, limit) =>
      reading(() => spellings.all(prefix, `${prefix}\u{10ffff}`, limit).map((row) => row.word)),
    close: () => void connection.close(),
  };
}
