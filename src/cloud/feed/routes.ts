import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sha256Schema } from '../../domain/asset/asset.ts';
import { feedQuerySchema, type Snapshot, snapshotSchema } from '../../sync/wire/feed.ts';
import { NDJSON_TYPE } from '../../sync/wire/journal-upload.ts';
import { errorFields } from '../error-fields.ts';
import { stillHolds } from '../identity/authenticate.ts';
import { workstationOf } from '../identity/guard.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { downloadPlaces } from '../routing/downloads.ts';
import { type Audience, audienceOf } from './audience.ts';
import { feedNews } from './news.ts';
import { type FeedPage, readPage, versionOf } from './read.ts';
import { buildPart, currentPart, hasRows, partBySha, partBytes, type SnapshotPart } from './snapshot.ts';

/** Pages that one copy reads at a time: each holds up to some megabytes. */
const MOST_PAGES = 16;
/** How long an answer waits for a snapshot that is being built. */
const BUILD_WAIT_MS = 5_000;
const SNAPSHOT_TYPE = 'application/zstd';
const RANGE = /^bytes=(\d{1,15})-$/;

const feed: RouteContract = {
  summary: 'What was published for this box after a version, and how far that goes',
  access: 'workstation',
  query: feedQuerySchema,
  answers: { 200: { description: 'Rows, and a checkpoint behind the last of them.', type: NDJSON_TYPE } },
  problems: ['BAD_REQUEST', 'CURSOR_REFUSED'],
};
const snapshot: RouteContract = {
  summary: 'Which parts hold everything that is published for this box',
  access: 'workstation',
  answers: { 200: { description: 'The parts, by their digests.', schema: snapshotSchema } },
  problems: ['BUSY'],
};
const snapshotPart: RouteContract = {
  summary: 'One part of a snapshot, or the rest of it from a byte on',
  access: 'workstation',
  params: z.object({ sha256: sha256Schema }),
  answers: {
    200: { description: 'The whole part.', type: SNAPSHOT_TYPE },
    206: { description: 'The rest of it.', type: SNAPSHOT_TYPE },
  },
  problems: ['SNAPSHOT_GONE', 'BAD_REQUEST'],
};

/** The way down; see sync/wire/feed.ts. */
export function feedRoutes(app: FastifyInstance, { database }: CloudParts): void {
  const db = database.passing;
  const builds = new Map<string, Promise<void>>();
  const news = feedNews(db, (error) => app.log.warn(errorFields(error), 'feed news failed'));
  app.addHook('preClose', async () => news.stop());
  let pages = 0;
  const takePlace = downloadPlaces();

  const audienceFor = async (request: FastifyRequest) => {
    const identity = workstationOf(request);
    return { ...(await audienceOf(db, identity)), identity };
  };
  const page = async (audience: Audience, after: number, limit: number): Promise<FeedPage> => {
    if (pages >= MOST_PAGES) throw new CloudProblem('UNAVAILABLE', 'Too many pages at once.', { retryAfter: 2 });
    pages += 1;
    try {
      return await readPage(db, audience, after, limit);
    } finally {
      pages -= 1;
    }
  };
  const ahead = () => new CloudProblem('CURSOR_REFUSED', 'The feed has not come so far. Begin with a snapshot.');

  app.get('/v1/feed', { config: { contract: feed } }, async (request, reply) => {
    const audience = await audienceFor(request);
    const query = feedQuerySchema.safeParse(request.query);
    if (!query.success) throw new CloudProblem('BAD_REQUEST', 'The feed is asked for with after, limit and wait.');
    const { after, limit, wait } = query.data;
    let answer = await page(audience, after, limit);
    if (answer.kind === 'page' && answer.rows === 0 && wait > 0) {
      await news.wait(audience, after, wait * 1000, goneSignal(reply));
      await stillHolds(database, audience.identity);
      answer = await page(audience, after, limit);
    }
    if (answer.kind === 'ahead') throw ahead();
    return reply.type(NDJSON_TYPE).send(`${answer.lines.join('\n')}\n`);
  });

  /** A part of each scope that has rows; null while one is being built. */
  const partsOf = async (
    { retailer, owned }: Audience,
    request: FastifyRequest,
  ): Promise<readonly SnapshotPart[] | null> => {
    const parts: SnapshotPart[] = [];
    for (const each of owned) {
      const part = await currentPart(db, retailer, each);
      if (part !== null) parts.push(part);
      else if (await hasRows(db, retailer, each)) {
        const key = JSON.stringify([retailer, each]);
        // One at a time: they are large, and the second finds the first one's part.
        if (builds.size === 0) {
          const build = buildPart(database.journal, retailer, each)
            .catch((error: unknown) => request.log.warn(errorFields(error), 'snapshot not built'))
            .finally(() => builds.delete(key));
          builds.set(key, build);
        }
        await settled([...builds.values()], BUILD_WAIT_MS);
        const built = await currentPart(db, retailer, each);
        if (built === null) return null;
        parts.push(built);
      }
    }
    return parts;
  };

  app.get('/v1/snapshot', { config: { contract: snapshot } }, async (request): Promise<Snapshot> => {
    const audience = await audienceFor(request);
    const version = await versionOf(db, audience.retailer);
    const parts = await partsOf(audience, request);
    if (parts === null) throw new CloudProblem('BUSY', 'The snapshot is being built.', { retryAfter: 2 });
    return {
      version: Math.min(version, ...parts.map((part) => part.version)),
      parts: parts.map(({ id: _, ...part }) => part),
    };
  });

  app.get('/v1/snapshot/:sha256', { config: { contract: snapshotPart } }, async (request, reply) => {
    const { retailer, owned } = await audienceFor(request);
    const sha256 = sha256Schema.safeParse((request.params as { readonly sha256?: unknown }).sha256);
    const part = sha256.success ? await partBySha(db, retailer, owned, sha256.data) : null;
    if (part === null) throw new CloudProblem('SNAPSHOT_GONE', 'That snapshot is not kept any more.');
    const { range } = request.headers;
    const start = range === undefined ? 0 : Number(RANGE.exec(range)?.[1] ?? Number.NaN);
    // Source: RFC 9110, section 14. Only the rest of a part is ever asked for.
    if (!(start >= 0 && start < part.bytes)) throw new CloudProblem('BAD_REQUEST', 'That range is not in the part.');
    takePlace(reply);
    if (range !== undefined) {
      reply.code(206).header('content-range', `bytes ${start}-${part.bytes - 1}/${part.bytes}`);
    }
    reply.header('accept-ranges', 'bytes').header('content-length', part.bytes - start);
    return reply.type(SNAPSHOT_TYPE).send(Readable.from(partBytes(db, part.id, start)));
  });
}

function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}

/** Until all have ended, however, or the time is over. */
async function settled(work: readonly Promise<void>[], milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.all(work), over]);
  clearTimeout(timer);
}
