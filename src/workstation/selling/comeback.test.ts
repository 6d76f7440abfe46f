import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import { Fault } from '../ports/fault.ts';

const MILK = '9520000000011';
const CRISPS = '9520000000028';
const FULL = { state: 'low', freeBytes: 0, reserve: 'spent' } as const;
const ROOM = { state: 'ok', freeBytes: 1e9, reserve: 'held' } as const;

const items = (it: LaneUnderTest) => it.lane.state().transaction?.lines.map((line) => line.item.id) ?? [];

describe('a disk that runs low', () => {
  test('lets nobody begin, in red and with its reason, and lets them again once there is room', async () => {
    const it = new LaneUnderTest();
    it.journal.room = FULL;
    await it.clock.advance(6_000);
    expect(it.lane.state().space).toBe('low');
    expect(it.lights.at(-1)).toBe('red');
    expect(it.lane.command({ kind: 'start' }).kind).toBe('refused');
    it.scan(MILK);
    expect(it.lane.state().notice?.kind).toBe('laneClosed');
    expect(it.journal.entries).toEqual([]);
    it.journal.room = ROOM;
    await it.clock.advance(6_000);
    it.scan(MILK);
    expect(items(it)).toEqual(['milk']);
  });

  test('refuses the payment before it begins, calls someone, and takes it once there is room', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.journal.room = FULL;
    expect(it.lane.command({ kind: 'pay' }).kind).toBe('refused');
    expect(it.terminal.purchases).toEqual([]);
    expect(it.lane.state()).toMatchObject({ helpCalled: true, space: 'low' });
    it.journal.room = ROOM;
    expect(it.lane.command({ kind: 'pay' }).kind).toBe('accepted');
  });
});

describe('a fault of the disk', () => {
  test('that is full closes the lane until there is room, and the same basket is back', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.journal.fault = new Fault('STORAGE_DISK_FULL', 'no space');
    it.journal.room = FULL;
    it.scan(CRISPS);
    expect(it.stage).toEqual({ kind: 'unavailable', code: 'STORAGE_DISK_FULL', recovering: true });
    await it.clock.advance(60_000);
    expect(it.stage.kind).toBe('unavailable');
    it.journal.fault = null;
    it.journal.room = ROOM;
    await it.clock.advance(20_000);
    expect(it.stage.kind).toBe('basket');
    expect(items(it)).toEqual(['milk']);
    it.scan(CRISPS);
    expect(items(it)).toEqual(['milk', 'crisps']);
  });

  test('that fails is opened anew, again and again, until it is believed', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.journal.fault = new Fault('STORAGE_IO', 'EIO');
    it.journal.reopenFault = new Fault('STORAGE_IO', 'EIO');
    it.scan(CRISPS);
    await it.clock.advance(30_000);
    expect(it.journal.reopened).toBeGreaterThan(2);
    expect(it.stage.kind).toBe('unavailable');
    it.journal.reopenFault = null;
    await it.clock.advance(20_000);
    expect(items(it)).toEqual(['milk']);
  });

  test('is got over though others meet it again and again meanwhile', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.journal.fault = new Fault('STORAGE_IO', 'EIO');
    it.scan(CRISPS);
    for (let times = 0; times < 10 && it.stage.kind === 'unavailable'; times += 1) {
      expect(() => it.terminal.met(null)).toThrow('EIO');
      await it.clock.advance(700);
    }
    expect(it.stage.kind).toBe('basket');
    expect(items(it)).toEqual(['milk']);
  });

  test('while a payment runs leaves it unknown: found out once the disk is back, never charged twice', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.terminal.progress?.sent();
    it.journal.fault = new Fault('STORAGE_IO', 'EIO');
    it.journal.reopenFault = it.journal.fault;
    it.terminal.answer({ kind: 'approved', amount: 175, evidence: { receiptNumber: '17', receiptText: [] } });
    await settle();
    expect(it.stage.kind).toBe('unavailable');
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: { receiptNumber: '17', receiptText: [] } };
    it.journal.reopenFault = null;
    await it.clock.advance(20_000);
    expect(it.journal.kinds().filter((kind) => kind === 'TransactionCompleted')).toHaveLength(1);
    expect(it.terminal.purchases).toHaveLength(1);
  });

  test('keeps a payment that had not been sent from ever being sent by the lane of before', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.journal.fault = new Fault('STORAGE_IO', 'EIO');
    const { progress } = it.terminal;
    expect(() => progress?.sent()).toThrow();
    await it.clock.advance(20_000);
    expect(() => progress?.sent()).toThrow('taken up anew');
    expect(it.stage.kind).toBe('checking');
  });

  test('a fault of the program itself does not come back by itself', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.journal.fault = new Fault('WORKSTATION_NOT_COMPLETED', 'odd');
    it.scan(CRISPS);
    expect(it.stage).toEqual({ kind: 'unavailable', code: 'WORKSTATION_NOT_COMPLETED', recovering: false });
    it.journal.fault = null;
    await it.clock.advance(600_000);
    expect(it.stage.kind).toBe('unavailable');
  });
});

test('a lane that ends leaves its light red', () => {
  const it = new LaneUnderTest();
  it.scan(MILK);
  expect(it.lights.at(-1)).toBe('green');
  it.lane.stop();
  expect(it.lights.at(-1)).toBe('red');
});

describe('a clock that is set', () => {
  test('is an entry, with what it said before and after, and changes nothing else', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    await it.clock.advance(6_000);
    it.clock.jump(-3_600_000);
    await it.clock.advance(6_000);
    const jumps = it.journal.entries.filter((entry) => entry.kind === 'ClockJumped');
    expect(jumps).toHaveLength(1);
    const { from, to } = (jumps[0]?.body ?? {}) as { from: string; to: string };
    expect(Date.parse(to) - Date.parse(from)).toBe(-3_600_000);
    expect(items(it)).toEqual(['milk']);
  });

  test('drifting by less is none', async () => {
    const it = new LaneUnderTest();
    it.clock.jump(1_500);
    await it.clock.advance(60_000);
    expect(it.journal.entries).toEqual([]);
  });
});
