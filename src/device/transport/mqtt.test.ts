import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import { realTimers } from '../rehearsal/real-timers.ts';
import { createMqttTransport, type MqttOptions } from './mqtt.ts';
import type { Connection, ConnectionListener } from './transport.ts';

const left: (() => unknown)[] = [];
afterEach(async () => {
  for (const leave of left.splice(0).reverse()) await leave();
});

/** A broker on a free port; with a password only `lane` may come in, and `forbidden` may not be heard. */
async function broker(password?: string): Promise<{ port: number; cut(): void }> {
  const aedes = await Aedes.createBroker({
    authenticate: (_, username, given, done) =>
      done(null, password === undefined || (username === 'lane' && given?.toString() === password)),
    authorizeSubscribe: (_, subscription, done) => done(null, subscription.topic === 'forbidden' ? null : subscription),
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    aedes.handle(socket);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  left.push(async () => {
    cut();
    await new Promise<void>((done) => aedes.close(done));
    await new Promise((done) => server.close(done));
  });
  return { port: await listening(server), cut };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}

async function reader(port: number): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 });
  left.push(() => client.endAsync(true));
  return client;
}

const deaf: ConnectionListener = { data: () => undefined, closed: () => undefined };
const never = new AbortController().signal;

function transport(port: number, more: Partial<MqttOptions> = {}) {
  const options = { timers: realTimers, random: Math.random, name: 'lane', subscribe: ['shop/tags'], ...more };
  return createMqttTransport({ host: '127.0.0.1', port, secure: false }, options);
}

async function open(port: number, listener = deaf, more: Partial<MqttOptions> = {}): Promise<Connection> {
  const outcome = await transport(port, more).open(listener, never);
  if (outcome.kind !== 'open') throw new Error(outcome.failure);
  left.push(() => outcome.connection.close());
  return outcome.connection;
}

const failureOn = async (port: number, more: Partial<MqttOptions> = {}, signal = never) => {
  const outcome = await transport(port, more).open(deaf, signal);
  return outcome.kind === 'failed' ? outcome.failure : outcome.kind;
};

test('delivers each message whole, with its topic, and nothing that the broker kept from earlier', async () => {
  const { port } = await broker();
  const device = await reader(port);
  await device.publishAsync('shop/tags', 'yesterday', { retain: true });
  const heard: string[] = [];
  const second = Promise.withResolvers<void>();
  await open(port, {
    data: (bytes, topic) => {
      heard.push(`${topic}: ${Buffer.from(bytes).toString().slice(0, 5)} ${bytes.length}`);
      if (heard.length === 2) second.resolve();
    },
    closed: () => undefined,
  });
  await device.publishAsync('shop/other', 'not asked for');
  await device.publishAsync('shop/tags', 'a'.repeat(100_000));
  await device.publishAsync('shop/tags', '');
  await second.promise;
  expect(heard).toEqual(['shop/tags: aaaaa 100000', 'shop/tags:  0']);
});

test('publishes what is written to its topic, and nothing without one', async () => {
  const { port } = await broker();
  const device = await reader(port);
  await device.subscribeAsync('shop/commands');
  const said = new Promise<string>((done) => {
    device.on('message', (topic, payload) => done(`${topic} ${payload}`));
  });
  const connection = await open(port);
  expect(connection.write(Buffer.from('lost'))).toBe('closed');
  expect(connection.write(Buffer.from('{"command":"start"}'), 'shop/commands')).toBe('accepted');
  expect(await said).toBe('shop/commands {"command":"start"}');
  expect(connection.write(new Uint8Array(300_000), 'shop/commands')).toBe('full');
});

test('says once why it closed, and connects not again by itself', async () => {
  const { port, cut } = await broker();
  const cause = Promise.withResolvers<string>();
  const connection = await open(port, { data: () => undefined, closed: cause.resolve });
  cut();
  expect(await cause.promise).toMatch(/remote|error/);
  await connection.ended;
  expect(connection.write(Buffer.from('x'), 'shop/commands')).toBe('closed');
  const local = Promise.withResolvers<string>();
  const other = await open(port, { data: () => undefined, closed: local.resolve });
  other.close();
  other.close();
  expect(await local.promise).toBe('local');
});

test('knows a wrong password and a topic that it may not hear from a broker that is not there', async () => {
  const { port } = await broker('right');
  expect(await failureOn(port, { credentials: { username: 'lane', password: 'wrong' } })).toBe('unauthorised');
  const credentials = { username: 'lane', password: 'right' };
  expect(await failureOn(port, { credentials })).toBe('open');
  expect(await failureOn(port, { credentials, subscribe: ['shop/tags', 'forbidden'] })).toBe('unauthorised');
  expect(await failureOn(9)).toBe('refused');
});

test('gives up a broker that accepts and says nothing, and leaves when it is told to', async () => {
  const silent = createServer((socket) => left.push(() => void socket.destroy()));
  const port = await listening(silent);
  left.push(() => new Promise((done) => silent.close(done)));
  expect(await failureOn(port, { connectTimeoutMs: 50 })).toBe('timeout');
  const abort = new AbortController();
  const outcome = failureOn(port, { connectTimeoutMs: 5000 }, abort.signal);
  abort.abort();
  expect(await outcome).toBe('aborted');
  expect(await failureOn(port, {}, abort.signal)).toBe('aborted');
});

test('drops a connection on which a message grows without end, before it is in memory', async () => {
  const { port } = await broker();
  const device = await reader(port);
  const cause = Promise.withResolvers<string>();
  const heard: number[] = [];
  const listener = { data: (bytes: Uint8Array) => heard.push(bytes.length), closed: cause.resolve };
  await open(port, listener, { maxMessageBytes: 1000 });
  device.publish('shop/tags', Buffer.alloc(3_000_000));
  expect(await cause.promise).toBe('error');
  expect(heard).toEqual([]);
});
