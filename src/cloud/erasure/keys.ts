import { createHash, createHmac } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { BalanceKind } from '../../sync/wire/reservation.ts';
import type { Tables } from '../database/tables.ts';

/**
 * What is kept of what was erased: enough to know it again when somebody brings it, and no more. A receipt's token has 128 random bits, so
 * the hash of the hash that the table had needs no key. A card's number could be guessed, and has one, that of `secrets` 'erasure'.
 */
export function receiptKey(tokenHash: Buffer): Buffer {
  return createHash('sha256').update(tokenHash).digest();
}

export function accountKey(secret: Uint8Array, retailer: string, kind: BalanceKind, code: string): Buffer {
  return createHmac('sha256', secret)
    .update(JSON.stringify([retailer, kind, code]))
    .digest();
}

export async function isErased(db: Kysely<Tables>, hash: Buffer): Promise<boolean> {
  const { rows } = await sql`SELECT FROM erased_keys WHERE hash = ${hash}`.execute(db);
  return rows.length > 0;
}
