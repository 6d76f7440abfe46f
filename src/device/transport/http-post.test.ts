import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../../test/fixtures/free-port.ts';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { realTimers } from '../rehearsal/real-timers.ts';
import { createHttpPostTransport, type HttpPostOptions } from './http-post.ts';
import type { Connection } from './transport.ts';

const LOGIN = { username: 'reader', password: 'right' };
const KNOWN = `Basic ${Buffer.from('reader:right').toString('base64')}`;
const open: Connection[] = [];
afterEach(async () => {
  for (const connection of open.splice(0)) {
    connection.close();
    await connection.ended;
  }
});

async function listen(more: Partial<HttpPostOptions> = {}, port?: number) {
  const at = { host: '127.0.0.1', port: port ?? (await freePort()) };
  const heard: string[] = [];
  const closed: string[] = [];
  const options = { timers: realTimers, paths: ['/tevents', '/mevents'], login: LOGIN, ...more };
  const outcome = await createHttpPostTransport(at, options).open(
    {
      data: (bytes, topic) => heard.push(`${topic} ${Buffer.from(bytes).toString()}`),
      closed: (cause) => closed.push(cause),
    },
    new AbortController().signal,
  );
  if (outcome.kind === 'open') open.push(outcome.connection);
  return { ...at, outcome, heard, closed };
}

interface Post {
  readonly path?: string;
  readonly method?: string;
  readonly authorization?: string | null;
  readonly body?: string;
  /** Sent in pieces, without a length. */
  readonly pieces?: readonly string[];
}

function post(port: number, { path = '/tevents', method = 'POST', authorization = KNOWN, body, pieces }: Post = {}) {
  return new Promise<number | 'cut'>((resolve) => {
    const headers = authorization === null ? {} : { authorization };
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', () => resolve('cut'));
    for (const piece of pieces ?? []) sent.write(piece);
    sent.end(body);
  });
}

test('what is posted is one message with its path, whole however it came', async () => {
  const { port, heard } = await listen();
  expect(await post(port, { body: '[1]' })).toBe(204);
  expect(await post(port, { path: '/mevents', pieces: ['{"a"', ':', '1}'] })).toBe(204);
  expect(heard).toEqual(['/tevents [1]', '/mevents {"a":1}']);
});

test.each<[string, Post, number]>([
  ['nobody', { authorization: null, body: '[1]' }, 401],
  ['somebody with another password', { authorization: `Basic ${btoa('reader:wrong')}`, body: '[1]' }, 401],
  ['somebody with the password under another name', { authorization: `Basic ${btoa('root:right')}` }, 401],
  ['a bearer', { authorization: 'Bearer right', body: '[1]' }, 401],
  ['nobody at a path that there is not', { authorization: null, path: '/x' }, 401],
  ['the reader at a path that there is not', { path: '/crsp', body: '[1]' }, 404],
  ['the reader at a path with a query', { path: '/tevents?x=1', body: '[1]' }, 404],
  ['the reader that asks', { method: 'GET' }, 405],
])('%s is not heard', async (_, sent, status) => {
  const { port, heard } = await listen();
  expect(await post(port, sent)).toBe(status);
  expect(heard).toEqual([]);
});

test('a body past the limit is refused, told beforehand or found out, and the next one is heard', async () => {
  const { port, heard } = await listen({ maxBodyBytes: 1000 });
  expect(await post(port, { body: 'x'.repeat(1001) })).toBe(413);
  expect(await post(port, { pieces: Array(40).fill('x'.repeat(100)) as string[] })).toBeOneOf([413, 'cut']);
  expect(await post(port, { body: 'y'.repeat(1000) })).toBe(204);
  expect(heard).toEqual([`/tevents ${'y'.repeat(1000)}`]);
});

test('a body that never ends is given up after its time, and was no message', async () => {
  const time = new ManualTime();
  const { port, heard } = await listen({ timers: time, requestMs: 3000 });
  const line = connect(port, '127.0.0.1');
  const gone = new Promise((done) => line.on('close', done));
  line.on('error', () => undefined);
  line.write(`POST /tevents HTTP/1.1\r\nhost: a\r\nauthorization: ${KNOWN}\r\ncontent-length: 10\r\n\r\n[1`);
  while (time.waiting === 0) await new Promise((turn) => setImmediate(turn));
  await time.advance(3000);
  await gone;
  expect(heard).toEqual([]);
  expect(time.waiting).toBe(0);
});

test('a body that is cut off was no message', async () => {
  const { port, heard } = await listen();
  const line = connect(port, '127.0.0.1');
  line.write(`POST /tevents HTTP/1.1\r\nhost: a\r\nauthorization: ${KNOWN}\r\ncontent-length: 10\r\n\r\n[1`, () =>
    line.destroy(),
  );
  await new Promise((done) => line.on('close', done));
  expect(await post(port, { body: '[2]' })).toBe(204);
  expect(heard).toEqual(['/tevents [2]']);
});

test('what is no HTTP, and headers without end, end their own connection only', async () => {
  const { port, heard } = await listen();
  for (const bytes of ['\x00\xff\x16\x03', `POST /tevents HTTP/1.1\r\nx: ${'a'.repeat(9000)}\r\n`]) {
    const line = connect(port, '127.0.0.1');
    line.on('error', () => undefined);
    line.resume();
    line.write(Buffer.from(bytes, 'latin1'));
    await new Promise((done) => line.on('close', done));
  }
  expect(await post(port, { body: '[1]' })).toBe(204);
  expect(heard).toEqual(['/tevents [1]']);
});

test('a port that another program has is in use; one that was closed is free again, and says so once', async () => {
  const first = await listen();
  expect((await listen({}, first.port)).outcome).toEqual({ kind: 'failed', failure: 'inUse' });
  const [connection] = open.splice(0);
  connection!.close();
  connection!.close();
  await connection!.ended;
  expect(first.closed).toEqual(['local']);
  const second = await listen({}, first.port);
  expect(second.outcome.kind).toBe('open');
  expect(await post(second.port, { body: '[1]' })).toBe(204);
});

test('who gave up opening it has nothing open', async () => {
  const given = new AbortController();
  given.abort();
  const port = await freePort();
  const options = { timers: realTimers, paths: [], login: LOGIN };
  const deaf = { data: () => undefined, closed: () => undefined };
  expect(await createHttpPostTransport({ host: '127.0.0.1', port }, options).open(deaf, given.signal)).toEqual({
    kind: 'failed',
    failure: 'aborted',
  });
  expect(await post(port)).toBe('cut');
});
