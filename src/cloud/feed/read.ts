import { type Kysely, sql, type Transaction } from 'kysely';
import { addSums, digestText, NO_ROWS, type RowSum } from '../../domain/feed/digest.ts';
import { type Collection, rowLine } from '../../domain/feed/row.ts';
import { type Checkpoint, PAGE_BYTES } from '../../sync/wire/feed.ts';
import type { Tables } from '../database/tables.ts';
import { type Audience, type Owned, scopeName } from './audience.ts';

export type FeedPage =
  | { readonly kind: 'page'; readonly rows: number; readonly lines: readonly string[] }
  /** The feed has not come so far. */
  | { readonly kind: 'ahead' };

interface StoredRow {
  readonly scope: number;
  readonly collection: Collection;
  readonly key: string;
  readonly version: number;
  readonly value: string | null;
  /** Rows that there were before those were left off for which the page has no room. */
  readonly found: number;
}

/** The rows after a version, and the checkpoint where they reach the end: all of one moment. */
export function readPage(db: Kysely<Tables>, audience: Audience, after: number, limit: number): Promise<FeedPage> {
  return frozen(db, async (transaction) => {
    const checkpoint = await checkpointOf(transaction, audience);
    if (after > checkpoint.version) return { kind: 'ahead' };
    const found = await rowsAfter(transaction, audience, after, limit);
    const lines = found.map((row) => rowLine({ ...row, scope: scopeName(row.scope) }));
    const rows = lines.length;
    const isLast = found[0] === undefined || (rows === found[0].found && rows < limit);
    if (isLast) lines.push(JSON.stringify({ checkpoint }));
    return { kind: 'page', rows, lines };
  });
}

/** Runs `work` on one snapshot of the database. */
export function frozen<T>(db: Kysely<Tables>, work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}

/** Where an audience's feed stands: its version, and a checksum of what is visible of each collection. */
export async function checkpointOf(db: Kysely<Tables>, { retailer, owned }: Audience): Promise<Checkpoint> {
  const { rows } = await sql<{ collection: Collection; rows: number; a: number; b: number; c: number }>`
    SELECT collection, rows, a, b, c FROM feed_digests d
    JOIN unnest(${owned.map(({ scope }) => scope)}::smallint[], ${owned.map(({ owner }) => owner)}::text[])
      AS mine (scope, owner) USING (scope, owner)
    WHERE retailer = ${retailer} ORDER BY collection`.execute(db);
  const sums = new Map<Collection, RowSum>();
  for (const { collection, rows: count, a, b, c } of rows) {
    sums.set(collection, addSums(sums.get(collection) ?? NO_ROWS, { rows: count, limbs: [a, b, c] }));
  }
  const version = await versionOf(db, retailer);
  const collections = Object.fromEntries(
    [...sums].map(([collection, sum]) => [collection, { rows: sum.rows, digest: digestText(sum) }]),
  );
  return { version, collections };
}

export async function versionOf(db: Kysely<Tables>, retailer: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    SELECT version FROM feed_publishers WHERE retailer = ${retailer}`.execute(db);
  return rows[0]?.version ?? 0;
}

/** Each scope's rows come from its own index in their order, and what a page has no room for never leaves the database. */
async function rowsAfter(
  db: Kysely<Tables>,
  { retailer, owned }: Audience,
  after: number,
  limit: number,
): Promise<readonly StoredRow[]> {
  const parts = owned.map(
    ({ scope, owner }: Owned) => sql`(
      SELECT scope, collection, key, version, value FROM feed_rows
      WHERE retailer = ${retailer} AND scope = ${scope}::smallint AND owner = ${owner} AND version > ${after}::bigint
      ORDER BY version LIMIT ${limit}::integer)`,
  );
  const { rows } = await sql<StoredRow>`
    SELECT scope, collection, key, version, value, found FROM (
      SELECT *, count(*) OVER () AS found, row_number() OVER (ORDER BY version) AS number,
        sum(octet_length(coalesce(value, ''))) OVER (ORDER BY version) - octet_length(coalesce(value, '')) AS before
      FROM (${sql.join(parts, sql` UNION ALL `)} ORDER BY version LIMIT ${limit}::integer) AS merged
    ) AS measured WHERE before < ${PAGE_BYTES}::integer ORDER BY version`.execute(db);
  return rows;
}
