import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../../workstation/ports/fault.ts';
import { NO_FEED } from '../../../workstation/ports/feed.ts';
import { NO_SYNC } from '../../../workstation/ports/sync-status.ts';
import { pairing } from '../pairing.ts';
import { connectControl } from './client.ts';
import type { EdgeStatus } from './protocol.ts';
import { type ControlHandlers, type ControlServer, listenControl } from './server.ts';

const STATUS: EdgeStatus = {
  version: '0.1.0',
  workstation: 'lane-1',
  label: 'Lane 1',
  pid: 1,
  startedAt: '2026-01-31T10:00:00.000Z',
  uptimeSeconds: 1,
  url: 'http://127.0.0.1:7300',
  ready: true,
  lane: { stage: 'idle' },
  journal: { epoch: 'e', epochCode: 'A7K2', seq: 1, hash: '0', openTransactions: 0 },
  sync: NO_SYNC,
  feed: NO_FEED,
  promotions: { setHash: 'none', count: 0 },
  bus: 'alone',
  catalogue: { version: 'v', items: 3 },
  devices: [],
  memoryMegabytes: 90,
};

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

let folder: string;
let server: ControlServer | null = null;
let asked: string[];
let handlers: ControlHandlers;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-control-'));
  asked = [];
  handlers = {
    status: () => STATUS,
    launchUrl: (role) => `http://127.0.0.1:7300/launch?token=${role}`,
    reloadCatalogue: () => void asked.push('reload'),
    reloadPromotions: () => void asked.push('promotions'),
    ...pairing(null),
    shutdown: () => void asked.push('shutdown'),
  };
});

afterEach(async () => {
  await server?.close();
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

/** Sends raw bytes and gives what comes back until the server closes or has answered `answers` lines. */
function raw(bytes: string | Buffer, answers = 1): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection(join(folder, 'control.sock'), () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.split('\n').length > answers) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

describe('the control socket', () => {
  it('is open to its user alone', async () => {
    server = await listenControl(folder, handlers, quiet);
    expect(statSync(join(folder, 'control.sock')).mode & 0o777).toBe(0o600);
  });

  it('answers status, launch addresses, reloads and shutdowns, each question its own answer', async () => {
    server = await listenControl(folder, handlers, quiet);
    const edge = await connectControl(folder);
    const [status, url] = await Promise.all([edge.status(), edge.launchUrl('kiosk'), edge.reloadCatalogue()]);
    expect(status).toEqual(STATUS);
    expect(url).toBe('http://127.0.0.1:7300/launch?token=kiosk');
    await edge.shutdown();
    await expect.poll(() => asked).toEqual(['reload', 'shutdown']);
    edge.close();
  });

  it('passes a fault on with its code', async () => {
    const status = (): EdgeStatus => {
      throw new Fault('STORAGE_IO', 'the disk does not answer');
    };
    server = await listenControl(folder, { ...handlers, status }, quiet);
    const edge = await connectControl(folder);
    await expect(edge.status()).rejects.toMatchObject({ code: 'STORAGE_IO', message: 'the disk does not answer' });
    edge.close();
  });

  it.each([
    ['no JSON', 'hello\n'],
    ['an unknown method', '{"id":1,"method":"format"}\n'],
    ['a role that there is none of', '{"id":1,"method":"launchUrl","role":"owner"}\n'],
    ['a member too many', '{"id":1,"method":"status","x":1}\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
  ])('refuses %s and goes on', async (_, bytes) => {
    server = await listenControl(folder, handlers, quiet);
    expect(JSON.parse(await raw(bytes))).toMatchObject({ id: null, ok: false, code: 'CONTROL_BAD_REQUEST' });
    expect(asked).toEqual([]);
  });

  it('takes a request in pieces and several in one', async () => {
    server = await listenControl(folder, handlers, quiet);
    const text = await raw('{"id":1,"method":"reloadCatalogue"}\n{"id":2,"method":"reloadCatalogue"}\n', 2);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual([1, 2]);
  });

  it('hangs up on a line without end', async () => {
    server = await listenControl(folder, handlers, quiet);
    expect(await raw('x'.repeat(200_000))).toBe('');
  });

  it('takes the place of a dead one', async () => {
    const first = await listenControl(folder, handlers, quiet);
    server = await listenControl(folder, handlers, quiet);
    const edge = await connectControl(folder);
    expect(await edge.status()).toEqual(STATUS);
    edge.close();
    await first.close();
  });

  it('tells a client when it goes', async () => {
    server = await listenControl(folder, handlers, quiet);
    const edge = await connectControl(folder);
    await server.close();
    await edge.closed;
    await expect(edge.status()).rejects.toMatchObject({ code: 'CONTROL_LOST' });
  });

  it('is unreachable where no edge runs', async () => {
    await expect(connectControl(folder)).rejects.toMatchObject({ code: 'CONTROL_UNREACHABLE' });
  });

  it.runIf(process.platform === 'linux')('is reached in a directory whose path is too long for a socket', async () => {
    const deep = join(folder, 'a'.repeat(90), 'b'.repeat(90));
    mkdirSync(deep, { recursive: true });
    server = await listenControl(deep, handlers, quiet);
    expect(statSync(join(deep, 'control.sock')).mode & 0o777).toBe(0o600);
    const edge = await connectControl(deep);
    expect(await edge.status()).toEqual(STATUS);
    edge.close();
  });
});
