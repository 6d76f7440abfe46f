import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { ownedBy, targetOf } from '../feed/audience.ts';
import { publishIn } from '../feed/publish.ts';
import { type ErasureCounts, NOTHING_ERASED } from './order.ts';
import { type Reach, turn } from './reach.ts';

/** Scopes that one number has a row in: a retailer, its stores, their boxes. */
const MOST_ROWS = 10_000;

interface OwnRow {
  readonly scope: number;
  readonly owner: string;
}

/**
 * Takes a member of staff out of the feed: name, role and the hash of their PIN, in every scope within reach, with the stored snapshots
 * that have them packed. Boxes follow as they follow any row. What the number did stays in the journals under the number, for the books.
 */
export function eraseOperator(database: Database, reach: Reach, number: string, now: number): Promise<ErasureCounts> {
  return turn(database, async (transaction) => {
    const { retailer } = reach;
    const rows = await sql<OwnRow>`${rowsOf(reach, number)} LIMIT ${MOST_ROWS}`.execute(transaction);
    if (rows.rows.length > 0) {
      const changes = rows.rows.map((row) => ({
        target: targetOf(row),
        collection: 'operators' as const,
        key: number,
        value: null,
      }));
      await publishIn(transaction, retailer, (publisher) => publisher.put(changes));
      await sql`INSERT INTO erasure_news (at, kind, subject, retailer)
        VALUES (${new Date(now)}, 'operator', ${number}, ${retailer})`.execute(transaction);
    }
    // Also where the row had gone before, by itself: its name is in what was packed until then.
    const gone = await sql`DELETE FROM feed_snapshots WHERE id IN (${snapshotsOf(reach, number)})`.execute(transaction);
    return { ...NOTHING_ERASED, operators: rows.rows.length, snapshots: Number(gone.numAffectedRows ?? 0n) };
  });
}

export async function countOperator({ journal }: Database, reach: Reach, number: string): Promise<ErasureCounts> {
  const rows = await sql`${rowsOf(reach, number)} LIMIT ${MOST_ROWS}`.execute(journal);
  const packed = await sql`SELECT DISTINCT p.id FROM feed_snapshots p JOIN feed_rows f USING (retailer, scope, owner)
    WHERE f.collection = 'operators' AND f.key = ${number} AND ${owned(reach)}
      AND (f.value IS NOT NULL OR p.version < f.version)`.execute(journal);
  return { ...NOTHING_ERASED, operators: rows.rows.length, snapshots: packed.rows.length };
}

function rowsOf(reach: Reach, number: string): RawBuilder<OwnRow> {
  return sql<OwnRow>`SELECT f.scope, f.owner FROM feed_rows f
    WHERE f.collection = 'operators' AND f.key = ${number} AND f.value IS NOT NULL AND ${owned(reach)}`;
}

function snapshotsOf(reach: Reach, number: string): RawBuilder<unknown> {
  return sql`SELECT p.id FROM feed_snapshots p JOIN feed_rows f USING (retailer, scope, owner)
    WHERE f.collection = 'operators' AND f.key = ${number} AND f.value IS NULL AND p.version < f.version AND ${owned(reach)}`;
}

/** Rows of the retailer; for one store, its own and its boxes'. */
function owned({ retailer, store }: Reach): RawBuilder<boolean> {
  if (store === null) return sql<boolean>`f.retailer = ${retailer}`;
  const { scope, owner } = ownedBy({ scope: 'store', store });
  // A box's row names the box, a space, and its store.
  return sql<boolean>`f.retailer = ${retailer} AND ((f.scope = ${scope} AND f.owner = ${owner})
    OR (f.scope = ${scope + 1} AND substr(f.owner, strpos(f.owner, ' ') + 1) = ${store}))`;
}
