import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCode, type GateUnderTest, gateUnderTest, mugTag } from '../../../test/fixtures/gate.ts';
import { countingIdentifiers } from '../../../test/fixtures/time.ts';
import { gateAnswerSchema, gateViewSchema } from '../../protocol/gate-view.ts';
import type { OperatorsPort } from '../../workstation/ports/operators.ts';
import { type GateServer, startGateServer } from './index.ts';
import { gateView } from './view.ts';

const IDENTITY = { label: 'Gate 1', currency: 'GBP', locale: 'en-GB' };
const operators: OperatorsPort = {
  async signIn(id, pin) {
    if (id === '9') return { kind: 'wait', milliseconds: 4500 };
    if (pin !== '2468') return { kind: 'wrong' };
    const role = id === '3' ? 'technician' : 'attendant';
    return { kind: 'signedIn', operator: { id, name: 'Maya', role } };
  },
};

let under: GateUnderTest;
let server: GateServer;

beforeEach(async () => {
  under = gateUnderTest();
  server = await startGateServer({
    ...{ host: '127.0.0.1', port: 0, gate: under.gate, identity: IDENTITY, operators },
    ...{ cookieKey: new Uint8Array(32).fill(7), clock: under.clock, timers: under.clock },
    identifiers: countingIdentifiers(),
    health: () => ({ ready: true, checks: {} }),
    font: (family) => (family === 'figtree' ? Uint8Array.of(0x77, 0x4f, 0x46, 0x32) : null),
    pictures: () => '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="pic-mug"/></svg>',
  });
});
afterEach(() => server.close());

async function session(): Promise<string> {
  const launched = await fetch(server.launchUrl('kiosk'), { redirect: 'manual' });
  return launched.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const all = { 'content-type': 'application/json', cookie: await session(), origin: server.url, ...headers };
  return fetch(`${server.url}${path}`, { method: 'POST', headers: all, body: JSON.stringify(body) });
}

const answer = async (response: Promise<Response>) => gateAnswerSchema.parse(await (await response).json());
const as = (operatorId: string, pin: string, order: unknown) => ({ operatorId, pin, order });

describe("the gate's page", () => {
  it('is for whoever has a session, and for no other origin', async () => {
    expect((await fetch(`${server.url}/gate/`)).status).toBe(401);
    expect((await fetch(`${server.url}/gate/events`)).status).toBe(401);
    const cookie = await session();
    const page = await fetch(`${server.url}/gate/`, { headers: { cookie } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Checkstand gate')]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const font = await fetch(`${server.url}/gate/figtree.woff2`, { headers: { cookie } });
    expect([font.status, font.headers.get('content-type'), await font.text()]).toEqual([200, 'font/woff2', 'wOF2']);
    expect((await fetch(`${server.url}/gate/vazirmatn.woff2`, { headers: { cookie } })).status).toBe(404);
    const pictures = await fetch(`${server.url}/gate/pictures.svg`, { headers: { cookie } });
    expect([pictures.headers.get('content-type'), await pictures.text()]).toEqual([
      'image/svg+xml',
      expect.stringContaining('pic-mug'),
    ]);
    const order = as('1', '2468', { kind: 'hold', held: true });
    expect((await post('/gate/order', order, { origin: 'http://evil.example' })).status).toBe(403);
    const { origin: _, ...noOrigin } = { origin: '', cookie, 'content-type': 'application/json' };
    const bare = await fetch(`${server.url}/gate/order`, { method: 'POST', headers: noOrigin, body: '{}' });
    expect([bare.status, under.gate.state().mode.kind]).toEqual([403, 'watching']);
  });

  it('says what is to be looked into, with its sentence among the words', async () => {
    const sale = (workstation: string) => ({ workstation, epoch: 'e', seq: 3, transaction: workstation });
    under.gate.soldTwice([{ key: mugTag(1).toLowerCase(), sales: [sale('lane-1'), sale('lane-2')] }]);
    const view = gateViewSchema.parse(gateView(under.gate.state(), IDENTITY, under.clock.monotonic()));
    expect(view.notices).toMatchObject([{ tag: { name: 'Enamel mug' }, boxes: ['lane-1', 'lane-2'] }]);
    const words = await (await fetch(`${server.url}/gate/words`, { headers: { cookie: await session() } })).json();
    expect(words).toMatchObject({ 'fault.SYNC_SOLD_TWICE': expect.stringContaining('receipts') });
  });

  it('is sent the view at once, and again when it has changed', async () => {
    const events = await fetch(`${server.url}/gate/events`, { headers: { cookie: await session() } });
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => gateViewSchema.parse(JSON.parse(((await reader?.read())?.value ?? '').slice(6)));
    expect(await next()).toMatchObject({ label: 'Gate 1', mode: 'watching', alarms: [] });
    under.pass(mugTag(1));
    await under.clock.advance(300);
    const { alarms } = await next();
    expect(alarms).toMatchObject([{ cause: 'unsold', tags: [{ name: 'Enamel mug', picture: 'mug', price: 1250 }] }]);
    await reader?.cancel();
  });
});

describe('an order of the page', () => {
  it('is carried out in the name of who gives it', async () => {
    under.pass(mugTag(1));
    const [alarm] = under.gate.state().alarms;
    const order = { kind: 'settle', alarmId: alarm?.id, settlement: 'returned' };
    expect(await answer(post('/gate/order', as('1', '2468', order)))).toEqual({ kind: 'done' });
    expect(await answer(post('/gate/order', as('1', '2468', order)))).toEqual({ kind: 'refused', reason: 'notThere' });
    await under.clock.advance(1000);
    expect(under.journal.entries.at(-1)?.body).toMatchObject({ operatorId: '1', settlement: 'returned' });
  });

  it.each([
    ['with a wrong PIN', as('1', '1111', { kind: 'hold', held: true }), { kind: 'refused', reason: 'wrongPin' }],
    ['of a technician', as('3', '2468', { kind: 'hold', held: true }), { kind: 'refused', reason: 'notAllowed' }],
    ['after too many tries', as('9', '2468', { kind: 'hold', held: true }), { kind: 'wait', seconds: 5 }],
    ['to mute for a day', as('1', '2468', { kind: 'mute', minutes: 1440 }), { kind: 'refused', reason: 'badRequest' }],
    ['that is none', { operatorId: '1', pin: '2468' }, { kind: 'refused', reason: 'badRequest' }],
    ['without anybody', { order: { kind: 'hold', held: true } }, { kind: 'refused', reason: 'badRequest' }],
  ])('%s changes nothing', async (_, body, expected) => {
    expect(await answer(post('/gate/order', body))).toEqual(expected);
    expect(under.gate.state().mode.kind).toBe('watching');
  });

  it('to mute lets goods pass, each with the name of its item', async () => {
    await answer(post('/gate/order', as('1', '2468', { kind: 'mute', minutes: 15 })));
    under.pass(mugTag(1));
    const { reported } = gateView(under.gate.state(), IDENTITY, under.clock.monotonic());
    expect(reported).toMatchObject([{ cause: 'muted', tag: { name: 'Enamel mug', picture: 'mug', price: 1250 } }]);
  });

  it('mutes and holds', async () => {
    expect(await answer(post('/gate/order', as('1', '2468', { kind: 'mute', minutes: 15 })))).toEqual({ kind: 'done' });
    expect(gateView(under.gate.state(), IDENTITY, under.clock.monotonic())).toMatchObject({
      mode: 'muted',
      mutedForSeconds: 900,
    });
    await answer(post('/gate/order', as('1', '2468', { kind: 'hold', held: true })));
    expect(under.gate.state().mode.kind).toBe('held');
  });

  it('is not needed for a receipt: its code speaks for itself, once', async () => {
    const code = exitCode(Math.floor(under.clock.now() / 1000));
    expect(await answer(post('/gate/exit', { code }))).toEqual({ kind: 'granted' });
    expect(await answer(post('/gate/exit', { code }))).toEqual({ kind: 'refused', reason: 'used' });
    expect(await answer(post('/gate/exit', { code: '<script>' }))).toEqual({ kind: 'refused', reason: 'notValid' });
    expect(gateView(under.gate.state(), IDENTITY, 0).exit).toEqual({ number: 2, kind: 'refused', reason: 'notValid' });
  });

  it('may come with all of the address that its QR holds, and no more', async () => {
    const code = exitCode(Math.floor(under.clock.now() / 1000));
    const qr = (length: number) => `#${code}`.padStart(length, 'https://receipts.example/');
    expect(await answer(post('/gate/exit', { code: qr(601) }))).toEqual({ kind: 'refused', reason: 'badRequest' });
    expect(await answer(post('/gate/exit', { code: qr(600) }))).toEqual({ kind: 'granted' });
  });
});
