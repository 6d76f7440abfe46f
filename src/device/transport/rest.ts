import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Credentials } from './credentials.ts';
import { agentFor, type HttpAddress, startRequest } from './http-client.ts';

/**
 * What came of a request. `body` is the parsed JSON, null where there is none or none that can be read. `failed`: there is no whole
 * answer, and whether the device has acted is not known.
 */
export type RestAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'failed' };

/** Asks a device over HTTP, one request after the other. Never rejects. */
export interface RestClient {
  /** @param token is sent as bearer in place of name and password. */
  request(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown, token?: string): Promise<RestAnswer>;
  /** Gives up what is under way and closes the line; it can be used again. */
  close(): void;
}

/** Gives a device what is too long to hold. Never rejects. */
export interface RestUploads {
  /** Posts it once, on a line of its own. @param milliseconds for the whole of it and its answer. */
  upload(path: string, body: LongBody, milliseconds: number, signal: AbortSignal): Promise<RestAnswer>;
}

export interface LongBody {
  /** Its media type. */
  readonly type: string;
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
}

export interface RestOptions {
  readonly timers: Timers;
  readonly credentials?: Credentials;
  /** Milliseconds for one whole answer. Default 3000. */
  readonly timeoutMs?: number;
  /** Bytes of one answer. Default 262144. */
  readonly maxBodyBytes?: number;
}

const FAILED: RestAnswer = { kind: 'failed' };

/** A client of the REST interface of a device at this address. */
export function createRestClient(address: HttpAddress, options: RestOptions): RestClient & RestUploads {
  const { timers, credentials = {}, timeoutMs = 3000, maxBodyBytes = 262_144 } = options;
  const agent = agentFor(address);
  const open = new Set<ClientRequest>();

  function once(
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    body: unknown,
    token: string | undefined,
    again: boolean,
  ): Promise<RestAnswer> {
    const { promise, resolve } = Promise.withResolvers<RestAnswer>();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' };
    if (method !== 'GET') headers['content-length'] = String(Buffer.byteLength(text ?? ''));
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    let answering = false;
    const settle = (answer: RestAnswer | Promise<RestAnswer>): void => {
      cancelTimeout();
      open.delete(request);
      resolve(answer);
    };
    const request = startRequest(address, credentials, { method, path, agent, headers }, (response) => {
      answering = true;
      void gather(response, maxBodyBytes).then(settle);
    });
    open.add(request);
    const cancelTimeout = timers.after(timeoutMs, () => request.destroy());
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A device closes an idle line whenever it likes; all our requests may be said twice.
      const stale = again && request.reusedSocket && error.code === 'ECONNRESET' && open.has(request);
      settle(stale ? once(method, path, body, token, false) : FAILED);
    });
    request.on('close', () => {
      if (!answering) settle(FAILED);
    });
    request.end(text);
    return promise;
  }

  async function upload(
    path: string,
    { type, bytes, read }: LongBody,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<RestAnswer> {
    const { promise, resolve } = Promise.withResolvers<RestAnswer>();
    const headers = { 'content-type': type, 'content-length': String(bytes) };
    let answering = false;
    // A line of its own: whoever watches the device goes on meanwhile.
    const own = agentFor(address);
    const request = startRequest(address, credentials, { method: 'POST', path, agent: own, headers }, (response) => {
      answering = true;
      void gather(response, maxBodyBytes).then(resolve);
    });
    open.add(request);
    const giveUp = (): void => void request.destroy();
    const cancelTimeout = timers.after(milliseconds, giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    request.on('error', () => resolve(FAILED));
    request.on('close', () => {
      if (!answering) resolve(FAILED);
    });
    // A device that answers before it has all of it, or goes, ends the reading too; nobody waits for that.
    void pipeline(Readable.from(read()), request).catch(() => undefined);
    const answer = await promise;
    cancelTimeout();
    signal.removeEventListener('abort', giveUp);
    open.delete(request);
    own.destroy();
    return answer;
  }

  return {
    upload,
    request: (method, path, body, token) => once(method, path, body, token, true),
    close() {
      for (const request of [...open]) {
        open.delete(request);
        request.destroy();
      }
      agent.destroy();
    },
  };
}

function gather(response: IncomingMessage, most: number): Promise<RestAnswer> {
  const { promise, resolve } = Promise.withResolvers<RestAnswer>();
  const parts: Buffer[] = [];
  let size = 0;
  response.on('data', (part: Buffer) => {
    size += part.length;
    if (size > most) response.destroy();
    else parts.push(part);
  });
  response.on('end', () => {
    if (response.complete && size <= most)
      resolve({ kind: 'answered', status: response.statusCode ?? 0, body: parsed(Buffer.concat(parts)) });
  });
  response.on('error', () => undefined);
  response.on('close', () => resolve(FAILED));
  return promise;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
