import { randomBytes } from 'node:crypto';
import type { Database } from '../database/connect.ts';
import { sha256 } from '../digest.ts';
import { DEFAULT_RETAILER, retailerOf } from '../feed/audience.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { Right } from '../routing/contract.ts';

/** A key of the back office, as those who hold it may use it. */
export interface OfficeKey {
  readonly name: string;
  /** The one store that it is for; null for all. */
  readonly store: string | null;
  /** Whose accounts it opens, and whose persons it may have erased. */
  readonly retailer: string;
}

export interface OfficeKeyOrder extends Omit<OfficeKey, 'retailer'> {
  /** The one that nobody named, when left out. */
  readonly retailer?: string;
  readonly rights: readonly Right[];
  readonly days: number;
}

const KEY_BYTES = 32;
const DAY_MS = 86_400_000;
const BEARER = /^Bearer (ck_[\w-]{43})$/;

/** A new key, told once: only its hash is kept. It takes the place of one of the same name. */
export async function issueKey({ journal }: Database, order: OfficeKeyOrder, now: number): Promise<string> {
  const key = `ck_${randomBytes(KEY_BYTES).toString('base64url')}`;
  const row = {
    key_hash: sha256(key),
    store: order.store,
    retailer: order.store === null ? (order.retailer ?? DEFAULT_RETAILER) : await retailerOf(journal, order.store),
    rights: [...order.rights],
    expires_at: new Date(now + order.days * DAY_MS),
  };
  await journal
    .insertInto('office_keys')
    .values({ name: order.name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
  return key;
}

/** From now on it opens nothing. False when there is none of that name. */
export async function revokeKey({ journal }: Database, name: string): Promise<boolean> {
  const gone = await journal.deleteFrom('office_keys').where('name', '=', name).executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

/** @throws CloudProblem TOKEN_INVALID for what is no key (any more); NOT_FOUND for one that may not do this. */
export async function openKey(
  { passing }: Database,
  authorization: string | undefined,
  may: Right | undefined,
  now: number,
): Promise<OfficeKey> {
  const key = BEARER.exec(authorization ?? '')?.[1];
  const row =
    key === undefined
      ? undefined
      : await passing
          .selectFrom('office_keys')
          .select(['name', 'store', 'retailer', 'rights'])
          .where('key_hash', '=', sha256(key))
          .where('expires_at', '>', new Date(now))
          .executeTakeFirst();
  if (row === undefined) throw new CloudProblem('TOKEN_INVALID', 'This needs a key of the back office.');
  if (may === undefined || !row.rights.includes(may)) throw notFound();
  return { name: row.name, store: row.store, retailer: row.retailer };
}
