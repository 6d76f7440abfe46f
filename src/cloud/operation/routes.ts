import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Database } from '../database/connect.ts';
import type { KnownRoute, RouteContract } from '../routing/contract.ts';
import { openApiOf } from '../routing/openapi.ts';
import type { CloudMetrics } from './metrics.ts';

export interface OperationParts {
  readonly database: Database;
  readonly metrics: CloudMetrics;
  /** Filled while routes are registered. */
  readonly routes: readonly KnownRoute[];
  readonly isDraining: () => boolean;
}

const VERSION = '1';
const readiness = z.object({
  status: z.enum(['ready', 'notReady']),
  database: z.enum(['ok', 'away', 'draining']),
});

const contracts = {
  healthz: {
    summary: 'Whether the process is up',
    access: 'anyone',
    answers: { 200: { description: 'It is.', schema: z.object({ status: z.literal('up') }) } },
  },
  readyz: {
    summary: 'Whether requests should be sent here',
    access: 'anyone',
    answers: {
      200: { description: 'They should.', schema: readiness },
      503: { description: 'Not now: the database is away, or this copy is about to end.', schema: readiness },
    },
  },
  metrics: {
    summary: 'Figures for Prometheus',
    access: 'metrics',
    answers: { 200: { description: 'Exposition format 0.0.4.', type: 'text/plain' } },
  },
  openapi: {
    summary: 'This document',
    access: 'anyone',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) } },
  },
} satisfies Record<string, RouteContract>;

/** What gateways, schedulers and monitors ask. */
export function operationRoutes(app: FastifyInstance, { database, metrics, routes, isDraining }: OperationParts): void {
  const quiet = (contract: RouteContract) => ({ logLevel: 'warn' as const, config: { contract } });
  app.get('/healthz', quiet(contracts.healthz), async () => ({ status: 'up' }));
  app.get('/readyz', quiet(contracts.readyz), async (_request, reply) => {
    const state = isDraining() ? 'draining' : await reach(database);
    return reply
      .code(state === 'ok' ? 200 : 503)
      .send({ status: state === 'ok' ? 'ready' : 'notReady', database: state });
  });
  app.get('/metrics', quiet(contracts.metrics), async (_request, reply) =>
    reply.type(metrics.type).send(await metrics.text()),
  );
  let document: string | undefined;
  app.get('/openapi.json', { config: { contract: contracts.openapi } }, async (_request, reply) => {
    document ??= JSON.stringify(openApiOf(routes, VERSION));
    return reply.type('application/json').send(document);
  });
}

async function reach({ passing }: Database): Promise<'ok' | 'away'> {
  try {
    await passing.selectFrom('secrets').select('name').limit(1).execute();
    return 'ok';
  } catch {
    return 'away';
  }
}
