import type { FastifyInstance } from 'fastify';
import { enrolmentReplySchema, enrolmentRequestSchema } from '../../sync/wire/identity.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { enrol } from './enrolment.ts';
import { ENROLMENT_LIMIT, rateLimiter } from './rate-limit.ts';

const MOST_BYTES = 4096;

const enrolment: RouteContract = {
  summary: 'Enrol a key by a one-time code',
  access: 'anyone',
  body: { type: 'application/json', schema: enrolmentRequestSchema },
  answers: { 201: { description: 'The key is enrolled.', schema: enrolmentReplySchema } },
  problems: ['BAD_REQUEST', 'UNSUPPORTED_TYPE', 'TIMED_OUT', 'TOO_LARGE', 'ENROLMENT_REFUSED', 'BUSY'],
};
const nonce: RouteContract = {
  summary: 'A nonce, in the header checkstand-nonce, for the first token',
  access: 'anyone',
  answers: { 204: { description: 'Nothing but the header.' } },
};

/** `POST /v1/enrolment`, the one thing that a stranger may ask for; and `GET /v1/nonce`, so that the first token can name one. */
export function identityRoutes(app: FastifyInstance, { database, now }: CloudParts): void {
  const wait = rateLimiter(ENROLMENT_LIMIT);
  app.post('/v1/enrolment', { bodyLimit: MOST_BYTES, config: { contract: enrolment } }, async (request, reply) => {
    const seconds = wait(request.ip, now());
    if (seconds > 0) throw new CloudProblem('BUSY', 'Too many tries.', { retryAfter: seconds });
    const parsed = enrolmentRequestSchema.safeParse(request.body);
    if (!parsed.success) throw new CloudProblem('BAD_REQUEST', 'That is no enrolment.');
    return reply.code(201).send(await enrol(database, parsed.data, now()));
  });
  app.get('/v1/nonce', { config: { contract: nonce } }, async (_request, reply) => reply.code(204).send());
}
