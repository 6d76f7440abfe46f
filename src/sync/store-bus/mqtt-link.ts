import { Socket } from 'node:net';
import mqtt from 'mqtt';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Connector, Link, LinkEvents, LinkWill } from './link.ts';

export interface MqttAccess {
  /** Name or address of the broker. */
  readonly host: string;
  readonly port: number;
  /** Id of the hub: the name that its certificate bears, wherever it is reached. */
  readonly serverName: string;
  /** PEM of the store's own authority; nothing else is trusted. */
  readonly ca: string;
  /** PEM of this box's certificate and its key. */
  readonly certificate: string;
  readonly privateKey: string;
  /** User name and client id: the id of this box. */
  readonly username: string;
  readonly password: string;
  readonly keepaliveSeconds?: number;
}

const CONNECT_WITHIN_MS = 10_000;
/** A broker that doesn't take leave in this time is hung up on. */
const LEAVE_WITHIN_MS = 2000;

/** MQTT 3.1.1 over TLS. Each connection is a client of its own that retries and queues nothing: pauses and queue are the bus's. */
export function mqttConnector(access: MqttAccess, timers: Timers): Connector {
  return { connect: (filters, will, events) => connect(access, timers, filters, will, events) };
}

function connect(
  access: MqttAccess,
  timers: Timers,
  filters: readonly string[],
  will: LinkWill,
  events: LinkEvents,
): Promise<Link> {
  const client = mqtt.connect({
    protocol: 'mqtts',
    protocolVersion: 4,
    host: access.host,
    port: access.port,
    servername: access.serverName,
    ca: access.ca,
    cert: access.certificate,
    key: access.privateKey,
    rejectUnauthorized: true,
    clientId: access.username,
    username: access.username,
    password: access.password,
    clean: true,
    keepalive: access.keepaliveSeconds ?? 15,
    connectTimeout: CONNECT_WITHIN_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
  });
  let reason = 'closed';
  return new Promise((resolve, reject) => {
    client.on('error', (error) => {
      reason = error.message;
      client.end(true);
      reject(error);
    });
    client.on('close', () => {
      client.end(true);
      reject(new Error(reason));
      events.closed(reason);
    });
    client.on('message', (topic, payload) => events.message(topic, payload));
    client.once('connect', () => {
      // A sale must be known at the gate before the shopper is: no waiting for more to send.
      if (client.stream instanceof Socket) client.stream.setNoDelay(true);
      client.subscribe([...filters], { qos: 1 }, (error, granted) => {
        const refused = granted?.find(({ qos }) => qos === 128);
        if (error === null && refused === undefined) return resolve(linkOf(client, timers));
        reason = refused === undefined ? (error?.message ?? 'not subscribed') : `not allowed to read ${refused.topic}`;
        client.end(true);
        reject(new Error(reason));
      });
    });
  });
}

function linkOf(client: mqtt.MqttClient, timers: Timers): Link {
  return {
    publish: (topic, payload, retain) =>
      new Promise((resolve, reject) => {
        client.publish(topic, Buffer.from(payload), { qos: 1, retain }, (error) => (error ? reject(error) : resolve()));
      }),
    close: () =>
      new Promise((resolve) => {
        const cancel = timers.after(LEAVE_WITHIN_MS, () => client.end(true, {}, () => resolve()));
        client.end(false, {}, () => {
          cancel();
          resolve();
        });
      }),
  };
}
