/**
 * Understanding what was stored: orders are read from the journal, behind the acknowledgement, some workstations at a time. Any number of
 * workers may run: each takes workstations that no other has, and epochs in the order in which they came. What cannot be understood is put
 * aside, and the next entry is gone on with. All of it can be thrown away and made again from the journal, with the same result.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { isPassing } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { knownOf } from './known.ts';
import { type Named, named } from './named.ts';
import { planOf, putAside, type Rows } from './plan.ts';
import type { Found, Place } from './records.ts';
import { writeRows } from './write.ts';

/** Entries that one transaction of the database understands: few, since nothing else is answered while they are read. */
const MOST_ENTRIES = 250;
const MOST_WORKSTATIONS = 32;

/** Understands the next entries of some workstations. @returns how many; 0 when nothing is left that no other worker has. */
export async function projectSome(db: Kysely<Tables>): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const entries = await nextEntries(transaction);
    if (entries.length === 0) return 0;
    await understand(transaction, entries.map(named));
    const ends = new Map(
      entries.map(({ workstation_id, epoch, seq }) => [workstation_id, { workstation_id, epoch, seq }]),
    );
    await transaction
      .insertInto('projection_cursors')
      .values([...ends.values()])
      .onConflict((conflict) =>
        conflict.columns(['workstation_id', 'epoch']).doUpdateSet(({ ref }) => ({ seq: ref('excluded.seq') })),
      )
      .execute();
    return entries.length;
  });
}

/** Of workstations that have something new, locked for this worker, what follows in the first epoch of each that does. */
async function nextEntries(transaction: Transaction<Tables>): Promise<Found[]> {
  const locked = await sql<{ id: number }>`
    SELECT w.id FROM workstations w
    WHERE EXISTS (
      SELECT 1 FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch)
      WHERE h.workstation_id = w.id AND h.seq > coalesce(c.seq, 0)
    )
    LIMIT ${MOST_WORKSTATIONS} FOR NO KEY UPDATE SKIP LOCKED
  `.execute(transaction);
  if (locked.rows.length === 0) return [];
  // Asked again behind the lock: another worker may just have done it.
  const epochs = await sql<Place>`
    SELECT DISTINCT ON (h.workstation_id) h.workstation_id, h.epoch, coalesce(c.seq, 0) AS seq
    FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch)
    WHERE h.workstation_id = ANY (${locked.rows.map(({ id }) => id)}::integer[]) AND h.seq > coalesce(c.seq, 0)
    ORDER BY h.workstation_id, h.number
  `.execute(transaction);
  const from = epochs.rows;
  const entries = await sql<Found>`
    SELECT j.workstation_id, j.epoch, j.seq, j.hash, j.bytes
    FROM unnest(
      ${from.map((each) => each.workstation_id)}::integer[], ${from.map((each) => each.epoch)}::uuid[],
      ${from.map((each) => each.seq)}::bigint[]
    ) AS f (workstation_id, epoch, seq)
    CROSS JOIN LATERAL (
      SELECT * FROM journal j
      WHERE j.workstation_id = f.workstation_id AND j.epoch = f.epoch AND j.seq > f.seq
      ORDER BY j.seq LIMIT ${MOST_ENTRIES}
    ) j
    ORDER BY j.workstation_id, j.seq LIMIT ${MOST_ENTRIES}
  `.execute(transaction);
  return entries.rows;
}

/**
 * In a savepoint, all together; where the tables refuse that, by halves, until the entry that they refuse is alone and put aside like what
 * the rules refuse.
 */
async function understand(transaction: Transaction<Tables>, entries: readonly Named[]): Promise<void> {
  const rows = planOf(entries, await knownOf(transaction, entries));
  const refused = await attempt(transaction, rows);
  if (refused === null) return;
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0) {
    await writeRows(transaction, { ...NOTHING, indexed: rows.indexed, aside: [putAside(only.entry, refused)] });
    return;
  }
  const half = Math.ceil(entries.length / 2);
  await understand(transaction, entries.slice(0, half));
  await understand(transaction, entries.slice(half));
}

const NOTHING: Rows = { indexed: [], events: [], tags: [], sales: [], aside: [], alarms: [] };

/** Null where they are written, else why not. */
async function attempt(transaction: Transaction<Tables>, rows: Rows): Promise<string | null> {
  await sql`SAVEPOINT entries`.execute(transaction);
  try {
    await writeRows(transaction, rows);
    await sql`RELEASE SAVEPOINT entries`.execute(transaction);
    return null;
  } catch (error) {
    // The database being away is nobody's fault but its own, and the entry's least.
    if (isPassing(error)) throw error;
    await sql`ROLLBACK TO SAVEPOINT entries`.execute(transaction);
    return error instanceof Error ? error.message : String(error);
  }
}
