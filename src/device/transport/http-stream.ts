import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Credentials } from './credentials.ts';
import { agentFor, type HttpAddress, startRequest, urlOf } from './http-client.ts';
import type { CloseCause, Connection, ConnectionListener, OpenFailure, OpenOutcome, Transport } from './transport.ts';

export interface HttpStreamOptions {
  readonly timers: Timers;
  /** Path of the stream on the device. */
  readonly path: string;
  readonly credentials?: Credentials;
  /** Milliseconds until the answer's head must be here. Default 800, as for TCP. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds of silence before the system probes the line. Default 1000. */
  readonly keepAliveMs?: number;
}

const REFUSED = new Set(['ECONNREFUSED', 'ECONNRESET']);

/**
 * A transport of bytes that only listens: the body of one answer that never ends. It is open once the device has answered 200; it
 * closes when the body ends. A line that died silently shows late (keep-alive), so drivers ask the device by other means.
 */
export function createHttpStreamTransport(address: HttpAddress, options: HttpStreamOptions): Transport {
  const { timers, path, credentials = {}, connectTimeoutMs = 800, keepAliveMs = 1000 } = options;
  return {
    url: urlOf(address),
    open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
      if (signal.aborted) return Promise.resolve({ kind: 'failed', failure: 'aborted' });
      const { promise, resolve } = Promise.withResolvers<OpenOutcome>();
      const agent = agentFor(address);
      const settle = (outcome: OpenOutcome): void => {
        cancelTimeout();
        signal.removeEventListener('abort', onAbort);
        request.off('error', onError);
        request.on('error', () => undefined);
        resolve(outcome);
      };
      const fail = (failure: OpenFailure): void => {
        settle({ kind: 'failed', failure });
        request.destroy();
        agent.destroy();
      };
      const onAbort = (): void => fail('aborted');
      const onError = (error: NodeJS.ErrnoException): void =>
        fail(REFUSED.has(error.code ?? '') ? 'refused' : 'unreachable');
      const request: ClientRequest = startRequest(address, credentials, { method: 'GET', path, agent }, (response) => {
        const { statusCode = 0 } = response;
        if (statusCode !== 200) fail(statusCode === 401 || statusCode === 403 ? 'unauthorised' : 'refused');
        else settle({ kind: 'open', connection: adopt(request, response, listener, () => agent.destroy()) });
      });
      const cancelTimeout = timers.after(connectTimeoutMs, () => fail('timeout'));
      signal.addEventListener('abort', onAbort);
      request.once('error', onError);
      request.setSocketKeepAlive(true, keepAliveMs);
      request.setNoDelay(true);
      request.end();
      return promise;
    },
  };
}

function adopt(
  request: ClientRequest,
  response: IncomingMessage,
  listener: ConnectionListener,
  release: () => void,
): Connection {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let cause: CloseCause = 'remote';
  response.on('data', (bytes: Uint8Array) => listener.data(bytes));
  response.on('error', () => {
    if (cause === 'remote') cause = 'error';
  });
  response.on('close', () => {
    request.destroy();
    release();
    end();
    listener.closed(cause);
  });
  return {
    ended,
    write: () => 'closed',
    close() {
      if (request.destroyed) return;
      cause = 'local';
      request.destroy();
      response.destroy();
    },
  };
}
