/** What rows of the feed come to in the tables that the lane reads: items with their price in force, what leads to them, and recalls. */
import type { FeedItem, FeedRecall } from '../../domain/feed/values.ts';
import type { Item } from '../../domain/item/item.ts';
import { namesOf, rankOf } from '../catalogue/builder.ts';
import { fold, wordsOf } from '../catalogue/folding.ts';
import type { Connection } from '../database/connection.ts';
import type { FeedRows } from './rows.ts';

/** An item as the lane has it, and the PLU that leads to it. */
export interface MadeItem {
  readonly item: Item;
  readonly plu: string | undefined;
}

/** An item of its rows in force; null while it has no price, or none is there. */
export function madeItem(
  id: string,
  item: string | null,
  price: string | null,
  restriction: string | null,
): MadeItem | null {
  if (item === null || price === null) return null;
  const { plu, ...members } = JSON.parse(item) as FeedItem;
  const made: Item = { id, ...members, ...(JSON.parse(price) as { readonly price: number }) };
  if (restriction === null) return { item: made, plu };
  const { minAge: _, ...free } = made;
  const { minAge } = JSON.parse(restriction) as { readonly minAge: number | null };
  return { item: minAge === null ? free : { ...free, minAge }, plu };
}

const MOST_NAME_WORDS = 64;

/** Settles keys one by one, while readers see what was before. */
export function settling(connection: Connection, rows: FeedRows) {
  const found = connection.prepare<[string], { number: number; json: string }>(
    'SELECT number, json FROM items WHERE id = ?',
  );
  const insert = connection.prepare<[string, string | null, string]>(
    'INSERT INTO items (id, category, json) VALUES (?, ?, ?)',
  );
  const update = connection.prepare<[string | null, string, number]>(
    'UPDATE items SET category = ?, json = ? WHERE number = ?',
  );
  // Source: sqlite.org/fts5.html, section 6.4: an index without contents is told what it forgets.
  const forgetName = connection.prepare<[number, string]>(
    "INSERT INTO names (names, rowid, name) VALUES ('delete', ?, ?)",
  );
  const addName = connection.prepare<[number, string]>('INSERT INTO names (rowid, name) VALUES (?, ?)');
  const addWord = connection.prepare<[string]>('INSERT OR IGNORE INTO words (word) VALUES (?)');
  const dropPlus = connection.prepare<[number]>('DELETE FROM plus WHERE item = ?');
  const addPlu = connection.prepare<[string, number]>('INSERT OR REPLACE INTO plus (plu, item) VALUES (?, ?)');
  const dropBarcode = connection.prepare<[number]>('DELETE FROM barcodes WHERE gtin14 = ?');
  const addBarcode = connection.prepare<[number, number]>(
    'INSERT OR REPLACE INTO barcodes (gtin14, item) VALUES (?, ?)',
  );

  /** The number of an item for good, whether it is sold or not. */
  const numbered = (id: string): { readonly number: number; readonly json: string } =>
    found.get(id) ?? { number: Number(insert.run(id, null, '').lastInsertRowid), json: '' };
  const rename = (number: number, before: Item | null, after: Item | null): void => {
    const text = (item: Item | null): string => (item === null ? '' : namesOf({ item }).join('\n'));
    if (text(before) === text(after)) return;
    if (before !== null) forgetName.run(rankOf({ item: before }) * 2 ** 32 + number, text(before));
    if (after === null) return;
    addName.run(rankOf({ item: after }) * 2 ** 32 + number, text(after));
    for (const word of wordsOf(fold(text(after)), MOST_NAME_WORDS)) addWord.run(word);
  };

  return {
    /** @returns how many items more there are: 1, 0 or -1. */
    item(id: string): number {
      const made = madeItem(
        id,
        rows.inForce('items', id),
        rows.inForce('prices', id),
        rows.inForce('restrictions', id),
      );
      const before = numbered(id);
      const json = made === null ? '' : JSON.stringify(made.item);
      if (json !== before.json) update.run(made?.item.category ?? null, json, before.number);
      rename(before.number, before.json === '' ? null : (JSON.parse(before.json) as Item), made?.item ?? null);
      dropPlus.run(before.number);
      if (made?.plu !== undefined) addPlu.run(made.plu, before.number);
      return Number(json !== '') - Number(before.json !== '');
    },
    barcode(gtin: string): void {
      const value = rows.inForce('barcodes', gtin);
      if (value === null) return void dropBarcode.run(Number(gtin));
      addBarcode.run(Number(gtin), numbered((JSON.parse(value) as { readonly item: string }).item).number);
    },
    recalls: () => settleRecalls(connection, rows),
  };
}

const PAGE = 1_000;

/** Recalls are few and come together: all of them are made anew. */
export function settleRecalls(connection: Connection, rows: FeedRows): void {
  const add = connection.prepare<[number, string | null, string | null]>(
    'INSERT INTO recalls (gtin14, batch, serial) VALUES (?, ?, ?)',
  );
  connection.exec('DELETE FROM recalls');
  for (let last = ''; ; ) {
    const page = rows.allInForce('recalls', last, PAGE);
    for (const { key, value } of page) {
      last = key;
      const { gtin, batches = [], serials = [] } = JSON.parse(value) as FeedRecall;
      for (const batch of batches) add.run(Number(gtin), batch, null);
      for (const serial of serials) add.run(Number(gtin), null, serial);
      if (batches.length + serials.length === 0) add.run(Number(gtin), null, null);
    }
    if (page.length < PAGE) return;
  }
}
