import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { realTimers } from '../rehearsal/real-timers.ts';
import { createHttpStreamTransport } from './http-stream.ts';
import { createRestClient, type RestOptions } from './rest.ts';
import type { ConnectionListener } from './transport.ts';

const servers: Server[] = [];
const closing: (() => void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    }),
  );
});

async function device(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}

const at = (port: number) => ({ host: '127.0.0.1', port, secure: false });
const never = new AbortController().signal;
const deaf: ConnectionListener = { data: () => undefined, closed: () => undefined };

async function open(port: number, listener = deaf, more = {}) {
  const options = { timers: realTimers, path: '/api/v1/data/stream', ...more };
  const outcome = await createHttpStreamTransport(at(port), options).open(listener, never);
  if (outcome.kind === 'open') closing.push(() => outcome.connection.close());
  return outcome;
}

function rest(port: number, more: Partial<RestOptions> = {}) {
  const client = createRestClient(at(port), { timers: realTimers, ...more });
  closing.push(client.close);
  return client;
}

test('a stream hands on what comes, as it comes, and says once that it ended', async () => {
  let response: ServerResponse | null = null;
  const asked: string[] = [];
  const port = await device((request, answer) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response = answer;
    answer.writeHead(200).flushHeaders();
  });
  const heard = Promise.withResolvers<string>();
  const causes: string[] = [];
  const closed = Promise.withResolvers<void>();
  const outcome = await open(
    port,
    {
      data: (bytes, topic) => heard.resolve(`${Buffer.from(bytes)} ${topic}`),
      closed: (cause) => {
        causes.push(cause);
        closed.resolve();
      },
    },
    { credentials: { username: 'root', password: 'impinj' } },
  );
  expect(outcome.kind).toBe('open');
  response!.write('{"a":');
  expect(await heard.promise).toBe('{"a": undefined');
  response!.end();
  await closed.promise;
  expect(causes).toEqual(['remote']);
  expect(asked).toEqual(['GET /api/v1/data/stream Basic cm9vdDppbXBpbmo=']);
});

test('a stream that is closed here ends here', async () => {
  const port = await device((_, answer) => answer.writeHead(200).flushHeaders());
  const cause = Promise.withResolvers<string>();
  const outcome = await open(port, { data: () => undefined, closed: cause.resolve });
  if (outcome.kind !== 'open') throw new Error(outcome.failure);
  expect(outcome.connection.write(Buffer.from('x'))).toBe('closed');
  outcome.connection.close();
  expect(await cause.promise).toBe('local');
  await outcome.connection.ended;
});

test.each([
  [401, 'unauthorised'],
  [403, 'unauthorised'],
  [404, 'refused'],
  [302, 'refused'],
  [503, 'refused'],
])('a stream that is answered %i could not be opened: %s', async (status, failure) => {
  const port = await device((_, answer) => answer.writeHead(status, { location: '/elsewhere' }).end());
  expect(await open(port)).toEqual({ kind: 'failed', failure });
});

test('a stream is given up when nothing answers in time, or nothing is there', async () => {
  const port = await device(() => undefined);
  expect(await open(port, deaf, { connectTimeoutMs: 30 })).toEqual({ kind: 'failed', failure: 'timeout' });
  expect(await open(9)).toEqual({ kind: 'failed', failure: 'refused' });
});

test('a request is answered with its status and what the body says', async () => {
  const said: string[] = [];
  const port = await device((request, answer) => {
    request.on('data', (bytes) => said.push(String(bytes)));
    request.on('end', () => {
      if (request.method === 'GET') answer.end('{"status":"running"}');
      else answer.writeHead(204).end();
    });
  });
  const client = rest(port);
  expect(await client.request('GET', '/api/v1/status')).toEqual({
    kind: 'answered',
    status: 200,
    body: { status: 'running' },
  });
  expect(await client.request('PUT', '/api/v1/device/gpos', { gpo: 1 })).toEqual({
    kind: 'answered',
    status: 204,
    body: null,
  });
  expect(said).toEqual(['{"gpo":1}']);
});

test('a request is said again, once, on a line that the device had closed meanwhile', async () => {
  let requests = 0;
  const port = await device((request, answer) => {
    requests += 1;
    if (requests === 2) request.socket.destroy();
    else answer.end('{}');
  });
  const client = rest(port);
  await client.request('GET', '/');
  expect(await client.request('GET', '/')).toMatchObject({ kind: 'answered', status: 200 });
  expect(requests).toBe(3);
});

test.each<[string, RequestListener, Partial<RestOptions>]>([
  ['does not come in time', () => undefined, { timeoutMs: 30 }],
  ['is too large', (_, answer) => answer.end('x'.repeat(5000)), { maxBodyBytes: 1000 }],
  ['ends in the middle', (_, answer) => answer.writeHead(200, { 'content-length': '9' }).write('{'), { timeoutMs: 50 }],
])('a request has failed when its answer %s', async (_, answer, options) => {
  const port = await device(answer);
  expect(await rest(port, options).request('GET', '/')).toEqual({ kind: 'failed' });
});

test('requests that are under way end when the client is closed, and it can ask again', async () => {
  let silent = true;
  const asked = Promise.withResolvers<void>();
  const port = await device((_, answer) => {
    if (silent) asked.resolve();
    else answer.end('1');
  });
  const client = rest(port);
  const outcome = client.request('GET', '/');
  await asked.promise;
  client.close();
  expect(await outcome).toEqual({ kind: 'failed' });
  silent = false;
  expect(await client.request('GET', '/')).toEqual({ kind: 'answered', status: 200, body: 1 });
});

test('an answer that is no JSON has a status and no body', async () => {
  const port = await device((_, answer) => answer.end('<html>'));
  expect(await rest(port).request('GET', '/')).toEqual({ kind: 'answered', status: 200, body: null });
});
