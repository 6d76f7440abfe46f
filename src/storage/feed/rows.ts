import { hash } from 'node:crypto';
import { addSums, digestText, NO_ROWS, type RowSum, sumOf, withRow } from '../../domain/feed/digest.ts';
import { COLLECTIONS, type Collection, type FeedRow, SCOPES } from '../../domain/feed/row.ts';
import type { FeedCheckpoint } from '../../workstation/ports/feed.ts';
import type { Connection } from '../database/connection.ts';

interface Held {
  readonly version: number;
  readonly value: string;
}

export type FeedRows = ReturnType<typeof feedRows>;

export const numberOf = (collection: Collection): number => COLLECTIONS.indexOf(collection);
const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');

/** The rows that came, as they came, with the checksum of each collection carried on. */
export function feedRows(connection: Connection, sums: ReadonlyMap<Collection, RowSum>) {
  const now = new Map(sums);
  const added = new Map<Collection, number>();
  const held = connection.prepare<[number, string, number], Held>(
    'SELECT version, value FROM feed_rows WHERE collection = ? AND key = ? AND scope = ?',
  );
  const insert = connection.prepare<[number, string, number, number, string]>(
    'INSERT OR IGNORE INTO feed_rows (collection, key, scope, version, value) VALUES (?, ?, ?, ?, ?)',
  );
  const update = connection.prepare<[number, string, number, number, string]>(
    `INSERT INTO feed_rows (collection, key, scope, version, value) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, value = excluded.value`,
  );
  const remove = connection.prepare<[number, string, number]>(
    'DELETE FROM feed_rows WHERE collection = ? AND key = ? AND scope = ?',
  );
  const narrowest = connection.prepare<[number, string], { value: string }>(
    'SELECT value FROM feed_rows WHERE collection = ? AND key = ? ORDER BY scope DESC LIMIT 1',
  );
  const all = connection.prepare<[number, string, number], { key: string; value: string }>(
    `SELECT key, value FROM feed_rows r WHERE collection = ? AND key > ? AND scope =
      (SELECT max(scope) FROM feed_rows n WHERE n.collection = r.collection AND n.key = r.key) ORDER BY key LIMIT ?`,
  );
  const count = (row: FeedRow, sign: 1 | -1): void => {
    now.set(row.collection, withRow(now.get(row.collection) ?? NO_ROWS, row, sign, sha256));
  };
  return {
    /** A row where none of its key is; false where one is. It counts once `carry` says so. */
    add(row: FeedRow): boolean {
      const { collection, key, scope, version, value } = row;
      if (value === null) return true;
      if (insert.run(numberOf(collection), key, SCOPES.indexOf(scope), version, value).changes === 0) return false;
      added.set(collection, (added.get(collection) ?? 0) + 1);
      return true;
    },
    /**
     * Takes on what is said of the rows that were added since the last time; false where they are not as many. The bytes that they came in
     * are known by a hash of their own, so that each need not be hashed again.
     */
    carry(said: FeedCheckpoint['collections']): boolean {
      for (const name of COLLECTIONS) {
        const { rows = 0, digest = '0'.repeat(36) } = said[name] ?? {};
        if (rows !== (added.get(name) ?? 0)) return false;
        now.set(name, addSums(now.get(name) ?? NO_ROWS, sumOf(rows, digest)));
      }
      added.clear();
      return true;
    },
    /** A row in the place of an older one; answers whether it changed anything. */
    put(row: FeedRow): boolean {
      const { collection, key, scope, version, value } = row;
      const place = [numberOf(collection), key, SCOPES.indexOf(scope)] as const;
      const before = held.get(...place);
      if (before !== undefined && before.version >= version) return false;
      if (before !== undefined) count({ ...row, ...before }, -1);
      count(row, 1);
      if (value !== null) update.run(...place, version, value);
      else if (before !== undefined) remove.run(...place);
      else return false;
      return true;
    },
    /** The value in force of a key; null where there is none. */
    inForce: (collection: Collection, key: string): string | null =>
      narrowest.get(numberOf(collection), key)?.value ?? null,
    /** The values in force after a key, in the order of their keys, `limit` at most. */
    allInForce: (collection: Collection, after: string, limit: number) => all.all(numberOf(collection), after, limit),
    sum: (collection: Collection): RowSum => now.get(collection) ?? NO_ROWS,
  };
}

/** Whether a sum is what a checkpoint says. */
function isSum(sum: RowSum, said: { readonly rows: number; readonly digest: string } | undefined): boolean {
  return said === undefined ? sum.rows === 0 : sum.rows === said.rows && digestText(sum) === said.digest;
}

/** The first collection whose rows are not what a checkpoint says. */
export function firstOther(rows: Pick<FeedRows, 'sum'>, checkpoint: FeedCheckpoint): Collection | null {
  return COLLECTIONS.find((name) => !isSum(rows.sum(name), checkpoint.collections[name])) ?? null;
}
