/** What staff of the back office publish: a whole catalogue, all promotions, one price. */
import type { Readable } from 'node:stream';
import { type Kysely, sql } from 'kysely';
import type { Collection } from '../../domain/feed/row.ts';
import { normaliseGtin } from '../../domain/gs1/gtin.ts';
import type { Tables } from '../database/tables.ts';
import { ownedBy, type Target } from './audience.ts';
import { type Published, publishing } from './publish.ts';

/** What is wrong with a file, line by line. */
export interface LineProblems {
  readonly problems: readonly { readonly line: number; readonly field: string | null; readonly message: string }[];
  readonly problemCount: number;
  readonly badRecords: number;
}

export type ReadFile =
  | ({
      readonly kind: 'read';
      readonly rows: Iterable<
        readonly { readonly collection: Collection; readonly key: string; readonly value: object }[]
      >;
      close(): void;
    } & LineProblems)
  | ({ readonly kind: 'refused' } & LineProblems);

export type FileReader = (given: {
  readonly source: string | Readable;
  readonly format: 'csv' | 'ndjson';
  readonly skipBad: boolean;
}) => Promise<ReadFile>;

export const FILE_KINDS = ['catalogue', 'promotions'] as const;
export type FileKind = (typeof FILE_KINDS)[number];
/** How files are read: handed in, since the boxes' own import is what judges them. */
export type FileReaders = Readonly<Record<FileKind, FileReader>>;

const REPLACED: Readonly<Record<FileKind, readonly Collection[]>> = {
  catalogue: ['items', 'barcodes', 'prices'],
  promotions: ['promotions'],
};

export type ImportOutcome =
  | ({ readonly kind: 'published' } & Published & LineProblems)
  | ({ readonly kind: 'refused' } & LineProblems);

/**
 * Replaces what the retailer has of a kind by what a file lists: all of it, or nothing. Rows of single stores stay.
 * @throws what reading throws, and the database.
 */
export async function importFile(
  db: Kysely<Tables>,
  retailer: string,
  kind: FileKind,
  read: () => Promise<ReadFile>,
): Promise<ImportOutcome> {
  const file = await read();
  if (file.kind === 'refused') return file;
  try {
    const { problems, problemCount, badRecords } = file;
    const published = await publishing(db, retailer, async (publisher) => {
      for (const rows of file.rows) {
        await publisher.put(rows.map((row) => ({ ...row, target: { scope: 'retailer' } })));
      }
      await publisher.retire(REPLACED[kind]);
    });
    return { kind: 'published', ...published, problems, problemCount, badRecords };
  } finally {
    file.close();
  }
}

/** A price for one item, by its barcode or its id. */
export interface PriceEdit {
  readonly code: string;
  /** Minor units, per piece or per kilogram. */
  readonly price: number;
  /** For one store alone; null takes that store's own price away again. */
  readonly store?: string;
}

export type PriceOutcome =
  | ({ readonly kind: 'published'; readonly item: string } & Published)
  | { readonly kind: 'unknownItem' };

/** @throws RangeError for what is no price, and what the database says. */
export async function editPrice(db: Kysely<Tables>, retailer: string, edit: PriceEdit): Promise<PriceOutcome> {
  const { code, price, store } = edit;
  const target: Target = store === undefined ? { scope: 'retailer' } : { scope: 'store', store };
  const item = await itemOf(db, retailer, target, code);
  if (item === null) return { kind: 'unknownItem' };
  const published = await publishing(db, retailer, (publisher) =>
    publisher.put([{ target, collection: 'prices', key: item, value: { price } }]),
  );
  return { kind: 'published', item, ...published };
}

async function itemOf(db: Kysely<Tables>, retailer: string, target: Target, code: string): Promise<string | null> {
  const value = async (collection: Collection, key: string): Promise<string | null> => {
    const { owner } = ownedBy(target);
    const { rows } = await sql<{ value: string }>`SELECT value FROM feed_rows
      WHERE retailer = ${retailer} AND (scope = 0 OR (scope = 1 AND owner = ${owner})) AND collection = ${collection}
        AND key = ${key} AND value IS NOT NULL ORDER BY scope DESC LIMIT 1`.execute(db);
    return rows[0]?.value ?? null;
  };
  const gtin = normaliseGtin(code);
  const barcode = gtin.kind === 'ok' ? await value('barcodes', gtin.gtin) : null;
  if (barcode !== null) return String((JSON.parse(barcode) as { readonly item?: unknown }).item);
  return (await value('items', code)) === null ? null : code;
}

/** Whether goods were ever published to a retailer's boxes. */
export async function hasGoods(db: Kysely<Tables>, retailer: string): Promise<boolean> {
  const { rows } =
    await sql`SELECT FROM feed_digests WHERE retailer = ${retailer} AND collection = 'items' LIMIT 1`.execute(db);
  return rows.length > 0;
}
