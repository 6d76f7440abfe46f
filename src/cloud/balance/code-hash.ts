import { createHmac } from 'node:crypto';
import type { BalanceKind } from '../../sync/wire/reservation.ts';
import type { Database } from '../database/connect.ts';
import { sharedSecret } from '../database/secret.ts';

/** What the table has of a code: an HMAC, so that short ones can't be tried out by whoever reads it. */
export function codeHasher(database: Database): (kind: BalanceKind, code: string) => Promise<Buffer> {
  let secret: Promise<Uint8Array> | undefined;
  return async (kind, code) => {
    secret ??= sharedSecret(database, 'balances').catch((error: unknown) => {
      secret = undefined;
      throw error;
    });
    return createHmac('sha256', await secret)
      .update(`${kind} ${code}`)
      .digest();
  };
}
