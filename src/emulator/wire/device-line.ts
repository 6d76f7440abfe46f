import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as nextTick } from 'node:timers/promises';
import type { EmulatorLog } from '../log.ts';
import { type Chunks, piecesOf } from './chunks.ts';
import { Pty } from './pty.ts';

export type WriteOutcome =
  | { readonly kind: 'written'; readonly bytes: number }
  | { readonly kind: 'nobodyThere' }
  | { readonly kind: 'lineLost' };

export interface DeviceLineOptions {
  readonly name: string;
  readonly host: string;
  /** 0 takes any free port; the one taken is kept over `unplug` and `plug`. */
  readonly port: number;
  /** Where the same line appears as a serial port too, made by `socat`; none when left out. */
  readonly pty?: string;
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onConnect?: () => void;
  readonly onDisconnect?: () => void;
  /** Something that a page shows has changed: plugged, connected. */
  readonly onChange?: () => void;
  readonly log: EmulatorLog;
}

const PENDING_WRITES = 256;
const WRITE_LIMIT_MS = 5_000;
const LISTEN_ATTEMPTS = 40;
/** How long something waits for what is to leave in one piece with it. */
const JOIN_MS = 20;

/**
 * The socket of an emulated device. One host talks to it at a time and the newest wins: a device server that lost its host
 * without noticing gives the line to the one who calls, and so does this. The older connection is closed at that moment.
 */
export class DeviceLine {
  readonly #options: DeviceLineOptions;
  #server: Server | undefined;
  #socket: Socket | undefined;
  #port: number;
  #plugged = false;
  #replug: NodeJS.Timeout | undefined;
  #writes: Promise<unknown> = Promise.resolve();
  #pending = 0;
  readonly #together: Uint8Array[] = [];
  #joining: Promise<WriteOutcome> | undefined;
  #paused = false;
  #listenedBefore = false;
  #pty: Pty | undefined;

  constructor(options: DeviceLineOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** Starts to listen. Resolves at once when it already does. @throws the socket's error when the port can't be had. */
  async plug(): Promise<void> {
    clearTimeout(this.#replug);
    if (this.#plugged) return;
    this.#plugged = true;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#listen();
        break;
      } catch (error) {
        // The port of a line that was just unplugged can stay taken for a moment; a first start has no such excuse.
        const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' && this.#listenedBefore;
        if (!busy || attempt === LISTEN_ATTEMPTS) {
          this.#plugged = false;
          throw error;
        }
        await delay(50);
      }
    }
    this.#pty?.plug();
    this.#changed('plugged in');
  }

  /** Drops the connection and refuses new ones until `plug`, or for so many milliseconds. */
  unplug(forMs?: number): void {
    clearTimeout(this.#replug);
    this.#plugged = false;
    void this.#pty?.unplug();
    this.#server?.close();
    this.#server = undefined;
    this.drop();
    this.#changed('unplugged');
    if (forMs !== undefined) this.#replug = setTimeout(() => void this.plug().catch(() => {}), forMs);
  }

  /** Closes the connection there is, and goes on listening. */
  drop(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    this.#together.length = 0;
    socket.destroy();
    this.#options.onDisconnect?.();
    this.#changed('disconnected');
  }

  /** Writes after everything written before. Resolves when the system has taken the bytes, or the line is gone. */
  write(bytes: Uint8Array, chunks: Chunks = 'whole'): Promise<WriteOutcome> {
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve({ kind: 'nobodyThere' });
    if (chunks === 'joined' && this.#together.length < PENDING_WRITES) return this.#join(bytes);
    if (this.#pending >= PENDING_WRITES) {
      this.drop();
      return Promise.resolve({ kind: 'lineLost' });
    }
    this.#pending++;
    const turn = this.#writes.then(() => this.#send(socket, bytes, chunks)).finally(() => this.#pending--);
    this.#writes = turn;
    return turn;
  }

  /** All that is said until a moment from now leaves in one write. */
  #join(bytes: Uint8Array): Promise<WriteOutcome> {
    this.#together.push(bytes);
    this.#joining ??= delay(JOIN_MS).then(() => {
      this.#joining = undefined;
      return this.write(Buffer.concat(this.#together.splice(0)));
    });
    return this.#joining;
  }

  /** Stops taking bytes off the line, so that the host feels a full buffer. */
  pause(): void {
    this.#paused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket?.resume();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#replug);
    const server = this.#server;
    this.#server = undefined;
    this.#plugged = false;
    this.drop();
    await this.#pty?.unplug();
    if (server?.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #listen(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.#options.host, resolve);
    });
    server.on('error', (error) => this.#options.log(this.#options.name, 'listener failed', { error: String(error) }));
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#server = server;
    const { pty, host } = this.#options;
    if (pty !== undefined)
      this.#pty ??= new Pty({ path: pty, host: host === '0.0.0.0' ? '127.0.0.1' : host, port: this.#port });
    this.#listenedBefore = true;
  }

  #accept(socket: Socket): void {
    // A fault of the socket always ends in 'close', which is where it is handled.
    socket.on('error', () => {});
    if (!this.#plugged) {
      socket.destroy();
      return;
    }
    this.drop();
    this.#socket = socket;
    if (this.#paused) socket.pause();
    socket.on('data', (bytes) => {
      if (this.#socket === socket) this.#options.onBytes(bytes);
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.drop();
    });
    this.#options.onConnect?.();
    this.#changed('connected');
  }

  async #send(socket: Socket, bytes: Uint8Array, chunks: Chunks): Promise<WriteOutcome> {
    for (const piece of piecesOf(bytes, chunks)) {
      if (socket !== this.#socket) return { kind: 'lineLost' };
      if (!(await writeWithin(socket, piece))) {
        if (socket === this.#socket) this.drop();
        return { kind: 'lineLost' };
      }
      if (chunks !== 'whole') await nextTick();
    }
    return { kind: 'written', bytes: bytes.length };
  }

  #changed(event: string): void {
    this.#options.log(this.#options.name, event, { port: this.#port });
    this.#options.onChange?.();
  }
}

function writeWithin(socket: Socket, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(false), WRITE_LIMIT_MS);
    socket.write(bytes, (error) => {
      clearTimeout(limit);
      resolve(!error);
    });
  });
}
