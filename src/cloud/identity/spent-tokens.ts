import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** A token whose signature was found good. */
export interface ShownToken {
  readonly keyId: string;
  /** The workstation that it names. */
  readonly name: string;
  readonly jti: string;
  /** Whether nonce and time let it open anything; one that may not spends nothing. */
  readonly isTaken: boolean;
  /** Milliseconds since 1970. */
  readonly forgetAt: number;
}

/** Whose key it is. */
export interface Owner {
  readonly workstationId: number;
  readonly store: string;
  readonly name: string;
  readonly revoked: boolean;
  /** True where the token was spent now, and by nobody before. */
  readonly spent: boolean;
}

/** Spends tokens, no two of them the same, by one statement. @returns in their order whose each is; null where no enrolled key of that name signed it. */
export async function spentTokens(
  db: Kysely<Tables>,
  shown: readonly ShownToken[],
): Promise<readonly (Owner | null)[]> {
  const { rows } = await sql<Owner & { at: number }>`
    WITH own AS (
      SELECT s.at, s.jti, s.taken, s.forget_at, w.id, w.store, w.name, w.revoked_at IS NOT NULL AS revoked
      FROM unnest(
        ${shown.map(({ keyId }) => keyId)}::text[], ${shown.map(({ name }) => name)}::text[],
        ${shown.map(({ jti }) => jti)}::text[], ${shown.map(({ isTaken }) => isTaken)}::boolean[],
        ${shown.map(({ forgetAt }) => new Date(forgetAt))}::timestamptz[]
      ) WITH ORDINALITY AS s (key_id, name, jti, taken, forget_at, at)
      JOIN workstations w ON w.key_id = s.key_id AND w.name = s.name
    ), spent AS (
      INSERT INTO spent_tokens (workstation_id, jti, expires_at)
      SELECT id, jti, forget_at FROM own WHERE NOT revoked AND taken
      ON CONFLICT DO NOTHING RETURNING workstation_id, jti
    )
    SELECT own.at, own.id AS "workstationId", own.store, own.name, own.revoked,
      EXISTS (SELECT FROM spent WHERE spent.workstation_id = own.id AND spent.jti = own.jti) AS spent
    FROM own
  `.execute(db);
  const found = new Map(rows.map(({ at, ...owner }): [number, Owner] => [at - 1, owner]));
  return shown.map((_, at) => found.get(at) ?? null);
}
