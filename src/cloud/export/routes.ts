import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { officeOf } from '../identity/guard.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { exportSales, FORMAT_TYPES, FORMATS } from './formats.ts';

/** Exports that one copy writes at a time. */
const MOST_AT_ONCE = 4;

const query = z.object({
  format: z.enum(FORMATS),
  from: z.iso.date(),
  to: z.iso.date(),
  store: z.string().min(1).max(64).optional(),
});

const contract: RouteContract = {
  summary: 'Sales and returns of some days: CSV, XLSX, POSLog as JSON, or their tags as EPCIS events',
  access: 'office',
  may: 'export',
  query,
  answers: {
    200: { description: 'As fast as it is read. One that breaks off is not whole.', type: 'application/octet-stream' },
  },
  problems: ['BAD_REQUEST', 'NOT_FOUND', 'TOO_LARGE', 'BUSY'],
};

/** `GET /v1/export/sales` */
export function exportRoutes(app: FastifyInstance, { database }: CloudParts): void {
  let writing = 0;
  app.get('/v1/export/sales', { config: { contract } }, async (request, reply) => {
    const parsed = query.safeParse(request.query);
    if (!parsed.success) throw new CloudProblem('BAD_REQUEST', 'An export takes format, from and to.');
    const { format, from, to, store } = parsed.data;
    const key = officeOf(request);
    if (key.store !== null && store !== undefined && store !== key.store) throw notFound();
    if (writing >= MOST_AT_ONCE) throw new CloudProblem('BUSY', 'Too many exports at once.', { retryAfter: 10 });
    writing += 1;
    try {
      const exported = await exportSales(database.passing, format, { store: key.store ?? store ?? null, from, to });
      if (exported.kind === 'tooLong') {
        throw new CloudProblem('TOO_LARGE', 'That is more than a sheet has rows: ask for fewer days, or for CSV.');
      }
      const { type, ending } = FORMAT_TYPES[format];
      const { stream } = exported;
      stream.once('close', () => {
        writing -= 1;
      });
      return reply
        .header('content-disposition', `attachment; filename="sales-${from}-${to}.${ending}"`)
        .type(type)
        .send(stream);
    } catch (error) {
      writing -= 1;
      throw error;
    }
  });
}
