import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revoke } from '../../../src/cloud/identity/enrolment.ts';
import type { CloudServer } from '../../../src/cloud/server.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_ENTRIES, NDJSON_TYPE } from '../../../src/sync/wire/journal-upload.ts';
import {
  chainOf,
  codeFor,
  type Device,
  enrolmentOf,
  hasPostgres,
  newDevice,
  startTestCloud,
  type TestCloud,
} from '../../fixtures/cloud.ts';
import { type Claims, get, nonceOf, send, tokenFor } from './requests.ts';

describe.skipIf(!hasPostgres)('strangers at the cloud (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;
  const lane = newDevice('lane-1');
  /** Of the same name, in another store. */
  const foreign = newDevice('lane-1');
  const sibling = newDevice('lane-2');
  const epoch = v7();
  const path = `/v1/journal/lane-1/${epoch}`;
  const entries = chainOf('lane-1', epoch, 5);

  beforeAll(async () => {
    cloud = await startTestCloud();
    server = cloud.server();
    await cloud.enrol(lane, 's1');
    await cloud.enrol(foreign, 's2');
    await cloud.enrol(sibling, 's1');
    await send(server.app, lane, epoch, entries);
  });
  afterAll(async () => {
    await server?.app.close();
    await cloud?.stop();
  });

  const asked = async (authorization: string | undefined, method: 'GET' | 'POST' = 'GET', url = path) => {
    const headers = { ...(authorization === undefined ? {} : { authorization }), 'content-type': NDJSON_TYPE };
    const reply = await server.app.inject({ method, url, headers, ...(method === 'POST' ? { payload: 'x' } : {}) });
    return [reply.statusCode, reply.json().code];
  };
  const spoilt = async (device: Device, claims: Claims, header: Claims = {}) =>
    asked(`Bearer ${await tokenFor(server.app, device, 'GET', path, { claims, header })}`);

  it('whoever has no token gets nothing, at every address', async () => {
    for (const [method, url] of [
      ['POST', path],
      ['GET', path],
      ['GET', `${path}/1`],
    ] as const) {
      expect(await asked(undefined, method, url)).toEqual([401, 'TOKEN_INVALID']);
      for (const bad of [
        'Bearer',
        'Bearer x',
        'Bearer a.b.c',
        `Bearer ${'a'.repeat(5000)}`,
        'Basic YTpi',
        'Bearer e30.e30.',
      ]) {
        expect(await asked(bad, method, url)).toEqual([401, 'TOKEN_INVALID']);
      }
    }
  });

  it('a key that nobody enrolled opens nothing', async () => {
    expect(await spoilt(newDevice('lane-1'), {})).toEqual([401, 'TOKEN_INVALID']);
  });

  it("a key that names another's opens nothing", async () => {
    expect(await spoilt(newDevice('lane-1'), {}, { kid: lane.signer.keyId })).toEqual([401, 'TOKEN_INVALID']);
  });

  it('neither does a token of another algorithm, or of none', async () => {
    for (const alg of ['none', 'HS256', 'ES256'])
      expect(await spoilt(lane, {}, { alg })).toEqual([401, 'TOKEN_INVALID']);
    const unsigned = (await tokenFor(server.app, lane, 'GET', path, { header: { alg: 'none' } })).replace(/[^.]+$/, '');
    expect(await asked(`Bearer ${unsigned}`)).toEqual([401, 'TOKEN_INVALID']);
  });

  it('a token for another audience, another request or by another name opens nothing', async () => {
    for (const claims of [
      { aud: 'someone-else' },
      { aud: ['checkstand-cloud'] },
      { htm: 'POST' },
      { htu: `${path}/1` },
      { iss: 'lane-2' },
    ]) {
      expect(await spoilt(lane, claims)).toEqual([401, 'TOKEN_INVALID']);
    }
  });

  it('a token is of its moment', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const claims of [
      { iat: now - 600, exp: now - 480 },
      { iat: now, exp: now + 86_400 },
      { iat: now + 600, exp: now + 660 },
      { iat: now, exp: now - 1 },
    ]) {
      expect(await spoilt(lane, claims)).toEqual([401, 'TOKEN_EXPIRED']);
    }
  });

  it('a token names a nonce of ours that is not old', async () => {
    const nonce = await nonceOf(server.app);
    const late = cloud.server({ now: () => Date.now() + 400_000 });
    const headers = { authorization: `Bearer ${await tokenFor(server.app, lane, 'GET', path)}` };
    expect((await late.app.inject({ method: 'GET', url: path, headers })).json().code).toBe('NONCE_STALE');
    await late.app.close();
    const [seconds, mac] = nonce.split('.');
    for (const bad of ['', 'x', `${Number(seconds) + 1}.${mac}`, `${seconds}.${'A'.repeat(43)}`]) {
      expect(await spoilt(lane, { nonce: bad })).toEqual([401, 'NONCE_STALE']);
    }
  });

  it('a token opens one request, at whichever copy it is used again', async () => {
    const token = `Bearer ${await tokenFor(server.app, lane, 'GET', path)}`;
    const other = cloud.server();
    expect((await asked(token))[0]).toBe(200);
    expect(await asked(token)).toEqual([401, 'TOKEN_REPLAYED']);
    const again = await other.app.inject({ method: 'GET', url: path, headers: { authorization: token } });
    expect(again.json().code).toBe('TOKEN_REPLAYED');
    await other.app.close();
  });

  it('every route for boxes refuses what is expired, foreign, used or revoked, whatever it does', async () => {
    const gone = newDevice('lane-8');
    await cloud.enrol(gone, 's1');
    await revoke(cloud.database, 's1', 'lane-8', Date.now());
    const now = Math.floor(Date.now() / 1000);
    const routes = server.routes.filter(({ contract }) => contract.access === 'workstation');
    expect(routes.length).toBeGreaterThan(2);
    for (const { method, path: pattern } of routes as { method: 'GET' | 'POST'; path: string }[]) {
      const url = pattern.replace(':workstation', 'lane-1').replace(':epoch', epoch).replace(/:\w+/g, '1');
      const codes = [];
      for (const [device, claims] of [
        [lane, { aud: 'someone-else' }],
        [lane, { iat: now - 600, exp: now - 480 }],
        [lane, { nonce: 'x' }],
        [gone, {}],
      ] as const) {
        const token = await tokenFor(server.app, device, method, url, { claims });
        codes.push((await asked(`Bearer ${token}`, method, url))[1]);
      }
      const token = `Bearer ${await tokenFor(server.app, lane, method, url)}`;
      await asked(token, method, url);
      codes.push((await asked(token, method, url))[1]);
      expect([method, pattern, ...codes]).toEqual([
        method,
        pattern,
        'TOKEN_INVALID',
        'TOKEN_EXPIRED',
        'NONCE_STALE',
        'IDENTITY_REVOKED',
        'TOKEN_REPLAYED',
      ]);
    }
  });

  it("another workstation's journal is not there, of the same store or another", async () => {
    for (const method of ['GET', 'POST'] as const) {
      const token = await tokenFor(server.app, sibling, method, path);
      expect(await asked(`Bearer ${token}`, method)).toEqual([404, 'NOT_FOUND']);
    }
    // Of the same name in another store: it sees its own, which is empty.
    expect((await get(server.app, foreign, path)).json()).toEqual({ epoch, ackSeq: 0, ackHash: '0'.repeat(64) });
    expect((await get(server.app, foreign, `${path}/1`)).json().code).toBe('NOT_FOUND');
    const theirs = chainOf('lane-1', epoch, 2, { note: 'of s2' });
    expect((await send(server.app, foreign, epoch, theirs)).statusCode).toBe(200);
    expect((await get(server.app, lane, path)).json().ackHash).toBe(entries.at(-1)?.hash);
  });

  it('a chain that was tampered with is refused as a whole', async () => {
    const fresh = v7();
    const chain = chainOf('lane-1', fresh, 6);
    const text = (at: number) => Buffer.from(chain[at]!.bytes).toString();
    const bytes = (of: string) => ({ bytes: Buffer.from(of) });
    const tampered = [
      chain.map((entry, at) => (at === 3 ? bytes(text(3).replace('item', 'gift')) : entry)),
      [chain[0]!, chain[2]!],
      [chain[0]!, chain[1]!, chain[1]!],
      [bytes(` ${text(0)}`)],
      [bytes('{}')],
      [bytes('not json')],
      [bytes(text(0).replace('lane-1', 'lane-2'))],
      [bytes(text(0).replace(fresh, v7()))],
      [bytes(text(0).replace('EpochStarted', 'LineNoted'))],
    ];
    for (const batch of tampered) {
      const reply = await send(server.app, lane, fresh, batch);
      expect([reply.statusCode, reply.json().code]).toEqual([422, 'ENTRY_MALFORMED']);
    }
    expect((await get(server.app, lane, `/v1/journal/lane-1/${fresh}`)).json().ackSeq).toBe(0);
  });

  it('what is too large is not taken, packed or not, in bytes or in entries', async () => {
    const payloads: [Buffer, Record<string, string>][] = [
      [Buffer.alloc(MAX_BATCH_BYTES + 1, 'a'), {}],
      [gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }],
      [Buffer.from('{}\n'.repeat(MAX_BATCH_ENTRIES + 1)), {}],
      [Buffer.from('\n\n'), {}],
    ];
    for (const [payload, headers] of payloads) {
      const reply = await send(server.app, lane, epoch, [], { payload, headers });
      expect([reply.statusCode, reply.json().code]).toEqual([413, 'TOO_LARGE']);
    }
  });

  it('a body of another kind is refused', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await send(server.app, lane, epoch, [], { payload: Buffer.from('{}'), headers: json })).statusCode).toBe(
      415,
    );
    for (const [encoding, code] of [
      ['gzip', 'BAD_REQUEST'],
      ['zstd', 'BAD_REQUEST'],
      ['br', 'UNSUPPORTED_TYPE'],
    ]) {
      const headers = { 'content-encoding': encoding! };
      const reply = await send(server.app, lane, epoch, [], { payload: Buffer.from('junk'), headers });
      expect(reply.json().code).toBe(code);
    }
  });

  it('who takes a minute for a request is cut off', async () => {
    const patience = { headersMilliseconds: 200, requestMilliseconds: 300, checkMilliseconds: 50 };
    const hurried = cloud.server({ patience });
    const url = new URL(await hurried.app.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(url.port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(
      'POST /v1/enrolment HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    );
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 408/);
    await hurried.app.close();
  });

  it('a revoked key opens nothing from that moment on, at every copy', async () => {
    const stolen = newDevice('lane-9');
    await cloud.enrol(stolen, 's1');
    const mine = `/v1/journal/lane-9/${epoch}`;
    expect((await get(server.app, stolen, mine)).statusCode).toBe(200);
    expect(await revoke(cloud.database, 's1', 'lane-9', Date.now())).toBe(true);
    expect((await get(server.app, stolen, mine)).json().code).toBe('IDENTITY_REVOKED');
    expect(await revoke(cloud.database, 's2', 'lane-9', Date.now())).toBe(false);
  });

  it('says of itself only that it is up and ready, and of an unknown address nothing', async () => {
    expect((await server.app.inject('/healthz')).json()).toEqual({ status: 'up' });
    expect((await server.app.inject('/readyz')).json()).toEqual({ status: 'ready', database: 'ok' });
    expect((await server.app.inject('/v1/../etc/passwd')).json().code).toBe('NOT_FOUND');
    const draining = cloud.server();
    draining.drain();
    expect((await draining.app.inject('/readyz')).statusCode).toBe(503);
    await draining.app.close();
  });

  describe('enrolment', () => {
    const enrol = async (request: object, app = server.app) => {
      const reply = await app.inject({ method: 'POST', url: '/v1/enrolment', payload: request });
      return [reply.statusCode, reply.json().code ?? reply.json().keyId];
    };
    const REFUSED = [403, 'ENROLMENT_REFUSED'];

    it('takes a code once, for the workstation that it is for, with proof of the key', async () => {
      const { app } = cloud.server();
      const box = newDevice('lane-5');
      const code = await codeFor(cloud, 'lane-5');
      expect(await enrol(enrolmentOf(newDevice('lane-6'), code), app)).toEqual(REFUSED);
      expect(await enrol(enrolmentOf(box, code, 's2'), app)).toEqual(REFUSED);
      expect(await enrol({ ...enrolmentOf(box, code), publicKey: lane.publicKey }, app)).toEqual(REFUSED);
      expect(await enrol(enrolmentOf(box, code.toLowerCase().replaceAll('-', ' ')), app)).toEqual([
        201,
        box.signer.keyId,
      ]);
      expect(await enrol(enrolmentOf(box, code), app)).toEqual(REFUSED);
      expect((await get(app, box, `/v1/journal/lane-5/${epoch}`)).statusCode).toBe(200);
      await app.close();
    });

    it('takes no code that is older than ten minutes, and keeps none in clear', async () => {
      const { app } = cloud.server();
      const old = await codeFor(cloud, 'lane-5', 's1', Date.now() - 10 * 60_000 - 1);
      expect(await enrol(enrolmentOf(newDevice('lane-5'), old), app)).toEqual(REFUSED);
      const code = await codeFor(cloud, 'lane-5');
      const kept = JSON.stringify(await cloud.rows('SELECT code_hash::text, store, workstation FROM enrolment_codes'));
      expect(kept).not.toContain(code);
      expect(kept).not.toContain(Buffer.from(code.replaceAll('-', '')).toString('hex'));
      await app.close();
    });

    it('a box that is enrolled anew replaces the old one, whose key is nothing any more', async () => {
      const { app } = cloud.server();
      const [old, replacement] = [newDevice('lane-7'), newDevice('lane-7')];
      expect((await enrol(enrolmentOf(old, await codeFor(cloud, 'lane-7')), app))[0]).toBe(201);
      expect((await enrol(enrolmentOf(replacement, await codeFor(cloud, 'lane-7')), app))[0]).toBe(201);
      expect((await get(app, old, `/v1/journal/lane-7/${epoch}`)).statusCode).toBe(401);
      expect((await get(app, replacement, `/v1/journal/lane-7/${epoch}`)).statusCode).toBe(200);
      await app.close();
    });

    it('lets nobody guess: ten tries a minute, then wait', async () => {
      const guessing = cloud.server();
      const replies = [];
      for (let n = 0; n < 12; n += 1) {
        replies.push(
          await guessing.app.inject({ method: 'POST', url: '/v1/enrolment', payload: { code: `guess-${n}` } }),
        );
      }
      expect(replies.map(({ statusCode }) => statusCode)).toEqual([...Array(10).fill(400), 429, 429]);
      expect(Number(replies[11]?.headers['retry-after'])).toBeGreaterThan(0);
      await guessing.app.close();
    });

    it('reads nothing large or odd', async () => {
      const { app } = cloud.server();
      for (const request of [{}, [], { ...enrolmentOf(lane, 'x'.repeat(12)), more: 1 }, { code: 'x'.repeat(5000) }]) {
        expect((await enrol(request, app))[0]).toBeGreaterThanOrEqual(400);
      }
      await app.close();
    });
  });
});
