/** Pictures of items: their files, and the rows of the feed that tell boxes of them. */
import { type Kysely, sql } from 'kysely';
import type { FeedMedia } from '../../domain/feed/values.ts';
import type { Tables } from '../database/tables.ts';
import { type Published, publishing } from '../feed/publish.ts';
import { type Stored, storeAsset } from './store.ts';

export interface NewPicture {
  readonly item: string;
  /** What its SHA-256 is to be, where whoever gives it knows. */
  readonly sha256: string | null;
  readonly source: AsyncIterable<Uint8Array>;
}

export type PictureOutcome =
  | ({ readonly kind: 'taken'; readonly item: string } & FeedMedia)
  | { readonly kind: 'unknownItem'; readonly item: string }
  | ({ readonly item: string } & Extract<Stored, { kind: 'refused' }>);

export interface PicturesPublished extends Published {
  /** In the order in which they were given. */
  readonly outcomes: readonly PictureOutcome[];
}

/** Keeps pictures and gives each to its item, those that can be taken all at once. @throws what a source says, and the database. */
export async function publishPictures(
  db: Kysely<Tables>,
  retailer: string,
  pictures: Iterable<NewPicture>,
): Promise<PicturesPublished> {
  const outcomes: PictureOutcome[] = [];
  for (const picture of pictures) outcomes.push(await taken(db, retailer, picture));
  const published = await publishing(db, retailer, (publisher) =>
    publisher.put(
      outcomes.flatMap((outcome) => {
        if (outcome.kind !== 'taken') return [];
        const { item, sha256, bytes, type } = outcome;
        const row = { target: { scope: 'retailer' }, collection: 'media', key: item } as const;
        return { ...row, value: { sha256, bytes, type } };
      }),
    ),
  );
  return { ...published, outcomes };
}

async function taken(db: Kysely<Tables>, retailer: string, picture: NewPicture): Promise<PictureOutcome> {
  const { item, sha256, source } = picture;
  if (!(await isItem(db, retailer, item))) return { kind: 'unknownItem', item };
  const stored = await storeAsset(db, { retailer, kind: 'picture', version: null, sha256, source });
  if (stored.kind === 'refused') return { ...stored, item };
  // A picture that was kept has a type.
  if (stored.type === null) return { kind: 'refused', item, why: 'noPicture' };
  return { kind: 'taken', item, sha256: stored.sha256, bytes: stored.bytes, type: stored.type };
}

/** From now on the item is drawn as it was before it had one. */
export function removePicture(db: Kysely<Tables>, retailer: string, item: string): Promise<Published> {
  return publishing(db, retailer, (publisher) =>
    publisher.put([{ target: { scope: 'retailer' }, collection: 'media', key: item, value: null }]),
  );
}

async function isItem(db: Kysely<Tables>, retailer: string, item: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM feed_rows WHERE retailer = ${retailer} AND scope = 0 AND owner = ''
    AND collection = 'items' AND key = ${item} AND value IS NOT NULL`.execute(db);
  return rows.length > 0;
}

/** What was put a moment ago may not have been published yet. */
const SETTLED = '1 day';

/** Lets go of pictures that no item has any more, and of bytes that are nobody's. @returns how many files went. */
export async function pruneAssets(db: Kysely<Tables>): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await sql`DELETE FROM retailer_assets r USING assets a
      WHERE a.id = r.asset AND r.kind = 'picture' AND r.added_at < now() - ${SETTLED}::interval AND NOT EXISTS (
        SELECT FROM feed_rows f WHERE f.retailer = r.retailer AND f.collection = 'media' AND f.value IS NOT NULL
          AND f.value::json ->> 'sha256' = encode(a.sha256, 'hex'))`.execute(transaction);
    const { numAffectedRows } = await sql`DELETE FROM assets a
      WHERE NOT EXISTS (SELECT FROM retailer_assets r WHERE r.asset = a.id)`.execute(transaction);
    return Number(numAffectedRows ?? 0n);
  });
}
