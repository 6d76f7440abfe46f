import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { connectDatabase } from './database/connect.ts';
import { nonces } from './identity/nonce.ts';
import { type CloudServer, type CloudServerOptions, cloudServer } from './server.ts';

const opened: CloudServer[] = [];
/** Nobody listens there: whatever gets as far as the database is answered 503. */
const nowhere = connectDatabase('postgres://x:x@127.0.0.1:1/x', 1, () => {});
const TOKEN = 'a-token-for-scrapers';

function serverOf(more: Partial<CloudServerOptions> = {}): CloudServer {
  const parts = { database: nowhere, nonces: nonces(new Uint8Array(32)), now: () => 1_793_000_000_000 };
  const server = cloudServer({ ...parts, logger: pino({ level: 'silent' }), ...more });
  opened.push(server);
  return server;
}
afterEach(async () => {
  for (const server of opened.splice(0)) await server.stop();
});

const addressOf = (path: string) => path.replace(/:\w+/g, 'x');
const headersOf = (server: CloudServer, path: string, authorization?: string) =>
  server.app.inject({ method: 'GET', url: path, headers: authorization === undefined ? {} : { authorization } });

/** A connection that has sent this much, and what it hears. */
async function talking(server: CloudServer, text: string): Promise<{ socket: Socket; heard: () => string }> {
  const url = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect(Number(url.port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  socket.on('error', () => {});
  await new Promise((done) => socket.write(text, done));
  return { socket, heard: () => heard };
}
const BODY = 'POST /v1/enrolment HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n';

describe('routes', () => {
  it('refuses one that does not say what it takes and who may call it', () => {
    expect(() => serverOf().app.get('/v1/secrets', async () => 'here')).toThrow(/GET \/v1\/secrets says nowhere/);
  });

  it('are all in the OpenAPI document, with every field of their addresses and who may call them', async () => {
    const server = serverOf();
    const document = (await server.app.inject('/openapi.json')).json();
    const told = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(told.sort()).toEqual(
      server.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort(),
    );
    const upload = document.paths['/v1/journal/{workstation}/{epoch}'].post;
    expect(upload.parameters.map((each: { name: string }) => each.name)).toEqual(['workstation', 'epoch']);
    expect(upload.security).toEqual([{ workstation: [] }]);
    expect(Object.keys(upload.responses)).toEqual(expect.arrayContaining(['200', '401', '403', '409', '413', '429']));
    expect(upload.responses['200'].content['application/json'].schema.required).toEqual(['epoch', 'ackSeq', 'ackHash']);
    for (const { access } of server.routes.map(({ contract }) => contract)) {
      if (access !== 'anyone') expect(document.components.securitySchemes).toHaveProperty(access);
    }
  });

  it('answer a stranger nowhere but where strangers are meant to call', async () => {
    const server = serverOf({ metricsToken: TOKEN, sendsMail: true });
    const open = server.routes.filter(({ contract }) => contract.access === 'anyone');
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /healthz',
      'GET /openapi.json',
      'GET /r/:token',
      'GET /readyz',
      'GET /v1/nonce',
      'POST /r/:token/mail',
      'POST /v1/enrolment',
    ]);
    const closed = server.routes.filter(({ contract }) => contract.access !== 'anyone');
    expect(closed.length).toBeGreaterThan(3);
    for (const { method, path } of closed) {
      for (const authorization of [undefined, 'Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic YTpi', `Bearer ${TOKEN}x`]) {
        const headers = authorization === undefined ? {} : { authorization };
        const reply = await server.app.inject({ method: method as 'GET', url: addressOf(path), headers });
        expect([method, path, reply.statusCode, reply.json().code]).toEqual([method, path, 401, 'TOKEN_INVALID']);
      }
    }
  });

  it('say an id with every answer: that of the gateway where it sent a plain one, in problems too', async () => {
    const { app } = serverOf();
    const asked = (id: string) => app.inject({ url: '/v1/nothing', headers: { 'x-request-id': id } });
    const passed = await asked('gateway-12345678');
    expect([passed.headers['x-request-id'], passed.json().requestId]).toEqual(['gateway-12345678', 'gateway-12345678']);
    for (const odd of ['short', 'x'.repeat(65), 'spaces and "quotes"']) {
      expect((await asked(odd)).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('the log', () => {
  it('never holds what opens a receipt, nor whose telephone asked, whatever the slip in its address', async () => {
    let logged = '';
    const sink = new Writable({
      write(chunk, _encoding, done) {
        logged += chunk;
        done();
      },
    });
    const { app } = serverOf({ logger: pino({ level: 'trace' }, sink) });
    const token = 'Q'.repeat(22);
    for (const url of [`/r/${token}/`, `//r/${token}`, `/R/${token}?x`, `/r/${token}/mail`]) await app.inject({ url });
    await app.inject({ method: 'POST', url: `/r/${token}/mail` });
    await app.inject({ url: '/v1/nothing', headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(logged.match(/incoming request/g)).toHaveLength(6);
    expect(logged).toContain('"url":"/v1/nothing","remoteAddress":"127.0.0.1"');
    expect(logged.match(/remoteAddress/g)).toHaveLength(1);
    expect(logged).not.toContain(token);
  });
});

describe('/metrics', () => {
  it('tells whoever has the token how answers went, and that the database is away', async () => {
    const server = serverOf({ metricsToken: TOKEN });
    await server.app.inject('/readyz');
    await server.app.inject('/v1/made/up/by/a/stranger');
    const { body } = await headersOf(server, '/metrics', `Bearer ${TOKEN}`);
    expect(body).toContain('checkstand_http_request_seconds_count{method="GET",route="/readyz",status="503"} 1');
    expect(body).toContain('checkstand_http_request_seconds_count{method="GET",route="none",status="404"} 1');
    expect(body).toContain('checkstand_database_up 0');
    expect(body).not.toMatch(/^checkstand_journal_entries /m);
  });

  it('tells nobody anything where no token was set', async () => {
    for (const authorization of [undefined, 'Bearer ', 'Bearer null', 'Bearer undefined']) {
      expect((await headersOf(serverOf(), '/metrics', authorization)).statusCode).toBe(401);
    }
  });
});

describe('slow clients', () => {
  const hurried = { headersMilliseconds: 150, requestMilliseconds: 300, checkMilliseconds: 30 };

  it.each([
    ['headers that never end', 'GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: '],
    ['a body that never ends', BODY],
  ])('are cut off: %s', async (_what, text) => {
    const { socket, heard } = await talking(serverOf({ patience: hurried }), text);
    await once(socket, 'close');
    expect(heard()).toMatch(/^HTTP\/1\.1 408/);
  });
});

describe('the end', () => {
  it('waits for what is being answered', async () => {
    const server = serverOf();
    const { socket, heard } = await talking(server, BODY);
    await once(server.app.server, 'request');
    const stopped = server.stop();
    socket.write('{}');
    await once(socket, 'close');
    await stopped;
    expect(heard()).toMatch(/^HTTP\/1\.1 400/);
    expect(heard()).toContain('BAD_REQUEST');
  });

  it('and hangs up on what is not over in time', async () => {
    const server = serverOf({ patience: { endMilliseconds: 50 } });
    const { socket, heard } = await talking(server, BODY);
    await once(server.app.server, 'request');
    await Promise.all([server.stop(), once(socket, 'close')]);
    expect(heard()).toBe('');
  });

  it('is said on /readyz before', async () => {
    const server = serverOf();
    server.drain();
    expect((await server.app.inject('/readyz')).json()).toEqual({ status: 'notReady', database: 'draining' });
  });
});
