import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What a request is answered with; `stream` leaves it open, `silence` never answers. */
export type RestReply =
  | { readonly status: number; readonly body?: unknown }
  | { readonly stream: true }
  | { readonly silence: true };

export interface RestServerOptions {
  readonly host: string;
  /** 0 takes any free port; the one taken is kept over `unplug` and `plug`. */
  readonly port: number;
  /** Name and password that a host must give; none when left out. */
  readonly login?: { readonly username: string; readonly password: string };
  /** `authorization` is the request's header of that name, or empty. */
  readonly handle: (method: string, path: string, body: unknown, authorization: string) => RestReply;
  /** Takes a form; where there is none, forms are refused. */
  readonly form?: (path: string, contentType: string, body: Buffer) => RestReply;
  readonly onChange: () => void;
}

const BODY_LIMIT = 65_536;
/** A form holds a firmware image. */
const FORM_LIMIT = 80 * 1024 * 1024;

/** The web server of an emulated reader: JSON in, JSON out, and streams that stay open. */
export class RestServer {
  readonly #options: RestServerOptions;
  readonly #streams = new Set<ServerResponse>();
  #server: Server | undefined;
  #port: number;

  constructor(options: RestServerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get plugged(): boolean {
    return this.#server !== undefined;
  }

  /** Streams that are open. */
  get streams(): number {
    return this.#streams.size;
  }

  /** @throws the socket's error when the port can't be had. */
  async plug(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(this.#port, this.#options.host, resolve);
      });
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  /** Drops every connection and refuses new ones until `plug`. */
  async unplug(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  /** Writes to every open stream; false when there is none. */
  write(bytes: string | Uint8Array): boolean {
    for (const stream of this.#streams) stream.write(bytes);
    return this.#streams.size > 0;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    if (!this.#known(request)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="reader"' }).end();
      return;
    }
    const { form } = this.#options;
    const type = request.headers['content-type'] ?? '';
    if (form !== undefined && type.startsWith('multipart/')) {
      const bytes = await readBytes(request, FORM_LIMIT);
      return this.#reply(response, bytes === undefined ? { status: 413 } : form(request.url ?? '', type, bytes));
    }
    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(400).end();
      return;
    }
    const { method = '', url = '', headers } = request;
    this.#reply(response, this.#options.handle(method, url, body.value, headers.authorization ?? ''));
  }

  #reply(response: ServerResponse, reply: RestReply): void {
    if ('silence' in reply) return;
    if ('stream' in reply) this.#open(response);
    else if (reply.body === undefined) response.writeHead(reply.status).end();
    else response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  }

  #open(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    this.#streams.add(response);
    response.on('close', () => {
      this.#streams.delete(response);
      this.#options.onChange();
    });
    this.#options.onChange();
  }

  #known({ headers }: IncomingMessage): boolean {
    const { login } = this.#options;
    if (login === undefined) return true;
    const wanted = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    return headers.authorization === `Basic ${wanted}`;
  }
}

/** The body as JSON, null when it is empty; undefined when it is none, or too large. */
async function readBody(request: IncomingMessage): Promise<{ readonly value: unknown } | undefined> {
  const bytes = await readBytes(request, BODY_LIMIT);
  if (bytes === undefined) return undefined;
  try {
    return { value: bytes.length === 0 ? null : JSON.parse(bytes.toString('utf8')) };
  } catch {
    return undefined;
  }
}

/** Undefined for a body that is too large or breaks off. */
async function readBytes(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > most) return undefined;
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch {
    return undefined;
  }
}
