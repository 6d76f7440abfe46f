import { z } from 'zod';
import { sha256Schema } from '../../domain/asset/asset.ts';
import { COLLECTIONS, SCOPES } from '../../domain/feed/row.ts';

/**
 * The feed, from the cloud down. `GET /v1/feed?after=V&limit=…&wait=30` answers NDJSON: rows in the order of their versions, each after V
 * and visible to whoever asks; the page that reaches the end closes with a line `{"checkpoint":…}`, read in the same snapshot of the
 * database. With nothing new the answer comes when there is, or after `wait` seconds, with the checkpoint alone.
 *
 * `GET /v1/snapshot` names the parts that hold the feed from zero, one a scope; `GET /v1/snapshot/{sha256}` is a part: rows as NDJSON,
 * packed with zstd, resumable by Range. After the parts, the feed goes on from `version`.
 */

/** Most rows of a page. */
export const MOST_PAGE_ROWS = 5_000;
/** Bytes after which a page ends, whatever its rows; one row always fits. */
export const PAGE_BYTES = 4 * 1024 * 1024;
/** Most bytes of a page: one that is full but for a byte, and the largest row. */
export const MOST_PAGE_BYTES = 16 * 1024 * 1024;
/** Most seconds that an answer is waited for. */
export const MOST_WAIT_SECONDS = 30;
/** Most bytes of a part, packed. */
export const MOST_PART_BYTES = 4 * 1024 * 1024 * 1024;

export const feedQuerySchema = z.object({
  after: z.coerce.number().int().min(0),
  limit: z.coerce.number().int().min(1).max(MOST_PAGE_ROWS).default(1_000),
  wait: z.coerce.number().int().min(0).max(MOST_WAIT_SECONDS).default(0),
});

const digest = z.strictObject({ rows: z.int().min(0), digest: z.string().regex(/^[0-9a-f]{36}$/) });

const collections = z.partialRecord(z.enum(COLLECTIONS), digest);

/** Collections that the cloud has ever had a row of for this box; of the others the box keeps what it was given by hand. */
export const checkpointSchema = z.strictObject({ version: z.int().min(0), collections });
export type Checkpoint = z.infer<typeof checkpointSchema>;

export const CHECKPOINT_START = '{"checkpoint":';
export const checkpointLineSchema = z.strictObject({ checkpoint: checkpointSchema });

export const snapshotSchema = z.strictObject({
  /** Where the feed goes on: the oldest part's version. */
  version: z.int().min(0),
  parts: z
    .array(
      z.strictObject({
        scope: z.enum(SCOPES),
        version: z.int().min(1),
        rows: z.int().min(0),
        bytes: z.int().min(1).max(MOST_PART_BYTES),
        sha256: sha256Schema,
        /** What it holds; the bytes of that SHA-256 hold nothing else. */
        collections,
      }),
    )
    .max(SCOPES.length),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
