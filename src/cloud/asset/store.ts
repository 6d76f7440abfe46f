/** Files by their content, in pieces in the database: whichever copy of the cloud is asked has them. */
import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type AssetRef, MOST_FIRMWARE_BYTES, MOST_PICTURE_BYTES, type PictureType } from '../../domain/asset/asset.ts';
import { readPicture } from '../../domain/asset/picture.ts';
import type { Tables } from '../database/tables.ts';

export type AssetKind = 'picture' | 'firmware';

export const MOST_BYTES: Readonly<Record<AssetKind, number>> = {
  picture: MOST_PICTURE_BYTES,
  firmware: MOST_FIRMWARE_BYTES,
};

/** Of one retailer's files together: what keeps coming ends there, not at the disk's end. */
export const MOST_RETAILER_BYTES = 32 * 1024 ** 3;

const PIECE_BYTES = 256 * 1024;

export interface NewAsset {
  readonly retailer: string;
  readonly kind: AssetKind;
  /** Of firmware: its version, as its maker writes it. */
  readonly version: string | null;
  /** What its SHA-256 is to be, where whoever gives it knows. */
  readonly sha256: string | null;
  readonly source: AsyncIterable<Uint8Array>;
}

export type Stored =
  | ({
      readonly kind: 'stored';
      /** Its bytes were there before. */
      readonly known: boolean;
      /** Of a picture, by its bytes. */
      readonly type: PictureType | null;
    } & AssetRef)
  | { readonly kind: 'refused'; readonly why: 'empty' | 'tooLarge' | 'otherHash' | 'noPicture' | 'noRoom' };

class Refusal extends Error {
  readonly why: Extract<Stored, { kind: 'refused' }>['why'];
  constructor(why: Extract<Stored, { kind: 'refused' }>['why']) {
    super(why);
    this.why = why;
  }
}

/** Keeps a file, all of it or nothing; bytes that are there already are not kept twice. @throws what the source and the database say. */
export async function storeAsset(db: Kysely<Tables>, asset: NewAsset): Promise<Stored> {
  try {
    return await db.transaction().execute((transaction) => storing(transaction, asset));
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', why: error.why };
    throw error;
  }
}

async function storing(transaction: Transaction<Tables>, asset: NewAsset): Promise<Stored> {
  const { retailer, kind, version, source } = asset;
  const hash = createHash('sha256');
  const id = await nextId(transaction);
  // Pieces come before the file that they are of: its name is known behind the last of them.
  await sql`SET CONSTRAINTS ALL DEFERRED`.execute(transaction);
  let bytes = 0;
  let head: Uint8Array = new Uint8Array();
  for await (const piece of pieces(source)) {
    if (bytes + piece.length > MOST_BYTES[kind]) throw new Refusal('tooLarge');
    hash.update(piece);
    await sql`INSERT INTO asset_chunks (asset, start, bytes) VALUES (${id}, ${bytes}, ${piece})`.execute(transaction);
    bytes += piece.length;
    // Two pieces at most.
    if (kind === 'picture') head = Buffer.concat([head, piece]);
  }
  if (bytes === 0) throw new Refusal('empty');
  const picture = kind === 'picture' ? readPicture(head) : null;
  if (kind === 'picture' && picture === null) throw new Refusal('noPicture');
  const digest = hash.digest();
  const sha256 = digest.toString('hex');
  if (asset.sha256 !== null && asset.sha256 !== sha256) throw new Refusal('otherHash');
  // Whoever keeps the same bytes at this moment waits, and finds them.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`asset ${sha256}`}, 0))`.execute(transaction);
  const there = await idOf(transaction, digest);
  if (there === null)
    await sql`INSERT INTO assets (id, sha256, bytes) OVERRIDING SYSTEM VALUE
    VALUES (${id}, ${digest}, ${bytes})`.execute(transaction);
  else await sql`DELETE FROM asset_chunks WHERE asset = ${id}`.execute(transaction);
  await sql`INSERT INTO retailer_assets (retailer, asset, kind, version) VALUES (${retailer}, ${there ?? id}, ${kind}, ${version})
    ON CONFLICT (retailer, asset, kind) DO UPDATE SET version = excluded.version`.execute(transaction);
  if ((await bytesOf(transaction, retailer)) > MOST_RETAILER_BYTES) throw new Refusal('noRoom');
  return { kind: 'stored', sha256, bytes, known: there !== null, type: picture?.type ?? null };
}

/** The same bytes in pieces of one size, but for the last. */
async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + PIECE_BYTES - size);
      held.push(part);
      size += part.length;
      at += part.length;
      if (size < PIECE_BYTES) continue;
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

async function nextId(transaction: Transaction<Tables>): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    SELECT nextval(pg_get_serial_sequence('assets', 'id')) AS id`.execute(transaction);
  return rows[0]?.id ?? 0;
}

async function idOf(db: Kysely<Tables>, sha256: Buffer): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`SELECT id FROM assets WHERE sha256 = ${sha256} FOR KEY SHARE`.execute(db);
  return rows[0]?.id ?? null;
}

async function bytesOf(db: Kysely<Tables>, retailer: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM retailer_assets JOIN assets ON id = asset
    WHERE retailer = ${retailer}`.execute(db);
  return rows[0]?.bytes ?? 0;
}

export interface KeptAsset extends AssetRef {
  readonly id: number;
}

/** A file of a retailer; null for what is not there, and for what is another's. */
export async function assetOf(db: Kysely<Tables>, retailer: string, sha256: string): Promise<KeptAsset | null> {
  const { rows } = await sql<{ id: number; bytes: number }>`
    SELECT id, bytes FROM assets WHERE sha256 = ${Buffer.from(sha256, 'hex')}
      AND EXISTS (SELECT FROM retailer_assets WHERE retailer = ${retailer} AND asset = id)`.execute(db);
  const row = rows[0];
  return row === undefined ? null : { ...row, sha256 };
}

/** The bytes of a file from `start` to before `end`, a piece at a time: whoever reads slowly holds no connection. */
export async function* assetBytes(
  db: Kysely<Tables>,
  { id }: Pick<KeptAsset, 'id'>,
  start: number,
  end: number,
): AsyncGenerator<Buffer, void, undefined> {
  for (let at = start; at < end; ) {
    const { rows } = await sql<{ start: number; bytes: Buffer }>`
      SELECT start, bytes FROM asset_chunks WHERE asset = ${id} AND start <= ${at}::bigint
      ORDER BY start DESC LIMIT 1`.execute(db);
    const piece = rows[0];
    const rest = piece?.bytes.subarray(at - piece.start, end - piece.start);
    if (rest === undefined || rest.length === 0) return;
    at += rest.length;
    yield rest;
  }
}
