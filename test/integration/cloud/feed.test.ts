import { hash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FeedChange, publishing } from '../../../src/cloud/feed/publish.ts';
import { issueKey } from '../../../src/cloud/office/keys.ts';
import { addSums, digestText, NO_ROWS, withRow } from '../../../src/domain/feed/digest.ts';
import { type FeedRow, readRow } from '../../../src/domain/feed/row.ts';
import { type Checkpoint, snapshotSchema } from '../../../src/sync/wire/feed.ts';
import { syntheticGtin } from '../../bench/synthetic-catalogue.ts';
import { type Device, hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { nonceOf, tokenFor } from './requests.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const sha = (text: string): Uint8Array => hash('sha256', text, 'buffer');
const price = (key: string, amount: number, store?: string): FeedChange => ({
  target: store === undefined ? { scope: 'retailer' } : { scope: 'store', store },
  collection: 'prices',
  key,
  value: { price: amount },
});
const gone = (key: string): FeedChange => ({ ...price(key, 0), value: null });

describe.skipIf(!hasPostgres)('the feed, in the cloud (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let app: FastifyInstance;
  const [own, other] = [newDevice('lane-1'), newDevice('lane-2')];
  beforeAll(async () => {
    cloud = await startTestCloud();
    app = cloud.server().app;
    await cloud.enrol(own, 's1');
    await cloud.enrol(other, 's2');
  });
  afterAll(async () => {
    await app.close();
    await cloud.stop();
  });

  const ask = async (device: Device, url: string, headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${await tokenFor(app, device, 'GET', url.split('?', 1)[0] ?? '')}`;
    return app.inject({ method: 'GET', url, headers: { authorization, ...headers } });
  };
  const publish = (changes: readonly FeedChange[], retailer = 'main') =>
    publishing(cloud.database.journal, retailer, (publisher) => publisher.put(changes));
  const readAll = async (device: Device, after = 0, limit = 2) => {
    const rows = new Map<string, FeedRow>();
    for (let cursor = after; ; ) {
      const reply = await ask(device, `/v1/feed?after=${cursor}&limit=${limit}`);
      expect(reply.statusCode).toBe(200);
      for (const line of reply.body.trimEnd().split('\n')) {
        const read = readRow(line);
        if (read.kind === 'flawed')
          return { rows: [...rows.values()], checkpoint: JSON.parse(line).checkpoint as Checkpoint };
        rows.set(`${read.row.scope} ${read.row.key}`, read.row);
        cursor = read.row.version;
      }
    }
  };
  const digestOf = (rows: readonly FeedRow[]) => {
    const sum = rows.reduce((all, row) => addSums(all, withRow(NO_ROWS, row, 1, sha)), NO_ROWS);
    return { rows: sum.rows, digest: digestText(sum) };
  };

  it('gives a workstation the rows of its retailer and of its own store, in pages, with a checksum that holds', async () => {
    await publish([price('tea', 100), price('jam', 200), price('tea', 90, 's1'), price('tea', 80, 's2')]);
    const { rows, checkpoint } = await readAll(own);
    expect(rows.map(({ scope, key, value }) => [scope, key, value])).toEqual([
      ['retailer', 'tea', '{"price":100}'],
      ['retailer', 'jam', '{"price":200}'],
      ['store', 'tea', '{"price":90}'],
    ]);
    expect(checkpoint).toEqual({ version: 4, collections: { prices: digestOf(rows) } });
    const others = await readAll(other);
    expect(others.rows.some(({ value }) => value === '{"price":90}')).toBe(false);
    expect(others.checkpoint.collections.prices).toEqual(digestOf(others.rows));
  });

  it('keeps the latest version of a key alone, and says of one that went that it is gone', async () => {
    const before = await readAll(own);
    expect((await publish([price('tea', 100), price('jam', 210)])).changed).toBe(1);
    expect(await publish([gone('tea'), gone('never-there')])).toEqual({
      version: before.checkpoint.version + 2,
      changed: 1,
    });
    const delta = await readAll(own, before.checkpoint.version);
    expect(delta.rows.map(({ key, value }) => [key, value])).toEqual([
      ['jam', '{"price":210}'],
      ['tea', null],
    ]);
    const all = await readAll(own);
    expect(all.rows).toHaveLength(3);
    expect(all.checkpoint.collections.prices).toEqual(digestOf(all.rows));
    await publish([price('tea', 100)]);
  });

  it('takes nothing in of a publication with a value that is none', async () => {
    const before = (await readAll(own)).checkpoint;
    await expect(publish([price('tea', 1), price('jam', -1)])).rejects.toThrow(/no value of prices: jam/);
    const [promotion] = [
      { target: { scope: 'retailer' }, collection: 'promotions', key: 'p', value: { id: 'p' } } as const,
    ];
    await expect(publish([promotion])).rejects.toThrow(/no value of promotions/);
    expect((await readAll(own)).checkpoint).toEqual(before);
  });

  it('lets no reader pass over a row that commits late: the next publisher waits', async () => {
    const { checkpoint } = await readAll(own);
    let commit: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let begun: () => void = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const late = publishing(cloud.database.journal, 'main', async (publisher) => {
      await publisher.put([price('late', 1)]);
      begun();
      await held;
    });
    await started;
    const next = publish([price('next', 2)]);
    expect((await readAll(own, checkpoint.version)).rows).toEqual([]);
    commit();
    expect([(await late).version, (await next).version]).toEqual([checkpoint.version + 1, checkpoint.version + 2]);
    expect((await readAll(own, checkpoint.version)).rows.map(({ key }) => key)).toEqual(['late', 'next']);
  });

  it('answers who waits as soon as something is published for them, and not for what is published for others', async () => {
    const { version } = (await readAll(own)).checkpoint;
    const waiting = ask(own, `/v1/feed?after=${version}&wait=20`);
    await publish([price('tea', 70, 's2')]);
    await publish([price('tea', 91, 's1')]);
    const lines = (await waiting).body.trimEnd().split('\n');
    expect(lines[0]).toContain('"value":{"price":91}');
    expect(lines).toHaveLength(2);
    const idle = await ask(own, `/v1/feed?after=${version + 2}&wait=1`);
    expect(JSON.parse(idle.body).checkpoint.version).toBe(version + 2);
  });

  it('refuses a cursor that is ahead of it, a stranger, and a question that is none', async () => {
    expect((await ask(own, '/v1/feed?after=999999')).json()).toMatchObject({ code: 'CURSOR_REFUSED', status: 409 });
    expect((await app.inject({ url: '/v1/feed?after=0' })).statusCode).toBe(401);
    expect((await app.inject({ url: '/v1/snapshot' })).statusCode).toBe(401);
    expect((await ask(own, '/v1/feed?after=-1')).statusCode).toBe(400);
    expect((await ask(own, '/v1/feed?after=0&limit=100000')).statusCode).toBe(400);
    expect(await nonceOf(app)).toContain('.');
  });

  it('has snapshots by scope that hold what the feed holds, built once, resumable, with their checksum told before', async () => {
    const manifest = snapshotSchema.parse((await ask(own, '/v1/snapshot')).json());
    expect(manifest.parts.map(({ scope }) => scope)).toEqual(['retailer', 'store']);
    const rows: FeedRow[] = [];
    for (const part of manifest.parts) {
      const url = `/v1/snapshot/${part.sha256}`;
      const whole = (await ask(own, url)).rawPayload;
      const rest = await ask(own, url, { range: 'bytes=10-' });
      expect([whole.length, hash('sha256', whole, 'hex')]).toEqual([part.bytes, part.sha256]);
      expect([rest.statusCode, rest.rawPayload.equals(whole.subarray(10))]).toEqual([206, true]);
      const lines = zstdDecompressSync(whole).toString().trimEnd().split('\n');
      expect(lines).toHaveLength(part.rows);
      for (const line of lines) {
        const read = readRow(line);
        if (read.kind === 'row') rows.push(read.row);
      }
    }
    const all = await readAll(own);
    expect(all.checkpoint.collections.prices).toEqual(digestOf(rows));
    await publish([price('tea', 105)]);
    expect((await ask(own, '/v1/snapshot')).json()).toMatchObject({ parts: manifest.parts });
    expect((await ask(other, `/v1/snapshot/${manifest.parts[1]?.sha256}`)).json()).toMatchObject({
      code: 'SNAPSHOT_GONE',
    });
  });

  it('shows the stores of one retailer nothing of another', async () => {
    await cloud.rows(`INSERT INTO stores VALUES ('elsewhere', 'rival')`);
    const rival = newDevice('lane-3');
    await cloud.enrol(rival, 'elsewhere');
    expect((await ask(rival, '/v1/feed?after=0')).body).toBe('{"checkpoint":{"version":0,"collections":{}}}\n');
    await publish([price('tea', 1)], 'rival');
    expect((await readAll(rival)).rows.map(({ value, version }) => [value, version])).toEqual([['{"price":1}', 1]]);
    expect((await readAll(own)).rows.some(({ key, value }) => key === 'tea' && value === '{"price":1}')).toBe(false);
  });

  describe('as the office fills it', () => {
    const keyOf = (store: string | null = null) =>
      issueKey(cloud.database, { name: 'import', store, rights: ['publish'], days: 1 }, Date.now());
    const put = async (path: string, payload: string | object, type = 'text/csv', key?: string) =>
      app.inject({
        method: 'PUT',
        url: path,
        headers: { authorization: `Bearer ${key ?? (await keyOf())}`, 'content-type': type },
        payload,
      });
    const goods = (lines: number, isBad: (line: number) => boolean) =>
      `id,barcodes,name,price,soldBy,taxCodes\n${Array.from(
        { length: lines },
        (_, n) => `g${n},${syntheticGtin(n)},Goods ${n},${isBad(n) ? '-1' : '199'},unit,A\n`,
      ).join('')}`;

    it('refuses 20,000 lines whole for two hundred bad ones, and names their lines', async () => {
      const before = (await readAll(own, 0, 1000)).checkpoint;
      const reply = await put(
        '/v1/office/catalogue',
        goods(20_000, (n) => n % 100 === 7),
      );
      expect(reply.json()).toMatchObject({ code: 'IMPORT_REFUSED', status: 422, badRecords: 200, problemCount: 200 });
      expect(reply.json().problems[0]).toMatchObject({ line: 9, field: 'price' });
      expect((await readAll(own, 0, 1000)).checkpoint).toEqual(before);
    });

    it('publishes without the bad lines when asked, the second time only what differs, and takes away what is not listed', async () => {
      const taken = await put(
        '/v1/office/catalogue?skipBad=true',
        goods(300, (n) => n % 100 === 7),
      );
      expect(taken.json()).toMatchObject({ badRecords: 3 });
      const { items, barcodes, prices } = (await readAll(own, 0, 1000)).checkpoint.collections;
      // One store's own price of tea is no concern of the file.
      expect([items?.rows, barcodes?.rows, prices?.rows]).toEqual([297, 297, 298]);
      const again = await put(
        '/v1/office/catalogue',
        goods(200, () => false),
      );
      // Three each for two lines that were bad; three each taken away for 99 lines.
      expect(again.json()).toMatchObject({ changed: 2 * 3 + 99 * 3, badRecords: 0 });
      expect(
        (
          await put(
            '/v1/office/catalogue',
            goods(200, () => false),
          )
        ).json(),
      ).toMatchObject({ changed: 0 });
    });

    it('publishes one price by barcode, for everyone or for one store', async () => {
      const { version } = (await readAll(own, 0, 1000)).checkpoint;
      const path = `/v1/office/prices/${syntheticGtin(5)}`;
      expect((await put(path, { price: 250 }, 'application/json')).json()).toMatchObject({ item: 'g5', changed: 1 });
      expect((await put(path, { price: 240, store: 's1' }, 'application/json')).statusCode).toBe(200);
      const { rows } = await readAll(own, version);
      expect(rows.map(({ scope, value }) => [scope, value])).toEqual([
        ['retailer', '{"price":250}'],
        ['store', '{"price":240}'],
      ]);
      expect((await put('/v1/office/prices/none', { price: 1 }, 'application/json')).statusCode).toBe(404);
      expect((await put(path, { price: -1 }, 'application/json')).statusCode).toBe(400);
    });

    it('never publishes a promotion that does not hold', async () => {
      const good = {
        id: 'p1',
        title: 'Tea',
        family: 'multibuy',
        groups: [{ id: 'g', match: { items: ['g1'] }, quantity: 2 }],
        discount: { percent: '10', per: 'unit' },
      };
      const bad = { ...good, id: 'p2', discount: { percent: '110', per: 'unit' } };
      const lines = `${JSON.stringify(good)}\n${JSON.stringify(bad)}\n`;
      expect((await put('/v1/office/promotions', lines, 'application/x-ndjson')).json()).toMatchObject({
        code: 'IMPORT_REFUSED',
        problems: [{ line: 2 }],
      });
      const skipped = await put('/v1/office/promotions?skipBad=true', lines, 'application/x-ndjson');
      expect(skipped.json()).toMatchObject({ changed: 1, badRecords: 1 });
    });

    it('lets a key of one store edit the prices of that store, and nothing else', async () => {
      const key = await keyOf('s1');
      const path = `/v1/office/prices/${syntheticGtin(6)}`;
      expect((await put(path, { price: 180, store: 's1' }, 'application/json', key)).statusCode).toBe(200);
      expect((await put(path, { price: 180, store: 's2' }, 'application/json', key)).statusCode).toBe(404);
      expect((await put(path, { price: 180 }, 'application/json', key)).statusCode).toBe(404);
      const file = await put('/v1/office/catalogue', 'id\n', 'text/csv', key);
      expect(file.statusCode).toBe(404);
    });

    it('is shut to whoever has no key, or another', async () => {
      expect(
        (
          await put(
            '/v1/office/catalogue',
            goods(1, () => false),
            'text/csv',
            'x'.repeat(43),
          )
        ).statusCode,
      ).toBe(401);
      expect((await put('/v1/office/prices/g1', { price: 1 }, 'application/json', '')).statusCode).toBe(401);
      expect((await app.inject({ method: 'PUT', url: '/v1/office/promotions' })).statusCode).toBe(401);
    });
  });

  it('tells the planner of a large publication while it goes on, unless somebody else counts just then', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => price(`s${at}`, at + 1));
    const told = async () => {
      const [row] = await cloud.rows(`SELECT reltuples FROM pg_class WHERE relname = 'feed_rows'`);
      return Number(row?.reltuples);
    };
    await cloud.database.journal.transaction().execute(async (counting) => {
      await sql`LOCK TABLE feed_rows IN SHARE UPDATE EXCLUSIVE MODE`.execute(counting);
      expect((await publish(many, 'large')).changed).toBe(20_000);
    });
    expect(await told()).toBeLessThan(20_000);
    expect((await publish(many, 'larger')).changed).toBe(20_000);
    expect(await told()).toBeGreaterThan(20_000);
  });
});
