import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outgoing } from '../../../src/cloud/outbox/event.ts';
import { kafka } from '../../../src/cloud/outbox/kafka.ts';
import { publish, type Send } from '../../../src/cloud/outbox/publish.ts';
import { projectSome } from '../../../src/cloud/projection/project.ts';
import { rebuild } from '../../../src/cloud/projection/rebuild.ts';
import type { CloudServer } from '../../../src/cloud/server.ts';
import type { SealedEntry } from '../../../src/domain/journal/record.ts';
import { hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { epochOf, sold } from '../../fixtures/cloud-sales.ts';
import { hasKcat, type MockKafka, startMockKafka } from '../../fixtures/kafka.ts';
import { send } from './requests.ts';

describe.skipIf(!hasPostgres)('events that the cloud publishes (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;
  const lane = newDevice('lane-1');
  const told = [
    ...sold('t1', [199, 350]),
    { kind: 'OperatorSignedIn', v: 1, body: { operatorId: '7', role: 'attendant' } },
    { kind: 'TransactionCompleted', v: 1, body: { transactionId: 'nonsense' } },
    ...sold('practice', [1]).map((draft) =>
      draft.kind === 'TransactionStarted' ? { ...draft, body: { ...draft.body, training: true } } : draft,
    ),
  ];
  const first = epochOf('lane-1', told);

  beforeAll(async () => {
    cloud = await startTestCloud();
    server = cloud.server();
    await cloud.enrol(lane);
  });
  afterAll(async () => {
    await server?.app.close();
    await cloud?.stop();
  });

  const upload = async (entries: readonly SealedEntry[]) => {
    expect((await send(server.app, lane, entries[0]!.record.epoch, entries)).statusCode).toBe(200);
    while ((await projectSome(cloud.database.journal)) > 0);
  };
  const published: Outgoing[][] = [];
  const heard: Send = async (events) => {
    published.push([...events]);
  };
  const run = (to: Send) => publish(cloud.database.passing, to, () => false);

  it('what the brokers did not take is not marked, and comes again', async () => {
    await upload(first);
    await expect(
      run(async () => {
        throw new Error('no broker');
      }),
    ).rejects.toThrow('no broker');
    expect(await cloud.rows('SELECT * FROM outbox_cursors')).toEqual([]);
  });

  it('one publisher at a time: another copy has nothing to do meanwhile', async () => {
    let others = -1;
    await run(async (events) => {
      others = await run(heard);
      await heard(events);
    });
    expect(others).toBe(0);
    expect(published).toHaveLength(1);
  });

  it('sales, payments and shifts are told, each once, in order, and practice and nonsense are not', async () => {
    const events = published.flat();
    expect(events.map(({ subject, event }) => [subject, event.type, event.subject])).toEqual([
      ['payments', 'checkstand.payment.settled.v1', 't1'],
      ['orders', 'checkstand.order.completed.v1', 't1'],
      ['shift', 'checkstand.operator.signed.in.v1', undefined],
    ]);
    const order = events[1]?.event;
    expect(order).toMatchObject({
      specversion: '1.0',
      id: 't1/completed',
      source: '/stores/s1/workstations/lane-1',
      partitionkey: 's1/lane-1',
      data: { total: 549, receiptNumber: 'A7K2-t1', lines: [{ net: 199 }, { net: 350 }], tenders: [{ amount: 549 }] },
    });
    expect(JSON.stringify(events)).not.toMatch(/receiptText|receiptToken|"exit"/);
    expect(await run(heard)).toBe(0);
  });

  it('a rebuild tells nothing again, and what a new epoch records again has the id that it had', async () => {
    await rebuild(cloud.database.journal);
    expect(await run(heard)).toBe(0);
    published.length = 0;
    await upload(epochOf('lane-1', [...told, ...sold('t2', [5])], first.at(-1)));
    await run(heard);
    expect(published.flat().map(({ event }) => event.id)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      't1/completed',
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
      't2/completed',
    ]);
  });

  describe.skipIf(!hasKcat)('on the wire (needs kcat)', () => {
    let cluster: MockKafka;
    beforeAll(async () => {
      cluster = await startMockKafka();
    });
    afterAll(() => cluster?.stop());

    it('events of a workstation share a partition, in structured mode, acknowledged by all and numbered', async () => {
      const sender = kafka({ brokers: [cluster.broker], prefix: 'shop' });
      await cloud.database.passing.deleteFrom('outbox_cursors').execute();
      await run(sender.send);
      await sender.close();
      const orders = cluster.read('shop.orders');
      expect(orders.map(({ value }) => value.id)).toEqual(['t1/completed', 't1/completed', 't2/completed']);
      expect(new Set(orders.map(({ key, partition }) => `${key} ${partition}`)).size).toBe(1);
      expect(orders[0]).toMatchObject({
        key: 's1/lane-1',
        headers: 'content-type=application/cloudevents+json; charset=UTF-8',
        value: { type: 'checkstand.order.completed.v1', data: { total: 549 } },
      });
      expect(cluster.read('shop.payments')).toHaveLength(3);
      expect(cluster.read('shop.shift')).toHaveLength(2);
    });

    it('with no broker it fails in time', async () => {
      const nowhere = kafka({ brokers: ['127.0.0.1:1'], prefix: 'shop' });
      await expect(nowhere.send(published[0] ?? [])).rejects.toThrow();
      await nowhere.close();
    });
  });
});
