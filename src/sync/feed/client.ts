import type { z } from 'zod';
import type { FeedDownloads } from '../../workstation/ports/feed.ts';
import type { Refused, Unreachable } from '../upload/client.ts';
import {
  CHECKPOINT_START,
  type Checkpoint,
  checkpointLineSchema,
  MOST_PAGE_BYTES,
  MOST_PAGE_ROWS,
  type Snapshot,
  snapshotSchema,
} from '../wire/feed.ts';
import type { CloudLink } from './link.ts';

export type Page = {
  readonly kind: 'page';
  /** Lines of rows, as they came. */
  readonly rows: Uint8Array;
  /** Where the page reaches the end of the feed. */
  readonly checkpoint: Checkpoint | null;
};

export interface FeedClient {
  /** @param wait seconds that the cloud may wait for something new. */
  page(after: number, wait: number): Promise<Page | Refused | Unreachable>;
  snapshot(): Promise<{ readonly kind: 'snapshot'; readonly snapshot: Snapshot } | Refused | Unreachable>;
  /** Goes on with a part where an earlier attempt stopped. @throws Fault STORAGE_* of the downloads */
  download(
    part: Snapshot['parts'][number],
    to: FeedDownloads,
  ): Promise<{ readonly kind: 'whole' } | Refused | Unreachable>;
}

/** Milliseconds without a byte until an answer is given up, beside what the cloud may wait. */
const IDLE_MS = 15_000;
const MOST_SNAPSHOT_BYTES = 64 * 1024;
const LINE_END = 0x0a;
const MALFORMED: Refused = { kind: 'refused', code: 'FEED_MALFORMED', asked: null };

/** What is asked of the cloud's feed. Nothing it returns is believed without its schema; rows are judged where they are staged. */
export function feedClient(link: CloudLink): FeedClient {
  return {
    async page(after, wait) {
      const chunks: Uint8Array[] = [];
      const answer = await link.get(
        {
          path: '/v1/feed',
          query: `?after=${after}&limit=${MOST_PAGE_ROWS}&wait=${wait}`,
          idle: IDLE_MS + wait * 1000,
          most: MOST_PAGE_BYTES,
        },
        (bytes) => void chunks.push(bytes),
      );
      return answer.kind === 'ok' ? readPage(Buffer.concat(chunks)) : answer;
    },
    async snapshot() {
      const chunks: Uint8Array[] = [];
      const request = { path: '/v1/snapshot', idle: IDLE_MS, most: MOST_SNAPSHOT_BYTES };
      const answer = await link.get(request, (bytes) => void chunks.push(bytes));
      if (answer.kind !== 'ok') return answer;
      const snapshot = parsed(snapshotSchema, Buffer.concat(chunks));
      return snapshot === null ? MALFORMED : { kind: 'snapshot', snapshot };
    },
    async download({ sha256, bytes }, to) {
      const held = to.held(sha256);
      if (held === bytes) return { kind: 'whole' };
      if (held > bytes) {
        to.keepOnly([]);
        return MALFORMED;
      }
      const headers: Readonly<Record<string, string>> = held === 0 ? {} : { range: `bytes=${held}-` };
      const request = { path: `/v1/snapshot/${sha256}`, headers, idle: IDLE_MS, most: bytes - held };
      const answer = await link.get(request, (chunk) => to.append(sha256, chunk));
      if (answer.kind !== 'ok') return answer;
      // Whoever knows no ranges begins at the start: what was written is not the part then.
      const isWhole = to.held(sha256) === bytes && answer.status === (held === 0 ? 200 : 206);
      if (!isWhole) to.keepOnly([]);
      return isWhole ? { kind: 'whole' } : MALFORMED;
    },
  };
}

/** A page ends with a line end; its last line may be the checkpoint. */
function readPage(bytes: Uint8Array): Page | Refused {
  if (bytes.at(-1) !== LINE_END) return MALFORMED;
  const start = bytes.lastIndexOf(LINE_END, bytes.length - 2) + 1;
  const line = bytes.subarray(start);
  const isCheckpoint = Buffer.from(line.subarray(0, CHECKPOINT_START.length)).toString('latin1') === CHECKPOINT_START;
  if (!isCheckpoint) return { kind: 'page', rows: bytes, checkpoint: null };
  const read = parsed(checkpointLineSchema, line);
  return read === null ? MALFORMED : { kind: 'page', rows: bytes.subarray(0, start), checkpoint: read.checkpoint };
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | null {
  try {
    const read = schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
