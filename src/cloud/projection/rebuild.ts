import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { projectSome } from './project.ts';

const LOOK_MS = 50;

/** Everything that is made from the journal, and from nothing else. */
export const PROJECTED = [
  'orders',
  'order_lines',
  'order_modifiers',
  'order_tenders',
  'order_taxes',
  'sold_epcs',
  'workstation_events',
  'receipts',
  'transaction_entries',
  'projection_cursors',
] as const;

/** A checksum over the rows of a table, whatever their order; it takes no more room for many rows than for few. By table. */
export type Digests = Readonly<Record<string, string>>;

export interface Rebuilt {
  readonly entries: number;
  readonly before: Digests;
  readonly after: Digests;
  /** Tables that came out otherwise. */
  readonly differing: readonly string[];
}

/**
 * Reads what is left to read, throws away everything that was understood, and makes it again from the journal. Workers may run meanwhile,
 * and journals come in; what comes in between the two counts makes tables differ, so a proof wants a cloud that takes nothing.
 */
export async function rebuild(db: Kysely<Tables>): Promise<Rebuilt> {
  await projectAll(db);
  const before = await digests(db);
  await forgetProjection(db);
  const entries = await projectAll(db);
  const after = await digests(db);
  return { entries, before, after, differing: Object.keys(before).filter((table) => before[table] !== after[table]) };
}

/** Throws away everything that was understood, so that it is made again. Workers may be running. */
export async function forgetProjection(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`TRUNCATE ${sql.join(PROJECTED.map((table) => sql.table(table)))}`.execute(transaction);
    await transaction.deleteFrom('quarantine').where('reason', '=', 'notProjected').execute();
  });
}

/** Of every table that is made from the journal, and of what was put aside. When it was found is no part of it. */
export async function digests(db: Kysely<Tables>): Promise<Digests> {
  const all: Record<string, string> = {};
  for (const table of [...PROJECTED, 'quarantine']) {
    const { rows } = await sql<{ digest: string }>`
      SELECT encode(sha256(convert_to(concat_ws(' ', count(*), sum(a), sum(b)), 'UTF8')), 'hex') AS digest
      FROM (SELECT sha256(convert_to((to_jsonb(t) - 'found_at')::text, 'UTF8')) AS row FROM ${sql.table(table)} t) rows,
        LATERAL (SELECT ('x' || encode(substr(row, 1, 8), 'hex'))::bit(64)::bigint AS a,
          ('x' || encode(substr(row, 9, 8), 'hex'))::bit(64)::bigint AS b) halves
    `.execute(db);
    all[table] = rows[0]?.digest ?? '';
  }
  return all;
}

/** Until nothing is left to read, be it this worker or another that reads it. */
async function projectAll(db: Kysely<Tables>): Promise<number> {
  let entries = 0;
  for (;;) {
    const some = await projectSome(db);
    entries += some;
    if (some > 0) continue;
    const { rows } = await sql<{ left: boolean }>`
      SELECT EXISTS (
        SELECT 1 FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch)
        WHERE h.seq > coalesce(c.seq, 0)
      ) AS left
    `.execute(db);
    if (rows[0]?.left !== true) return entries;
    await sleep(LOOK_MS);
  }
}
