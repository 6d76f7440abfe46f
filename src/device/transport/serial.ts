import type { SerialPort } from 'serialport';
import type { Timers } from '../../workstation/ports/time.ts';
import { endWhenHungUp, waitForAll } from './serial-read.ts';
import type { SerialSettings } from './serial-settings.ts';
import type { CloseCause, Connection, ConnectionListener, OpenFailure, OpenOutcome, Transport } from './transport.ts';
import { Turns } from './turns.ts';

export interface SerialOptions {
  readonly timers: Timers;
  readonly settings: SerialSettings;
  /** Milliseconds that the system may take to open the port. Default 800. */
  readonly openTimeoutMs?: number;
  /** Bytes that may wait for a slow device before a write is refused. Default 262144. */
  readonly maxQueuedBytes?: number;
  /** Whose turn it is to open. Default: those of the process, two ports at a time. */
  readonly turns?: Turns;
}

/** One port that hangs holds up no other, and two hold up no file: see `Turns`. */
const PROCESS_TURNS = new Turns(2);

/**
 * A transport to a device on a serial port, by the port's path: choose one that names the device (`/dev/serial/by-id/…`), so that a
 * replugged device is found again and no other is taken for it. A cable that is pulled out of the machine ends the connection at once;
 * one that is pulled out of the device shows to drivers that ask.
 */
export function createSerialTransport(path: string, options: SerialOptions): Transport {
  const { timers, settings, openTimeoutMs = 800, maxQueuedBytes = 262_144, turns = PROCESS_TURNS } = options;
  return {
    url: `serial://${path}`,
    async open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
      const port = await unopened(path, settings);
      if (port === null) return { kind: 'failed', failure: 'missingLibrary' };
      if (signal.aborted) return { kind: 'failed', failure: 'aborted' };
      const { promise, resolve } = Promise.withResolvers<OpenOutcome>();
      const giveUp = (failure: OpenFailure): void => {
        cleanUp();
        resolve({ kind: 'failed', failure });
      };
      const onAbort = (): void => giveUp('aborted');
      const cancelTimeout = timers.after(openTimeoutMs, () => giveUp('timeout'));
      let waiting = true;
      const cleanUp = (): void => {
        waiting = false;
        leave();
        cancelTimeout();
        signal.removeEventListener('abort', onAbort);
      };
      signal.addEventListener('abort', onAbort);
      // Without a listener a late fault of the port would end the process.
      port.on('error', () => undefined);
      const leave = turns.take(path, (done) => {
        port.open((error) => {
          if (error) {
            done();
            if (waiting) giveUp(failureOf(error));
            return;
          }
          // Nobody waits any more: what opened late must not keep the port from the next attempt.
          if (!waiting) return port.close(done);
          waitForAll(port);
          endWhenHungUp(port);
          prepare(port, settings, () => {
            if (!waiting) return port.close(done);
            done();
            cleanUp();
            resolve({ kind: 'open', connection: adopt(port, listener, settings, maxQueuedBytes) });
          });
        });
      });
      return promise;
    },
  };
}

/** Null where the native part of the library does not load on this machine. */
async function unopened(path: string, { baud, data, parity, stop, flow }: SerialSettings): Promise<SerialPort | null> {
  try {
    // Loaded by the first serial device only: most boxes have none.
    const { SerialPort } = await import('serialport');
    const hardware = flow === 'hardware';
    const software = flow === 'software';
    const line = { baudRate: baud, dataBits: data, stopBits: stop, parity } as const;
    return new SerialPort({ path, ...line, rtscts: hardware, xon: software, xoff: software, autoOpen: false });
  } catch {
    return null;
  }
}

/** By the words of the system's error: the library passes no code on. */
function failureOf({ message }: Error): OpenFailure {
  if (/permission denied|access denied/i.test(message)) return 'forbidden';
  if (/cannot lock|resource busy|temporarily unavailable/i.test(message)) return 'inUse';
  return 'unreachable';
}

/**
 * Drops what the device said to nobody before this, and raises the modem lines. Done before the first write, which the flush would take
 * with it. Pseudo-terminals know no modem lines (ENOTTY): what fails here is of no account.
 */
function prepare(port: SerialPort, { flow }: SerialSettings, done: () => void): void {
  port.flush(() => {
    if (flow === 'hardware') done();
    else port.set({ dtr: true, rts: true }, done);
  });
}

function adopt(
  port: SerialPort,
  listener: ConnectionListener,
  { flow }: SerialSettings,
  maxQueuedBytes: number,
): Connection {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let cause: CloseCause = 'remote';
  let over = false;
  let closing = false;
  const finish = (): void => {
    // The stream says that it is closed before the file is, when a write failed.
    if (over || port.closing || port.isOpen) return;
    over = true;
    end();
    listener.closed(cause);
  };
  const close = (): void => {
    if (!port.isOpen) return finish();
    if (closing) return;
    closing = true;
    // Linux waits half a minute for a device that lets nothing through, and keeps the port from the next attempt: what waits for it is dropped.
    if (flow === 'none') port.close(finish);
    else port.flush(() => port.close(finish));
  };
  port.on('data', (bytes: Buffer) => {
    if (!over) listener.data(bytes);
  });
  port.on('close', finish);
  port.on('end', close);
  port.on('error', () => {
    if (cause === 'remote') cause = 'error';
    close();
  });
  return {
    ended,
    write(bytes) {
      if (over || closing || !port.isOpen) return 'closed';
      if (port.writableLength + bytes.length > maxQueuedBytes) return 'full';
      port.write(bytes);
      return 'accepted';
    },
    close() {
      if (over || closing || port.closing) return;
      cause = 'local';
      close();
    },
  };
}
