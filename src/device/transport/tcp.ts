import { createConnection, type Socket } from 'node:net';
import type { Timers } from '../../workstation/ports/time.ts';
import type { CloseCause, Connection, ConnectionListener, OpenFailure, OpenOutcome, Transport } from './transport.ts';
import { readConnections, sentInVain } from './unacknowledged.ts';

export interface TcpOptions {
  readonly timers: Timers;
  /** Milliseconds to wait for the other end. Default 800: with the longest pause of the backoff it stays under the 3 s of a replug. */
  readonly connectTimeoutMs?: number;
  /**
   * The device cannot be asked how it is: that its line died without a word has to be found out here, within 3 s. One probe of the system
   * that is lost ends such a line, which is then opened anew. Default false: heartbeats tell, and a line outlives a bad moment.
   */
  readonly unasked?: boolean;
  /** The system's table of connections. Default `/proc/net/tcp`; empty where there is none. */
  readonly connections?: () => Promise<string>;
  /** Bytes that may wait for a slow device before a write is refused. Default 262144. */
  readonly maxQueuedBytes?: number;
}

/** Silence before the system probes a line, and the pause between two probes; the system counts whole seconds. */
const KEEP_ALIVE_MS = 1000;
/** Probes in vain that end a line: after 2 s where the device cannot be asked, else after 11 s. */
const PROBES = { unasked: 1, asked: 10 } as const;
/** Probes wait while bytes are on their way; the system sends those again after 0.2, 0.6 and 1.4 s on a near line, and for a quarter of an hour in all. */
const IN_VAIN_AFTER_MS = 1000;
const IN_VAIN_AGAIN_MS = 250;
const MOST_IN_VAIN = 2;

const REFUSED = new Set(['ECONNREFUSED', 'ECONNRESET']);

/**
 * A transport to a device on the network, or to a serial port behind a device server. A line that died without a word is noticed
 * within 3 s where the device cannot be asked (on Linux also while bytes wait for it), and else after some ten seconds: heartbeats are sooner.
 */
export function createTcpTransport(host: string, port: number, options: TcpOptions): Transport {
  const { timers, connectTimeoutMs = 800, unasked = false } = options;

  return {
    url: `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`,
    open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
      const { promise, resolve } = Promise.withResolvers<OpenOutcome>();
      if (signal.aborted) {
        resolve({ kind: 'failed', failure: 'aborted' });
        return promise;
      }
      const socket = createConnection({ host, port, noDelay: true });
      socket.setKeepAlive(true, KEEP_ALIVE_MS, KEEP_ALIVE_MS, unasked ? PROBES.unasked : PROBES.asked);
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
        resolve({ kind: 'open', connection: adopt(socket, listener, options) });
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

function adopt(socket: Socket, listener: ConnectionListener, options: TcpOptions): Connection {
  const { maxQueuedBytes = 262_144, unasked = false } = options;
  const watch = unasked ? watchWrites(socket, options) : { wrote: () => undefined, stop: () => undefined };
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let cause: CloseCause = 'remote';
  socket.on('data', (bytes) => listener.data(bytes));
  socket.on('error', () => {
    if (cause === 'remote') cause = 'error';
  });
  // A device that stops talking has gone: half-open conversations are of no use to any driver.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    watch.stop();
    end();
    listener.closed(cause);
  });
  return {
    ended,
    write(bytes) {
      if (socket.destroyed || !socket.writable) return 'closed';
      if (socket.writableLength + bytes.length > maxQueuedBytes) return 'full';
      socket.write(bytes);
      watch.wrote();
      return 'accepted';
    },
    close() {
      if (socket.destroyed) return;
      cause = 'local';
      socket.destroy();
    },
  };
}

/** Ends a line whose other end has acknowledged nothing of what was written, though the system said it again and again. */
function watchWrites(socket: Socket, { timers, connections = readConnections }: TcpOptions) {
  let cancel: (() => void) | null = null;
  const lookAfter = (milliseconds: number): void => {
    cancel = timers.after(milliseconds, () => void look());
  };
  const look = async (): Promise<void> => {
    const { localPort, remotePort } = socket;
    const times = sentInVain(await connections(), localPort ?? 0, remotePort ?? 0);
    if (socket.destroyed) return;
    if (times >= MOST_IN_VAIN) socket.destroy(new Error('nothing is acknowledged'));
    else if (times > 0) lookAfter(IN_VAIN_AGAIN_MS);
    else cancel = null;
  };
  return {
    wrote(): void {
      if (cancel === null) lookAfter(IN_VAIN_AFTER_MS);
    },
    stop: () => cancel?.(),
  };
}
