import { NO_ROWS, type RowSum, sumOf } from '../../domain/feed/digest.ts';
import type { Collection } from '../../domain/feed/row.ts';
import type { Promotion } from '../../domain/promotion/shape.ts';
import { MOST_PROMOTIONS } from '../../domain/promotion/shape.ts';
import type { FeedCheckpoint } from '../../workstation/ports/feed.ts';
import type { Connection } from '../database/connection.ts';
import { keepPromotions } from '../promotions/store.ts';
import type { FeedRows } from './rows.ts';

/** What a catalogue of the feed says of itself. */
export interface FeedAbout {
  readonly version: number;
  readonly collections: FeedCheckpoint['collections'];
  /** The set of promotions that goes with it; null where the feed has none. */
  readonly promotions: string | null;
}

/** Null for a file that is none of the feed's. */
export function readAbout(connection: Connection): FeedAbout | null {
  const has = connection
    .prepare<[], { n: number }>("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'feed'")
    .get();
  if (has?.n !== 1) return null;
  const row = connection
    .prepare<[], { version: number; collections: string; promotions: string | null }>(
      'SELECT version, collections, promotions FROM feed',
    )
    .get();
  return row === undefined ? null : { ...row, collections: JSON.parse(row.collections) as FeedAbout['collections'] };
}

export function writeAbout(connection: Connection, { version, collections, promotions }: FeedAbout): void {
  connection
    .prepare<[number, string, string | null]>(
      'INSERT OR REPLACE INTO feed (only, version, collections, promotions) VALUES (1, ?, ?, ?)',
    )
    .run(version, JSON.stringify(collections), promotions);
}

export function sumsOf({ collections }: Pick<FeedAbout, 'collections'>): Map<Collection, RowSum> {
  return new Map(
    Object.entries(collections).map(([name, said]) => [
      name as Collection,
      said === undefined ? NO_ROWS : sumOf(said.rows, said.digest),
    ]),
  );
}

/**
 * Puts the promotions in force beside the other sets, by their hash; null where the feed has never had any. @throws Fault STORAGE_*
 */
export function keepSetOf(rows: FeedRows, checkpoint: FeedCheckpoint, directory: string): string | 'tooMany' | null {
  if (checkpoint.collections.promotions === undefined) return null;
  const found = rows.allInForce('promotions', '', MOST_PROMOTIONS + 1);
  if (found.length > MOST_PROMOTIONS) return 'tooMany';
  return keepPromotions(
    directory,
    found.map(({ value }) => JSON.parse(value) as Promotion),
  );
}
