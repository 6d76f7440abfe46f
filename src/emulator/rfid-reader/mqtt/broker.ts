import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import type { EmulatorLog } from '../../log.ts';

export interface EmulatedBrokerOptions {
  readonly host: string;
  /** 0 takes any free port; the one taken is kept over `unplug` and `plug`. */
  readonly port: number;
  readonly log: EmulatorLog;
  readonly onChange: () => void;
  /** Names and passwords that may come in; everyone when left out. */
  readonly users?: Readonly<Record<string, string>>;
}

/** A broker of the emulators' own, for MQTT 3.1.1: what a store has in its hub. It keeps nothing and can be unplugged. */
export class EmulatedBroker {
  readonly #options: EmulatedBrokerOptions;
  readonly #sockets = new Set<Socket>();
  #aedes: Aedes | undefined;
  #server: Server | undefined;
  #port: number;

  constructor(options: EmulatedBrokerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get plugged(): boolean {
    return this.#server !== undefined;
  }

  /** Connections there are. */
  get connections(): number {
    return this.#sockets.size;
  }

  start(): Promise<void> {
    return this.plug();
  }

  /** Starts to listen. Resolves at once when it already does. @throws the socket's error when the port can't be had. */
  async plug(): Promise<void> {
    if (this.#server !== undefined) return;
    const { users } = this.#options;
    const aedes = await Aedes.createBroker({
      authenticate: (_, username, password, done) => {
        const known = users === undefined || (username !== undefined && Object.hasOwn(users, username));
        done(null, known && (users === undefined || users[username ?? ''] === password?.toString()));
      },
    });
    // A client's fault always ends its connection, which is where it is handled.
    aedes.on('clientError', () => undefined);
    aedes.on('connectionError', () => undefined);
    const server = createServer({ noDelay: true }, (socket) => this.#accept(aedes, socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.#options.host, resolve);
    });
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#aedes = aedes;
    this.#server = server;
    this.#changed('plugged in');
  }

  /** Drops every connection and refuses new ones until `plug`. */
  async unplug(): Promise<void> {
    const server = this.#server;
    const aedes = this.#aedes;
    if (server === undefined || aedes === undefined) return;
    this.#server = undefined;
    this.#aedes = undefined;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await new Promise<void>((resolve) => aedes.close(resolve));
    this.#changed('unplugged');
  }

  stop(): Promise<void> {
    return this.unplug();
  }

  #accept(aedes: Aedes, socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    aedes.handle(socket);
  }

  #changed(event: string): void {
    this.#options.log('broker', event, { port: this.#port });
    this.#options.onChange();
  }
}
