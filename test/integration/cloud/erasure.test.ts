import { Readable } from 'node:stream';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeHasher } from '../../../src/cloud/balance/code-hash.ts';
import { sha256 as hashOf } from '../../../src/cloud/digest.ts';
import type { ErasureKind } from '../../../src/cloud/erasure/order.ts';
import { ownedBy } from '../../../src/cloud/feed/audience.ts';
import { publishing } from '../../../src/cloud/feed/publish.ts';
import { buildPart } from '../../../src/cloud/feed/snapshot.ts';
import { issueKey } from '../../../src/cloud/office/keys.ts';
import type { Outgoing } from '../../../src/cloud/outbox/event.ts';
import { publish } from '../../../src/cloud/outbox/publish.ts';
import { projectSome } from '../../../src/cloud/projection/project.ts';
import { rebuild } from '../../../src/cloud/projection/rebuild.ts';
import type { CloudServer } from '../../../src/cloud/server.ts';
import { seal } from '../../../src/domain/journal/record.ts';
import { chainVerifier } from '../../../src/domain/journal/verify.ts';
import { cloudErase } from '../../../src/main/cli/cloud-erase.ts';
import type { Io } from '../../../src/main/cli/io.ts';
import type { PinSource } from '../../../src/main/cli/pin-input.ts';
import { hasPostgres, newDevice, sha256, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { epochOf, sold } from '../../fixtures/cloud-sales.ts';
import { dumpOf, placesOf } from '../../fixtures/database-dump.ts';
import { post, send } from './requests.ts';

const ADA = { mail: 'Ada@Example.com', loyalty: 'LOYAL-ADA-1815', staff: 'Ada Lovelace', token: 'A'.repeat(22) };
const BOB = { mail: 'bob@example.com', loyalty: 'LOYAL-BOB-1815', staff: 'Bob Boole', token: 'B'.repeat(22) };
const PIN = `$argon2id$v=19$m=19456,t=2,p=1$${'c2FsdHNhbHRzYWx0c2FsdA'}$${'cGluLW9mLUFkYS1hcy1hLWhhc2gtb2YtMzItYnl0ZXM'}`;
/** The one part that the lane's journal is in, and what the planner has seen of it. */
const JOURNAL = [expect.stringMatching(/^journal_\d$/), 'pg_stats'];

describe.skipIf(!hasPostgres)('erasing a person by what names them (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;
  let key = '';
  let adaHash: Buffer = Buffer.alloc(0);
  let held = '';
  const lane = newDevice('lane-1');
  const abroad = newDevice('lane-1');
  const entries = epochOf('lane-1', [
    ...sold('t-bob', [250], 'A7K2-1', BOB.token),
    ...sold('t-ada-1', [199, 350], 'A7K2-2', ADA.token),
    ...sold('t-ada-2', [80], 'A7K2-3', 'C'.repeat(22)),
    ...sold('t-ada-3', [70], 'A7K2-4', 'D'.repeat(22)),
  ]);

  const asked = async (kind: ErasureKind, value: string, more: object = {}, by = key) => {
    const reply = await server.app.inject({
      method: 'POST',
      url: '/v1/erasures',
      headers: { authorization: `Bearer ${by}` },
      payload: { kind, value, ...more },
    });
    return { status: reply.statusCode, ...reply.json() };
  };
  /** Counts that are not nothing. */
  const counted = async (kind: ErasureKind, value: string, more: object = {}) => {
    const { counts } = await asked(kind, value, more);
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  };
  const credit = (code: string, by: string, amount = 1000) =>
    server.app.inject({
      method: 'POST',
      url: '/v1/balances',
      headers: { authorization: `Bearer ${by}` },
      payload: { id: v7(), kind: 'loyalty', code, currency: 'XXX', amount },
    });
  const reserved = async (code: string, transactionId: string, amount: number, by = lane) => {
    const body = { id: v7(), kind: 'loyalty', code, currency: 'XXX', amount, transactionId };
    return (await post(server.app, by, '/v1/reservations', body)).json();
  };
  const commit = async (id: string) => (await post(server.app, lane, `/v1/reservations/${id}/commit`)).json();
  const look = async (token: string) => (await server.app.inject(`/r/${token}`)).statusCode;
  const searched = async () => {
    const dump = await dumpOf(cloud);
    return (...values: (string | Buffer)[]) => placesOf(dump, values);
  };
  const sums = () =>
    cloud.rows(`SELECT (SELECT sum(total)::int FROM orders) AS sold, (SELECT sum(net)::int FROM order_lines) AS lines,
      (SELECT sum(balance)::int FROM balances) AS balances, (SELECT sum(amount)::int FROM balance_movements) AS moved,
      (SELECT jsonb_object_agg(day, amount) FROM (SELECT (at AT TIME ZONE 'UTC')::date::text AS day, sum(amount) AS amount
        FROM balance_movements GROUP BY 1) days) AS by_day`);
  const published: Outgoing[] = [];
  const publishAll = () =>
    publish(
      cloud.database.passing,
      async (events) => {
        published.push(...events);
      },
      () => false,
    );

  beforeAll(async () => {
    cloud = await startTestCloud();
    server = cloud.server({ sendsMail: true });
    const keyFor = (name: string, store: string | null, retailer: string, right: 'erase' | 'balances') =>
      issueKey(cloud.database, { name, store, retailer, rights: [right], days: 1 }, Date.now());
    await cloud.rows(`INSERT INTO stores VALUES ('o1', 'other')`);
    await cloud.enrol(lane, 's1');
    await cloud.enrol(abroad, 'o1');
    key = await keyFor('privacy', null, 'main', 'erase');
    expect((await send(server.app, lane, entries[0]!.record.epoch, entries)).statusCode).toBe(200);
    // A restored disk tells the end of it otherwise: that is put aside.
    const last = entries.at(-1)!.record;
    const forked = seal({ ...last, body: { ...last.body, receiptToken: 'F'.repeat(22) } }, sha256);
    expect((await send(server.app, lane, last.epoch, [forked])).statusCode).toBe(409);
    while ((await projectSome(cloud.database.journal)) > 0);

    for (const { mail, token } of [ADA, BOB]) {
      const payload = new URLSearchParams({ address: mail }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      await server.app.inject({ method: 'POST', url: `/r/${token}/mail`, headers, payload });
    }
    const [erp, theirs] = [
      await keyFor('erp', null, 'main', 'balances'),
      await keyFor('their-erp', null, 'other', 'balances'),
    ];
    for (const code of [ADA.loyalty, BOB.loyalty]) expect((await credit(code, erp)).statusCode).toBe(200);
    expect((await credit(ADA.loyalty, theirs, 77)).json().balance).toBe(77);
    for (const [code, transactionId] of [
      [ADA.loyalty, 't-ada-2'],
      [BOB.loyalty, 't-bob'],
    ] as const) {
      await commit((await reserved(code, transactionId, 100)).reservation.id);
    }
    held = (await reserved(ADA.loyalty, 't-ada-3', 30)).reservation.id;
    adaHash = await codeHasher(cloud.database)('loyalty', ADA.loyalty);

    const staff = [
      { number: '12', name: ADA.staff },
      { number: '13', name: BOB.staff },
    ];
    await publishing(cloud.database.journal, 'main', (publisher) =>
      publisher.put(
        staff.map(({ number, name }) => ({
          target: { scope: 'store', store: 's1' },
          collection: 'operators',
          key: number,
          value: { name, role: 'attendant', pin: name === ADA.staff ? PIN : PIN.replace('LUFkYS1h', 'LUJvYi1h') },
        })),
      ),
    );
    await buildPart(cloud.database.journal, 'main', ownedBy({ scope: 'store', store: 's1' }));
  });
  afterAll(async () => {
    await server?.app.close();
    await cloud?.stop();
  });

  it('before it, a search of the whole database finds her where the register says, and her card nowhere in clear', async () => {
    const places = await searched();
    expect(places(ADA.mail)).toEqual(['receipt_mails']);
    expect(places(ADA.loyalty)).toEqual([]);
    // Two retailers may have given out one number; its hash is in two rows of one table.
    expect(places(adaHash)).toEqual(['balances']);
    expect(places(ADA.staff)).toEqual(['feed_rows', 'feed_snapshot_chunks']);
    expect(places(PIN)).toEqual(['feed_rows', 'feed_snapshot_chunks']);
    expect(places(hashOf(ADA.token))).toEqual(['receipts']);
    expect(places('F'.repeat(22))).toEqual(['quarantine']);
    expect(places(ADA.token)).toEqual(JOURNAL);
  });

  it('strangers, keys for other things and of other stores or retailers find nobody, and change nothing', async () => {
    const before = await sums();
    const of = (name: string, store: string | null, retailer: string, rights: ('erase' | 'balances')[]) =>
      issueKey(cloud.database, { name, store, retailer, rights, days: 1 }, Date.now());
    const others = [await of('theirs', null, 'other', ['erase']), await of('s2', 's2', 'main', ['erase'])];
    for (const by of [...others, await of('not-for-this', null, 'main', ['balances'])]) {
      for (const [kind, value, more] of [
        ['receipt', 'A7K2-2', { store: 's1' }],
        ['link', ADA.token, {}],
        ['link', ADA.token, { store: 's1' }],
        ['loyalty', BOB.loyalty, {}],
      ] as const) {
        expect(await asked(kind, value, more, by)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
      }
    }
    for (const by of others) {
      expect((await asked('address', ADA.mail, {}, by)).counts.mails).toBe(0);
      expect((await asked('operator', '12', {}, by)).counts.operators).toBe(0);
    }
    expect(await asked('address', ADA.mail, {}, 'ck_x')).toMatchObject({ status: 401 });
    expect(await sums()).toEqual(before);
    expect([await look(ADA.token), await look(BOB.token)]).toEqual([200, 200]);
    expect(await cloud.rows('SELECT * FROM erasure_news')).toEqual([]);
  });

  it('what is no name of its kind is refused', async () => {
    for (const [kind, value] of [
      ['receipt', 'A7K2-2'],
      ['link', 'short'],
      ['address', 'nobody'],
      ['operator', 'Ada'],
      ['loyalty', 'a b'],
    ] as const) {
      expect(await asked(kind, value)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    }
  });

  it('a dry run counts, and leaves everything as it was', async () => {
    const before = await dumpOf(cloud);
    const dry = { dryRun: true };
    expect(await counted('link', `https://shop.example/r/${ADA.token}`, dry)).toEqual({ receipts: 1, mails: 1 });
    expect(await counted('loyalty', ADA.loyalty, dry)).toEqual({
      receipts: 2,
      accounts: 1,
      movements: 2,
      links: 2,
      copies: 1,
    });
    expect(await counted('address', ADA.mail.toLowerCase(), dry)).toEqual({ mails: 1 });
    expect(await counted('operator', '12', dry)).toEqual({ operators: 1, snapshots: 1 });
    const after = await dumpOf(cloud);
    expect([...after].filter(([place, bytes]) => !before.get(place)?.equals(bytes)).map(([place]) => place)).toEqual([
      'erasures',
      'pg_stats',
    ]);
  });

  it('afterwards a search of the whole database finds her nowhere, and the sums are what they were, to the cent', async () => {
    const before = await sums();
    expect(await counted('address', ADA.mail.toLowerCase())).toEqual({ mails: 1 });
    expect(await counted('link', ADA.token)).toEqual({ receipts: 1 });
    expect(await counted('loyalty', ADA.loyalty)).toEqual({
      receipts: 2,
      accounts: 1,
      movements: 2,
      links: 2,
      copies: 1,
    });
    expect(await counted('operator', '12')).toEqual({ operators: 1, snapshots: 1 });
    const places = await searched();
    expect(places(ADA.mail, ADA.mail.toLowerCase(), ADA.loyalty, ADA.staff, PIN, 'F'.repeat(22))).toEqual([]);
    expect(places(...[ADA.token, 'C'.repeat(22), 'D'.repeat(22)].map(hashOf))).toEqual([]);
    // What the journal has of it leads to a page that is closed.
    expect(places(ADA.token)).toEqual(JOURNAL);
    expect(await cloud.rows(`SELECT count(*)::int AS n FROM reservations WHERE transaction_id LIKE 't-ada%'`)).toEqual([
      { n: 0 },
    ]);
    expect(await sums()).toEqual(before);
  });

  it('her receipts are shown to nobody, her card opens nothing and is not made again', async () => {
    for (const token of [ADA.token, 'C'.repeat(22), 'D'.repeat(22)]) expect(await look(token)).toBe(410);
    expect(await reserved(ADA.loyalty, 't9', 1)).toEqual({ outcome: 'refused', reason: 'unknown' });
    const erp = await issueKey(cloud.database, { name: 'erp', store: null, rights: ['balances'], days: 1 }, Date.now());
    const again = await credit(ADA.loyalty, erp);
    expect([again.statusCode, again.json().code]).toEqual([410, 'ERASED']);
    expect(await cloud.rows(`SELECT count(*)::int AS n FROM balances WHERE NOT erased AND retailer = 'main'`)).toEqual([
      { n: 1 },
    ]);
  });

  it('another person is as before: receipt, mail, points, name; and so is another retailer that gave out the same number', async () => {
    expect(await look(BOB.token)).toBe(200);
    const places = await searched();
    expect(places(BOB.mail)).toEqual(['receipt_mails']);
    expect(places(BOB.staff)).toEqual(['feed_rows']);
    expect((await reserved(BOB.loyalty, 't8', 900)).outcome).toBe('done');
    expect((await reserved(ADA.loyalty, 't8', 77, abroad)).outcome).toBe('done');
    expect(
      await cloud.rows(`SELECT by, erased, transaction_id FROM balance_movements m LEFT JOIN reservations USING (id)
      WHERE NOT erased ORDER BY by`),
    ).toEqual([
      { by: 'erp', erased: false, transaction_id: null },
      { by: 's1/lane-1', erased: false, transaction_id: 't-bob' },
      { by: 'their-erp', erased: false, transaction_id: null },
    ]);
  });

  it('what a sale of hers still held is taken when it is paid, and says a day and a store', async () => {
    expect((await commit(held)).reservation.state).toBe('committed');
    expect((await commit(held)).reservation.state).toBe('committed');
    expect(
      await cloud.rows(`SELECT amount::int, by, at = date_trunc('day', at, 'UTC') AS day_only, id = '${held}' AS tied
        FROM balance_movements WHERE erased ORDER BY amount`),
    ).toEqual([
      { amount: -100, by: 's1', day_only: true, tied: false },
      { amount: -30, by: 's1', day_only: true, tied: false },
      { amount: 1000, by: 'erp', day_only: true, tied: false },
    ]);
    expect(await cloud.rows('SELECT balance::int FROM balances WHERE erased')).toEqual([{ balance: 870 }]);
  });

  it('the chain still verifies, and everything made again from it is the same, without her', async () => {
    const verifier = chainVerifier(sha256);
    const stored = await cloud.rows(`SELECT bytes, encode(hash, 'hex') AS hash FROM journal ORDER BY seq`);
    expect(stored).toHaveLength(entries.length);
    for (const { bytes, hash } of stored) expect(verifier.next(bytes as Buffer, String(hash)).kind).toBe('ok');
    expect((await rebuild(cloud.database.journal)).differing).toEqual([]);
    expect([await look(ADA.token), await look(BOB.token)]).toEqual([410, 200]);
    const places = await searched();
    expect(places(...[ADA.token, 'C'.repeat(22), 'D'.repeat(22)].map(hashOf))).toEqual([]);
  });

  it('ordered again it finds nothing left to do', async () => {
    for (const [kind, value] of [
      ['address', ADA.mail],
      ['link', ADA.token],
      ['loyalty', ADA.loyalty],
      ['operator', '12'],
    ] as const) {
      expect(await counted(kind, value)).toEqual({});
    }
    expect(await counted('receipt', 'A7K2-2', { store: 's1' })).toEqual({});
  });

  it('by hand it is the same: the value comes by standard input, and the end says whether anyone was there', async () => {
    const run = async (kind: string, value: string, more: { store?: string; retailer?: string } = {}) => {
      const said: string[] = [];
      const heard = (line: string) => void said.push(line);
      const io: Io = {
        env: { DATABASE_URL: cloud.url },
        workingDirectory: '/',
        out: heard,
        err: heard,
        prompt: heard,
        colours: false,
      };
      const options = { state: '', retailer: 'main', dryRun: true, ...more };
      const source = Readable.from([`${value}\n`]) as unknown as PinSource;
      return [await cloudErase(kind, undefined, options, io, source), ...said];
    };
    expect(await run('receipt', 'A7K2-1', { store: 's1' })).toEqual([
      0,
      '1 receipts',
      '1 mails',
      '1 links',
      'would be erased; nothing was',
    ]);
    expect(await run('loyalty', ADA.loyalty)).toEqual([0, 'nothing is left to erase']);
    expect(await run('receipt', 'A7K2-1', { store: 's2' })).toEqual([1, 'checkstand: there is no such receipt here']);
    expect((await run('receipt', 'A7K2-1', { store: 's1', retailer: 'other' }))[0]).toBe(1);
    await expect(run('receipt', 'A7K2-1')).rejects.toThrow('--store');
    await expect(run('name', 'Ada')).rejects.toThrow('erase takes receipt');
  });

  it('those who follow the events are told once which sales and which number, and no name', async () => {
    await publishAll();
    expect(await publishAll()).toBe(0);
    const told = published.filter(({ subject }) => subject === 'erasures').map(({ event }) => event);
    expect(
      told
        .sort((a, b) => (a.subject ?? '').localeCompare(b.subject ?? ''))
        .map(({ type, subject, data }) => [type, subject, data]),
    ).toEqual([
      ['checkstand.operator.erased.v1', '12', { retailer: 'main', operatorId: '12' }],
      ...['t-ada-1', 't-ada-2', 't-ada-3'].map((transactionId) => [
        'checkstand.receipt.erased.v1',
        transactionId,
        { store: 's1', workstation: 'lane-1', transactionId },
      ]),
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    expect(JSON.stringify(published)).not.toMatch(/ada@|lovelace|LOYAL|AAAA/i);
    expect(await cloud.rows('SELECT * FROM erasure_news')).toEqual([]);
  });

  it('who had it done, when, and how much it was is noted, and of the person nothing', async () => {
    const noted = await cloud.rows(`SELECT by, retailer, kind, counts ->> 'receipts' AS receipts FROM erasures
      WHERE NOT dry_run AND by = 'privacy' AND finished_at IS NOT NULL ORDER BY at, kind LIMIT 4`);
    expect(noted).toEqual([
      { by: 'privacy', retailer: 'main', kind: 'address', receipts: '0' },
      { by: 'privacy', retailer: 'main', kind: 'link', receipts: '1' },
      { by: 'privacy', retailer: 'main', kind: 'loyalty', receipts: '2' },
      { by: 'privacy', retailer: 'main', kind: 'operator', receipts: '0' },
    ]);
    const all = JSON.stringify(await cloud.rows('SELECT by, retailer, store, kind, counts FROM erasures'));
    expect(all).not.toMatch(/ada|t-|A7K2|1815/i);
  });

  it('an account of many movements goes a few at a time, and one that was broken off goes on where it was', async () => {
    const erp = await issueKey(cloud.database, { name: 'erp', store: null, rights: ['balances'], days: 1 }, Date.now());
    await credit('LOYAL-MANY', erp, 1);
    const [made] = await cloud.rows(`INSERT INTO balance_movements (id, balance_id, amount, by, at)
      SELECT gen_random_uuid(), max(id), 2, 's1/lane-1', now() FROM balances, generate_series(1, 450) GROUP BY generate_series
      RETURNING balance_id`);
    const of = `WHERE balance_id = ${made?.balance_id}`;
    await cloud.rows(`UPDATE balances SET balance = 901, blocked = true WHERE id = ${made?.balance_id}`);
    await cloud.rows(`UPDATE balance_movements SET erased = true, by = 's1' WHERE id IN
      (SELECT id FROM balance_movements ${of} AND amount = 2 LIMIT 200)`);
    expect(await counted('loyalty', 'LOYAL-MANY')).toEqual({ accounts: 1, movements: 251 });
    expect(
      await cloud.rows(`SELECT sum(amount)::int AS sum, count(*)::int AS rows, bool_and(m.erased AND by IN ('s1', 'erp')) AS blurred
        FROM balance_movements m ${of}`),
    ).toEqual([{ sum: 901, rows: 451, blurred: true }]);
    expect(await counted('loyalty', 'LOYAL-MANY')).toEqual({});
  });

  it('erased while everything is being made again, she is not made again', async () => {
    const erp = await issueKey(cloud.database, { name: 'erp', store: null, rights: ['balances'], days: 1 }, Date.now());
    const sales = Array.from({ length: 12 }, (_, n) => `t-race-${n}`);
    const tokens = sales.map((_, n) => `${'R'.repeat(20)}${n + 10}`);
    const more = epochOf(
      'lane-1',
      sales.flatMap((sale, n) => sold(sale, [1], `R-${n}`, tokens[n])),
      entries.at(-1),
    );
    expect((await send(server.app, lane, more[0]!.record.epoch, more)).statusCode).toBe(200);
    await credit('LOYAL-RACE', erp, sales.length);
    for (const sale of sales) await commit((await reserved('LOYAL-RACE', sale, 1)).reservation.id);
    const [erased] = await Promise.all([counted('loyalty', 'LOYAL-RACE'), rebuild(cloud.database.journal)]);
    expect(erased).toMatchObject({ receipts: sales.length, accounts: 1 });
    expect(await cloud.rows(`SELECT * FROM receipts WHERE transaction_id LIKE 't-race%'`)).toEqual([]);
    for (const token of tokens) expect(await look(token)).toBe(410);
    expect((await rebuild(cloud.database.journal)).differing).toEqual([]);
  });
});
