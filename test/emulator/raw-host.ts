import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const LIMIT_MS = 4_000;

/** A host that knows no protocol: it puts bytes on a line and waits for bytes, so that a test says what stands on the wire. */
export class RawHost {
  readonly #socket: Socket;
  readonly chunks: Buffer[] = [];
  #received: Buffer = Buffer.alloc(0);
  #closed = false;
  #look: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.chunks.push(bytes);
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#look();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      this.#look();
    });
  }

  /** @throws the socket's error when nobody listens. */
  static async connect(port: number): Promise<RawHost> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawHost(socket);
  }

  /** Bytes that came and were not taken yet. */
  get waiting(): Buffer {
    return this.#received;
  }

  /** Writes bytes, or hex digits with or without spaces. */
  write(bytes: Uint8Array | string): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes.replaceAll(' ', ''), 'hex') : bytes);
  }

  /** The next so many bytes, as hex digits with spaces. */
  async take(count: number): Promise<string> {
    await this.#until(() => this.#received.length >= count, `${count} bytes`);
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return spaced(taken);
  }

  /** Resolves when the other side has closed the line. */
  closed(): Promise<void> {
    return this.#until(() => this.#closed, 'the end of the line');
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #until(reached: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`waited for ${what}, have ${spaced(this.#received) || 'nothing'}`)),
        LIMIT_MS,
      );
      this.#look = () => {
        if (!reached()) return;
        clearTimeout(limit);
        this.#look = () => {};
        resolve();
      };
      this.#look();
    });
  }
}

/** Hex digits, two by two. */
export function spaced(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ');
}

/** Resolves when a condition holds, looked at again and again for a bounded time. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
