/**
 * Publishing: one publisher at a time in a retailer's feed. Versions are given while it holds the retailer's row, and the next one begins
 * behind its commit, so that a reader that has seen a version has seen all below it. What does not differ from what is there is no change.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Collection, isKey, MOST_LINE } from '../../domain/feed/row.ts';
import { isValueOf } from '../../domain/feed/values.ts';
import type { Tables } from '../database/tables.ts';
import { ownedBy, type Target } from './audience.ts';

/** A key's new value in one scope; null takes it away. */
export interface FeedChange {
  readonly target: Target;
  readonly collection: Collection;
  readonly key: string;
  readonly value: object | null;
}

export interface Published {
  /** Of the retailer's feed afterwards. */
  readonly version: number;
  /** Keys that are other than before. */
  readonly changed: number;
}

export interface Publisher {
  /** How far the feed has come, what was put so far counted. */
  version(): number;
  put(changes: readonly FeedChange[]): Promise<void>;
  /** Takes away the retailer's own keys of these collections that were not put since the publisher began. */
  retire(collections: readonly Collection[]): Promise<void>;
}

/** Rows of one statement. */
const BATCH = 2_000;
/** Rows written after which the planner is told of them, and again at ten times as many. */
const TOLD_AT = 20_000;
/** Room for scope, names and version beside a value. */
const MOST_VALUE = MOST_LINE - 1024;

/**
 * Runs `work` as the one publisher of a retailer, in a transaction. @throws RangeError for what is no row, what the database says, and what
 * `work` throws: nothing is published then.
 */
export function publishing(
  db: Kysely<Tables>,
  retailer: string,
  work: (publisher: Publisher) => Promise<void>,
): Promise<Published> {
  return db.transaction().execute((transaction) => publishIn(transaction, retailer, work));
}

/** The same within a transaction that does more; it waits for other publishers, and they for its end. */
export async function publishIn(
  transaction: Transaction<Tables>,
  retailer: string,
  work: (publisher: Publisher) => Promise<void>,
): Promise<Published> {
  await sql`INSERT INTO feed_publishers (retailer) VALUES (${retailer}) ON CONFLICT DO NOTHING`.execute(transaction);
  const { rows } = await sql<{ version: number }>`
    SELECT version FROM feed_publishers WHERE retailer = ${retailer} FOR UPDATE`.execute(transaction);
  let version = rows[0]?.version ?? 0;
  let changed = 0;
  let kept = false;
  let toldAt = TOLD_AT;
  const write = async (batch: readonly FeedChange[]): Promise<void> => {
    const written = await writeRows(transaction, retailer, version, batch);
    version += written;
    changed += written;
    if (changed < toldAt) return;
    toldAt *= 10;
    await tellPlanner(transaction);
  };
  await work({
    version: () => version,
    async put(changes) {
      for (let at = 0; at < changes.length; at += BATCH) {
        const batch = changes.slice(at, at + BATCH);
        for (const change of batch) assertRow(change);
        if (!kept) await startKeeping(transaction);
        kept = true;
        await keep(transaction, batch);
        await write(distinct(batch));
      }
    },
    async retire(collections) {
      if (!kept) await startKeeping(transaction);
      kept = true;
      for (;;) {
        const gone = await notKept(transaction, retailer, collections);
        if (gone.length === 0) return;
        await write(gone.map((row) => ({ ...row, target: { scope: 'retailer' }, value: null })));
      }
    },
  });
  await sql`UPDATE feed_publishers SET version = ${version} WHERE retailer = ${retailer}`.execute(transaction);
  return { version, changed };
}

/**
 * What a transaction writes nobody else counts before its end, and whoever plans for an empty table reads all of it for each batch. Where
 * another publisher does the same, that one's count has to do.
 */
async function tellPlanner(transaction: Transaction<Tables>): Promise<void> {
  await sql`SAVEPOINT counting`.execute(transaction);
  try {
    await sql`SET LOCAL lock_timeout = '1s'`.execute(transaction);
    await sql`ANALYZE feed_rows`.execute(transaction);
    await sql`SET LOCAL lock_timeout = DEFAULT`.execute(transaction);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    await sql`ROLLBACK TO SAVEPOINT counting`.execute(transaction);
  }
  await sql`RELEASE SAVEPOINT counting`.execute(transaction);
}

/** Source: PostgreSQL, appendix A: 55P03 lock_not_available. */
const isLockTimeout = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '55P03';

function assertRow({ collection, key, value }: FeedChange): void {
  if (!isKey(key)) throw new RangeError(`no key of ${collection}: ${JSON.stringify(String(key).slice(0, 40))}`);
  if (value === null) return;
  if (!isValueOf(collection, key, value) || JSON.stringify(value).length > MOST_VALUE) {
    throw new RangeError(`no value of ${collection}: ${key.slice(0, 40)}`);
  }
}

/** The last word on each key. */
function distinct(batch: readonly FeedChange[]): FeedChange[] {
  return [
    ...new Map(
      batch.map((change) => [JSON.stringify([ownedBy(change.target), change.collection, change.key]), change]),
    ).values(),
  ];
}

async function startKeeping(transaction: Transaction<Tables>): Promise<void> {
  await sql`CREATE TEMP TABLE feed_kept (collection text, key text COLLATE "C") ON COMMIT DROP`.execute(transaction);
}

async function keep(transaction: Transaction<Tables>, batch: readonly FeedChange[]): Promise<void> {
  const own = batch.filter(({ target }) => target.scope === 'retailer');
  await sql`INSERT INTO feed_kept SELECT * FROM unnest(
    ${own.map(({ collection }) => collection)}::text[], ${own.map(({ key }) => key)}::text[])`.execute(transaction);
}

async function notKept(transaction: Transaction<Tables>, retailer: string, collections: readonly Collection[]) {
  const { rows } = await sql<{ collection: Collection; key: string }>`
    SELECT collection, key FROM feed_rows f
    WHERE retailer = ${retailer} AND scope = 0 AND owner = '' AND collection = ANY(${[...collections]}::text[])
      AND value IS NOT NULL AND NOT EXISTS (SELECT FROM feed_kept k WHERE k.collection = f.collection AND k.key = f.key)
    LIMIT ${BATCH}`.execute(transaction);
  return rows;
}

/** Writes what differs, each under the next version, and carries the checksums on. @returns how many it were. */
async function writeRows(
  transaction: Transaction<Tables>,
  retailer: string,
  after: number,
  batch: readonly FeedChange[],
): Promise<number> {
  const owned = batch.map(({ target }) => ownedBy(target));
  const { rows } = await sql<{ changed: number }>`
    WITH changed AS (
      SELECT given.*, ${after}::bigint + row_number() OVER (ORDER BY at) AS version,
        f.version AS old_version, f.value AS old_value
      FROM unnest(
        ${owned.map(({ scope }) => scope)}::smallint[], ${owned.map(({ owner }) => owner)}::text[],
        ${batch.map(({ collection }) => collection)}::text[], ${batch.map(({ key }) => key)}::text[],
        ${batch.map(({ value }) => (value === null ? null : JSON.stringify(value)))}::text[]
      ) WITH ORDINALITY AS given (scope, owner, collection, key, value, at)
      LEFT JOIN feed_rows f ON f.retailer = ${retailer} AND f.scope = given.scope AND f.owner = given.owner
        AND f.collection = given.collection AND f.key = given.key
      WHERE given.value IS DISTINCT FROM f.value
    ), written AS (
      INSERT INTO feed_rows (retailer, scope, owner, collection, key, version, value)
      SELECT ${retailer}, scope, owner, collection, key, version, value FROM changed
      ON CONFLICT (retailer, scope, owner, collection, key)
      DO UPDATE SET version = excluded.version, value = excluded.value
    ), hashed AS (
      SELECT scope, owner, collection, version, sign, encode(sha256(convert_to(
        collection || E'\n' || (ARRAY['retailer', 'store', 'workstation'])[scope + 1] || E'\n' || key || E'\n' || text, 'UTF8')), 'hex') AS hash
      FROM changed, LATERAL (VALUES (1, version || E'\n' || value), (-1, old_version || E'\n' || old_value)) AS each (sign, text)
      WHERE text IS NOT NULL
    ), sums AS (
      SELECT scope, owner, collection, max(version) AS version, sum(sign) AS rows,
        sum(sign * ('x' || substr(hash, 1, 12))::bit(48)::bigint) AS a,
        sum(sign * ('x' || substr(hash, 13, 12))::bit(48)::bigint) AS b,
        sum(sign * ('x' || substr(hash, 25, 12))::bit(48)::bigint) AS c
      FROM hashed GROUP BY scope, owner, collection
    ), summed AS (
      INSERT INTO feed_digests AS d (retailer, scope, owner, collection, version, rows, a, b, c)
      SELECT ${retailer}, scope, owner, collection, version, rows,
        mod(mod(a, 1::bigint << 48) + (1::bigint << 48), 1::bigint << 48),
        mod(mod(b, 1::bigint << 48) + (1::bigint << 48), 1::bigint << 48),
        mod(mod(c, 1::bigint << 48) + (1::bigint << 48), 1::bigint << 48) FROM sums
      ON CONFLICT (retailer, scope, owner, collection) DO UPDATE SET
        version = excluded.version, rows = d.rows + excluded.rows, a = (d.a + excluded.a) % (1::bigint << 48),
        b = (d.b + excluded.b) % (1::bigint << 48), c = (d.c + excluded.c) % (1::bigint << 48)
    )
    SELECT count(*)::integer AS changed FROM changed`.execute(transaction);
  return rows[0]?.changed ?? 0;
}
