import type { FastifyInstance } from 'fastify';
import { enrolmentRequestSchema } from '../../sync/wire/identity.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem } from '../problem.ts';
import { enrol } from './enrolment.ts';
import { ENROLMENT_LIMIT, rateLimiter } from './rate-limit.ts';

const MOST_BYTES = 4096;

/** `POST /v1/enrolment`, the one thing that a stranger may ask for; and `GET /v1/nonce`, so that the first token can name one. */
export function identityRoutes(app: FastifyInstance, { database, now }: CloudParts): void {
  const wait = rateLimiter(ENROLMENT_LIMIT);
  app.post('/v1/enrolment', { bodyLimit: MOST_BYTES }, async (request, reply) => {
    const seconds = wait(request.ip, now());
    if (seconds > 0) throw new CloudProblem('BUSY', 'Too many tries.', { retryAfter: seconds });
    const parsed = enrolmentRequestSchema.safeParse(request.body);
    if (!parsed.success) throw new CloudProblem('BAD_REQUEST', 'That is no enrolment.');
    return reply.code(201).send(await enrol(database, parsed.data, now()));
  });
  app.get('/v1/nonce', async (_request, reply) => reply.code(204).send());
}
