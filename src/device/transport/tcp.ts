import { createConnection, type Socket } from 'node:net';
import type { Timers } from '../../workstation/ports/time.ts';
import type { CloseCause, Connection, ConnectionListener, OpenFailure, OpenOutcome, Transport } from './transport.ts';

export interface TcpOptions {
  readonly timers: Timers;
  /** Milliseconds to wait for the other end. Default 800: with the longest pause of the backoff it stays under the 3 s of a replug. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds of silence before the system probes the line. Default 1000. Slower than a heartbeat, and for what has none. */
  readonly keepAliveMs?: number;
  /** Bytes that may wait for a slow device before a write is refused. Default 262144. */
  readonly maxQueuedBytes?: number;
}

const REFUSED = new Set(['ECONNREFUSED', 'ECONNRESET']);

/**
 * A transport to a device on the network, or to a serial port behind a device server. A line that died without a word is not
 * noticed here for some ten seconds (keep-alive): drivers that must know sooner send heartbeats.
 */
export function createTcpTransport(host: string, port: number, options: TcpOptions): Transport {
  const { timers, connectTimeoutMs = 800, keepAliveMs = 1000, maxQueuedBytes = 262_144 } = options;

  return {
    url: `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`,
    open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
      const { promise, resolve } = Promise.withResolvers<OpenOutcome>();
      if (signal.aborted) {
        resolve({ kind: 'failed', failure: 'aborted' });
        return promise;
      }
      const socket = createConnection({
        host,
        port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: keepAliveMs,
      });
      const fail = (failure: OpenFailure): void => {
        cleanUp();
        socket.on('error', () => undefined);
        socket.destroy();
        resolve({ kind: 'failed', failure });
      };
      const onAbort = (): void => fail('aborted');
      const onError = (error: NodeJS.ErrnoException): void =>
        fail(REFUSED.has(error.code ?? '') ? 'refused' : 'unreachable');
      const onConnect = (): void => {
        cleanUp();
        resolve({ kind: 'open', connection: adopt(socket, listener, maxQueuedBytes) });
      };
      const cancelTimeout = timers.after(connectTimeoutMs, () => fail('timeout'));
      const cleanUp = (): void => {
        cancelTimeout();
        signal.removeEventListener('abort', onAbort);
        socket.off('error', onError);
        socket.off('connect', onConnect);
      };
      signal.addEventListener('abort', onAbort);
      socket.once('error', onError);
      socket.once('connect', onConnect);
      return promise;
    },
  };
}

function adopt(socket: Socket, listener: ConnectionListener, maxQueuedBytes: number): Connection {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let cause: CloseCause = 'remote';
  socket.on('data', (bytes) => listener.data(bytes));
  socket.on('error', () => {
    if (cause === 'remote') cause = 'error';
  });
  // A device that stops talking has gone: half-open conversations are of no use to any driver.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    end();
    listener.closed(cause);
  });
  return {
    ended,
    write(bytes) {
      if (socket.destroyed || !socket.writable) return 'closed';
      if (socket.writableLength + bytes.length > maxQueuedBytes) return 'full';
      socket.write(bytes);
      return 'accepted';
    },
    close() {
      if (socket.destroyed) return;
      cause = 'local';
      socket.destroy();
    },
  };
}
