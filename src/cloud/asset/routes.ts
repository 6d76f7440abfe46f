import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sha256Schema } from '../../domain/asset/asset.ts';
import { retailerOf } from '../feed/audience.ts';
import { workstationOf } from '../identity/guard.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { downloadPlaces } from '../routing/downloads.ts';
import { type ByteRange, rangeOf } from './range.ts';
import { assetBytes, assetOf } from './store.ts';

const OCTETS = 'application/octet-stream';

const asset: RouteContract = {
  summary: 'A file of the retailer by its SHA-256, whole or from byte to byte',
  access: 'workstation',
  params: z.object({ sha256: sha256Schema }),
  answers: {
    200: { description: 'The whole file.', type: OCTETS },
    206: { description: 'The bytes that were asked for.', type: OCTETS },
  },
  problems: ['NOT_FOUND', 'BAD_REQUEST'],
};

/** `GET /v1/assets/{sha256}`: pictures and firmware, for the boxes of the retailer that has them. */
export function assetRoutes(app: FastifyInstance, { database }: CloudParts): void {
  const db = database.passing;
  const takePlace = downloadPlaces();

  app.get('/v1/assets/:sha256', { config: { contract: asset } }, async (request, reply) => {
    const { store } = workstationOf(request);
    const sha256 = sha256Schema.safeParse((request.params as { readonly sha256?: unknown }).sha256);
    const kept = sha256.success ? await assetOf(db, await retailerOf(db, store), sha256.data) : null;
    if (kept === null) throw notFound();
    // The name is the content: it is the same for ever.
    const tag = `"${kept.sha256}"`;
    const { range, 'if-range': ifRange } = request.headers;
    const whole: ByteRange = { start: 0, end: kept.bytes };
    const asked =
      range === undefined || (ifRange !== undefined && ifRange !== tag) ? whole : rangeOf(range, kept.bytes);
    if (asked === null) throw new CloudProblem('BAD_REQUEST', 'That range is not in the file.');
    takePlace(reply);
    if (asked !== whole) reply.code(206).header('content-range', `bytes ${asked.start}-${asked.end - 1}/${kept.bytes}`);
    reply.headers({ etag: tag, 'accept-ranges': 'bytes', 'content-length': asked.end - asked.start });
    return reply.type(OCTETS).send(Readable.from(assetBytes(db, kept, asked.start, asked.end)));
  });
}
