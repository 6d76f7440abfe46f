/**
 * The gate's own page, for a box without a kiosk: one page, its state pushed as server-sent events, and orders that carry the PIN of
 * who gives them. Sessions, origins and headers are those of the screens.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { en } from '../../messages/en/index.ts';
import { message } from '../../messages/index.ts';
import { GATE_NOTICE_CODES } from '../../protocol/gate-view.ts';
import type { Role } from '../../protocol/role.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { OperatorsPort } from '../../workstation/ports/operators.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import { LaunchTokens } from '../access/launch-tokens.ts';
import { type OriginRules, originRules } from '../access/origin.ts';
import { readCookie } from '../access/read-cookie.ts';
import { SESSION_COOKIE, SESSION_SECONDS, SessionCookie } from '../access/session-cookie.ts';
import type { Health } from '../index.ts';
import { NO_SESSION_PAGE, SECURITY_HEADERS } from '../pages.ts';
import { type GateDesk, takeExitCode, takeOrder } from './orders.ts';
import { type GateIdentity, gateView } from './view.ts';

const MOST_BODY_BYTES = 4 * 1024;
const MOST_PAGES = 8;
/** How often the state is looked at; a page is sent what has changed. */
const LOOK_MS = 300;
/** A page that hears nothing for longer has lost the gate. */
const PULSE_LOOKS = 30;

export interface GateServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly gate: GateDesk;
  readonly identity: GateIdentity;
  readonly operators: OperatorsPort;
  readonly cookieKey: Uint8Array;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
  readonly health: () => Health;
  /** The sprite with the pictures of goods, as SVG; null where the screens are not built: items then go without. */
  readonly pictures: () => string | null;
  /** A typeface as WOFF2; null where the screens are not built: the page is then set in what the machine has. */
  readonly font: (family: GateFont) => Uint8Array | null;
}

export const GATE_FONTS = ['figtree', 'vazirmatn'] as const;
export type GateFont = (typeof GATE_FONTS)[number];

export interface GateServer {
  readonly url: string;
  readonly port: number;
  /** An address that opens a session, once, within ten minutes. */
  launchUrl(role: Role): string;
  close(): Promise<void>;
}

/** Starts serving the gate's page. @throws Fault SERVER_PORT_TAKEN */
export async function startGateServer(options: GateServerOptions): Promise<GateServer> {
  const { host, clock, identifiers } = options;
  const app = fastify({ logger: false, bodyLimit: MOST_BODY_BYTES, trustProxy: false });
  const tokens = new LaunchTokens(clock, identifiers);
  const cookie = new SessionCookie(options.cookieKey, clock);
  let rules: OriginRules = originRules(host, options.port);
  const hasSession = (request: IncomingMessage) =>
    cookie.read(readCookie(request.headers.cookie, SESSION_COOKIE)) !== null;

  guard(app, () => rules, hasSession);
  app.get<{ Querystring: { token?: string } }>('/launch', async ({ query: { token } }, reply) => {
    const role = typeof token === 'string' ? tokens.redeem(token) : null;
    if (role === null) return reply.code(401).type('text/html; charset=utf-8').send(NO_SESSION_PAGE);
    const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_SECONDS}`;
    return reply.header('set-cookie', `${SESSION_COOKIE}=${cookie.make(role)}; ${flags}`).redirect('/gate/', 303);
  });
  app.get('/', async (_, reply) => reply.redirect('/gate/', 303));
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    const health = options.health();
    return reply.code(health.ready ? 200 : 503).send(health);
  });
  app.get('/gate/words', async () => words(options.identity.locale));
  app.get('/gate/pictures.svg', async (_, reply) => {
    const sprite = options.pictures();
    return sprite === null ? reply.code(404).send() : reply.type('image/svg+xml').send(sprite);
  });
  for (const family of GATE_FONTS)
    app.get(`/gate/${family}.woff2`, async (_, reply) => {
      const font = options.font(family);
      return font === null ? reply.code(404).send() : reply.type('font/woff2').send(font);
    });
  app.post('/gate/order', async ({ body }) => takeOrder(options.gate, options.operators, body));
  app.post('/gate/exit', async ({ body }) => takeExitCode(options.gate, body));
  const pages = new Pages(options);
  app.get('/gate/events', async (_, reply) => {
    if (pages.full) return reply.code(503).send();
    reply.hijack();
    pages.open(reply.raw);
  });
  await app.register(fastifyStatic, { root: join(import.meta.dirname, 'page'), prefix: '/gate/', dotfiles: 'deny' });

  await listen(app, options);
  const { port } = app.server.address() as AddressInfo;
  rules = originRules(host, port);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url,
    port,
    launchUrl: (role) => `${url}/launch?token=${tokens.issue(role)}`,
    async close() {
      pages.close();
      await app.close();
    },
  };
}

function guard(
  app: FastifyInstance,
  rules: () => OriginRules,
  hasSession: (request: IncomingMessage) => boolean,
): void {
  const open = new Set(['/launch', '/healthz', '/readyz']);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const { host, origin } = request.headers;
    // Whatever changes something says which page it comes from.
    const ours = rules().host(host) && rules().origin(origin, request.method !== 'GET');
    if (!ours) return reply.code(403).send({ code: 'SERVER_FOREIGN_ORIGIN' });
    if (!open.has(request.url.split('?')[0] ?? '') && !hasSession(request.raw)) {
      return reply.code(401).type('text/html; charset=utf-8').send(NO_SESSION_PAGE);
    }
  });
}

/** Pages that look on; each is sent the whole view when it has changed. */
class Pages {
  readonly #options: GateServerOptions;
  readonly #pages = new Set<ServerResponse>();
  #last = '';
  #quiet = 0;
  #cancel: (() => void) | null = null;

  constructor(options: GateServerOptions) {
    this.#options = options;
  }

  get full(): boolean {
    return this.#pages.size >= MOST_PAGES;
  }

  open(page: ServerResponse): void {
    this.#last = this.#view();
    page.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    page.write(`data: ${this.#last}\n\n`);
    page.on('close', () => this.#pages.delete(page));
    this.#pages.add(page);
    if (this.#cancel === null) this.#wait();
  }

  close(): void {
    this.#cancel?.();
    for (const page of this.#pages) page.end();
  }

  #wait(): void {
    this.#cancel = this.#options.timers.after(LOOK_MS, () => {
      this.#cancel = null;
      if (this.#pages.size === 0) return;
      this.#wait();
      this.#look();
    });
  }

  #look(): void {
    const view = this.#view();
    this.#quiet += 1;
    const line = view !== this.#last ? `data: ${view}\n\n` : this.#quiet >= PULSE_LOOKS ? ': \n\n' : null;
    if (line === null) return;
    this.#last = view;
    this.#quiet = 0;
    // One that does not read what it is sent is let go.
    for (const page of this.#pages) if (!page.write(line)) page.destroy();
  }

  #view(): string {
    const { gate, identity, clock } = this.#options;
    return JSON.stringify(gateView(gate.state(), identity, clock.monotonic()));
  }
}

/** Which reader, and at what time of the page's own clock. */
const FILLED_IN_BY_THE_PAGE = { reader: '{reader}', since: '{since}' };

/** The words of the page in the store's language, by id. */
function words(locale: string): Record<string, string> {
  const ids = [
    ...Object.keys(en).filter((id) => id.startsWith('gate.')),
    ...GATE_NOTICE_CODES.map((code) => `fault.${code}`),
  ];
  return Object.fromEntries(ids.map((id) => [id, message(locale, id, FILLED_IN_BY_THE_PAGE)]));
}

async function listen(app: FastifyInstance, { host, port }: GateServerOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Fault('SERVER_PORT_TAKEN', `port ${port} on ${host} is taken by another program`, { cause: error });
  }
}
