import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { Operator } from '../ports/operators.ts';

const MILK = '9520000000011';
const CRISPS = '9520000000028';
const ATTENDANT: Operator = { id: '1', name: 'Maya', role: 'attendant' };
const TECHNICIAN: Operator = { id: '3', name: 'Tom', role: 'technician' };

const items = (it: LaneUnderTest) => it.lane.state().transaction?.lines.map((line) => line.item.id) ?? [];
const asideIds = (it: LaneUnderTest) => it.lane.state().suspended.map((basket) => basket.transaction.transactionId);

describe('a shopper who has gone', () => {
  test('is asked after a minute; another half, and the basket is put aside, never thrown away', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    await it.clock.advance(59_000);
    expect(it.lane.state().idleUntil).toBeNull();
    await it.clock.advance(2_000);
    expect(it.lane.state().idleUntil).not.toBeNull();
    await it.clock.advance(30_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.lane.state().suspended).toMatchObject([{ total: 175 }]);
    expect(it.journal.entries.at(-1)).toMatchObject({ kind: 'TransactionSuspended', body: { reason: 'idle' } });
  });

  test.each(['stillHere', 'scan'] as const)('who comes back (%s) has a whole minute again', async (sign) => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    await it.clock.advance(75_000);
    if (sign === 'scan') it.scan(CRISPS);
    else it.lane.command({ kind: 'stillHere' });
    expect(it.lane.state().idleUntil).toBeNull();
    await it.clock.advance(59_000);
    expect(it.lane.state().idleUntil).toBeNull();
    expect(it.stage.kind).toBe('basket');
  });

  test('is not missed while a staff member is at their basket', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    await it.clock.advance(75_000);
    it.lane.staff({ kind: 'helpDone' }, ATTENDANT);
    expect(it.lane.state().idleUntil).toBeNull();
    await it.clock.advance(59_000);
    expect(it.stage.kind).toBe('basket');
  });

  test('with nothing in the basket leaves nothing behind', async () => {
    const it = new LaneUnderTest();
    it.lane.command({ kind: 'start' });
    await it.clock.advance(91_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.lane.state().suspended).toEqual([]);
    expect(it.journal.entries.at(-1)).toMatchObject({ kind: 'TransactionCancelled', body: { reason: 'idle' } });
  });

  test('in the middle of a payment is not asked, and nothing is put aside', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    await it.clock.advance(600_000);
    expect(it.stage.kind).toBe('paying');
    expect(it.lane.state().idleUntil).toBeNull();
  });

  test('after a payment that took nothing is asked like any other', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.terminal.answer({ kind: 'declined', reason: 'card', evidence: { receiptText: [] } });
    await settle();
    await it.clock.advance(91_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.lane.state().suspended).toHaveLength(1);
  });
});

describe('a basket that was put aside', () => {
  async function aside(): Promise<LaneUnderTest> {
    const it = new LaneUnderTest();
    it.scan(MILK);
    expect(it.lane.staff({ kind: 'suspend' }, ATTENDANT)).toEqual({ kind: 'accepted' });
    return it;
  }

  test("is out of the next shopper's sight, and theirs is their own", async () => {
    const it = await aside();
    it.scan(CRISPS);
    expect(items(it)).toEqual(['crisps']);
    expect(it.lane.state().suspended).toHaveLength(1);
  });

  test('comes back to an idle lane as it was, by staff alone', async () => {
    const it = await aside();
    const transactionId = asideIds(it)[0] ?? '';
    expect(it.lane.staff({ kind: 'recall', transactionId }, TECHNICIAN)).toEqual({
      kind: 'refused',
      reason: 'notAllowed',
    });
    it.scan(CRISPS);
    expect(it.lane.staff({ kind: 'recall', transactionId }, ATTENDANT).kind).toBe('refused');
    it.lane.command({ kind: 'cancelBasket' });
    expect(it.lane.staff({ kind: 'recall', transactionId }, ATTENDANT).kind).toBe('accepted');
    expect(items(it)).toEqual(['milk']);
    it.scan(CRISPS);
    expect(it.lane.state().priced?.total).toBe(295);
    expect(asideIds(it)).toEqual([]);
  });

  test('survives a restart', async () => {
    const it = await aside();
    it.lane.stop();
    const again = new LaneUnderTest({ journal: it.journal });
    expect(again.stage.kind).toBe('idle');
    expect(again.lane.state().suspended).toMatchObject([{ total: 175 }]);
  });

  test('ends with the business day, and not before', async () => {
    const it = await aside();
    await it.clock.advance(3_600_000);
    expect(asideIds(it)).toHaveLength(1);
    it.journal.businessDay = '2026-03-03';
    await it.clock.advance(10_000);
    expect(asideIds(it)).toEqual([]);
    expect(it.journal.entries.at(-1)).toMatchObject({ kind: 'TransactionCancelled', body: { reason: 'dayEnd' } });
  });

  test('of yesterday is ended by the start of today', async () => {
    const it = await aside();
    it.lane.stop();
    it.journal.businessDay = '2026-03-03';
    expect(new LaneUnderTest({ journal: it.journal }).lane.state().suspended).toEqual([]);
  });

  test('is cancelled by staff, in their name', async () => {
    const it = await aside();
    it.lane.staff({ kind: 'cancelSuspended', transactionId: asideIds(it)[0] ?? '' }, ATTENDANT);
    expect(it.journal.entries.at(-1)?.body).toMatchObject({ reason: 'staff', operatorId: '1' });
    expect(asideIds(it)).toEqual([]);
  });
});
