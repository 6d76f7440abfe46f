import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Identity } from './credentials.ts';
import { urlOf } from './http-client.ts';
import type { CloseCause, Connection, ConnectionListener, OpenFailure, OpenOutcome, Transport } from './transport.ts';

export interface HttpPostOptions {
  readonly timers: Timers;
  /** Paths that the device posts to; each is the topic of what is posted there. */
  readonly paths: readonly string[];
  /** What the device has to log in with (HTTP Basic); whoever has not, is not heard. */
  readonly login: { readonly username: string; readonly password: string };
  /** What we show for ourselves; without it the line is not encrypted. */
  readonly identity?: Identity;
  /** Bytes of one body. Default 524288. */
  readonly maxBodyBytes?: number;
  /** Milliseconds that one request may take until its last byte. Default 5000. */
  readonly requestMs?: number;
}

/** Connections at once: a device has one or two, and the rest are strangers. */
const MOST_CONNECTIONS = 8;
const MOST_HEADER_BYTES = 8192;
const OPEN_FAILURES: Readonly<Record<string, OpenFailure>> = { EADDRINUSE: 'inUse', EACCES: 'forbidden' };

/**
 * A transport of messages that waits for the device to post them: the body of each request is one message, its path the topic. It is open
 * once its port listens, which says nothing of the device; drivers ask that by other means. A body is handed on once it is whole, and
 * answered 204 then; one without the login (401), at another path (404), by another method (405) or too large (413) is not.
 */
export function createHttpPostTransport(
  { host, port }: { readonly host: string; readonly port: number },
  options: HttpPostOptions,
): Transport {
  const { identity } = options;
  return {
    url: urlOf({ host, port, secure: identity !== undefined }),
    open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
      if (signal.aborted) return Promise.resolve({ kind: 'failed', failure: 'aborted' });
      const { promise, resolve } = Promise.withResolvers<OpenOutcome>();
      const answer = takerOf(listener, options);
      const server = serverOf(identity, answer);
      const settle = (outcome: OpenOutcome): void => {
        signal.removeEventListener('abort', onAbort);
        server.off('error', onError);
        server.on('error', () => undefined);
        resolve(outcome);
      };
      const fail = (failure: OpenFailure): void => {
        settle({ kind: 'failed', failure });
        server.close();
      };
      const onAbort = (): void => fail('aborted');
      const onError = ({ code }: NodeJS.ErrnoException): void => fail(OPEN_FAILURES[code ?? ''] ?? 'unreachable');
      signal.addEventListener('abort', onAbort);
      server.once('error', onError);
      server.listen({ host, port }, () => settle({ kind: 'open', connection: adopt(server, listener) }));
      return promise;
    },
  };
}

function serverOf(identity: Identity | undefined, answer: RequestListener): Server {
  const limits = { maxHeaderSize: MOST_HEADER_BYTES, connectionsCheckingInterval: 1000 };
  const server =
    identity === undefined ? createServer(limits, answer) : createSecureServer({ ...limits, ...identity }, answer);
  server.maxConnections = MOST_CONNECTIONS;
  server.headersTimeout = 2000;
  server.keepAliveTimeout = 120_000;
  // The body's time is our own timer, since the server looks only now and then.
  server.requestTimeout = 0;
  return server;
}

function takerOf(listener: ConnectionListener, options: HttpPostOptions): RequestListener {
  const { paths, login, maxBodyBytes = 524_288, requestMs = 5000, timers } = options;
  const wanted = digest(`Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`);
  return (request, response) => {
    const path = paths.find((each) => each === request.url);
    const known = timingSafeEqual(digest(request.headers.authorization ?? ''), wanted);
    if (!known) return refuse(response, 401, { 'www-authenticate': 'Basic realm="checkstand"' });
    if (path === undefined) return refuse(response, 404);
    if (request.method !== 'POST') return refuse(response, 405, { allow: 'POST' });
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return refuse(response, 413);
    const cancel = timers.after(requestMs, () => request.destroy());
    gather(request, maxBodyBytes, (body) => {
      cancel();
      if (body === 'tooLarge') return refuse(response, 413);
      if (body === null) return;
      listener.data(body, path);
      response.writeHead(204).end();
    });
  };
}

/** Ends the request and its connection: what a refused one still sends is nobody's. */
function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...headers, connection: 'close' }).end();
}

/** Calls once: with the whole body, `tooLarge`, or null where it never became whole. */
function gather(request: IncomingMessage, most: number, done: (body: Buffer | 'tooLarge' | null) => void): void {
  const parts: Buffer[] = [];
  let size = 0;
  let over = false;
  const finish = (body: Buffer | 'tooLarge' | null): void => {
    if (over) return;
    over = true;
    done(body);
  };
  request.on('data', (part: Buffer) => {
    size += part.length;
    if (size > most) finish('tooLarge');
    else if (!over) parts.push(part);
  });
  request.on('end', () => finish(Buffer.concat(parts)));
  request.on('error', () => finish(null));
  request.on('close', () => finish(null));
}

/** Of one length whatever it is of, so that comparing takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function adopt(server: Server, listener: ConnectionListener): Connection {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let cause: CloseCause | null = null;
  const finish = (because: CloseCause): void => {
    if (cause !== null) return;
    cause = because;
    server.close(() => {
      end();
      listener.closed(because);
    });
    server.closeAllConnections();
  };
  server.on('error', () => finish('error'));
  return { ended, write: () => 'closed', close: () => finish('local') };
}
