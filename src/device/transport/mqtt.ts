import type { MqttClient } from 'mqtt';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Credentials } from './credentials.ts';
import type { CloseCause, Connection, ConnectionListener, OpenFailure, OpenOutcome, Transport } from './transport.ts';

export interface MqttAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

export interface MqttOptions {
  readonly timers: Timers;
  /** A number in [0, 1), as Math.random gives it: tells this client from others of its name. */
  readonly random: () => number;
  /** Names the client at the broker: letters, digits, hyphens. */
  readonly name: string;
  /** Topics to hear, without wildcards; the connection is open once the broker has granted all of them. */
  readonly subscribe: readonly string[];
  readonly credentials?: Credentials;
  /** Milliseconds for connection, greeting and subscriptions together. Default 800, as for TCP. */
  readonly connectTimeoutMs?: number;
  /** Seconds of silence before the broker is asked whether it is there. Default 10. */
  readonly keepAliveSeconds?: number;
  /** Bytes of one message; more than about this and the connection is dropped before they are all in memory. Default 1048576. */
  readonly maxMessageBytes?: number;
  /** Bytes that may wait for a slow broker before a write is refused. Default 262144. */
  readonly maxQueuedBytes?: number;
}

/** What the system and TLS may have read ahead of the parser, on top of a message. */
const READ_AHEAD = 262_144;
/** Reasons of a CONNACK that speak of name and password (MQTT 3.1.1, table 3.1). */
const UNAUTHORISED = new Set([4, 5]);

/**
 * A transport of messages over MQTT 3.1.1. It connects once and stays down when it falls: connecting again is the supervisor's, so
 * MQTT.js's own reconnecting is off. Sessions are clean, what the broker kept from earlier is not delivered: a tag that was read
 * yesterday is not here. Certificates are always verified.
 */
export function createMqttTransport(address: MqttAddress, options: MqttOptions): Transport {
  const { host, port, secure } = address;
  const { timers, credentials = {}, connectTimeoutMs = 800, keepAliveSeconds = 10 } = options;
  const scheme = secure ? 'mqtts' : 'mqtt';
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    async open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
      // Read when it is first needed: it costs every start 0.1 s and 20 MB, and most lanes have no broker.
      const { connect } = await import('mqtt');
      if (signal.aborted) return { kind: 'failed', failure: 'aborted' };
      const { promise, resolve } = Promise.withResolvers<OpenOutcome>();
      const { username, password, ca } = credentials;
      const client = connect({
        protocol: scheme,
        host,
        port,
        protocolVersion: 4,
        clientId: `${options.name}-${Math.floor(options.random() * 2 ** 32).toString(36)}`,
        clean: true,
        reconnectPeriod: 0,
        resubscribe: false,
        queueQoSZero: false,
        // Ours is the one that counts; MQTT.js insists on having one.
        connectTimeout: connectTimeoutMs + 1000,
        keepalive: keepAliveSeconds,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
        ...(secure ? { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca: [ca] }) } : {}),
      });
      let over = false;
      const cleanUp = (): void => {
        over = true;
        cancelTimeout();
        signal.removeEventListener('abort', onAbort);
      };
      const fail = (failure: OpenFailure): void => {
        if (over) return;
        cleanUp();
        client.end(true, {}, () => resolve({ kind: 'failed', failure }));
      };
      const onAbort = (): void => fail('aborted');
      const cancelTimeout = timers.after(connectTimeoutMs, () => fail('timeout'));
      signal.addEventListener('abort', onAbort);
      client.on('error', (error) => fail(failureOf(error)));
      client.on('close', () => fail('unreachable'));
      client.once('connect', () => {
        const wanted = Object.fromEntries(options.subscribe.map((topic) => [topic, { qos: 1 as const }]));
        client.subscribe(wanted, (error, granted = []) => {
          if (over) return;
          if (error !== null || granted.some(({ qos }) => qos >= 128)) {
            fail('unauthorised');
            return;
          }
          cleanUp();
          resolve({ kind: 'open', connection: adopt(client, listener, options) });
        });
      });
      return promise;
    },
  };
}

function failureOf(error: unknown): OpenFailure {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'number') return UNAUTHORISED.has(code) ? 'unauthorised' : 'refused';
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' ? 'refused' : 'unreachable';
}

function adopt(client: MqttClient, listener: ConnectionListener, options: MqttOptions): Connection {
  const { maxMessageBytes = 1_048_576, maxQueuedBytes = 262_144 } = options;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let cause: CloseCause = 'remote';
  let over = false;
  let unparsed = 0;
  const finish = (): void => {
    if (over) return;
    over = true;
    client.end(true, {}, () => {
      end();
      listener.closed(cause);
    });
  };
  client.on('packetreceive', () => {
    unparsed = 0;
  });
  // The parser gathers a message before anyone can say that it is too large, so its bytes are counted as they come.
  client.stream.on('data', (bytes: Uint8Array) => {
    unparsed += bytes.length;
    if (unparsed <= maxMessageBytes + READ_AHEAD) return;
    cause = 'error';
    finish();
  });
  client.on('message', (topic, payload, { retain }) => {
    if (!over && !retain) listener.data(payload, topic);
  });
  client.on('error', () => {
    if (cause === 'remote') cause = 'error';
    finish();
  });
  client.on('close', finish);
  return {
    ended,
    write(bytes, topic) {
      if (over || !client.connected || topic === undefined) return 'closed';
      if (client.stream.writableLength + bytes.length > maxQueuedBytes) return 'full';
      client.publish(topic, Buffer.from(bytes), { qos: 1 }, () => undefined);
      return 'accepted';
    },
    close() {
      if (over) return;
      cause = 'local';
      finish();
    },
  };
}
