import type {
  CloseCause,
  Connection,
  ConnectionListener,
  OpenFailure,
  OpenOutcome,
  Transport,
} from '../transport/transport.ts';

/** A wire in memory whose far end a test plays: it sees what drivers write and says what it likes, byte by byte. */
export class Wire implements Transport {
  readonly url = 'tcp://rehearsal:1';
  /** Everything written so far over all connections, oldest first. */
  readonly written: Uint8Array[] = [];
  /** The topics of what was written, in the same order; none on a wire of bytes. */
  readonly topics: (string | undefined)[] = [];
  /** What opening does next: connects, fails, or hangs until aborted. */
  plug: 'in' | OpenFailure | 'hanging' = 'in';
  /** True makes every write say `full`. */
  clogged = false;
  opened = 0;
  /** Called with each write, after it was recorded: the far end's reflexes. */
  answer: (bytes: Uint8Array, topic?: string) => void = () => undefined;
  #listener: ConnectionListener | null = null;

  get connected(): boolean {
    return this.#listener !== null;
  }

  open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
    if (this.plug === 'hanging') {
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'failed', failure: 'aborted' }));
      });
    }
    if (this.plug !== 'in') return Promise.resolve({ kind: 'failed', failure: this.plug });
    this.opened += 1;
    this.#listener = listener;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const connection: Connection = {
      ended,
      write: (bytes, topic) => {
        if (this.#listener !== listener) return 'closed';
        if (this.clogged) return 'full';
        const copy = Uint8Array.from(bytes);
        this.written.push(copy);
        this.topics.push(topic);
        this.answer(copy, topic);
        return 'accepted';
      },
      close: () => {
        if (this.#listener === listener) this.#drop('local');
        end();
      },
    };
    this.#end = end;
    return Promise.resolve({ kind: 'open', connection });
  }

  #end: () => void = () => undefined;

  /** The device says something; with a topic, one message. */
  say(bytes: Uint8Array | readonly number[], topic?: string): void {
    this.#listener?.data(Uint8Array.from(bytes), topic);
  }

  /** The plug is pulled; further attempts fail until `replug`. */
  unplug(): void {
    this.plug = 'refused';
    this.#drop('remote');
  }

  replug(): void {
    this.plug = 'in';
  }

  /** The line drops, and could be opened again at once. */
  cut(): void {
    this.#drop('remote');
  }

  #drop(cause: CloseCause): void {
    const listener = this.#listener;
    this.#listener = null;
    this.#end();
    listener?.closed(cause);
  }

  /** All that was written, in one piece. */
  transcript(): Uint8Array {
    return Uint8Array.from(this.written.flatMap((bytes) => [...bytes]));
  }
}
