import { getEventListeners } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { realTimers } from '../rehearsal/real-timers.ts';
import { createTcpTransport } from './tcp.ts';
import type { Connection, ConnectionListener } from './transport.ts';

const servers: Server[] = [];
const connections: Connection[] = [];

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listening(): Promise<{ port: number; accepted: Promise<Socket> }> {
  const { promise: accepted, resolve } = Promise.withResolvers<Socket>();
  const server = createServer(resolve);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, accepted };
}

const deaf: ConnectionListener = { data: () => undefined, closed: () => undefined };
const never = new AbortController().signal;

async function open(port: number, listener: ConnectionListener, options = {}): Promise<Connection> {
  const outcome = await createTcpTransport('127.0.0.1', port, { timers: realTimers, ...options }).open(listener, never);
  if (outcome.kind !== 'open') throw new Error(outcome.failure);
  connections.push(outcome.connection);
  return outcome.connection;
}

test('carries bytes both ways and reports the end of the line once', async () => {
  const { port, accepted } = await listening();
  const heard = Promise.withResolvers<string>();
  const causes: string[] = [];
  const connection = await open(port, {
    data: (bytes) => heard.resolve(Buffer.from(bytes).toString()),
    closed: (cause) => causes.push(cause),
  });
  const far = await accepted;
  const reached = new Promise<string>((done) => far.once('data', (bytes) => done(bytes.toString())));
  expect(connection.write(Buffer.from('ping'))).toBe('accepted');
  expect(await reached).toBe('ping');
  far.write('pong');
  expect(await heard.promise).toBe('pong');
  far.end();
  await connection.ended;
  expect(causes).toEqual(['remote']);
  expect(connection.write(Buffer.from('late'))).toBe('closed');
});

test('says that nobody is listening', async () => {
  const { port } = await listening();
  await new Promise((done) => servers.pop()?.close(done));
  const outcome = await createTcpTransport('127.0.0.1', port, { timers: realTimers }).open(deaf, never);
  expect(outcome).toEqual({ kind: 'failed', failure: 'refused' });
});

test('gives up when the limit comes before the other end does', async () => {
  const { port } = await listening();
  let expire: () => void = () => undefined;
  const timers = {
    after: (milliseconds: number, run: () => void) => {
      expect(milliseconds).toBe(123);
      expire = run;
      return () => undefined;
    },
  };
  const opening = createTcpTransport('127.0.0.1', port, { timers, connectTimeoutMs: 123 }).open(deaf, never);
  expire();
  expect(await opening).toEqual({ kind: 'failed', failure: 'timeout' });
});

test('stops opening when told to', async () => {
  const { port } = await listening();
  const aborted = new AbortController();
  const transport = createTcpTransport('127.0.0.1', port, { timers: realTimers });
  const opening = transport.open(deaf, aborted.signal);
  aborted.abort();
  expect(await opening).toEqual({ kind: 'failed', failure: 'aborted' });
  expect(await transport.open(deaf, aborted.signal)).toEqual({ kind: 'failed', failure: 'aborted' });
});

test('refuses whole what would not fit into the queue of a device that does not read', async () => {
  const { port, accepted } = await listening();
  const connection = await open(port, deaf, { maxQueuedBytes: 1000 });
  const far = await accepted;
  far.pause();
  expect(connection.write(new Uint8Array(1001))).toBe('full');
  const block = new Uint8Array(1000);
  let accepting = 0;
  while (accepting < 100_000 && connection.write(block) === 'accepted') accepting += 1;
  expect(accepting).toBeGreaterThan(0);
  expect(accepting).toBeLessThan(100_000);
  far.destroy();
});

test('leaves no handle, listener or timer behind of lines that were opened and ended, from either side', async () => {
  const { port, accepted } = await listening();
  servers[0]?.on('connection', (socket) => socket.on('data', () => socket.destroy()));
  const signal = new AbortController().signal;
  let timers = 0;
  const counted = {
    after(milliseconds: number, run: () => void) {
      timers += 1;
      const cancel = realTimers.after(milliseconds, run);
      return () => {
        timers -= 1;
        cancel();
      };
    },
  };
  const once = async (byOther: boolean) => {
    const outcome = await createTcpTransport('127.0.0.1', port, { timers: counted }).open(deaf, signal);
    if (outcome.kind !== 'open') throw new Error(outcome.failure);
    if (byOther) outcome.connection.write(Uint8Array.of(1));
    else outcome.connection.close();
    await outcome.connection.ended;
  };
  await once(true);
  (await accepted).destroy();
  const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCPSocket')).length;
  const before = sockets();
  for (let times = 0; times < 50; times++) await once(times % 2 === 0);
  await expect.poll(sockets).toBeLessThanOrEqual(before);
  expect([timers, getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
});

test.each([
  ['cannot be asked: within 2 s', true, 1],
  ['can be asked: after 11 s, as heartbeats are sooner', false, 10],
])('has the system give up a dead line to a device that %s', async (_, unasked, probes) => {
  const { port } = await listening();
  const setKeepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
  await open(port, deaf, { unasked });
  expect(setKeepAlive.mock.calls).toEqual([[true, 1000, 1000, probes]]);
  setKeepAlive.mockRestore();
});

describe('what is written to a device that cannot be asked', () => {
  /** A line whose system says of it how often it sent in vain; `after` is what the line waits for. */
  async function written(inVain: readonly number[], unasked = true) {
    const { port, accepted } = await listening();
    const waits: number[] = [];
    const due: (() => void)[] = [];
    const timers = {
      after(milliseconds: number, run: () => void) {
        waits.push(milliseconds);
        due.push(run);
        return () => undefined;
      },
    };
    const said = [...inVain];
    let local = 0;
    const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
    const connections = () =>
      Promise.resolve(` 1: 0:${hex(local, 4)} 0:${hex(port, 4)} 01 1:0 01:80 ${hex(said.shift() ?? 0, 8)}     0`);
    const cause = Promise.withResolvers<string>();
    const listener = { data: () => undefined, closed: cause.resolve };
    const connection = await open(port, listener, { timers, connections, unasked });
    const far = (await accepted).resume();
    local = far.remotePort ?? 0;
    waits.length = 0;
    due.length = 0;
    connection.write(Uint8Array.of(1));
    connection.write(Uint8Array.of(2));
    return { connection, waits, due, cause: cause.promise };
  }

  test('ends the line where it was sent again and again in vain', async () => {
    const it = await written([1, 2]);
    expect(it.waits).toEqual([1000]);
    it.due[0]?.();
    await expect.poll(() => it.waits).toEqual([1000, 250]);
    it.due[1]?.();
    expect(await it.cause).toBe('error');
  });

  test('leaves the line where it was acknowledged, and looks after the next', async () => {
    const it = await written([0]);
    it.due[0]?.();
    await expect
      .poll(() => {
        it.connection.write(Uint8Array.of(3));
        return it.waits.length;
      })
      .toBe(2);
    expect(it.connection.write(Uint8Array.of(4))).toBe('accepted');
  });

  test('is not looked after where heartbeats tell', async () => {
    expect((await written([], false)).waits).toEqual([]);
  });
});

test('reports its own closing as local', async () => {
  const { port } = await listening();
  const cause = Promise.withResolvers<string>();
  const connection = await open(port, { data: () => undefined, closed: cause.resolve });
  connection.close();
  connection.close();
  expect(await cause.promise).toBe('local');
});
