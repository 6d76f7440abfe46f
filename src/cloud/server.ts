import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import { NONCE_HEADER } from '../sync/wire/identity.ts';
import { assetOfficeRoutes } from './asset/office-routes.ts';
import { assetRoutes } from './asset/routes.ts';
import { balanceRoutes } from './balance/routes.ts';
import { erasureRoutes } from './erasure/routes.ts';
import { exportRoutes } from './export/routes.ts';
import type { FileReaders } from './feed/office.ts';
import { officeRoutes } from './feed/office-routes.ts';
import { feedRoutes } from './feed/routes.ts';
import { guardRoutes } from './identity/guard.ts';
import { identityRoutes } from './identity/routes.ts';
import { ingestRoutes } from './ingest/routes.ts';
import { measured } from './operation/metrics.ts';
import { operationRoutes } from './operation/routes.ts';
import type { CloudParts } from './parts.ts';
import { receiptRoutes } from './receipt/routes.ts';
import type { KnownRoute } from './routing/contract.ts';
import { refuseWithProblems } from './routing/refusal.ts';
import { traceRequests } from './tracing/requests.ts';
import type { Tracing } from './tracing/tracing.ts';

/** How long a client may take; those who take longer are cut off, so that none ties up a connection by being slow. */
export interface Patience {
  readonly headersMilliseconds: number;
  readonly requestMilliseconds: number;
  /** How often connections are looked at. */
  readonly checkMilliseconds: number;
  /** How long nothing at all may pass on a connection: a reader who stops reading is one. */
  readonly idleMilliseconds: number;
  /** How long the end waits for what is being answered. */
  readonly endMilliseconds: number;
}

export const DEFAULT_PATIENCE: Patience = {
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  checkMilliseconds: 2_000,
  idleMilliseconds: 60_000,
  endMilliseconds: 10_000,
};

export interface CloudServerOptions extends CloudParts {
  readonly logger: FastifyBaseLogger;
  readonly patience?: Partial<Patience>;
  /** What a scraper shows at /metrics; nobody may look there when left out. */
  readonly metricsToken?: string;
  /** True where e-mail can be sent: receipts then offer it. */
  readonly sendsMail?: boolean;
  /** Addresses or networks of the gateways in front, whose word is taken for who asks (X-Forwarded-For). */
  readonly proxies?: readonly string[];
  /** True where this server is all that the process does: its memory and its event loop are then measured too. */
  readonly measuresProcess?: boolean;
  /** What is told of requests, to an OpenTelemetry collector; nothing when left out. */
  readonly tracing?: Tracing;
  /** How files are read that staff hand in; without them there is no office. */
  readonly readers?: FileReaders;
}

export interface CloudServer {
  readonly app: FastifyInstance;
  /** Every route, with who may call it. */
  readonly routes: readonly KnownRoute[];
  /** Says on /readyz that no more should come. */
  drain(): void;
  /** Takes nothing new, ends what is being answered, and after `endMilliseconds` hangs up on what is not over by then. */
  stop(): Promise<void>;
}

const MOST_JSON_BYTES = 64 * 1024;

/** The cloud's HTTP side, not yet listening. Answers are JSON but for receipts; what is not a success is a problem with a code (RFC 9457). */
export function cloudServer(options: CloudServerOptions): CloudServer {
  const {
    logger,
    database,
    nonces,
    now,
    metricsToken,
    measuresProcess = false,
    sendsMail = false,
    proxies = [],
  } = options;
  const patience = { ...DEFAULT_PATIENCE, ...options.patience };
  const parts: CloudParts = { database, nonces, now };
  const app = Fastify({
    loggerInstance: logger.child({}, { serializers: { req: loggedRequest } }),
    genReqId: (request) => ownRequestId(request.headers['x-request-id']) ?? randomUUID(),
    bodyLimit: MOST_JSON_BYTES,
    requestTimeout: patience.requestMilliseconds,
    connectionTimeout: patience.idleMilliseconds,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: proxies.length === 0 ? false : [...proxies],
    http: { headersTimeout: patience.headersMilliseconds, connectionsCheckingInterval: patience.checkMilliseconds },
  });
  const routes: KnownRoute[] = [];
  let draining = false;

  app.addHook('onRoute', ({ method, path, config }) => {
    const contract = config?.contract;
    if (contract === undefined)
      throw new Error(`${String(method)} ${path} says nowhere what it takes and who may call it`);
    for (const each of [method].flat()) routes.push({ method: each, path, contract });
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('cache-control', 'no-store');
    // Kept alive, a connection would hold up the end for as long as its client likes.
    if (draining) reply.header('connection', 'close');
    if (request.url.startsWith('/v1/')) reply.header(NONCE_HEADER, nonces.current(now()));
  });
  refuseWithProblems(app);
  if (options.tracing !== undefined) traceRequests(app, options.tracing);
  const metrics = measured(app, database, { process: measuresProcess });
  guardRoutes(app, parts, metricsToken ?? null);
  operationRoutes(app, { database, metrics, routes, isDraining: () => draining });
  identityRoutes(app, parts);
  ingestRoutes(app, parts);
  exportRoutes(app, parts);
  balanceRoutes(app, parts);
  receiptRoutes(app, parts, sendsMail);
  erasureRoutes(app, parts);
  feedRoutes(app, parts);
  assetRoutes(app, parts);
  assetOfficeRoutes(app, parts);
  if (options.readers !== undefined) officeRoutes(app, parts, options.readers);
  return {
    app,
    routes,
    drain() {
      draining = true;
    },
    async stop() {
      draining = true;
      const late = setTimeout(() => app.server.closeAllConnections(), patience.endMilliseconds);
      await app.close();
      clearTimeout(late);
    },
  };
}

/** What a log says of a request. Behind `/r/` stands what opens a receipt, also where the rest of the address is a slip. */
function loggedRequest({ method, url, ip }: Pick<FastifyRequest, 'method' | 'url' | 'ip'>) {
  const isReceipt = /^\/+r\//i.test(url);
  // Of boxes and offices the address is of use; of a shopper's telephone it is nobody's business.
  return isReceipt ? { method, url: '/r/…' } : { method, url, remoteAddress: ip };
}

/** A gateway's own id, so that its log and ours meet; anything else is not written into a log. */
function ownRequestId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && /^[\w.-]{8,64}$/.test(header) ? header : null;
}
