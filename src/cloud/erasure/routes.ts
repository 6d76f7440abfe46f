import type { FastifyInstance } from 'fastify';
import { officeOf } from '../identity/guard.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { erase } from './erase.ts';
import { erasureOrderSchema, erasureReplySchema, readOrder } from './order.ts';
import { reachOf } from './reach.ts';

const MOST_BYTES = 2048;

const contract: RouteContract = {
  summary: 'Erase a person by what names them: a receipt, an e-mail address, an account, or the number of an operator',
  access: 'office',
  may: 'erase',
  body: { type: 'application/json', schema: erasureOrderSchema },
  answers: { 200: { description: 'What was erased, or would be. Sent again, nothing.', schema: erasureReplySchema } },
  problems: ['BAD_REQUEST', 'UNSUPPORTED_TYPE', 'TIMED_OUT', 'TOO_LARGE', 'NOT_FOUND'],
};

/** `POST /v1/erasures`. What is another's is not there, as what never was is not. */
export function erasureRoutes(app: FastifyInstance, { database, now }: CloudParts): void {
  app.post('/v1/erasures', { bodyLimit: MOST_BYTES, config: { contract } }, async (request) => {
    const order = readOrder(request.body);
    if (order === null) throw new CloudProblem('BAD_REQUEST', 'An erasure takes a kind and a value of that kind.');
    const key = officeOf(request);
    const reach = await reachOf(database, key, order.store);
    if (reach === null) throw notFound();
    const reply = await erase(database, reach, order, key.name, now());
    if (reply === null) throw notFound();
    return reply;
  });
}
