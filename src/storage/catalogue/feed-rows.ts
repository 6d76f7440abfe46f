import type { Collection } from '../../domain/feed/row.ts';
import type { Item } from '../../domain/item/item.ts';
import { openConnection } from '../database/connection.ts';
import { guarded } from '../database/faults.ts';

/** A key of the feed and what it says. */
export interface KeyedValue {
  readonly collection: Collection;
  readonly key: string;
  readonly value: object;
}

const PAGE = 2_000;

/** All of a catalogue file as rows of the feed, some at a time. @throws Fault STORAGE_* */
export function* catalogueRows(path: string): Generator<readonly KeyedValue[], void, undefined> {
  const connection = openConnection(path, { readOnly: true });
  const reading = <T>(work: () => T): T => guarded('reading the catalogue', work);
  try {
    reading(() =>
      connection.exec(`CREATE TEMP TABLE plu_of (item INTEGER PRIMARY KEY, plu TEXT NOT NULL);
        INSERT INTO plu_of SELECT item, plu FROM plus;`),
    );
    const items = connection.prepare<[number, number], { number: number; json: string; plu: string | null }>(
      'SELECT number, json, plu FROM items LEFT JOIN plu_of ON item = number WHERE number > ? ORDER BY number LIMIT ?',
    );
    const barcodes = connection.prepare<[number, number], { gtin14: number; id: string }>(
      'SELECT gtin14, id FROM barcodes JOIN items ON number = item WHERE gtin14 > ? ORDER BY gtin14 LIMIT ?',
    );
    for (let last = -1; ; ) {
      const page = reading(() => items.all(last, PAGE));
      yield page.flatMap(({ json, plu }) => itemRows(JSON.parse(json) as Item, plu));
      if (page.length < PAGE) break;
      last = page.at(-1)?.number ?? last;
    }
    for (let last = -1; ; ) {
      const page = reading(() => barcodes.all(last, PAGE));
      yield page.map(({ gtin14, id }) => ({
        collection: 'barcodes',
        key: String(gtin14).padStart(14, '0'),
        value: { item: id },
      }));
      if (page.length < PAGE) return;
      last = page.at(-1)?.gtin14 ?? last;
    }
  } finally {
    connection.close();
  }
}

function itemRows({ id, price, ...item }: Item, plu: string | null): KeyedValue[] {
  return [
    { collection: 'items', key: id, value: plu === null ? item : { ...item, plu } },
    { collection: 'prices', key: id, value: { price } },
  ];
}
