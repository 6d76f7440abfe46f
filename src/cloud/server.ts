import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { NONCE_HEADER } from '../sync/wire/identity.ts';
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode } from '../sync/wire/problem.ts';
import { isPassing } from './database/connect.ts';
import { errorFields } from './error-fields.ts';
import type { FileReaders } from './feed/office.ts';
import { officeRoutes } from './feed/office-routes.ts';
import { feedRoutes } from './feed/routes.ts';
import { identityRoutes } from './identity/routes.ts';
import { ingestRoutes } from './ingest/routes.ts';
import type { CloudParts } from './parts.ts';
import { CloudProblem } from './problem.ts';

/** How long a client may take; those who take longer are cut off, so that none ties up a connection by being slow. */
export interface Patience {
  readonly headersMilliseconds: number;
  readonly requestMilliseconds: number;
  /** How often connections are looked at. */
  readonly checkMilliseconds: number;
}

export const DEFAULT_PATIENCE: Patience = {
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  checkMilliseconds: 2_000,
};

export interface CloudServerOptions extends CloudParts {
  readonly logger: FastifyBaseLogger;
  readonly patience?: Patience;
  /** How files are read that staff hand in; without them there is no office. */
  readonly readers?: FileReaders;
}

export interface CloudServer {
  readonly app: FastifyInstance;
  /** Says on /readyz that no more should come. */
  drain(): void;
}

const MOST_JSON_BYTES = 64 * 1024;
const UNAVAILABLE_SECONDS = 5;
/** Fastify's own refusals. Source: fastify.dev/docs/latest/Reference/Errors. */
const OWN_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_TYPE',
};

/** The cloud's HTTP side, not yet listening. Answers are JSON; what is not a success is a problem with a code (RFC 9457). */
export function cloudServer(options: CloudServerOptions): CloudServer {
  const { logger, patience = DEFAULT_PATIENCE, database, nonces, now } = options;
  const app = Fastify({
    loggerInstance: logger,
    genReqId: (request) => ownRequestId(request.headers['x-request-id']) ?? randomUUID(),
    bodyLimit: MOST_JSON_BYTES,
    requestTimeout: patience.requestMilliseconds,
    forceCloseConnections: 'idle',
    http: { headersTimeout: patience.headersMilliseconds, connectionsCheckingInterval: patience.checkMilliseconds },
  });
  let draining = false;

  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('cache-control', 'no-store');
    if (request.url.startsWith('/v1/')) reply.header(NONCE_HEADER, nonces.current(now()));
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error({ problem: problem.code, ...errorFields(error) }, 'request failed');
    else request.log.info({ problem: problem.code }, 'request refused');
    if (problem.retryAfter !== null) reply.header('retry-after', String(problem.retryAfter));
    return reply
      .code(problem.status)
      .type(PROBLEM_TYPE)
      .send(
        JSON.stringify({
          code: problem.code,
          status: problem.status,
          title: problem.message,
          requestId: request.id,
          ...problem.members,
        }),
      );
  });
  app.setNotFoundHandler(() => {
    throw new CloudProblem('NOT_FOUND', 'There is no such thing for you.');
  });

  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'up' }));
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    const database = draining ? 'draining' : await reach(options);
    return reply
      .code(database === 'ok' ? 200 : 503)
      .send({ status: database === 'ok' ? 'ready' : 'notReady', database });
  });
  identityRoutes(app, { database, nonces, now });
  ingestRoutes(app, { database, nonces, now });
  feedRoutes(app, { database, nonces, now });
  if (options.readers !== undefined) officeRoutes(app, { database, nonces, now }, options.readers);
  return {
    app,
    drain() {
      draining = true;
    },
  };
}

async function reach({ database }: CloudParts): Promise<'ok' | 'away'> {
  try {
    await database.passing.selectFrom('secrets').select('name').limit(1).execute();
    return 'ok';
  } catch {
    return 'away';
  }
}

function problemOf(error: unknown): CloudProblem {
  if (error instanceof CloudProblem) return error;
  if (isPassing(error)) {
    return new CloudProblem('UNAVAILABLE', 'The database is away.', { retryAfter: UNAVAILABLE_SECONDS });
  }
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number };
  const own = OWN_CODES[code];
  if (own !== undefined) return new CloudProblem(own, 'The body is too large or of another type.');
  if (statusCode === PROBLEMS.TIMED_OUT) return new CloudProblem('TIMED_OUT', 'The request took too long.');
  if (statusCode >= 400 && statusCode < 500) return new CloudProblem('BAD_REQUEST', 'The request cannot be read.');
  return new CloudProblem('INTERNAL', 'Something is wrong here.');
}

/** A gateway's own id, so that its log and ours meet; anything else is not written into a log. */
function ownRequestId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && /^[\w.-]{8,64}$/.test(header) ? header : null;
}
