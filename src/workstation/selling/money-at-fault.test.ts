import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import { Fault } from '../ports/fault.ts';

const MILK = '9520000000011';
const EVIDENCE = { receiptNumber: '17', traceNumber: '4', receiptText: [] };
const EIO = new Fault('STORAGE_IO', 'EIO');

async function paying(): Promise<LaneUnderTest> {
  const it = new LaneUnderTest();
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  await settle();
  it.terminal.progress?.sent();
  return it;
}

describe('a lane that its disk stops', () => {
  test('while a payment is under way says so, calls someone, and keeps saying so until it is back', async () => {
    const it = await paying();
    it.journal.fault = EIO;
    it.journal.reopenFault = EIO;
    it.terminal.answer({ kind: 'approved', amount: 175, evidence: EVIDENCE });
    await settle();
    const doubt = { kind: 'unavailable', money: { concern: 'payment', amount: 175 } };
    expect(it.stage).toMatchObject(doubt);
    expect(it.lane.state().helpCalled).toBe(true);
    await it.clock.advance(60_000);
    expect(it.stage).toMatchObject(doubt);
    it.journal.reopenFault = null;
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    await it.clock.advance(60_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.journal.kinds()).toContain('TransactionCompleted');
  });

  test('forgets the money of a visit that has ended', async () => {
    const it = await paying();
    it.journal.fault = EIO;
    it.terminal.answer({ kind: 'approved', amount: 175, evidence: EVIDENCE });
    await settle();
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    await it.clock.advance(60_000);
    it.lane.command({ kind: 'finish' });
    it.scan(MILK);
    it.journal.fault = EIO;
    it.scan(MILK);
    expect(it.stage).toEqual({ kind: 'unavailable', code: 'STORAGE_IO', recovering: true });
  });

  test('with part of it paid is no lane to walk away from', async () => {
    const it = await paying();
    it.terminal.answer({ kind: 'partial', amount: 100, evidence: EVIDENCE });
    await settle();
    it.journal.fault = EIO;
    it.lane.command({ kind: 'pay' });
    expect(it.stage).toMatchObject({ kind: 'unavailable', money: { concern: 'payment', amount: 100 } });
  });

  test('lets help be called, and taken back', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.journal.fault = EIO;
    it.scan(MILK);
    expect(it.lane.command({ kind: 'callHelp' })).toEqual({ kind: 'accepted' });
    expect(it.lane.state().helpCalled).toBe(true);
    expect(it.lane.command({ kind: 'start' })).toMatchObject({ kind: 'refused', reason: 'locked' });
  });
});
