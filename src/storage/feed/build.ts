/** A catalogue of the feed built whole: as `settle.ts` would make it key by key, but in the order in which SQLite is quick. */

import { namesOf, rankOf } from '../catalogue/builder.ts';
import { INDEX_NAMES, STAGING_SCHEMA } from '../catalogue/builder-statements.ts';
import type { Connection } from '../database/connection.ts';
import type { FeedRows } from './rows.ts';
import { numberOf } from './rows.ts';
import { madeItem, settleRecalls } from './settle.ts';

const PAGE = 2_000;

/** Prepares an empty file: no rollback and no log while it is built; it is whole or it is not there. */
export function beginBuild(connection: Connection, staging: string): void {
  connection.prepare<[string]>('ATTACH ? AS staging').run(staging);
  connection.pragma('staging.journal_mode = OFF');
  connection.pragma('staging.synchronous = OFF');
  connection.exec(STAGING_SCHEMA);
}

/** Makes the tables that the lane reads of the rows that came. */
export function buildTables(connection: Connection, rows: FeedRows): void {
  const [items, prices, restrictions, barcodes] = (['items', 'prices', 'restrictions', 'barcodes'] as const).map(
    numberOf,
  );
  const narrowest = (of: number | undefined, key: string): string =>
    `(SELECT value FROM feed_rows n WHERE n.collection = ${of} AND n.key = ${key} ORDER BY n.scope DESC LIMIT 1)`;
  const isNarrowest = `scope = (SELECT max(scope) FROM feed_rows n WHERE n.collection = r.collection AND n.key = r.key)`;
  const isRestricted = rows.allInForce('restrictions', '', 1).length > 0;
  const page = connection.prepare<
    [string, number],
    { key: string; value: string; price: string | null; restriction: string | null }
  >(
    `SELECT key, value, ${narrowest(prices, 'r.key')} AS price,
      ${isRestricted ? narrowest(restrictions, 'r.key') : 'NULL'} AS restriction
     FROM feed_rows r WHERE collection = ${items} AND key > ? AND ${isNarrowest} ORDER BY key LIMIT ?`,
  );
  const addItem = connection.prepare<[number, string, string | null, string]>(
    'INSERT INTO items (number, id, category, json) VALUES (?, ?, ?, ?)',
  );
  const addPlu = connection.prepare<[string, number]>('INSERT OR REPLACE INTO plus (plu, item) VALUES (?, ?)');
  const addNames = connection.prepare<[number, string]>('INSERT INTO staging.naming (rank, names) VALUES (?, ?)');
  let number = 0;
  for (let last = ''; ; ) {
    const found = page.all(last, PAGE);
    for (const { key, value, price, restriction } of found) {
      last = key;
      number += 1;
      const made = madeItem(key, value, price, restriction);
      addItem.run(number, key, made?.item.category ?? null, made === null ? '' : JSON.stringify(made.item));
      if (made === null) continue;
      addNames.run(rankOf(made) * 2 ** 32 + number, namesOf(made).join('\n'));
      if (made.plu !== undefined) addPlu.run(made.plu, number);
    }
    if (found.length < PAGE) break;
  }
  const leadsTo = "json_extract(r.value, '$.item')";
  connection.exec(`
    INSERT OR IGNORE INTO items (id, json) SELECT DISTINCT ${leadsTo}, '' FROM feed_rows r
      WHERE collection = ${barcodes} AND NOT EXISTS (SELECT 1 FROM items WHERE id = ${leadsTo});
    INSERT INTO barcodes (gtin14, item) SELECT CAST(key AS INTEGER), number
      FROM feed_rows r JOIN items ON id = ${leadsTo} WHERE collection = ${barcodes} AND ${isNarrowest} ORDER BY key;
  `);
  connection.exec(INDEX_NAMES);
  settleRecalls(connection, rows);
}
