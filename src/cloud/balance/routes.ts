import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  reservationAddressSchema,
  reservationReplySchema,
  reservationRequestSchema,
  reservationSchema,
} from '../../sync/wire/reservation.ts';
import { sharedSecret } from '../database/secret.ts';
import { accountKey } from '../erasure/keys.ts';
import { officeOf, workstationOf } from '../identity/guard.ts';
import { type RateLimit, rateLimiter } from '../identity/rate-limit.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import type { RouteContract } from '../routing/contract.ts';
import { codeHasher } from './code-hash.ts';
import { credit, creditReplySchema, creditSchema } from './credit.ts';
import { commit, look, release, reserve } from './reserve.ts';

/** Codes that one box may try: more than a queue of shoppers shows, too few to find one by guessing. */
const TRIES: RateLimit = { windowSeconds: 60, perAddress: 30, inAll: 3_000 };
const MOST_BYTES = 4096;

const reply = { 200: { description: 'What came of it.', schema: reservationReplySchema } };
const contracts = {
  reserve: {
    summary: 'Hold an amount of a voucher, a gift card or points for a sale',
    access: 'workstation',
    body: { type: 'application/json', schema: reservationRequestSchema },
    answers: reply,
    problems: ['BAD_REQUEST', 'UNSUPPORTED_TYPE', 'TIMED_OUT', 'TOO_LARGE', 'IDEMPOTENCY_CONFLICT', 'BUSY'],
  },
  look: {
    summary: 'How a reservation stands',
    access: 'workstation',
    params: reservationAddressSchema,
    answers: { 200: { description: 'It.', schema: reservationSchema } },
    problems: ['NOT_FOUND'],
  },
  commit: {
    summary: 'Take what was reserved: the sale is paid',
    access: 'workstation',
    params: reservationAddressSchema,
    answers: reply,
    problems: ['NOT_FOUND'],
  },
  release: {
    summary: 'Give back what was reserved',
    access: 'workstation',
    params: reservationAddressSchema,
    answers: reply,
    problems: ['NOT_FOUND'],
  },
  credit: {
    summary: 'Put an amount on a voucher, a gift card or an account of points',
    access: 'office',
    may: 'balances',
    body: { type: 'application/json', schema: creditSchema },
    answers: { 200: { description: 'What is on it now.', schema: creditReplySchema } },
    problems: [
      'BAD_REQUEST',
      'UNSUPPORTED_TYPE',
      'TIMED_OUT',
      'TOO_LARGE',
      'NOT_FOUND',
      'IDEMPOTENCY_CONFLICT',
      'ERASED',
    ],
  },
} satisfies Record<string, RouteContract>;

/** Vouchers, gift cards and points; see sync/wire/reservation.ts. Their codes are money: no log has them. */
export function balanceRoutes(app: FastifyInstance, { database, now }: CloudParts): void {
  const wait = rateLimiter(TRIES);
  const hashOf = codeHasher(database);
  const idOf = (request: FastifyRequest): string => {
    const parsed = reservationAddressSchema.safeParse(request.params);
    if (!parsed.success) throw notFound();
    return parsed.data.id;
  };
  const on = (contract: RouteContract) => ({ bodyLimit: MOST_BYTES, config: { contract } });

  app.post('/v1/reservations', on(contracts.reserve), async (request) => {
    const parsed = reservationRequestSchema.safeParse(request.body);
    if (!parsed.success) throw new CloudProblem('BAD_REQUEST', 'That is no reservation.');
    const who = workstationOf(request);
    const seconds = wait(String(who.workstationId), now());
    if (seconds > 0) throw new CloudProblem('BUSY', 'Too many tries.', { retryAfter: seconds });
    return reserve(database, who, parsed.data, await hashOf(parsed.data.kind, parsed.data.code), now());
  });
  app.get('/v1/reservations/:id', on(contracts.look), (request) =>
    look(database, workstationOf(request), idOf(request), now()),
  );
  app.post('/v1/reservations/:id/commit', on(contracts.commit), (request) =>
    commit(database, workstationOf(request), idOf(request), now()),
  );
  app.post('/v1/reservations/:id/release', on(contracts.release), (request) =>
    release(database, workstationOf(request), idOf(request), now()),
  );
  app.post('/v1/balances', on(contracts.credit), async (request) => {
    const parsed = creditSchema.safeParse(request.body);
    if (!parsed.success) throw new CloudProblem('BAD_REQUEST', 'That is no credit.');
    const { kind, code } = parsed.data;
    const key = officeOf(request);
    const erased = accountKey(await sharedSecret(database, 'erasure'), key.retailer, kind, code);
    return credit(database, key, parsed.data, { code: await hashOf(kind, code), erased }, now());
  });
}
