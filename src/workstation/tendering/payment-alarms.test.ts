import { expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import { Fault } from '../ports/fault.ts';
import type { RecoveryOutcome } from '../ports/payment-terminal.ts';

const MILK = '9520000000011';
const MAYA = { id: '12', name: 'Maya', role: 'attendant' } as const;

const slip = (receiptNumber: string, traceNumber: string) => ({ receiptNumber, traceNumber, receiptText: [] });

/** A payment for milk that staff have entered as not paid, and that the terminal is still asked about. */
async function enteredAsNotPaid(): Promise<LaneUnderTest> {
  const it = new LaneUnderTest();
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  it.terminal.progress?.sent();
  it.terminal.recoveryAnswer = { kind: 'ambiguous', evidence: { receiptText: [] } };
  it.terminal.answer({ kind: 'unknown', cause: 'timeout' });
  await settle();
  const attemptId = it.lane.state().transaction?.attempts[0]?.attemptId ?? '';
  const answer = it.lane.staff({ kind: 'resolvePayment', attemptId, outcome: 'declined' }, MAYA);
  expect(answer).toEqual({ kind: 'accepted' });
  return it;
}

/** The terminal tells of an approval by itself. */
function tell(it: LaneUnderTest, evidence: ReturnType<typeof slip>): void {
  it.terminal.unmatched({ amount: 175, currency: 'GBP', disposition: 'standing', evidence });
}

test('one payment is one alarm, though the terminal tells of it by itself and again when it is asked', async () => {
  const it = await enteredAsNotPaid();
  tell(it, slip('0017', '000042'));
  it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: slip('0017', '000042') };
  await it.clock.advance(5_000);
  expect(it.lane.state().alarms).toHaveLength(1);
  expect(it.journal.kinds().filter((kind) => kind === 'PaymentAlarmRaised')).toHaveLength(1);
});

test('two payments of one amount are two alarms', async () => {
  const it = await enteredAsNotPaid();
  tell(it, slip('0016', '000041'));
  it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: slip('0017', '000042') };
  await it.clock.advance(5_000);
  expect(it.lane.state().alarms.map(({ reason }) => reason)).toEqual(['unmatched', 'contradiction']);
});

test('approvals without both numbers are never taken for one another', async () => {
  const it = await enteredAsNotPaid();
  const evidence = { receiptNumber: '0017', receiptText: [] };
  for (const _ of [1, 2]) it.terminal.unmatched({ amount: 175, currency: 'GBP', disposition: 'standing', evidence });
  expect(it.lane.state().alarms).toHaveLength(2);
});

test('an approval that is told while the disk is away writes nothing, and is heard when it is told again', async () => {
  const it = new LaneUnderTest();
  it.journal.fault = new Fault('STORAGE_IO', 'EIO');
  it.scan(MILK);
  expect(it.stage.kind).toBe('unavailable');
  expect(() => tell(it, slip('0017', '000042'))).toThrow('out of service');
  await it.clock.advance(2_000);
  tell(it, slip('0017', '000042'));
  expect(it.lane.state().alarms).toHaveLength(1);
});

test('a payment taken back while the terminal is asked about the one before is never sent', async () => {
  const it = await enteredAsNotPaid();
  const { promise, resolve } = Promise.withResolvers<RecoveryOutcome>();
  it.terminal.recover = () => promise;
  it.lane.command({ kind: 'pay' });
  expect(it.lane.command({ kind: 'abortPayment' })).toEqual({ kind: 'accepted' });
  resolve({ kind: 'unreachable', cause: 'offline' });
  await settle();
  expect(it.stage.kind).toBe('cancelled');
  expect(it.terminal.purchases).toHaveLength(1);
});

test('a payment that the terminal will not stop says so, and can be asked to stop once more', async () => {
  const it = new LaneUnderTest();
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  await settle();
  it.lane.command({ kind: 'abortPayment' });
  expect(it.stage).toMatchObject({ kind: 'paying', phase: 'cancelling' });
  it.terminal.progress?.abortRefused();
  expect(it.stage).toMatchObject({ kind: 'paying', phase: 'follow' });
  expect(it.lane.command({ kind: 'abortPayment' })).toEqual({ kind: 'accepted' });
  expect(it.terminal.aborts).toBe(2);
});

test('money of an alarm is taken back as soon as the terminal has time for it', async () => {
  const it = new LaneUnderTest();
  tell(it, slip('0017', '000042'));
  const alarmId = it.lane.state().alarms[0]?.alarmId ?? '';
  it.terminal.reversalAnswer = { kind: 'notSent', cause: 'busy' };
  it.lane.staff({ kind: 'settleAlarm', alarmId, action: 'reverse' }, { ...MAYA, role: 'manager' });
  await it.clock.advance(3_000);
  it.terminal.reversalAnswer = { kind: 'approved', amount: 175, evidence: slip('0018', '000043') };
  await it.clock.advance(1_000);
  expect(it.lane.state().alarms).toEqual([]);
});
