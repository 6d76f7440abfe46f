import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../../test/emulator/raw-host.ts';
import { silentLog } from '../../log.ts';
import { EmulatedZebra } from './index.ts';

const LOGIN = { username: 'admin', password: 'change' };
const TIE = '30340789000C0E42DFDC1C35';
const CUSTOM = { type: 'CUSTOM', antennas: [1, 2], tagMetaData: ['ANTENNA', 'RSSI'] };

let host: Server;
let reader: EmulatedZebra;
const posted: { path: string; authorization: string; body: string }[] = [];

beforeEach(async () => {
  posted.length = 0;
  host = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      posted.push({ path: request.url!, authorization: request.headers.authorization ?? '', body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(host.address() as { port: number }).port}`;
  const http = { host: '127.0.0.1', port: 0, login: LOGIN, post: { url, username: 'fx', password: 'given' } };
  const now = () => Date.UTC(2026, 10, 26, 10);
  reader = new EmulatedZebra({ http, log: silentLog, onChange: () => {}, now, roundMs: 10 });
  await reader.start();
});
afterEach(async () => {
  await reader.stop();
  host.closeAllConnections();
  await new Promise((done) => host.close(done));
});

const send = async (method: string, path: string, authorization: string, body?: unknown) => {
  const more = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${reader.http.port}${path}`, {
    method,
    headers: { authorization },
    ...more,
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
};
const basic = (password: string) => `Basic ${btoa(`admin:${password}`)}`;
const logIn = async () => {
  const { body } = await send('GET', '/cloud/localRestLogin', basic('change'));
  return `Bearer ${String(body?.message)}`;
};

describe('an emulated Zebra reader over HTTP', () => {
  it('gives a token for its password only, and takes commands with its newest token only', async () => {
    expect(await send('GET', '/cloud/localRestLogin', basic('wrong'))).toMatchObject({ status: 401 });
    const first = await logIn();
    expect(await send('GET', '/cloud/mode', first)).toEqual({ status: 200, body: { type: 'SIMPLE' } });
    for (const stale of ['Bearer ', basic('change'), first.slice(0, -1)])
      expect((await send('GET', '/cloud/mode', stale)).status).toBe(500);
    reader.http.expire();
    expect((await send('GET', '/cloud/mode', first)).status).toBe(500);
    expect((await send('GET', '/cloud/mode', await logIn())).status).toBe(200);
  });

  it('takes a mode while it is idle, sets outputs, and refuses what fails', async () => {
    const token = await logIn();
    expect((await send('PUT', '/cloud/mode', token, CUSTOM)).status).toBe(200);
    expect((await send('PUT', '/cloud/start', token, {})).status).toBe(200);
    expect((await send('PUT', '/cloud/mode', token, CUSTOM)).status).toBe(422);
    expect((await send('PUT', '/cloud/gpo', token, { port: 4, state: true })).status).toBe(200);
    expect((await send('PUT', '/cloud/gpo', token, { port: 5, state: true })).status).toBe(422);
    expect((await send('PUT', '/cloud/reboot', token, {})).status).toBe(404);
    expect((await send('GET', '/cloud/status', token)).body).toMatchObject({ radioActivitiy: 'active' });
    expect([...reader.outputs]).toEqual([[4, true]]);
  });

  it('posts its tags and its management events, each where it was told to, with its login', async () => {
    const token = await logIn();
    await send('PUT', '/cloud/mode', token, CUSTOM);
    await send('PUT', '/cloud/start', token, {});
    reader.field.put(TIE, 2, -61);
    reader.trip(1, true);
    await eventually(() => new Set(posted.map(({ path }) => path)).size === 2, 'both kinds of post');
    const tag = posted.find(({ path }) => path === '/tevents')!;
    expect(tag.authorization).toBe(`Basic ${btoa('fx:given')}`);
    expect(JSON.parse(tag.body)).toMatchObject({ data: { idHex: TIE.toLowerCase(), antenna: 2, peakRssi: -61 } });
    const input = posted.find(({ path }) => path === '/mevents')!;
    expect(JSON.parse(input.body)).toMatchObject({ type: 'gpi', data: { pin: 1, state: 'HIGH' } });
  });
});
