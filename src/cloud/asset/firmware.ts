/** Firmware images of a retailer, as its devices are set to them. */
import { type Kysely, sql } from 'kysely';
import type { FirmwareRef } from '../../domain/asset/asset.ts';
import type { Tables } from '../database/tables.ts';

/** Null where there is none of that SHA-256. */
export async function firmwareOf(db: Kysely<Tables>, retailer: string, sha256: string): Promise<FirmwareRef | null> {
  const { rows } = await sql<{ bytes: number; version: string }>`
    SELECT bytes, version FROM assets JOIN retailer_assets ON asset = id
    WHERE sha256 = ${Buffer.from(sha256, 'hex')} AND retailer = ${retailer} AND kind = 'firmware'`.execute(db);
  const row = rows[0];
  return row === undefined ? null : { version: row.version, sha256, bytes: row.bytes };
}

export interface KeptFirmware extends FirmwareRef {
  readonly addedAt: Date;
}

/** The newest first. */
export async function firmwareList(db: Kysely<Tables>, retailer: string): Promise<KeptFirmware[]> {
  const { rows } = await sql<KeptFirmware>`
    SELECT version, encode(sha256, 'hex') AS sha256, bytes, added_at AS "addedAt" FROM assets JOIN retailer_assets ON asset = id
    WHERE retailer = ${retailer} AND kind = 'firmware' ORDER BY added_at DESC, version`.execute(db);
  return rows;
}

/** `inUse`: a device is set to it, or would be by taking an open rollout back. */
export type FirmwareRemoval = 'removed' | 'inUse' | 'unknown';

/** Forgets an image; its bytes go with the next pruning, where nobody else has them. */
export async function removeFirmware(db: Kysely<Tables>, retailer: string, sha256: string): Promise<FirmwareRemoval> {
  if ((await firmwareOf(db, retailer, sha256)) === null) return 'unknown';
  const named = `%${sha256}%`;
  // In one statement: whoever sets a device to it meanwhile has found it first, and the device says that it can't be had.
  const { numAffectedRows } = await sql`
    DELETE FROM retailer_assets USING assets
    WHERE asset = id AND sha256 = ${Buffer.from(sha256, 'hex')} AND retailer = ${retailer} AND kind = 'firmware'
      AND NOT EXISTS (SELECT FROM feed_rows f
        WHERE f.retailer = ${retailer} AND f.collection = 'config' AND f.value LIKE ${named})
      AND NOT EXISTS (SELECT FROM rollouts r JOIN rollout_members m USING (retailer, name)
        WHERE r.retailer = ${retailer} AND r.state IN ('running', 'paused') AND (m.before LIKE ${named} OR r.fields LIKE ${named}))`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n) > 0 ? 'removed' : 'inUse';
}
