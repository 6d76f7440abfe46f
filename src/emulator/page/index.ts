import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmulatorLog } from '../log.ts';
import { type Answer, give, refusal } from './answer.ts';
import { type PageArticle, type PageDevices, snapshot } from './devices.ts';
import { EventHub } from './events.ts';
import { isWelcome } from './guard.ts';
import type { RouteEntry } from './route.ts';
import { routesOf } from './routes.ts';

export type { PageArticle } from './devices.ts';

export interface EmulatorPageOptions {
  readonly port: number;
  readonly devices: PageDevices;
  readonly articles: readonly PageArticle[];
  readonly log: EmulatorLog;
}

/** The page people drive the devices with, and the same by HTTP for tests. Binds this machine's own address, whatever the devices bind. */
export class EmulatorPage {
  readonly #options: EmulatorPageOptions;
  readonly #routes: readonly RouteEntry[];
  readonly #events: EventHub;
  readonly #server: Server;
  #port: number;

  constructor(options: EmulatorPageOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#routes = routesOf(options.devices, options.articles);
    this.#events = new EventHub(() => snapshot(options.devices));
    this.#server = createServer(
      { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
      (request, response) => void this.#serve(request, response),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** @throws the socket's error when the port can't be had. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  async stop(): Promise<void> {
    this.#events.close();
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Something that the page shows has changed. */
  changed(): void {
    this.#events.changed();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A connection that goes away in the middle of an answer is nobody's fault.
    response.on('error', () => {});
    try {
      const path = new URL(request.url ?? '/', this.url).pathname;
      if (!isWelcome(request, this.#port))
        give(response, refusal(403, 'STRANGER', 'this page answers its own machine only'));
      else if (path !== '/api/events') give(response, await this.#answer(request, path));
      else if (!this.#events.add(response)) give(response, refusal(503, 'TOO_MANY', 'too many pages are open'));
    } catch (error) {
      this.#options.log('page', 'request failed', { error: String(error) });
      if (response.headersSent) response.destroy();
      else give(response, refusal(500, 'FAILED', 'see the log'));
    }
  }

  async #answer(request: IncomingMessage, path: string): Promise<Answer> {
    const { method } = request;
    const file = files[path];
    if (file !== undefined && method === 'GET') return fileAnswer(file);
    const matching = this.#routes.filter((route) => route.path.test(path));
    const route = matching.find((each) => each.method === method);
    if (route !== undefined) return route.run(request, route.path.exec(path)?.slice(1) ?? []);
    return matching.length > 0
      ? refusal(405, 'WRONG_METHOD', `use ${matching.map((each) => each.method).join(' or ')}`)
      : refusal(404, 'NO_SUCH_PATH', 'see api.md');
  }
}

const REQUEST_MS = 10_000;

interface PageFile {
  readonly type: string;
  /** Where it is; `undefined` when this installation has none. */
  readonly at: () => string | undefined;
}

const beside = (name: string) => () => join(import.meta.dirname, 'static', name);

const SCRIPTS = [
  'page.js',
  'lights.js',
  'scale.js',
  'gate.js',
  'gate-scanner.js',
  'rfid-reader.js',
  'iot-readers.js',
  'relays.js',
  'controls.js',
  'faults.js',
  'strips.js',
  'wire.js',
  'parts.js',
  'samples.js',
];

/** All files there are: nothing else is ever read from disk. */
const files: Readonly<Record<string, PageFile>> = {
  '/': { type: 'text/html; charset=utf-8', at: beside('index.html') },
  '/page.css': { type: 'text/css; charset=utf-8', at: beside('page.css') },
  '/devices.css': { type: 'text/css; charset=utf-8', at: beside('devices.css') },
  '/strips.css': { type: 'text/css; charset=utf-8', at: beside('strips.css') },
  '/rfid-reader.css': { type: 'text/css; charset=utf-8', at: beside('rfid-reader.css') },
  ...Object.fromEntries(
    SCRIPTS.map((name) => [`/${name}`, { type: 'text/javascript; charset=utf-8', at: beside(name) }]),
  ),
  '/figtree.woff2': { type: 'font/woff2', at: figtree },
};

/** The face of the screens, where it is installed; the page is readable without. */
function figtree(): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve('@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2'));
  } catch {
    return undefined;
  }
}

async function fileAnswer({ type, at }: PageFile): Promise<Answer> {
  const path = at();
  if (path === undefined) return refusal(404, 'NOT_INSTALLED', 'this installation has no such file');
  return { status: 200, type, body: await readFile(path) };
}
