import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { MAX_MESSAGE_BYTES } from '../wire/limits.ts';
import { type BusAccounts, Gatekeeper } from './gatekeeper.ts';
import { metered } from './packet-meter.ts';

export interface HubBrokerParts {
  readonly store: string;
  readonly accounts: BusAccounts;
  /** PEM: the hub's server certificate and key, and the store's authority, which the certificates of boxes come from. */
  readonly tls: { readonly certificate: string; readonly privateKey: string; readonly ca: string };
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: Log;
}

/** The broker of a store, whoever runs it. */
export interface HubBroker {
  readonly port: number;
  /** A box was paired or revoked: the connection that it had before ends, and the accounts are what they are now. @throws Fault */
  changed(box: string): void;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 320;
/** Connections of one address that have not finished their handshake. */
const MOST_HANDSHAKES = 16;
const HANDSHAKE_MS = 10_000;
/** Packet behind its fixed header: a message, its topic, its id. */
const MOST_PACKET_BYTES = MAX_MESSAGE_BYTES + 1024;
const KEEPALIVE_SECONDS = 120;

/** CONNACK "not authorized" (MQTT 3.1.1, section 3.2.2.3): the same for every reason. */
const NOT_AUTHORIZED = 5;

/**
 * The store bus's broker inside the hub: MQTT 3.1.1 over TLS for boxes with a certificate of the store, their password, and the
 * rights that go with their name. @throws Fault SYNC_BROKER_PORT when the port can't be had.
 */
export async function startHubBroker(parts: HubBrokerParts): Promise<HubBroker> {
  const names = new WeakMap<object, string>();
  const keeper = new Gatekeeper(parts.store, parts.accounts, (client) => names.get(client.conn) ?? null);
  const broker = await Aedes.createBroker(brokerOptions(keeper, parts.log));
  const clients = new Map<string, Client>();
  broker.on('clientReady', (client) => void clients.set(client.id, client));
  broker.on('clientDisconnect', (client) => {
    if (clients.get(client.id) === client) clients.delete(client.id);
  });
  broker.on('clientError', (client, error) =>
    parts.log.debug('bus.brokerClient', { box: client.id, why: error.message }),
  );
  broker.on('connectionError', (_client, error) => parts.log.debug('bus.brokerConnection', { why: error.message }));

  const { certificate, privateKey, ca } = parts.tls;
  const server = createServer(
    {
      ...{ cert: certificate, key: privateKey, ca, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS },
      ...{ requestCert: true, rejectUnauthorized: true, noDelay: true },
    },
    (socket) => {
      const stream = metered(socket, MOST_PACKET_BYTES);
      names.set(stream, commonName(socket));
      broker.handle(stream);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  limitHandshakes(server);
  server.on('tlsClientError', (error) => parts.log.debug('bus.brokerHandshake', { why: error.message }));
  const port = await listening(server, parts);
  return {
    port,
    changed: (box) => clients.get(box)?.close(),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
    },
  };
}

function brokerOptions(keeper: Gatekeeper, log: Log): ConstructorParameters<typeof Aedes>[0] {
  const subscriptions = new WeakMap<Client, number>();
  return {
    connectTimeout: HANDSHAKE_MS,
    drainTimeout: 20_000,
    keepaliveLimit: KEEPALIVE_SECONDS,
    queueLimit: 32,
    maxTopicLevels: 12,
    maxInflightInbound: 1,
    preConnect: (_client, packet, done) => {
      // Without an error the connection would stay, admitted to nothing.
      if (keeper.admits(packet)) done(null, true);
      else done(new Error('not a connection as boxes make it'), false);
    },
    authenticate: (client, username, password, done) => {
      keeper.authenticates(client, username, password).then(
        (right) => {
          if (right) return done(null, true);
          log.warn('bus.brokerRefused', { box: client.id });
          done(Object.assign(new Error('not authorized'), { returnCode: NOT_AUTHORIZED }) as AuthenticateError, false);
        },
        () => done(null, false),
      );
    },
    authorizePublish: (client, packet, done) => {
      // Without a client it is the broker itself, about itself: nobody may read that.
      if (client === null || keeper.mayPublish(client, packet)) return done(null);
      log.warn('bus.brokerForbidden', { box: client.id });
      done(new Error('not allowed to write there'));
    },
    authorizeSubscribe: (client, subscription, done) => {
      const standing = subscriptions.get(client) ?? 0;
      if (!keeper.maySubscribe(client, subscription, standing)) return done(null, null);
      subscriptions.set(client, standing + 1);
      done(null, subscription);
    },
    authorizeForward: (client, packet) => (keeper.mayHear(client, packet.topic) ? packet : null),
  };
}

function commonName(socket: TLSSocket): string {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : '';
}

/** A stranger who opens connections and says nothing must not use up those of the store's boxes. */
function limitHandshakes(server: Server): void {
  const pending = new Set<string>();
  const name = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.on('connection', (socket: Socket) => {
    const address = `${socket.remoteAddress} `;
    const unfinished = pending.values().filter((each) => each.startsWith(address));
    if (unfinished.toArray().length >= MOST_HANDSHAKES) return void socket.destroy();
    const own = name(socket);
    pending.add(own);
    socket.once('close', () => pending.delete(own));
  });
  server.on('secureConnection', (socket) => pending.delete(name(socket)));
}

function listening(server: Server, { host, port }: HubBrokerParts): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Fault('SYNC_BROKER_PORT', `${host}:${port} cannot be listened on: ${error.code}`, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
