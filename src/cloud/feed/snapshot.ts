/**
 * Snapshots: the rows of one scope as they stood at one version, packed, in pieces in the database. Each is built once and kept until newer
 * ones have taken its place. What is published behind it costs no new one as long as the feed tells it cheaply.
 */
import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Collection, rowLine, type Scope } from '../../domain/feed/row.ts';
import type { Checkpoint } from '../../sync/wire/feed.ts';
import type { Tables } from '../database/tables.ts';
import { type Owned, scopeName } from './audience.ts';
import { packer } from './packer.ts';
import { checkpointOf } from './read.ts';

export interface SnapshotPart {
  readonly id: number;
  readonly scope: Scope;
  readonly version: number;
  readonly rows: number;
  readonly bytes: number;
  /** Lowercase hex, of the packed bytes. */
  readonly sha256: string;
  readonly collections: Checkpoint['collections'];
}

/** What is kept of one scope: whoever downloads the one before still ends. */
const KEPT = 2;
const PAGE_ROWS = 5_000;
const PIECE_BYTES = 256 * 1024;
/** Rows behind a snapshot that the feed tells rather than a new one, and their share of all. */
const FEW_ROWS = 5_000;
const FEW_SHARE = 0.1;

/** The newest part of a scope; null where there is none that is new enough. */
export async function currentPart(
  db: Kysely<Tables>,
  retailer: string,
  { scope, owner }: Owned,
): Promise<SnapshotPart | null> {
  const { rows } = await sql<
    Omit<SnapshotPart, 'scope' | 'sha256' | 'collections'> & { sha256: Buffer; collections: string }
  >`
    SELECT id, version, rows, bytes, sha256, collections FROM feed_snapshots
    WHERE retailer = ${retailer} AND scope = ${scope} AND owner = ${owner} ORDER BY version DESC LIMIT 1`.execute(db);
  const part = rows[0];
  if (part === undefined) return null;
  const few = Math.max(FEW_ROWS, Math.floor(part.rows * FEW_SHARE));
  const { rows: behind } = await sql<{ rows: number }>`
    SELECT count(*) AS rows FROM (SELECT FROM feed_rows WHERE retailer = ${retailer} AND scope = ${scope}
      AND owner = ${owner} AND version > ${part.version}::bigint LIMIT ${few + 1}::integer) AS newer`.execute(db);
  if ((behind[0]?.rows ?? 0) > few) return null;
  const collections = JSON.parse(part.collections) as Checkpoint['collections'];
  return { ...part, scope: scopeName(scope), sha256: part.sha256.toString('hex'), collections };
}

/** Whether a scope has a row at all. */
export async function hasRows(db: Kysely<Tables>, retailer: string, { scope, owner }: Owned): Promise<boolean> {
  const { rows } =
    await sql`SELECT FROM feed_digests WHERE retailer = ${retailer} AND scope = ${scope} AND owner = ${owner}
    AND rows > 0 LIMIT 1`.execute(db);
  return rows.length > 0;
}

/** Builds the part of a scope, unless another copy of the cloud is at it: it is there later then. */
export function buildPart(db: Kysely<Tables>, retailer: string, owned: Owned): Promise<void> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const { scope, owner } = owned;
      const name = JSON.stringify(['feed snapshot', retailer, scope, owner]);
      const { rows: locked } = await sql<{ got: boolean }>`
        SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS got`.execute(transaction);
      if (locked[0]?.got !== true || (await currentPart(transaction, retailer, owned)) !== null) return;
      const { version, collections } = await checkpointOf(transaction, { retailer, owned: [owned] });
      const { rows: begun } = await sql<{ id: number }>`
        INSERT INTO feed_snapshots (retailer, scope, owner, version, rows, bytes, sha256, collections)
        VALUES (${retailer}, ${scope}, ${owner}, ${version}, 0, 0, '', ${JSON.stringify(collections)}) RETURNING id`.execute(
        transaction,
      );
      const id = begun[0]?.id ?? 0;
      const written = await writePieces(transaction, id, retailer, owned);
      await sql`UPDATE feed_snapshots SET rows = ${written.rows}, bytes = ${written.bytes}, sha256 = ${written.sha256}
        WHERE id = ${id}`.execute(transaction);
      await sql`DELETE FROM feed_snapshots WHERE id IN (SELECT id FROM feed_snapshots
        WHERE retailer = ${retailer} AND scope = ${scope} AND owner = ${owner}
        ORDER BY version DESC OFFSET ${KEPT})`.execute(transaction);
    });
}

async function writePieces(transaction: Transaction<Tables>, id: number, retailer: string, owned: Owned) {
  const packing = packer(PIECE_BYTES);
  const hash = createHash('sha256');
  let [rows, bytes] = [0, 0];
  const store = async (pieces: readonly Buffer[]): Promise<void> => {
    for (const piece of pieces) {
      hash.update(piece);
      await sql`INSERT INTO feed_snapshot_chunks (snapshot, start, bytes) VALUES (${id}, ${bytes}, ${piece})`.execute(
        transaction,
      );
      bytes += piece.length;
    }
  };
  let last: { readonly collection: string; readonly key: string } = { collection: '', key: '' };
  for (;;) {
    const page = await pageAfter(transaction, retailer, owned, last);
    if (page.length > 0) {
      await store(
        await packing.add(page.map((row) => `${rowLine({ ...row, scope: scopeName(owned.scope) })}\n`).join('')),
      );
      rows += page.length;
    }
    if (page.length < PAGE_ROWS) break;
    last = page.at(-1) ?? last;
  }
  await store(await packing.end());
  return { rows, bytes, sha256: hash.digest() };
}

async function pageAfter(
  transaction: Transaction<Tables>,
  retailer: string,
  { scope, owner }: Owned,
  last: { readonly collection: string; readonly key: string },
) {
  const { rows } = await sql<{ collection: Collection; key: string; version: number; value: string }>`
    SELECT collection, key, version, value FROM feed_rows
    WHERE retailer = ${retailer} AND scope = ${scope} AND owner = ${owner} AND value IS NOT NULL
      AND (collection, key) > (${last.collection}, ${last.key})
    ORDER BY collection, key LIMIT ${PAGE_ROWS}`.execute(transaction);
  return rows;
}

/** A part that is kept, if it is one of this scope. */
export async function partBySha(
  db: Kysely<Tables>,
  retailer: string,
  owned: readonly Owned[],
  sha256: string,
): Promise<{ readonly id: number; readonly bytes: number } | null> {
  const { rows } = await sql<{ id: number; bytes: number }>`
    SELECT id, bytes FROM feed_snapshots s
    JOIN unnest(${owned.map(({ scope }) => scope)}::smallint[], ${owned.map(({ owner }) => owner)}::text[])
      AS mine (scope, owner) USING (scope, owner)
    WHERE retailer = ${retailer} AND sha256 = ${Buffer.from(sha256, 'hex')} LIMIT 1`.execute(db);
  return rows[0] ?? null;
}

/** The bytes of a part from `start` on, a piece at a time: whoever reads slowly holds no connection. */
export async function* partBytes(
  db: Kysely<Tables>,
  id: number,
  start: number,
): AsyncGenerator<Buffer, void, undefined> {
  let at = start;
  for (;;) {
    const { rows } = await sql<{ start: number; bytes: Buffer }>`
      SELECT start, bytes FROM feed_snapshot_chunks WHERE snapshot = ${id} AND start <= ${at}::bigint
      ORDER BY start DESC LIMIT 1`.execute(db);
    const piece = rows[0];
    const rest = piece?.bytes.subarray(at - piece.start);
    if (rest === undefined || rest.length === 0) return;
    at += rest.length;
    yield rest;
  }
}
