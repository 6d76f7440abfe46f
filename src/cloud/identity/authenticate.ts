import { NONCE_SECONDS } from '../../sync/wire/identity.ts';
import type { Database } from '../database/connect.ts';
import { CloudProblem } from '../problem.ts';
import type { Nonces } from './nonce.ts';
import { claimedKeyId, isInTime, signedClaims } from './token.ts';

/** Who asks: a workstation that is enrolled, as its own key proves. */
export interface Identity {
  readonly workstationId: number;
  readonly store: string;
  readonly name: string;
}

/** The request that a token is to open. */
export interface AskedFor {
  readonly authorization: string | undefined;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A spent token is remembered for as long as its nonce could be taken, and a little more. */
const REMEMBERED_MS = (NONCE_SECONDS + 60) * 1000;
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/;

/**
 * Who a request comes from. The signature is judged first: nothing is said of a workstation to those who lack its key.
 * @throws CloudProblem TOKEN_INVALID, IDENTITY_REVOKED, NONCE_STALE, TOKEN_EXPIRED, TOKEN_REPLAYED.
 */
export async function authenticate({ passing }: Database, nonces: Nonces, asked: AskedFor): Promise<Identity> {
  const invalid = () =>
    new CloudProblem('TOKEN_INVALID', 'The request needs a token that an enrolled workstation signed.');
  const token = BEARER.exec(asked.authorization ?? '')?.[1];
  const keyId = token === undefined ? null : claimedKeyId(token);
  if (token === undefined || keyId === null) throw invalid();
  const row = await passing
    .selectFrom('workstations')
    .select(['id', 'store', 'name', 'public_key', 'revoked_at'])
    .where('key_id', '=', keyId)
    .executeTakeFirst();
  const claims = row === undefined ? null : await signedClaims(token, row.public_key);
  if (row === undefined || claims === null || claims.iss !== row.name) throw invalid();
  if (claims.htm !== asked.method || claims.htu !== asked.path) throw invalid();
  if (row.revoked_at !== null) throw new CloudProblem('IDENTITY_REVOKED', "This workstation's key was revoked.");
  if (!nonces.isFresh(claims.nonce, asked.now))
    throw new CloudProblem('NONCE_STALE', 'The token names no current nonce.');
  if (!isInTime(claims, asked.now)) throw new CloudProblem('TOKEN_EXPIRED', 'The token is not of this moment.');
  const spent = await passing
    .insertInto('spent_tokens')
    .values({ workstation_id: row.id, jti: claims.jti, expires_at: new Date(asked.now + REMEMBERED_MS) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (spent.numInsertedOrUpdatedRows !== 1n) throw new CloudProblem('TOKEN_REPLAYED', 'The token was used before.');
  return { workstationId: row.id, store: row.store, name: row.name };
}

/** For an answer that was waited for: the key may have been revoked meanwhile. @throws CloudProblem IDENTITY_REVOKED */
export async function stillHolds(
  { passing }: Database,
  { workstationId }: Pick<Identity, 'workstationId'>,
): Promise<void> {
  const row = await passing
    .selectFrom('workstations')
    .select('revoked_at')
    .where('id', '=', workstationId)
    .executeTakeFirst();
  if (row?.revoked_at !== null) throw new CloudProblem('IDENTITY_REVOKED', "This workstation's key was revoked.");
}

/** Forgets tokens whose nonce is too old to be taken anyway. */
export async function forgetSpentTokens({ passing }: Database, now: number): Promise<void> {
  await passing.deleteFrom('spent_tokens').where('expires_at', '<', new Date(now)).execute();
}
