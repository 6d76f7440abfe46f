import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pruneAssets, publishPictures } from '../../../src/cloud/asset/pictures.ts';
import { publishing } from '../../../src/cloud/feed/publish.ts';
import { issueKey } from '../../../src/cloud/office/keys.ts';
import type { AssetRef } from '../../../src/domain/asset/asset.ts';
import { openShelf } from '../../../src/storage/index.ts';
import { type Device, hasPostgres, newDevice, sha256, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { fetchingFrom, type Mischief } from './asset-line.ts';
import { tokenFor } from './requests.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const JAM = readFileSync(join(import.meta.dirname, '../../fixtures/jam.png'));
const PIECE = 256 * 1024;
/** The picture, and behind its end so many bytes that no reader looks at. */
const large = (bytes: number): Buffer => Buffer.concat([JAM, randomBytes(bytes - JAM.length)]);

describe.skipIf(!hasPostgres)('files of a retailer (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let app: FastifyInstance;
  let url: string;
  let key: string;
  let folder: string;
  const [own, far, rival] = [newDevice('lane-1'), newDevice('lane-2'), newDevice('lane-3')];
  beforeAll(async () => {
    cloud = await startTestCloud();
    app = cloud.server().app;
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    await cloud.rows(`INSERT INTO stores VALUES ('s9', 'rival')`);
    await cloud.enrol(own, 's1');
    await cloud.enrol(far, 's2');
    await cloud.enrol(rival, 's9');
    const item = (id: string) => ({
      ...({ target: { scope: 'retailer' }, collection: 'items', key: id } as const),
      value: { name: id, soldBy: 'unit', taxCodes: [] },
    });
    for (const retailer of ['main', 'rival'])
      await publishing(cloud.database.journal, retailer, (publisher) => publisher.put(['tea', 'jam'].map(item)));
    key = await issueKey(cloud.database, { name: 'dam', store: null, rights: ['publish'], days: 1 }, Date.now());
  });
  afterAll(async () => {
    await app.close();
    await cloud.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkstand-assets-'));
    return () => rmSync(folder, { recursive: true });
  });

  const put = (path: string, payload: Buffer, type = 'image/png', bearer = key) =>
    app.inject({
      method: 'PUT',
      url: path,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': type },
      payload,
    });
  const ask = async (device: Device, name: string, headers: Record<string, string> = {}) => {
    const path = `/v1/assets/${name}`;
    const authorization = `Bearer ${await tokenFor(app, device, 'GET', path)}`;
    return app.inject({ method: 'GET', url: path, headers: { authorization, ...headers } });
  };
  const keep = async (item: string, bytes: Buffer): Promise<AssetRef> => {
    expect((await put(`/v1/office/pictures/${item}`, bytes)).statusCode).toBe(200);
    return { sha256: sha256(bytes), bytes: bytes.length };
  };
  const counts = async () =>
    (
      await cloud.rows(
        'SELECT (SELECT count(*) FROM assets)::int AS files, (SELECT count(*) FROM asset_chunks)::int AS pieces',
      )
    )[0];

  it('an item gets its picture, and every box a row that names it by its content', async () => {
    const reply = await put(`/v1/office/pictures/jam?sha256=${sha256(JAM)}`, JAM);
    expect([reply.statusCode, reply.json()]).toEqual([
      200,
      {
        item: 'jam',
        sha256: sha256(JAM),
        bytes: JAM.length,
        type: 'image/png',
        version: expect.any(Number),
        changed: 1,
      },
    ]);
    const [row] = await cloud.rows(`SELECT value FROM feed_rows WHERE collection = 'media' AND key = 'jam'`);
    expect(JSON.parse(String(row?.value))).toEqual({ sha256: sha256(JAM), bytes: JAM.length, type: 'image/png' });
  });

  it('the same bytes are kept once, whoever has them and for whichever item', async () => {
    const before = await counts();
    expect((await put('/v1/office/pictures/tea', JAM)).json()).toMatchObject({ sha256: sha256(JAM), changed: 1 });
    expect((await put('/v1/office/pictures/tea', JAM)).json()).toMatchObject({ changed: 0 });
    expect((await put('/v1/office/pictures/tea?retailer=rival', JAM)).statusCode).toBe(200);
    expect(await counts()).toEqual(before);
  });

  it('two that bring the same at one moment leave it once', async () => {
    const bytes = large(PIECE + 10);
    async function* source() {
      yield bytes;
    }
    const before = await counts();
    const bring = () =>
      publishPictures(cloud.database.journal, 'main', [{ item: 'tea', sha256: null, source: source() }]);
    expect((await Promise.all([bring(), bring()])).map(({ changed }) => changed).sort()).toEqual([0, 1]);
    expect(await counts()).toEqual({ files: Number(before?.files) + 1, pieces: Number(before?.pieces) + 2 });
  });

  it('a box has a file of its retailer whole or from byte to byte, under a strong tag', async () => {
    const bytes = large(PIECE * 2 - 5);
    const { sha256: name } = await keep('tea', bytes);
    const whole = await ask(own, name);
    expect(whole.rawPayload.equals(bytes)).toBe(true);
    expect(whole.headers).toMatchObject({ etag: `"${name}"`, 'accept-ranges': 'bytes' });
    expect((await ask(far, name)).statusCode).toBe(200);
    const rest = await ask(own, name, { range: `bytes=${PIECE - 3}-` });
    expect([rest.statusCode, rest.headers['content-range']]).toEqual([
      206,
      `bytes ${PIECE - 3}-${bytes.length - 1}/${bytes.length}`,
    ]);
    expect(rest.rawPayload.equals(bytes.subarray(PIECE - 3))).toBe(true);
    const some = await ask(own, name, { range: `bytes=${PIECE - 3}-${PIECE + 3}`, 'if-range': `"${name}"` });
    expect(some.rawPayload.equals(bytes.subarray(PIECE - 3, PIECE + 4))).toBe(true);
    // Whoever began with another file gets this one from its start.
    expect((await ask(own, name, { range: 'bytes=5-', 'if-range': '"other"' })).statusCode).toBe(200);
    expect((await ask(own, name, { range: `bytes=${bytes.length}-` })).statusCode).toBe(400);
  });

  it('strangers have nothing, other retailers nothing that is not theirs, and they are told no difference', async () => {
    const { sha256: name } = await keep('tea', large(2_000));
    expect((await app.inject({ url: `/v1/assets/${name}` })).statusCode).toBe(401);
    expect(
      (await app.inject({ url: `/v1/assets/${name}`, headers: { authorization: `Bearer ${key}` } })).statusCode,
    ).toBe(401);
    const [theirs, none] = [await ask(rival, name), await ask(rival, 'e'.repeat(64))];
    expect([theirs.statusCode, theirs.json().code, theirs.json().title]).toEqual([404, 'NOT_FOUND', none.json().title]);
    expect((await ask(own, 'no-digest')).statusCode).toBe(404);
    expect((await ask(rival, sha256(JAM))).statusCode).toBe(200);
  });

  it('the office is refused what is too large, another file than it says, no raster, or of no item, and nothing is kept of it', async () => {
    const before = await counts();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const said = async (path: string, payload: Buffer, type?: string) => {
      const reply = await put(path, payload, type);
      return `${reply.statusCode} ${reply.json().code} ${reply.json().why ?? ''}`.trim();
    };
    expect(await said('/v1/office/pictures/jam', large(512 * 1024 + 1))).toBe('413 TOO_LARGE tooLarge');
    expect(await said(`/v1/office/pictures/jam?sha256=${'0'.repeat(64)}`, JAM)).toBe('422 IMPORT_REFUSED otherHash');
    expect(await said('/v1/office/pictures/jam', svg)).toBe('422 IMPORT_REFUSED noPicture');
    expect(await said('/v1/office/pictures/jam', svg, 'image/svg+xml')).toBe('415 UNSUPPORTED_TYPE');
    expect(await said('/v1/office/pictures/jam', Buffer.alloc(0))).toBe('422 IMPORT_REFUSED empty');
    expect(await said('/v1/office/pictures/nothing', JAM)).toBe('404 NOT_FOUND');
    expect(await said('/v1/office/firmware/1%202', JAM, 'application/octet-stream')).toBe('400 BAD_REQUEST');
    expect(await counts()).toEqual(before);
  });

  it('a key that may not publish, or is of one store alone, gives no files', async () => {
    const keyOf = (name: string, store: string | null, right: 'publish' | 'export') =>
      issueKey(cloud.database, { name, store, rights: [right], days: 1 }, Date.now());
    const keys = [await keyOf('one-store', 's1', 'publish'), await keyOf('bi', null, 'export'), 'ck_none'];
    const replies = await Promise.all(
      keys.flatMap((bearer) => [
        put('/v1/office/pictures/jam', JAM, 'image/png', bearer),
        put('/v1/office/firmware/1.0', JAM, 'application/octet-stream', bearer),
      ]),
    );
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404, 401, 401]);
  });

  it('what no item has any more goes, a day later, and what another retailer has stays', async () => {
    const { sha256: name } = await keep('tea', large(3_000));
    const removed = await app.inject({
      ...{ method: 'DELETE', url: '/v1/office/pictures/tea' },
      headers: { authorization: `Bearer ${key}` },
    });
    expect(removed.json()).toMatchObject({ changed: 1 });
    expect(await pruneAssets(cloud.database.journal)).toBe(0);
    await cloud.rows(`UPDATE retailer_assets SET added_at = now() - interval '2 days'`);
    expect(await pruneAssets(cloud.database.journal)).toBeGreaterThan(0);
    expect((await ask(own, name)).statusCode).toBe(404);
    expect((await ask(rival, sha256(JAM))).statusCode).toBe(200);
    expect((await ask(own, sha256(JAM))).statusCode).toBe(200);
  });

  const shelfOf = () =>
    openShelf({
      ...{ directory: join(folder, 'files'), budget: { bytes: 100_000_000, files: 100 }, reserveBytes: 0 },
      statfs: statfsSync,
    });
  const fetching = (device: Device, mischief: Mischief = {}) =>
    fetchingFrom({ url, device, shelf: shelfOf(), mischief });

  it('a lane fetches it, and goes on where the line was cut in the middle', async () => {
    const bytes = large(400_000);
    const ref = await keep('tea', bytes);
    const line = fetching(own, { cutAfter: [100_000, 50_000] });
    line.fetcher.want([ref]);
    await line.told(`arrived ${ref.sha256}`);
    expect(readFileSync(join(folder, 'files', ref.sha256)).equals(bytes)).toBe(true);
    expect(line.ranges()).toEqual([0, 100_000, 150_000].map((from) => `bytes=${from}-399999`));
    await line.stop();
  });

  it('a lane refuses bytes that were changed on the way, says so, and has the right ones later', async () => {
    const ref = await keep('tea', large(5_000));
    const line = fetching(own, { changes: 3 });
    line.fetcher.want([ref]);
    await line.told(`spoilt ${ref.sha256}`);
    expect(line.shelf.path(ref.sha256)).toBeNull();
    expect(line.fetcher.status()).toEqual({ wanted: 1, missing: 1, problem: 'ASSETS_SPOILT' });
    await line.rest();
    await line.told(`arrived ${ref.sha256}`);
    await line.stop();
  });

  it('a lane of another retailer, or of none, gets nothing', async () => {
    const ref = await keep('tea', large(5_000));
    for (const [device, problem] of [
      [rival, 'ASSETS_GONE'],
      [newDevice('stranger'), 'TOKEN_INVALID'],
    ] as const) {
      const line = fetching(device);
      line.fetcher.want([ref]);
      await vi.waitFor(() => expect(line.fetcher.status().problem).toBe(problem));
      expect(line.shelf.path(ref.sha256)).toBeNull();
      await line.stop();
    }
  });
});
