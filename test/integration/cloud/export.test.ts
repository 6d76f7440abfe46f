import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sale, salesOf } from '../../../src/cloud/export/sales.ts';
import { issueKey, revokeKey } from '../../../src/cloud/office/keys.ts';
import { projectSome } from '../../../src/cloud/projection/project.ts';
import type { CloudServer } from '../../../src/cloud/server.ts';
import { hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { DAY, epochOf, sold } from '../../fixtures/cloud-sales.ts';
import { send } from './requests.ts';

async function allOf(sales: AsyncIterable<Sale>): Promise<Sale[]> {
  const all: Sale[] = [];
  for await (const sale of sales) all.push(sale);
  return all;
}

const EVERY = { store: null, from: '2026-01-01', to: '2026-12-31' };

describe.skipIf(!hasPostgres)('exports (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;

  beforeAll(async () => {
    cloud = await startTestCloud();
    server = cloud.server();
    for (const [store, name, sales] of [
      ['s1', 'lane-1', 12],
      ['s1', 'lane-2', 1],
      ['s2', 'lane-1', 2],
    ] as const) {
      const lane = newDevice(name);
      await cloud.enrol(lane, store);
      const drafts = Array.from({ length: sales }, (_, n) => sold(`t${n}`, [n + 1, 100])).flat();
      let rest = epochOf(name, drafts);
      for (; rest.length > 0; rest = rest.slice(400)) {
        expect((await send(server.app, lane, rest[0]!.record.epoch, rest.slice(0, 400))).statusCode).toBe(200);
      }
    }
    while ((await projectSome(cloud.database.journal)) > 0);
  });
  afterAll(async () => {
    await server?.app.close();
    await cloud?.stop();
  });

  const ask = (key: string | undefined, query: string) =>
    server.app.inject({
      url: `/v1/export/sales?${query}`,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
  const key = (store: string | null, rights: readonly ('export' | 'balances')[] = ['export'], now = Date.now()) =>
    issueKey(cloud.database, { name: `k${store}${rights}`, store, rights, days: 1 }, now);
  const whole = `from=${EVERY.from}&to=${EVERY.to}`;

  it('go along all pages, each sale once, with its parts', async () => {
    const sales = await allOf(salesOf(cloud.database.passing, EVERY, 5));
    expect(sales).toHaveLength(15);
    expect(
      new Set(sales.map(({ store, workstation, transactionId }) => `${store} ${workstation} ${transactionId}`)).size,
    ).toBe(15);
    const sum = (store: string) =>
      sales.filter((sale) => sale.store === store).reduce((all, { total }) => all + total, 0);
    expect(sum('s1')).toBe((12 * 13) / 2 + 12 * 100 + 101);
    expect(sales[0]).toMatchObject({
      businessDay: DAY,
      completedAt: '2026-03-02T10:00:00.000Z',
      taxes: [{ code: 'A', percent: '20' }],
    });
    expect(sales.every(({ lines, tenders }) => lines.length === 2 && tenders.length === 1)).toBe(true);
    expect(await allOf(salesOf(cloud.database.passing, { ...EVERY, to: '2026-03-01' }))).toEqual([]);
  });

  it('come over HTTP in every format, for a key of that store', async () => {
    const s2 = await key('s2');
    const csv = await ask(s2, `${whole}&format=csv`);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.headers['content-disposition']).toContain('sales-2026-01-01-2026-12-31.csv');
    expect(csv.body.split('\r\n')).toHaveLength(1 + 4 + 1);
    expect(csv.body).not.toContain('s1,');
    expect((await ask(s2, `${whole}&format=poslog`)).json().POSLog.Transaction).toHaveLength(2);
    expect((await ask(s2, `${whole}&format=epcis`)).json().epcisBody.eventList).toEqual([]);
    const xlsx = await ask(s2, `${whole}&format=xlsx`);
    expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe('PK');
  });

  it("another store's sales are not there, whatever is asked for", async () => {
    const s2 = await key('s2');
    const other = await ask(s2, `${whole}&format=csv&store=s1`);
    expect([other.statusCode, other.json().code]).toEqual([404, 'NOT_FOUND']);
    const all = await ask(await key(null), `${whole}&format=csv&store=s1`);
    expect(all.body).not.toContain('s2,');
  });

  it('a key that is made up, over, revoked or for something else opens nothing', async () => {
    const query = `${whole}&format=csv`;
    const over = await key('s1', ['export'], Date.now() - 2 * 86_400_000);
    for (const bad of [undefined, 'ck_', `ck_${'A'.repeat(43)}`, over]) {
      expect((await ask(bad, query)).json().code).toBe('TOKEN_INVALID');
    }
    expect((await ask(await key('s1', ['balances']), query)).json().code).toBe('NOT_FOUND');
    const good = await key('s1');
    expect((await ask(good, query)).statusCode).toBe(200);
    expect(await revokeKey(cloud.database, 'ks1export')).toBe(true);
    expect((await ask(good, query)).json().code).toBe('TOKEN_INVALID');
    expect(JSON.stringify(await cloud.rows('SELECT name, key_hash::text FROM office_keys'))).not.toContain(
      good.slice(3),
    );
  });

  it('a query that is none is refused, and takes nobody a place', async () => {
    const s1 = await key('s1');
    for (let n = 0; n < 6; n += 1) {
      for (const bad of ['', 'format=pdf', `${whole}`, 'format=csv&from=x&to=y']) {
        expect((await ask(s1, bad)).statusCode).toBe(400);
      }
      expect((await ask(s1, `${whole}&format=csv`)).statusCode).toBe(200);
    }
  });
});
