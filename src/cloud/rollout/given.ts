import { type Kysely, sql } from 'kysely';
import { DESIRED_KEY, desiredSchema, type FieldValue } from '../../domain/feed/desired.ts';
import { feedConfigSchema } from '../../domain/feed/values.ts';
import type { Tables } from '../database/tables.ts';
import { DEFAULT_RETAILER, ownedBy, type Target } from '../feed/audience.ts';

export type Fields = Readonly<Record<string, FieldValue>>;

/** A box that can be given a configuration. */
export interface RolloutBox {
  readonly id: number;
  readonly store: string;
  readonly name: string;
}

export const ownTarget = ({ store, name }: RolloutBox): Target => ({ scope: 'workstation', store, workstation: name });

/** What the office has set each scope of a retailer to, as it stands in the feed. */
export interface GivenConfig {
  /** Null where the scope has none. */
  of(target: Target): Fields | null;
  /** What a box goes by: the narrowest scope's that has any. */
  effective(box: RolloutBox): Fields;
}

export async function givenConfig(db: Kysely<Tables>, retailer: string): Promise<GivenConfig> {
  const { rows } = await sql<{ scope: number; owner: string; value: string }>`
    SELECT scope, owner, value FROM feed_rows
    WHERE retailer = ${retailer} AND collection = 'config' AND key = ${DESIRED_KEY} AND value IS NOT NULL`.execute(db);
  const values = new Map(rows.map(({ scope, owner, value }) => [`${scope} ${owner}`, value]));
  const of = (target: Target): Fields | null => {
    const { scope, owner } = ownedBy(target);
    const value = values.get(`${scope} ${owner}`);
    if (value === undefined) return null;
    return desiredSchema.parse(JSON.parse(feedConfigSchema.parse(JSON.parse(value)).body)).fields;
  };
  return {
    of,
    effective: (box) =>
      of(ownTarget(box)) ?? of({ scope: 'store', store: box.store }) ?? of({ scope: 'retailer' }) ?? {},
  };
}

/** Boxes that are enrolled, of one store or of all of the retailer's. */
export async function boxesOf(db: Kysely<Tables>, retailer: string, store: string | null): Promise<RolloutBox[]> {
  const { rows } = await sql<RolloutBox>`
    SELECT w.id, w.store, w.name FROM workstations w LEFT JOIN stores s USING (store)
    WHERE w.revoked_at IS NULL AND coalesce(s.retailer, ${DEFAULT_RETAILER}) = ${retailer}
      AND (${store}::text IS NULL OR w.store = ${store}::text)
    ORDER BY w.id`.execute(db);
  return rows;
}
