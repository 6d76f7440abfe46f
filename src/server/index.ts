/**
 * The screens' side of the edge: sessions, views, commands and static files, on one loopback address. Fastify serves the built
 * renderer; a tRPC router over one WebSocket carries everything else.
 */

import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import fastifyStatic from '@fastify/static';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import fastify, { type FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import type { Role } from '../protocol/role.ts';
import { type Panel, PICTURE_PATH } from '../protocol/view.ts';
import { NO_PICTURES, type PicturesPort } from '../workstation/ports/assets.ts';
import { Fault } from '../workstation/ports/fault.ts';
import type { Log } from '../workstation/ports/log.ts';
import type { OperatorsPort } from '../workstation/ports/operators.ts';
import type { Clock, Identifiers, Timers } from '../workstation/ports/time.ts';
import type { Lane } from '../workstation/selling/lane.ts';
import type { LaneSettings } from '../workstation/selling/lane-settings.ts';
import { LaunchTokens } from './access/launch-tokens.ts';
import { type OriginRules, originRules } from './access/origin.ts';
import { readCookie } from './access/read-cookie.ts';
import { SESSION_COOKIE, SESSION_SECONDS, SessionCookie } from './access/session-cookie.ts';
import { KioskEndpoint } from './kiosk-endpoint.ts';
import { NO_SESSION_PAGE, SECURITY_HEADERS } from './pages.ts';
import { type ConnectionContext, router } from './router.ts';

/** A screen's message is small; more is not from our screens. */
const MOST_MESSAGE_BYTES = 64 * 1024;
/** One kiosk, a few attendants' windows: more connections are a fault or an attack. */
const MOST_CONNECTIONS = 16;

/** What the edge says of itself to monitoring. */
export interface Health {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

export interface ScreenServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The built screens (`dist/screens`). */
  readonly staticDirectory: string;
  readonly lane: Lane;
  readonly settings: LaneSettings;
  readonly panel: Panel;
  readonly operators: OperatorsPort;
  /** Pictures of items; none when left out. */
  readonly pictures?: PicturesPort;
  /** Takes what a scanner typed into a kiosk; left out where the lane has none that types. */
  readonly keyboardScan?: ((data: string) => void) | undefined;
  readonly cookieKey: Uint8Array;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
  readonly health: () => Health;
  readonly log: Log;
}

export interface ScreenServer {
  readonly url: string;
  readonly port: number;
  /** An address that opens a session of this role, once, within ten minutes. */
  launchUrl(role: Role): string;
  close(): Promise<void>;
}

/**
 * Starts serving the screens.
 * @throws Fault SERVER_SCREENS_NOT_BUILT, SERVER_PORT_TAKEN
 */
export async function startScreenServer(options: ScreenServerOptions): Promise<ScreenServer> {
  if (!existsSync(options.staticDirectory)) {
    throw new Fault('SERVER_SCREENS_NOT_BUILT', `no built screens in ${options.staticDirectory}: run "npm run build"`);
  }
  const app = fastify({ logger: false, bodyLimit: MOST_MESSAGE_BYTES, trustProxy: false });
  const tokens = new LaunchTokens(options.clock, options.identifiers);
  const cookie = new SessionCookie(options.cookieKey, options.clock);
  const kiosk = new KioskEndpoint(options);
  // The rules name the port, which is only known once the server listens.
  let rules: OriginRules = originRules(options.host, options.port);
  const roleOf = (request: IncomingMessage): Role | null =>
    cookie.read(readCookie(request.headers.cookie, SESSION_COOKIE));

  guard(app, () => rules, roleOf);
  routes(app, tokens, cookie, options);
  await app.register(fastifyStatic, { root: options.staticDirectory, index: ['index.html'], dotfiles: 'deny' });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES });
  const screens = applyWSSHandler<typeof router>({
    wss: sockets,
    router,
    createContext({ req, res }): ConnectionContext {
      const connection = options.identifiers.uuid();
      res.on('close', () => kiosk.gone(connection));
      return { role: roleOf(req), connection, kiosk };
    },
    keepAlive: { enabled: true, pingMs: 10_000, pongWaitMs: 5_000 },
  });
  app.server.on('upgrade', (request, socket, head) => {
    const { host, origin } = request.headers;
    const admitted =
      request.url?.split('?')[0] === '/trpc' &&
      rules.host(host) &&
      rules.origin(origin, true) &&
      roleOf(request) !== null;
    if (!admitted) return turnAway(socket, '403 Forbidden', options.log);
    if (sockets.clients.size >= MOST_CONNECTIONS) return turnAway(socket, '503 Service Unavailable', options.log);
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });

  await listen(app, options);
  const { port } = app.server.address() as AddressInfo;
  rules = originRules(options.host, port);
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  return {
    url,
    port,
    launchUrl: (role) => `${url}/launch?token=${tokens.issue(role)}`,
    async close() {
      screens.broadcastReconnectNotification();
      kiosk.close();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      await app.close();
    },
  };
}

function guard(
  app: FastifyInstance,
  rules: () => OriginRules,
  roleOf: (request: IncomingMessage) => Role | null,
): void {
  const open = new Set(['/launch', '/healthz', '/readyz']);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const { host, origin } = request.headers;
    if (!rules().host(host) || !rules().origin(origin, false))
      return reply.code(403).send({ code: 'SERVER_FOREIGN_ORIGIN' });
    const path = request.url.split('?')[0] ?? '';
    if (!open.has(path) && roleOf(request.raw) === null) {
      return reply.code(401).type('text/html; charset=utf-8').send(NO_SESSION_PAGE);
    }
  });
}

function routes(app: FastifyInstance, tokens: LaunchTokens, cookie: SessionCookie, options: ScreenServerOptions): void {
  app.get<{ Querystring: { token?: string } }>('/launch', async (request, reply) => {
    const { token } = request.query;
    const role = typeof token === 'string' ? tokens.redeem(token) : null;
    if (role === null) return reply.code(401).type('text/html; charset=utf-8').send(NO_SESSION_PAGE);
    const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_SECONDS}`;
    return reply.header('set-cookie', `${SESSION_COOKIE}=${cookie.make(role)}; ${flags}`).redirect(`/${role}/`, 303);
  });
  const { pictures = NO_PICTURES } = options;
  app.get<{ Params: { sha256: string } }>(`${PICTURE_PATH}:sha256`, async (request, reply) => {
    const picture = await pictures.read(request.params.sha256);
    if (picture === null) return reply.callNotFound();
    // The name is the content.
    return reply
      .type(picture.type)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .send(Buffer.from(picture.bytes));
  });
  app.get('/', async (_, reply) => reply.redirect('/kiosk/', 303));
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    const health = options.health();
    return reply.code(health.ready ? 200 : 503).send(health);
  });
}

async function listen(app: FastifyInstance, { host, port }: ScreenServerOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Fault('SERVER_PORT_TAKEN', `port ${port} on ${host} is taken by another program`, { cause: error });
  }
}

function turnAway(socket: Duplex, status: string, log: Log): void {
  log.warn('server.turnedAway', { status });
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
