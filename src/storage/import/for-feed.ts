import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { catalogueRows, type KeyedValue } from '../catalogue/feed-rows.ts';
import { importPromotions } from '../promotions/import.ts';
import { openPromotions } from '../promotions/store.ts';
import { importCatalogue } from './import.ts';
import type { Problems } from './report.ts';

export interface FeedImport {
  /** A file's path, or its bytes. */
  readonly source: string | Readable;
  readonly format: 'csv' | 'ndjson';
  readonly skipBad: boolean;
}

export type ForFeed =
  /** What is to be published, until `close`. With `skipBad`, `badRecords` were left out. */
  | ({ readonly kind: 'read'; readonly rows: Iterable<readonly KeyedValue[]>; close(): void } & Problems)
  | ({ readonly kind: 'refused' } & Problems);

/**
 * Reads a catalogue for the feed: as a box imports it, into a file that is thrown away, so that what a box would refuse is refused here,
 * with the same report. @throws Fault as `importCatalogue`.
 */
export function readCatalogueForFeed(given: FeedImport): Promise<ForFeed> {
  return aside(async (folder) => {
    const target = join(folder, 'catalogue.db');
    const report = await importCatalogue({ ...given, target });
    if (report.kind === 'refused') return report;
    const { problems, problemCount, badRecords } = report;
    return { kind: 'read', rows: catalogueRows(target), problems, problemCount, badRecords };
  });
}

/** The same for promotions. @throws Fault as `importPromotions`. */
export function readPromotionsForFeed(given: FeedImport): Promise<ForFeed> {
  return aside(async (folder) => {
    const report = await importPromotions({ ...given, directory: folder });
    if (report.kind === 'refused') return report;
    const { problems, problemCount, badRecords, setHash } = report;
    const promotions = openPromotions(folder).read(setHash) ?? [];
    const rows = promotions.map((value): KeyedValue => ({ collection: 'promotions', key: value.id, value }));
    return { kind: 'read', rows: [rows], problems, problemCount, badRecords };
  });
}

type Read = Exclude<ForFeed, { kind: 'read' }> | Omit<Extract<ForFeed, { kind: 'read' }>, 'close'>;

async function aside(read: (folder: string) => Promise<Read>): Promise<ForFeed> {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-import-'));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const found = await read(folder);
    if (found.kind === 'read') return { ...found, close };
    close();
    return found;
  } catch (error) {
    close();
    throw error;
  }
}
