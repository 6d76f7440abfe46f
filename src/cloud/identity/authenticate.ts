import { NONCE_SECONDS } from '../../sync/wire/identity.ts';
import type { Database } from '../database/connect.ts';
import { gathered } from '../database/gathered.ts';
import { CloudProblem } from '../problem.ts';
import type { Nonces } from './nonce.ts';
import { type Owner, type ShownToken, spentTokens } from './spent-tokens.ts';
import { claimedKeyId, isInTime, type PublicJwk, publicJwk, signedClaims } from './token.ts';

/** Who asks: a workstation that is enrolled, as its own key proves. */
export type Identity = Pick<Owner, 'workstationId' | 'store' | 'name'>;

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

/** Keys that one copy remembers: a few megabytes. */
const MOST_KEYS = 20_000;
/** Tokens that one statement asks about, and such statements at a time. */
const MOST_TOGETHER = 256;
const TOGETHER_AT_ONCE = 2;

/**
 * Who a request comes from, by one statement where its key was met before, which those share who ask at the same time. A key's id is its own thumbprint, so the key alone is
 * remembered; whose it is, and whether it still opens anything, is asked every time. The signature is judged first: nothing is said of a
 * workstation to those who lack its key.
 */
export function authenticator({ passing }: Database, nonces: Nonces) {
  const keys = new Map<string, PublicJwk>();
  const spend = gathered<ShownToken, Owner | null>({
    keyOf: ({ keyId, jti }) => `${keyId} ${jti}`,
    weightOf: () => 1,
    mostWeight: MOST_TOGETHER,
    atOnce: TOGETHER_AT_ONCE,
    run: (shown) => spentTokens(passing, shown),
  });

  const keyOf = async (keyId: string): Promise<PublicJwk | null> => {
    const known = keys.get(keyId);
    if (known !== undefined) return known;
    const row = await passing
      .selectFrom('workstations')
      .select('public_key')
      .where('key_id', '=', keyId)
      .executeTakeFirst();
    return row === undefined ? null : publicJwk(row.public_key);
  };

  /** Only those that signed something. The oldest goes first. */
  const remember = (keyId: string, key: PublicJwk): void => {
    if (keys.has(keyId)) return;
    const [oldest] = keys.size < MOST_KEYS ? [] : keys.keys();
    if (oldest !== undefined) keys.delete(oldest);
    keys.set(keyId, key);
  };

  /** @throws CloudProblem TOKEN_INVALID, IDENTITY_REVOKED, NONCE_STALE, TOKEN_EXPIRED, TOKEN_REPLAYED. */
  return async (asked: AskedFor): Promise<Identity> => {
    const token = BEARER.exec(asked.authorization ?? '')?.[1];
    const keyId = token === undefined ? null : claimedKeyId(token);
    if (token === undefined || keyId === null) throw invalid();
    const key = await keyOf(keyId);
    const claims = key === null ? null : await signedClaims(token, key);
    if (key === null || claims === null) throw invalid();
    if (claims.htm !== asked.method || claims.htu !== asked.path) throw invalid();
    remember(keyId, key);
    const isFresh = nonces.isFresh(claims.nonce, asked.now);
    const isTaken = isFresh && isInTime(claims, asked.now);
    const own = await spend({ keyId, name: claims.iss, jti: claims.jti, isTaken, forgetAt: asked.now + REMEMBERED_MS });
    if (own === null) throw invalid();
    if (own.revoked) throw revoked();
    if (!isFresh) throw new CloudProblem('NONCE_STALE', 'The token names no current nonce.');
    if (!isTaken) throw new CloudProblem('TOKEN_EXPIRED', 'The token is not of this moment.');
    if (!own.spent) throw new CloudProblem('TOKEN_REPLAYED', 'The token was used before.');
    return { workstationId: own.workstationId, store: own.store, name: own.name };
  };
}

const invalid = () =>
  new CloudProblem('TOKEN_INVALID', 'The request needs a token that an enrolled workstation signed.');
const revoked = () => new CloudProblem('IDENTITY_REVOKED', "This workstation's key was revoked.");

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
  if (row?.revoked_at !== null) throw revoked();
}

/** Forgets tokens whose nonce is too old to be taken anyway. */
export async function forgetSpentTokens({ passing }: Database, now: number): Promise<void> {
  await passing.deleteFrom('spent_tokens').where('expires_at', '<', new Date(now)).execute();
}
