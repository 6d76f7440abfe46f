import { connect as connectTls, createServer as createTls } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HubHttps, startHubHttps } from '../../../src/sync/hub/https.ts';
import { joinStore } from '../../../src/sync/pairing/join.ts';
import { testBox } from '../../fixtures/bus-keys.ts';
import { quietLog } from '../../fixtures/ledger-store.ts';
import { pairingHub, realIds } from '../../fixtures/pairing-hub.ts';
import { testAuthority } from '../../fixtures/store-pki.ts';

const lane = testBox('lane-1', 'lane');
let hub: ReturnType<typeof pairingHub>;
let server: HubHttps;

const serve = ({ authority, desk, registry }: ReturnType<typeof pairingHub>) =>
  startHubHttps({ authority, desk, accounts: registry, host: '127.0.0.1', port: 0, log: quietLog });

beforeEach(async () => {
  hub = pairingHub();
  server = await serve(hub);
});
afterEach(() => server.close());

const join = (code: string, port = server.port, box = lane) =>
  joinStore({ host: '127.0.0.1', port, code, box: box.name, signer: box.signer, x: box.x, ids: realIds });

it('a box with the code gets its certificate, its password and the list of keys', async () => {
  const code = hub.codes.issue('lane-1', ['lane']) ?? '';
  const outcome = await join(code.toLowerCase());
  if (outcome.kind !== 'joined') throw new Error(outcome.kind);
  const { answer } = outcome.joined;
  expect(answer).toMatchObject({ store: 'store-12', hub: { box: 'hub-1' }, busPort: 7320 });
  expect(answer.directory.directory.boxes).toMatchObject([{ box: 'lane-1', roles: ['lane'], revoked: false }]);
  expect(hub.lists).toEqual([answer.directory]);
});

it('a code works once', async () => {
  const code = hub.codes.issue('lane-1', ['lane']) ?? '';
  await join(code);
  expect(await join(code)).toEqual({ kind: 'refused', why: 'wrongCode' });
});

it('a wrong code is refused, the next try has to wait, and the right one works after that', async () => {
  const code = hub.codes.issue('lane-1', ['lane']) ?? '';
  expect(await join('0000-0000-0000-0000')).toEqual({ kind: 'refused', why: 'wrongCode' });
  expect(await join(code)).toEqual({ kind: 'refused', why: 'tooSoon', retryAfterSeconds: 1 });
  await hub.clock.advance(1000);
  expect(await join(code)).toMatchObject({ kind: 'joined' });
});

it("another box's code, a typo and a dead address come to nothing", async () => {
  const code = hub.codes.issue('lane-2', ['lane']) ?? '';
  expect(await join(code)).toEqual({ kind: 'refused', why: 'wrongCode' });
  expect(await join('7Q2M')).toEqual({ kind: 'badCode' });
  expect(await join(code, 1)).toEqual({ kind: 'unreachable' });
});

it('somebody in between who passes everything on is refused by the hub, and the code is void', async () => {
  const { certificate, privateKey } = testAuthority().issue('hub-1', 'server');
  const middle = createTls({ cert: certificate, key: privateKey }, (victim) => {
    const onward = connectTls({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false });
    victim.pipe(onward).pipe(victim);
    victim.on('error', () => onward.destroy());
    onward.on('error', () => victim.destroy());
  });
  await new Promise<void>((resolve) => middle.listen(0, '127.0.0.1', resolve));
  const address = middle.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const code = hub.codes.issue('lane-1', ['lane']) ?? '';
  expect(await join(code, port)).toEqual({ kind: 'refused', why: 'wrongCode' });
  await hub.clock.advance(1000);
  expect(await join(code)).toEqual({ kind: 'refused', why: 'wrongCode' });
  expect(hub.registry.account('lane-1')).toBe(null);
  middle.close();
});

it('a stranger who plays the hub, with an authority of its own, is not believed', async () => {
  const stranger = pairingHub();
  const other = await serve(stranger);
  // It lets everybody in, and all that it says holds together; but it can't know the code that the real hub gave out.
  stranger.codes.redeem = () => ({ key: new Uint8Array(32), roles: ['lane'] });
  expect(await join(hub.codes.issue('lane-1', ['lane']) ?? '', other.port)).toEqual({ kind: 'notTheHub' });
  expect(stranger.registry.account('lane-1')).not.toBe(null);
  await other.close();
});

it('what is no request to pair is refused before anything is compared', async () => {
  const base = `https://127.0.0.1:${server.port}`;
  const post = (path: string, body: string) =>
    new Promise<number>((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false }, () => {
        socket.write(`POST ${path} HTTP/1.1\r\nhost: ${base}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      });
      socket.once('data', (chunk) => {
        resolve(Number(chunk.toString().split(' ')[1]));
        socket.destroy();
      });
      socket.once('error', reject);
    });
  expect(await post('/v1/pair', '{}')).toBe(400);
  expect(await post('/v1/pair', 'x'.repeat(10_000))).toBe(400);
  expect(await post('/v1/pair', '['.repeat(5000))).toBe(400);
  expect(await post('/../etc/passwd', '{}')).toBe(404);
});
