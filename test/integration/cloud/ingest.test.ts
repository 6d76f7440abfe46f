import { gzipSync, zstdCompressSync } from 'node:zlib';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudServer } from '../../../src/cloud/server.ts';
import type { SealedEntry } from '../../../src/domain/journal/record.ts';
import { batchOf } from '../../../src/sync/wire/journal-upload.ts';
import { chainOf, type Device, hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { get, send } from './requests.ts';

describe.skipIf(!hasPostgres)('taking journals in (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;
  let lane: Device;
  let epoch: string;
  let count = 0;

  beforeAll(async () => {
    cloud = await startTestCloud();
    server = cloud.server();
  });
  afterAll(async () => {
    await server?.app.close();
    await cloud?.stop();
  });

  /** Each test has a lane of its own. */
  const newLane = async (): Promise<SealedEntry[]> => {
    count += 1;
    lane = newDevice(`lane-${count}`);
    await cloud.enrol(lane);
    epoch = v7();
    return chainOf(lane.name, epoch, 20);
  };
  const post = (entries: readonly SealedEntry[]) => send(server.app, lane, epoch, entries);
  const ackOf = (entries: readonly SealedEntry[]) => ({ epoch, ackSeq: entries.length, ackHash: entries.at(-1)?.hash });
  const held = async () => {
    const rows = await cloud.rows(
      `SELECT j.bytes, encode(j.hash, 'hex') AS hash FROM journal j JOIN workstations w ON w.id = j.workstation_id
       WHERE w.name = '${lane.name}' AND epoch = '${epoch}' ORDER BY seq`,
    );
    return rows.map(({ bytes, hash }) => ({ bytes: (bytes as Buffer).toString(), hash }));
  };
  const asHeld = (entries: readonly SealedEntry[]) =>
    entries.map(({ bytes, hash }) => ({ bytes: Buffer.from(bytes).toString(), hash }));

  it('keeps the very bytes that were sent, and answers with the last of them', async () => {
    const entries = await newLane();
    const reply = await post(entries);
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toEqual(ackOf(entries));
    expect(await held()).toEqual(asHeld(entries));
  });

  it('takes batches packed with gzip and zstd', async () => {
    const entries = await newLane();
    const packed = [
      { bytes: gzipSync(batchOf(entries.slice(0, 10))), encoding: 'gzip' },
      { bytes: zstdCompressSync(batchOf(entries.slice(10))), encoding: 'zstd' },
    ];
    for (const { bytes, encoding } of packed) {
      const reply = await send(server.app, lane, epoch, [], {
        payload: bytes,
        headers: { 'content-encoding': encoding },
      });
      expect(reply.statusCode).toBe(200);
    }
    expect(await held()).toEqual(asHeld(entries));
  });

  it('invariant 3: replayed, split, overlapping and repeated batches leave the same state', async () => {
    const entries = await newLane();
    for (const [from, to] of [
      [0, 5],
      [0, 5],
      [3, 9],
      [0, 9],
      [8, 20],
      [0, 20],
      [4, 6],
    ] as const) {
      expect((await post(entries.slice(from, to))).statusCode).toBe(200);
    }
    expect(await held()).toEqual(asHeld(entries));
    expect((await post(entries.slice(4, 6))).json()).toEqual(ackOf(entries));
  });

  it('invariant 2: takes nothing that leaves a gap, and says where it stands', async () => {
    const entries = await newLane();
    const early = await post(entries.slice(5));
    expect([early.statusCode, early.json().code]).toEqual([409, 'JOURNAL_GAP']);
    await post(entries.slice(0, 3));
    const gap = await post(entries.slice(5));
    expect(gap.json()).toMatchObject({ code: 'JOURNAL_GAP', head: ackOf(entries.slice(0, 3)) });
    expect(await held()).toEqual(asHeld(entries.slice(0, 3)));
  });

  it('invariant 5: the same number with another hash goes to quarantine with an alarm, and what is held stays', async () => {
    const entries = await newLane();
    await post(entries);
    const other = chainOf(lane.name, epoch, 22, { reason: 'new', note: 'a cloned disk' });
    const reply = await post(other);
    expect([reply.statusCode, reply.json().code]).toEqual([409, 'JOURNAL_FORKED']);
    expect(reply.json().head).toEqual(ackOf(entries));
    expect(await held()).toEqual(asHeld(entries));
    await post(other);
    const kept = await cloud.rows(`SELECT count(*)::int AS n FROM quarantine WHERE epoch = '${epoch}'`);
    expect(kept).toEqual([{ n: 22 }]);
    const alarms = await cloud.rows(`SELECT kind, seq::int FROM alarms WHERE epoch = '${epoch}'`);
    expect(alarms).toEqual([{ kind: 'journalForked', seq: 1 }]);
  });

  it('invariant 5: an entry that does not follow the last one held is a fork too', async () => {
    const entries = await newLane();
    await post(entries.slice(0, 10));
    const reply = await post(chainOf(lane.name, epoch, 12, { note: 'other' }).slice(10));
    expect(reply.json().code).toBe('JOURNAL_FORKED');
    expect(await held()).toEqual(asHeld(entries.slice(0, 10)));
  });

  it('raises an alarm for an epoch that does not follow the last entry of its parent, and takes it', async () => {
    const entries = await newLane();
    await post(entries);
    const parent = epoch;
    epoch = v7();
    const restored = chainOf(lane.name, epoch, 3, {
      reason: 'forked',
      parentEpoch: parent,
      parentHash: entries[9]!.hash,
    });
    expect((await post(restored)).statusCode).toBe(200);
    expect(await cloud.rows(`SELECT kind FROM alarms WHERE epoch = '${epoch}'`)).toEqual([{ kind: 'epochBehind' }]);
    epoch = v7();
    const next = chainOf(lane.name, epoch, 3, { parentEpoch: parent, parentHash: entries.at(-1)!.hash });
    expect((await post(next)).statusCode).toBe(200);
    expect(await cloud.rows(`SELECT kind FROM alarms WHERE epoch = '${epoch}'`)).toEqual([]);
  });

  it('invariant 9: what is held can neither be changed nor deleted', async () => {
    await post(await newLane());
    await expect(cloud.rows(`UPDATE journal SET bytes = 'x' WHERE epoch = '${epoch}'`)).rejects.toThrow('append-only');
    await expect(cloud.rows(`DELETE FROM journal WHERE epoch = '${epoch}'`)).rejects.toThrow('append-only');
  });

  it('copies that race for the same entries keep them once', async () => {
    const entries = await newLane();
    const other = cloud.server();
    const replies = await Promise.all(
      [server, other, server, other].map(({ app }, at) => send(app, lane, epoch, entries.slice(0, 10 + at))),
    );
    // One copy takes one batch of a lane at a time, and asks the others to wait.
    expect(replies.every(({ statusCode }) => [200, 429].includes(statusCode))).toBe(true);
    for (const busy of replies.filter(({ statusCode }) => statusCode === 429))
      expect(busy.headers['retry-after']).toBe('1');
    await post(entries);
    expect(await held()).toEqual(asHeld(entries));
    await other.app.close();
  });

  it('takes batches of many boxes together, and each is judged by itself', async () => {
    const boxes: { device: Device; epoch: string; entries: SealedEntry[] }[] = [];
    for (let n = 0; n < 12; n += 1) {
      const entries = await newLane();
      boxes.push({ device: lane, epoch, entries });
      await post(entries.slice(0, 5));
    }
    const sent = boxes.map(({ device, epoch, entries }, n) => {
      const other = chainOf(device.name, epoch, 10, { note: 'a cloned disk' });
      const more = [entries.slice(5, 10), entries.slice(0, 10), entries.slice(6), other.slice(5)][n % 4] ?? [];
      return send(server.app, device, epoch, more);
    });
    const replies = await Promise.all(sent);
    const told = replies.map((reply) => reply.json().code ?? reply.json().ackSeq);
    expect(told).toEqual([1, 2, 3].flatMap(() => [10, 10, 'JOURNAL_GAP', 'JOURNAL_FORKED']));
    const rows = await cloud.rows(
      `SELECT epoch, count(*)::int AS n, count(DISTINCT hash)::int AS hashes, max(seq)::int AS last FROM journal GROUP BY epoch`,
    );
    const counts = new Map(rows.map((row) => [row.epoch, [row.n, row.hashes, row.last]]));
    for (const [n, each] of boxes.entries()) {
      const held = n % 4 < 2 ? 10 : 5;
      expect(counts.get(each.epoch)).toEqual([held, held, held]);
    }
  });

  it('puts the first batches of many boxes into few transactions', async () => {
    const boxes: { device: Device; epoch: string; entries: SealedEntry[] }[] = [];
    for (let n = 0; n < 20; n += 1) {
      const entries = await newLane();
      boxes.push({ device: lane, epoch, entries });
    }
    const replies = await Promise.all(
      boxes.map(({ device, epoch, entries }) => send(server.app, device, epoch, entries)),
    );
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(boxes.map(() => 200));
    const names = boxes.map((each) => `'${each.epoch}'`).join();
    const [row] = await cloud.rows(
      `SELECT count(*)::int AS entries, count(DISTINCT xmin::text)::int AS transactions FROM journal WHERE epoch IN (${names})`,
    );
    expect(row?.entries).toBe(400);
    expect(row?.transactions).toBeLessThan(20);
  });

  it('says what it holds, of the whole and of one entry', async () => {
    const entries = await newLane();
    const path = `/v1/journal/${lane.name}/${epoch}`;
    expect((await get(server.app, lane, path)).json()).toEqual({ epoch, ackSeq: 0, ackHash: '0'.repeat(64) });
    await post(entries);
    expect((await get(server.app, lane, path)).json()).toEqual(ackOf(entries));
    expect((await get(server.app, lane, `${path}/7`)).json()).toEqual({ epoch, seq: 7, hash: entries[6]!.hash });
    expect((await get(server.app, lane, `${path}/21`)).json().code).toBe('NOT_FOUND');
  });

  it('an empty batch changes nothing and is answered', async () => {
    const entries = await newLane();
    await post(entries);
    expect((await post([])).json()).toEqual(ackOf(entries));
  });

  it('a database that hangs up in the middle is told as away, ends nothing, and loses nothing', async () => {
    const entries = await newLane();
    const cut = () =>
      cloud.rows(
        `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()`,
      );
    const codes = new Set<number>();
    for (let n = 0; n < 20; n += 1) {
      const [reply] = await Promise.all([post(entries.slice(0, n + 1)).catch(() => null), cut()]);
      codes.add(reply?.statusCode ?? 0);
    }
    expect([...codes].filter((code) => ![0, 200, 503].includes(code))).toEqual([]);
    await expect.poll(async () => (await post(entries)).statusCode).toBe(200);
    expect(await held()).toEqual(asHeld(entries));
  });

  it('commits are on disk before they are acknowledged', async () => {
    const { sql } = await import('kysely');
    const setting = await sql<{ synchronous_commit: string }>`SHOW synchronous_commit`.execute(cloud.database.journal);
    expect(setting.rows).toEqual([{ synchronous_commit: 'on' }]);
    expect(await cloud.rows('SHOW fsync')).toEqual([{ fsync: 'on' }]);
  });
});
