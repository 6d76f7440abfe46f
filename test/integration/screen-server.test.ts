import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { KioskView } from '../../src/protocol/view.ts';
import { type ScreenServer, startScreenServer } from '../../src/server/index.ts';
import type { AppRouter } from '../../src/server/router.ts';
import { LaneUnderTest, SETTINGS } from '../fixtures/lane.ts';
import { countingIdentifiers } from '../fixtures/time.ts';

const under = new LaneUnderTest();
const files = mkdtempSync(join(tmpdir(), 'checkstand-screens-'));
let server: ScreenServer;

const JAM = { type: 'image/png', bytes: Buffer.from('a picture of jam') } as const;
const PICTURES = {
  of: (itemId: string) => (itemId === 'milk' ? 'a'.repeat(64) : null),
  read: async (sha256: string) => (sha256 === 'a'.repeat(64) ? JAM : null),
};

async function start(port = 0): Promise<ScreenServer> {
  return startScreenServer({
    host: '127.0.0.1',
    port,
    staticDirectory: files,
    lane: under.lane,
    settings: SETTINGS,
    panel: { diagonalInches: 21.5, terminalSide: 'right' },
    cookieKey: new Uint8Array(32).fill(3),
    pictures: PICTURES,
    operators: { signIn: () => Promise.resolve({ kind: 'wrong' }) },
    clock: under.clock,
    timers: under.clock,
    identifiers: countingIdentifiers(),
    health: () => ({ ready: true, checks: { journal: 'ok' } }),
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const host = headers.host ?? `127.0.0.1:${server.port}`;
    const ask = request({ host: '127.0.0.1', port: server.port, path, headers: { ...headers, host } }, (reply) => {
      let body = '';
      reply.on('data', (chunk) => {
        body += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body }));
    });
    ask.on('error', reject).end();
  });
}

async function session(): Promise<string> {
  const launch = new URL(server.launchUrl('kiosk'));
  const answer = await get(`${launch.pathname}${launch.search}`);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

/** How the server answers an attempt to open the socket: "open", or the status it turned it away with. */
function knock(headers: Record<string, string>, path = '/trpc'): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('unexpected-response', (_, reply) => resolve(String(reply.statusCode)));
    socket.on('error', () => resolve('refused'));
  });
}

beforeAll(async () => {
  mkdirSync(join(files, 'kiosk'));
  writeFileSync(join(files, 'kiosk', 'index.html'), '<h1>kiosk</h1>');
  server = await start();
});

afterAll(async () => {
  await server.close();
  rmSync(files, { recursive: true });
});

describe('a stranger', () => {
  test('gets no page without a session, and is told how to get one', async () => {
    const answer = await get('/kiosk/');
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('checkstand status');
    expect(answer.body).not.toContain('<h1>kiosk');
  });

  test('gets nothing under another name (DNS rebinding) or from another page', async () => {
    const cookie = await session();
    expect((await get('/kiosk/', { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await get('/kiosk/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/healthz', { host: 'evil.example' })).status).toBe(403);
  });

  test('gets no socket without a session, a known origin and the right path', async () => {
    const cookie = await session();
    const origin = server.url;
    expect(await knock({ origin })).toBe('403');
    expect(await knock({ cookie })).toBe('403');
    expect(await knock({ cookie, origin: 'http://evil.example' })).toBe('403');
    expect(await knock({ cookie, origin }, '/other')).toBe('403');
    expect(await knock({ cookie: 'checkstand=kiosk.1.forged', origin })).toBe('403');
    expect(await knock({ cookie, origin })).toBe('open');
  });

  test('cannot leave the folder of the screens', async () => {
    const cookie = await session();
    for (const path of ['/../package.json', '/..%2f..%2fpackage.json', '/kiosk/%2e%2e/%2e%2e/etc/passwd', '/.env']) {
      const answer = await get(path, { cookie });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toContain('checkstand"');
    }
  });
});

describe('a session', () => {
  test('is opened once by a launch address and carries a strict cookie', async () => {
    const launch = new URL(server.launchUrl('kiosk'));
    const path = `${launch.pathname}${launch.search}`;
    const first = await get(path);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/kiosk/');
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await get(path)).status).toBe(401);
  });

  test('outlives a restart of the edge', async () => {
    const cookie = await session();
    await server.close();
    server = await start();
    const page = await get('/kiosk/', { cookie });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe("an item's photograph", () => {
  const path = `/media/${'a'.repeat(64)}`;

  test('is given to a session, as what it is and for good', async () => {
    const answer = await get(path, { cookie: await session() });
    expect([answer.status, answer.body]).toEqual([200, 'a picture of jam']);
    expect(answer.headers).toMatchObject({
      ...{ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' },
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('is given to no stranger and to no other page, and what is not there is not', async () => {
    const cookie = await session();
    expect((await get(path)).status).toBe(401);
    expect((await get(path, { cookie, origin: 'http://evil.example' })).status).toBe(403);
    for (const other of [`/media/${'b'.repeat(64)}`, '/media/..%2f..%2fpackage.json', '/media/'])
      expect((await get(other, { cookie })).status).toBe(404);
  });
});

describe('the socket', () => {
  async function connect() {
    const cookie = await session();
    class WithCookie extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { cookie, origin: server.url } });
      }
    }
    const socket = createWSClient({ url: `ws://127.0.0.1:${server.port}/trpc`, WebSocket: WithCookie as never });
    return { socket, client: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] }) };
  }

  test('pushes whole views and takes validated commands', async () => {
    const { socket, client } = await connect();
    const views: KioskView[] = [];
    const seen = (match: (view: KioskView) => boolean) => expect.poll(() => views.some(match)).toBe(true);
    const watching = client.kiosk.view.subscribe(undefined, { onData: (view) => views.push(view) });
    await seen((view) => view.screen.kind === 'attract');
    const version = views.at(-1)?.version ?? 0;
    const answer = await client.kiosk.command.mutate({
      id: crypto.randomUUID(),
      seen: version,
      command: { kind: 'start' },
    });
    expect(answer).toEqual({ kind: 'accepted' });
    await seen((view) => view.screen.kind === 'basket');
    under.scan('9520000000011');
    await seen((view) => view.screen.kind === 'basket' && view.screen.basket.total === 175);
    watching.unsubscribe();
    await socket.close();
  });

  test('refuses what is no command, and says nothing of its insides', async () => {
    const { socket, client } = await connect();
    const bad = { id: 'x', seen: -1, command: { kind: 'format', disk: '/' } } as never;
    const error = await client.kiosk.command.mutate(bad).catch((it: Error) => it);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error)).not.toContain('stack');
    await socket.close();
  });

  test('drops a sender of oversized messages and goes on serving', async () => {
    const cookie = await session();
    const closed = await new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc`, { headers: { cookie, origin: server.url } });
      socket.on('open', () => socket.send('x'.repeat(200_000)));
      socket.on('close', resolve);
      socket.on('error', () => {});
    });
    expect(closed).toBe(1009);
    expect((await get('/readyz')).body).toContain('"ready":true');
  });
});
