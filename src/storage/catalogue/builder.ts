import { type Connection, openConnection } from '../database/connection.ts';
import { removeDatabase, replaceDatabase } from '../database/durable-file.ts';
import { guarded } from '../database/faults.ts';
import { holdLock } from '../database/lock.ts';
import { migrate } from '../database/migration.ts';
import {
  type BuilderStatements,
  builderStatements,
  DROP_BAD_DEPOSITS,
  INDEX_NAMES,
  STAGING_SCHEMA,
} from './builder-statements.ts';
import { type CatalogueCounts, type CatalogueEntry, type Clash, GTIN14, PLU } from './entry.ts';
import { CATALOGUE_SCHEMA } from './schema.ts';

export interface CatalogueBuilder {
  /**
   * Adds an entry under a number that rises from one to the next (its line, say) and that a clash refers to; less than 2^32.
   * Null when it is in; else nothing of it is.
   */
  add(entry: CatalogueEntry, number: number): Clash | null;
  /** Entries whose deposit is not in the catalogue, or has a deposit of its own. To be asked once all are added. */
  badDeposits(): Generator<{ readonly number: number; readonly clash: Clash }, void, undefined>;
  /** Takes those out again. */
  dropBadDeposits(): void;
  counts(): CatalogueCounts;
  /** Indexes the names and puts the file in its place, safely; readers that have the old one open keep it until they reopen. */
  publish(version: string): CatalogueCounts;
  /** Ends the work; without `publish` nothing has changed. To be called in any case. */
  close(): void;
}

const MEMORY_KIB = 32 * 1024;
const MAX_RANK = 255;
const PAGE = 500;

/**
 * Starts a new catalogue beside the one at `path`. One at a time: what a crash left of an earlier attempt is cleared away.
 * The file has no rollback journal while it is built and no write-ahead log afterwards: it is whole or it is not there.
 * @throws Fault STORAGE_LOCKED while another build runs, STORAGE_DISK_FULL, STORAGE_IO (each method too).
 */
export function buildCatalogue(path: string): CatalogueBuilder {
  const lock = holdLock(`${path}.lock`);
  const draft = `${path}.new`;
  const staging = `${path}.staging`;
  let connection: Connection | null = null;

  const close = (): void => {
    connection?.close();
    connection = null;
    removeDatabase(draft);
    removeDatabase(staging);
    lock.release();
  };
  try {
    return guarded(`building ${path}`, () => {
      removeDatabase(draft);
      removeDatabase(staging);
      connection = openConnection(draft);
      const statements = prepare(connection, staging);
      return builderOn(connection, statements, {
        publish: () => {
          connection?.close();
          connection = null;
          replaceDatabase(draft, path);
        },
        close,
      });
    });
  } catch (error) {
    close();
    throw error;
  }
}

function prepare(connection: Connection, staging: string): BuilderStatements {
  connection.pragma('journal_mode = OFF');
  connection.pragma('synchronous = OFF');
  connection.pragma(`cache_size = -${MEMORY_KIB}`);
  migrate(connection, CATALOGUE_SCHEMA);
  connection.prepare<[string]>('ATTACH ? AS staging').run(staging);
  connection.pragma('staging.journal_mode = OFF');
  connection.pragma('staging.synchronous = OFF');
  connection.exec(STAGING_SCHEMA);
  connection.exec('BEGIN');
  return builderStatements(connection);
}

function builderOn(
  connection: Connection,
  statements: BuilderStatements,
  file: { publish(): void; close(): void },
): CatalogueBuilder {
  const doing = 'writing the catalogue';
  const counts = (): CatalogueCounts =>
    connection
      .prepare<[], CatalogueCounts>(
        `SELECT (SELECT count(*) FROM items) AS items, (SELECT count(*) FROM barcodes) AS barcodes, (SELECT count(*) FROM plus) AS plus`,
      )
      .get()!;

  return {
    add: (entry, number) => guarded(doing, () => insert(statements, entry, number)),
    *badDeposits() {
      let after = 0;
      while (true) {
        const rows = guarded(doing, () => statements.badDeposits.all(after, PAGE));
        for (const row of rows) {
          after = row.number;
          const kind = row.nested === 1 ? 'depositHasDeposit' : 'depositMissing';
          yield { number: row.number, clash: { kind, value: row.deposit } };
        }
        if (rows.length < PAGE) return;
      }
    },
    dropBadDeposits: () => void guarded(doing, () => connection.exec(DROP_BAD_DEPOSITS)),
    counts: () => guarded(doing, counts),
    publish: (version) =>
      guarded(doing, () => {
        connection.exec(INDEX_NAMES);
        const counted = counts();
        connection
          .prepare<[string, number, number, number]>(
            'INSERT INTO catalogue (version, items, barcodes, plus) VALUES (?, ?, ?, ?)',
          )
          .run(version, counted.items, counted.barcodes, counted.plus);
        connection.exec('COMMIT');
        file.publish();
        return counted;
      }),
    close: file.close,
  };
}

/** All of an entry or, on a clash, none of it: undone by hand, since the file has no rollback while it is built. */
function insert(to: BuilderStatements, entry: CatalogueEntry, number: number): Clash | null {
  const { item, barcodes, plu } = entry;
  checkKeys(entry);
  if (to.item.run(number, item.id, item.category ?? null, JSON.stringify(item)).changes === 0) {
    return duplicate('id', item.id, to.numberOfId.get(item.id));
  }
  const added: number[] = [];
  const undo = (clash: Clash): Clash => {
    for (const gtin of added) to.dropBarcode.run(gtin);
    to.dropItem.run(number);
    return clash;
  };
  for (const barcode of new Set(barcodes)) {
    const gtin = Number(barcode);
    if (to.barcode.run(gtin, number).changes === 0) {
      return undo(duplicate('barcode', barcode, to.numberOfBarcode.get(gtin)));
    }
    added.push(gtin);
  }
  if (plu !== undefined && to.plu.run(plu, number).changes === 0) {
    return undo(duplicate('plu', plu, to.numberOfPlu.get(plu)));
  }
  to.naming.run(rankOf(entry) * 2 ** 32 + number, namesOf(entry).join('\n'));
  if (item.deposit !== undefined) to.deposit.run(number, item.deposit);
  return null;
}

function checkKeys({ barcodes, plu }: CatalogueEntry): void {
  const bad = barcodes.find((barcode) => !GTIN14.test(barcode));
  if (bad !== undefined) throw new RangeError(`a catalogue's barcodes are GTINs of 14 digits, not ${bad.slice(0, 40)}`);
  if (plu !== undefined && !PLU.test(plu)) throw new RangeError(`a PLU is 1 to 10 digits, not ${plu.slice(0, 40)}`);
}

function duplicate(field: 'id' | 'barcode' | 'plu', value: string, first: { number: number } | undefined): Clash {
  return { kind: 'duplicate', field, value, first: first?.number ?? 0 };
}

/** What an item is searched by, in every language. */
export function namesOf({ item }: Pick<CatalogueEntry, 'item'>): string[] {
  return [...new Set([item.name, ...Object.values(item.names ?? {})])];
}

/** Short names first: of many that start as typed, they are the likeliest meant. */
export function rankOf(entry: Pick<CatalogueEntry, 'item'>): number {
  return Math.min(MAX_RANK, ...namesOf(entry).map((name) => name.length));
}
