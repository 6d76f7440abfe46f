import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { feedPriceSchema } from '../../domain/feed/values.ts';
import { storeIdSchema } from '../../sync/wire/identity.ts';
import { NDJSON_TYPE } from '../../sync/wire/journal-upload.ts';
import { ENROLMENT_LIMIT, rateLimiter } from '../identity/rate-limit.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem } from '../problem.ts';
import { DEFAULT_RETAILER } from './audience.ts';
import { editPrice, FILE_KINDS, type FileReaders, importFile } from './office.ts';
import { officeKey, opensOffice } from './office-key.ts';

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

/**
 * `PUT /v1/office/catalogue` and `/v1/office/promotions` take a file (text/csv or NDJSON) and answer with what was published, or with every
 * bad line; `PUT /v1/office/prices/{barcode or id}` takes `{"price": 199}`. Whoever asks has the office's key.
 */
export function officeRoutes(app: FastifyInstance, { database, now }: CloudParts, readers: FileReaders): void {
  const wrong = rateLimiter(ENROLMENT_LIMIT);
  let key: string | null = null;
  let taking = false;

  const onRequest = async ({ headers, ip }: FastifyRequest): Promise<void> => {
    key ??= await officeKey(database);
    if (opensOffice(headers.authorization, key)) return;
    const seconds = wrong(ip, now());
    if (seconds > 0) throw new CloudProblem('BUSY', 'Too many tries.', { retryAfter: seconds });
    throw new CloudProblem('TOKEN_INVALID', "The request needs the office's key.");
  };

  app.register(async (files) => {
    files.removeAllContentTypeParsers();
    // As they come: a file is never held in memory.
    files.addContentTypeParser([CSV_TYPE, NDJSON_TYPE], (_request, payload, done) => done(null, payload));
    for (const kind of FILE_KINDS) {
      files.put(`/v1/office/${kind}`, { onRequest, bodyLimit: MOST_FILE_BYTES }, async (request, reply) => {
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
      });
    }
  });

  app.put('/v1/office/prices/:code', { onRequest }, async (request) => {
    const code = name.safeParse((request.params as { readonly code?: unknown }).code);
    const body = priceBodySchema.safeParse(request.body);
    if (!code.success || !body.success) throw new CloudProblem('BAD_REQUEST', 'A price is {"price": minor units}.');
    const { retailer, store, price } = body.data;
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
