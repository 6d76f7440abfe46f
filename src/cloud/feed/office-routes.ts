import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { feedPriceSchema } from '../../domain/feed/values.ts';
import { storeIdSchema } from '../../sync/wire/identity.ts';
import { NDJSON_TYPE } from '../../sync/wire/journal-upload.ts';
import { officeOf } from '../identity/guard.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { DEFAULT_RETAILER } from './audience.ts';
import { editPrice, FILE_KINDS, type FileKind, type FileReaders, importFile } from './office.ts';

/** Most bytes of a file that is handed in. */
const MOST_FILE_BYTES = 1024 * 1024 * 1024;
const CSV_TYPE = 'text/csv';
const name = z.string().min(1).max(64);

const fileQuerySchema = z.object({
  retailer: name.default(DEFAULT_RETAILER),
  skipBad: z.enum(['true', 'false']).default('false'),
});
const priceBodySchema = feedPriceSchema.extend({
  retailer: name.default(DEFAULT_RETAILER),
  store: storeIdSchema.optional(),
});

const fileOf = (kind: FileKind): RouteContract => ({
  summary: `Replace the retailer's ${kind} by what a file lists, all of it or nothing`,
  access: 'office',
  may: 'publish',
  query: fileQuerySchema,
  body: { type: `${CSV_TYPE}, ${NDJSON_TYPE}` },
  answers: { 200: { description: 'What was published.' } },
  problems: ['BAD_REQUEST', 'UNSUPPORTED_TYPE', 'TIMED_OUT', 'TOO_LARGE', 'IMPORT_REFUSED', 'BUSY'],
});
const priceEdit: RouteContract = {
  summary: 'Publish one price, by a barcode or the id of an item',
  access: 'office',
  may: 'publish',
  params: z.object({ code: name }),
  body: { type: 'application/json', schema: priceBodySchema },
  answers: { 200: { description: 'What was published.' } },
  problems: ['BAD_REQUEST', 'UNSUPPORTED_TYPE', 'TIMED_OUT', 'TOO_LARGE', 'NOT_FOUND'],
};

/**
 * `PUT /v1/office/catalogue` and `/v1/office/promotions` take a file (text/csv or NDJSON) and answer with what was published, or with every
 * bad line; `PUT /v1/office/prices/{barcode or id}` takes `{"price": 199}`. Whoever asks has a key
 * that may publish; one that is for a store alone edits that store's prices and nothing else.
 */
export function officeRoutes(app: FastifyInstance, { database }: CloudParts, readers: FileReaders): void {
  let taking = false;

  app.register(async (files) => {
    files.removeAllContentTypeParsers();
    // As they come: a file is never held in memory.
    files.addContentTypeParser([CSV_TYPE, NDJSON_TYPE], (_request, payload, done) => done(null, payload));
    for (const kind of FILE_KINDS) {
      files.put(
        `/v1/office/${kind}`,
        { bodyLimit: MOST_FILE_BYTES, config: { contract: fileOf(kind) } },
        async (request, reply) => {
          if (officeOf(request).store !== null) throw notFound();
          const query = fileQuerySchema.safeParse(request.query);
          if (!query.success || !(request.body instanceof Readable))
            throw new CloudProblem('BAD_REQUEST', 'That is no file.');
          if (taking) throw new CloudProblem('BUSY', 'Another file is being taken.', { retryAfter: 5 });
          taking = true;
          try {
            const { retailer, skipBad } = query.data;
            const format = request.headers['content-type']?.startsWith(CSV_TYPE) === true ? 'csv' : 'ndjson';
            const source = bounded(request.body);
            const read = () => readers[kind]({ source, format, skipBad: skipBad === 'true' });
            const { kind: outcome, ...members } = await importFile(database.journal, retailer, kind, read);
            if (outcome === 'published') return reply.send(members);
            throw new CloudProblem('IMPORT_REFUSED', 'The file has bad lines, and nothing of it was published.', {
              members,
            });
          } finally {
            taking = false;
          }
        },
      );
    }
  });

  app.put('/v1/office/prices/:code', { config: { contract: priceEdit } }, async (request) => {
    const code = name.safeParse((request.params as { readonly code?: unknown }).code);
    const body = priceBodySchema.safeParse(request.body);
    if (!code.success || !body.success) throw new CloudProblem('BAD_REQUEST', 'A price is {"price": minor units}.');
    const { retailer, store, price } = body.data;
    const own = officeOf(request).store;
    if (own !== null && own !== store) throw notFound();
    const edit = { code: code.data, price, ...(store === undefined ? {} : { store }) };
    const outcome = await editPrice(database.journal, retailer, edit);
    if (outcome.kind === 'unknownItem') throw new CloudProblem('NOT_FOUND', 'No item has that barcode or id.');
    const { kind: _, ...published } = outcome;
    return published;
  });
}

/** A stream that came without its length is cut where it is longer than a file may be. */
function bounded(source: Readable): Readable {
  let bytes = 0;
  return Readable.from(
    (async function* () {
      for await (const chunk of source) {
        bytes += (chunk as Buffer).length;
        if (bytes > MOST_FILE_BYTES) throw new CloudProblem('TOO_LARGE', 'The file is too large.');
        yield chunk;
      }
    })(),
    { objectMode: false },
  );
}
