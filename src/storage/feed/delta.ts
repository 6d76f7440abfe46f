import type { FeedCheckpoint, FeedPublished, FeedStaged } from '../../workstation/ports/feed.ts';
import { assertDurable, openDurable } from '../database/durability.ts';
import { keepSetOf, readAbout, sumsOf, writeAbout } from './about.ts';
import { linesOf, takeLines } from './lines.ts';
import { feedRows, firstOther } from './rows.ts';
import { settling } from './settle.ts';
import type { Staging } from './staging.ts';

const AUTO_CHECKPOINT_PAGES = 4_000;
/** Keys that are settled at the end, in memory until then. */
const MOST_KEYS = 500_000;

/**
 * Changes on the catalogue in force, in one transaction that ends with the checkpoint: whoever reads meanwhile sees what was before, and a
 * cut leaves it.
 */
export function changesOn(path: string, promotionsDirectory: string): Staging {
  const connection = openDurable(path, { autoCheckpoint: AUTO_CHECKPOINT_PAGES });
  let began = false;
  let staged = 0;
  const about = readAbout(connection) ?? { version: 0, collections: {}, promotions: null };
  const rows = feedRows(connection, sumsOf(about));
  const [items, barcodes, others] = [new Set<string>(), new Set<string>(), new Set<string>()];

  const settle = (): void => {
    const settled = settling(connection, rows);
    let more = 0;
    for (const id of items) more += settled.item(id);
    for (const gtin of barcodes) settled.barcode(gtin);
    if (others.has('recalls')) settled.recalls();
    const codes = rows.sum('barcodes').rows;
    connection
      .prepare<[number, number]>(
        'UPDATE catalogue SET items = items + ?, barcodes = ?, plus = (SELECT count(*) FROM plus)',
      )
      .run(more, codes);
  };
  return {
    stage(lines): FeedStaged {
      if (!began) connection.exec('BEGIN IMMEDIATE');
      began = true;
      const result = takeLines(linesOf(lines), (row) => {
        const { collection, key } = row;
        if (!rows.put(row)) return true;
        if (collection === 'barcodes') barcodes.add(key);
        else if (collection === 'items' || collection === 'prices' || collection === 'restrictions') items.add(key);
        else others.add(collection);
        return items.size + barcodes.size <= MOST_KEYS;
      });
      if (result.kind === 'staged') staged += result.rows;
      return result;
    },
    load: async () => ({ kind: 'flawed', line: 0 }),
    publish(checkpoint: FeedCheckpoint): FeedPublished {
      const other = firstOther(rows, checkpoint);
      if (other !== null) return { kind: 'differs', collection: other };
      if (!began && checkpoint.version === about.version) return { kind: 'published', version: about.version, rows: 0 };
      if (!began) connection.exec('BEGIN IMMEDIATE');
      began = true;
      const promotions = others.has('promotions') ? keepSetOf(rows, checkpoint, promotionsDirectory) : about.promotions;
      if (promotions === 'tooMany') return { kind: 'unfit', why: 'too many promotions' };
      settle();
      writeAbout(connection, { ...checkpoint, promotions });
      connection.prepare<[string]>('UPDATE catalogue SET version = ?').run(`feed-${checkpoint.version}`);
      connection.exec('COMMIT');
      began = false;
      assertDurable(connection);
      return { kind: 'published', version: checkpoint.version, rows: staged };
    },
    close() {
      // What was not published is rolled back with it.
      connection.close();
    },
  };
}
