import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectSome } from '../../../src/cloud/projection/project.ts';
import { digests, forgetProjection, rebuild } from '../../../src/cloud/projection/rebuild.ts';
import type { CloudServer } from '../../../src/cloud/server.ts';
import type { SealedEntry } from '../../../src/domain/journal/record.ts';
import type { JournalDraft } from '../../../src/workstation/ports/journal.ts';
import { type Device, hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { DAY, epochOf, sold } from '../../fixtures/cloud-sales.ts';
import { send } from './requests.ts';

describe.skipIf(!hasPostgres)('orders read from the journal (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;
  let lane: Device;
  let id: number;
  let count = 0;

  beforeAll(async () => {
    cloud = await startTestCloud();
    server = cloud.server();
  });
  afterAll(async () => {
    await server?.app.close();
    await cloud?.stop();
  });
  beforeEach(async () => {
    count += 1;
    lane = newDevice(`lane-${count}`);
    id = await cloud.enrol(lane);
  });

  const upload = async (entries: readonly SealedEntry[]) => {
    expect((await send(server.app, lane, entries[0]!.record.epoch, entries)).statusCode).toBe(200);
  };
  const project = async () => {
    while ((await projectSome(cloud.database.journal)) > 0);
  };
  const orders = (columns = 'transaction_id, receipt_number, total::int, business_day::text') =>
    cloud.rows(`SELECT ${columns} FROM orders WHERE workstation_id = ${id} ORDER BY transaction_id`);
  const aside = () =>
    cloud.rows(`SELECT seq::int, reason, detail FROM quarantine WHERE workstation_id = ${id} ORDER BY seq`);

  it('what a box tells outside its sales is there once, whichever epochs tell it', async () => {
    const at = '2026-03-02T10:00:00.000Z';
    const told: JournalDraft[] = [
      { kind: 'OperatorSignedIn', v: 1, body: { operatorId: '7', role: 'attendant' } },
      { kind: 'GateAlarmRaised', v: 1, body: { at, alarmId: 'a1', cause: 'unsold' } },
      { kind: 'GateAlarmSettled', v: 1, body: { at, alarmId: 'a1', settlement: 'paid', operatorId: '7', count: 2 } },
    ];
    const first = epochOf(lane.name, [...told, { kind: 'ClockJumped', v: 1, body: { from: 'noon' } }]);
    await upload(first);
    await upload(epochOf(lane.name, told, first.at(-1)));
    await project();
    expect(await cloud.rows(`SELECT kind FROM workstation_events WHERE workstation_id = ${id} ORDER BY kind`)).toEqual(
      [...told].sort((a, b) => a.kind.localeCompare(b.kind)).map(({ kind }) => ({ kind })),
    );
    const where = `WHERE workstation = '${lane.name}'`;
    expect(await cloud.rows(`SELECT alarm_id, cause, settlement, operator_id FROM gate_alarms ${where}`)).toEqual([
      { alarm_id: 'a1', cause: 'unsold', settlement: 'paid', operator_id: '7' },
    ]);
    expect(await cloud.rows(`SELECT operator_id, signed_in, role FROM staff_presence ${where}`)).toEqual([
      { operator_id: '7', signed_in: true, role: 'attendant' },
    ]);
    expect((await aside()).map(({ detail }) => detail)).toEqual([expect.stringContaining('ClockJumped: from')]);
  });

  it('the tags of a sale and of a return are there, once, and a day is what was sold on it', async () => {
    const tags = { epcs: ['3034F1D28010800000000001'], keys: ['3034f1d28010800000000001'], prevSaleSeq: 0 };
    const sale = [...sold('t1', [250]), { kind: 'EpcsSold', v: 1, body: { transactionId: 't1', ...tags } }];
    const back = { kind: 'EpcsReturned', v: 1, body: { transactionId: 't2', ...tags, cancels: 't1' } };
    const first = epochOf(lane.name, [...sale, back]);
    await upload(first);
    await upload(epochOf(lane.name, [...sale, back, ...sold('t3', [99])], first.at(-1)));
    await project();
    expect(
      await cloud.rows(`SELECT transaction_id, action, cancels FROM sold_epcs WHERE workstation_id = ${id} ORDER BY 1`),
    ).toEqual([
      { transaction_id: 't1', action: 'sold', cancels: null },
      { transaction_id: 't2', action: 'returned', cancels: 't1' },
    ]);
    expect(
      await cloud.rows(
        `SELECT sales::int, total::int, business_day::text FROM business_days WHERE workstation = '${lane.name}'`,
      ),
    ).toEqual([{ sales: 2, total: 349, business_day: DAY }]);
  });

  it('a completed sale is one order with its lines, tenders and taxes, to the cent', async () => {
    await upload(epochOf(lane.name, sold('t1', [199, 350])));
    await project();
    expect(await orders()).toEqual([
      { transaction_id: 't1', receipt_number: 'A7K2-t1', total: 549, business_day: DAY },
    ]);
    const of = (table: string, columns: string) =>
      cloud.rows(`SELECT ${columns} FROM ${table} WHERE workstation_id = ${id} ORDER BY number`);
    expect(await of('order_lines', 'item_id, name, quantity, net::int, tax::int')).toEqual([
      { item_id: 'item-0', name: 'Item "item-0" é', quantity: 1, net: 199, tax: 33 },
      { item_id: 'item-1', name: 'Item "item-1" é', quantity: 1, net: 350, tax: 58 },
    ]);
    expect(await of('order_tenders', 'tender, amount::int')).toEqual([{ tender: 'card', amount: 549 }]);
    expect(await of('order_taxes', 'code, percent::text, base::int, tax::int')).toEqual([
      { code: 'A', percent: '20', base: 458, tax: 91 },
    ]);
  });

  it('a sale that is not completed is none', async () => {
    await upload(epochOf(lane.name, sold('t1', [100]).slice(0, -1)));
    await project();
    expect(await orders()).toEqual([]);
    expect(await aside()).toEqual([]);
  });

  it('a sale that a new epoch records again, whole or its second half, is one order', async () => {
    const first = epochOf(lane.name, [...sold('t1', [100]), ...sold('t2', [250]).slice(0, 3)]);
    await upload(first);
    await project();
    await upload(
      epochOf(lane.name, [...sold('t1', [100]), ...sold('t2', [250]).slice(2), ...sold('t3', [1])], first.at(-1)),
    );
    await project();
    expect(await orders('transaction_id, total::int')).toEqual([
      { transaction_id: 't1', total: 100 },
      { transaction_id: 't2', total: 250 },
      { transaction_id: 't3', total: 1 },
    ]);
    expect(await aside()).toEqual([]);
  });

  it('completed is final: the same sale told otherwise is put aside with an alarm', async () => {
    const first = epochOf(lane.name, sold('t1', [100]));
    await upload(first);
    await upload(epochOf(lane.name, sold('t1', [100], 'B7K2-000009'), first.at(-1)));
    await project();
    expect(await orders('receipt_number')).toEqual([{ receipt_number: 'A7K2-t1' }]);
    expect((await aside()).map(({ reason }) => reason)).toEqual(['notProjected']);
    expect(await cloud.rows(`SELECT kind FROM alarms WHERE workstation_id = ${id}`)).toEqual([{ kind: 'saleDiffers' }]);
  });

  it('what cannot be understood is put aside, and blocks nothing', async () => {
    const broken = (change: (draft: JournalDraft) => JournalDraft) => sold('bad', [7]).map(change);
    const spoil = (kind: string, body: object) =>
      broken((draft) => (draft.kind === kind ? { ...draft, body: { ...draft.body, ...body } } : draft));
    for (const drafts of [
      spoil('TotalsAgreed', { total: 'much' }),
      spoil('TransactionCompleted', { tenders: [] }),
      spoil('TransactionCompleted', { receiptNumber: 'a\0b' }),
      broken((draft) => (draft.kind === 'LineAdded' ? { ...draft, v: 99 } : draft)),
      sold('bad', [7]).slice(1),
      [{ kind: 'TransactionCompleted', v: 1, body: { transactionId: 'x'.repeat(70) } }],
      [{ kind: 'TransactionCompleted', v: 1, body: {} }],
    ]) {
      count += 1;
      lane = newDevice(`lane-${count}`);
      id = await cloud.enrol(lane);
      await upload(epochOf(lane.name, [...drafts, { kind: 'OfTheFuture', v: 7, body: {} }, ...sold('good', [5])]));
      await project();
      expect(await orders('transaction_id, total::int')).toEqual([{ transaction_id: 'good', total: 5 }]);
      expect((await aside()).length).toBeGreaterThan(0);
    }
  });

  it('one sale among many that the tables refuse is put aside alone', async () => {
    // An instant that the rules take, and that PostgreSQL has no year for.
    const ancient = sold('ancient', [7]).map((draft) =>
      draft.kind === 'TransactionCompleted'
        ? { ...draft, body: { ...draft.body, completedAt: '0000-01-01T00:00:00.000Z' } }
        : draft,
    );
    await upload(epochOf(lane.name, [...sold('t1', [5]), ...ancient, ...sold('t2', [6])]));
    await project();
    expect(await orders('transaction_id')).toEqual([{ transaction_id: 't1' }, { transaction_id: 't2' }]);
    expect((await aside()).map(({ detail }) => detail)).toEqual([expect.stringContaining('0000-01-01')]);
  });

  it('made again from the journal it is the same, however many workers make it', async () => {
    for (let at = 0; at < 3; at += 1) {
      count += 1;
      lane = newDevice(`lane-${count}`);
      id = await cloud.enrol(lane);
      await upload(epochOf(lane.name, Array.from({ length: 15 }, (_, n) => sold(`t${n}`, [n, 100 + at])).flat()));
    }
    await project();
    const before = await digests(cloud.database.journal);
    expect(new Set(Object.values(before)).size).toBe(Object.keys(before).length);
    await forgetProjection(cloud.database.journal);
    expect(await orders()).toEqual([]);
    await Promise.all([project(), project(), project()]);
    // A worker that found everything taken has ended early; what is left is nobody's.
    await project();
    expect(await digests(cloud.database.journal)).toEqual(before);
    expect(await rebuild(cloud.database.journal)).toMatchObject({ before, after: before, differing: [] });
  });
});
