import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { Operator } from '../ports/operators.ts';

const MILK = '9520000000011';
const ATTENDANT: Operator = { id: '1', name: 'Maya', role: 'attendant' };
const MANAGER: Operator = { id: '2', name: 'Ines', role: 'manager' };
const TECHNICIAN: Operator = { id: '3', name: 'Tom', role: 'technician' };
const EVIDENCE = { receiptNumber: '17', traceNumber: '4', receiptText: [] };

/** A lane whose payment for a pint of milk has lost its answer, and whose terminal says nothing clear about it. */
async function inDoubt(it = new LaneUnderTest()): Promise<{ it: LaneUnderTest; attemptId: string }> {
  it.terminal.recoveryAnswer = { kind: 'ambiguous', evidence: { receiptText: [] } };
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  it.terminal.progress?.sent();
  it.terminal.answer({ kind: 'unknown', cause: 'closed' });
  await settle();
  return { it, attemptId: it.lane.state().transaction?.attempts.at(-1)?.attemptId ?? '' };
}

const order = (it: LaneUnderTest, attemptId: string, outcome: 'approved' | 'declined', by: Operator) =>
  it.lane.staff({ kind: 'resolvePayment', attemptId, outcome, amount: 175, receiptNumber: '17', traceNumber: '4' }, by);

describe('a payment that only a person can settle', () => {
  test('an answer that says nothing clear calls staff, on disk and by an amber light', async () => {
    const { it } = await inDoubt();
    expect(it.stage).toMatchObject({ kind: 'checking', concern: 'payment', staffCalled: true });
    expect(it.journal.kinds()).toContain('InterventionRaised');
    expect(it.lights.at(-1)).toBe('amber');
  });

  test('nothing else can be paid, cancelled, put aside or scanned meanwhile', async () => {
    const { it } = await inDoubt();
    const entries = it.journal.entries.length;
    for (const command of [
      { kind: 'pay' },
      { kind: 'cancelBasket' },
      { kind: 'toBasket' },
      { kind: 'start' },
    ] as const) {
      expect(it.lane.command(command).kind).toBe('refused');
    }
    expect(it.lane.staff({ kind: 'suspend' }, MANAGER).kind).toBe('refused');
    expect(it.lane.staff({ kind: 'cancelBasket' }, MANAGER).kind).toBe('refused');
    it.scan(MILK);
    expect(it.lane.state().notice?.kind).toBe('paymentRunning');
    expect(it.terminal.purchases).toHaveLength(1);
    expect(it.journal.entries).toHaveLength(entries);
  });

  test('"paid" with its numbers completes the sale once, in the name of who read the terminal', async () => {
    const { it, attemptId } = await inDoubt();
    expect(order(it, attemptId, 'approved', ATTENDANT)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('thanks');
    const resolved = it.journal.entries.find((entry) => entry.kind === 'PaymentResolved');
    expect(resolved?.body).toMatchObject({ outcome: 'approved', amount: 175, operatorId: '1' });
    expect(order(it, attemptId, 'approved', ATTENDANT).kind).toBe('refused');
    await settle();
    expect(it.journal.kinds().filter((kind) => kind === 'TransactionCompleted')).toHaveLength(1);
  });

  test('"paid" without any number of the terminal is no evidence', async () => {
    const { it, attemptId } = await inDoubt();
    const bare = { kind: 'resolvePayment', attemptId, outcome: 'approved', amount: 175 } as const;
    expect(it.lane.staff(bare, ATTENDANT).kind).toBe('refused');
    expect(it.stage.kind).toBe('checking');
  });

  test('"paid" says how much: no amount, nothing, or more than was asked is no evidence', async () => {
    const { it, attemptId } = await inDoubt();
    const read = { kind: 'resolvePayment', attemptId, outcome: 'approved', receiptNumber: '17' } as const;
    for (const amount of [undefined, 0, 176])
      expect(it.lane.staff({ ...read, amount }, ATTENDANT).kind).toBe('refused');
    expect(it.stage.kind).toBe('checking');
    expect(it.journal.kinds()).not.toContain('PaymentResolved');
  });

  test('a part is booked as a part, after a restart too, and the rest is paid or the part given back', async () => {
    const { it: first, attemptId } = await inDoubt();
    const read = { kind: 'resolvePayment', attemptId, outcome: 'approved', receiptNumber: '17' } as const;
    first.lane.staff({ ...read, amount: 100 }, ATTENDANT);
    expect(first.stage).toEqual({ kind: 'partial', paid: 100, remaining: 75 });
    first.lane.stop();
    const it = new LaneUnderTest({ journal: first.journal });
    expect(it.stage).toEqual({ kind: 'partial', paid: 100, remaining: 75 });
    expect(it.lane.state().transaction?.attempts).toMatchObject([{ state: 'partial', amount: 175, approved: 100 }]);
    it.lane.command({ kind: 'pay' });
    await settle();
    expect(it.terminal.purchases).toMatchObject([{ amount: 75 }]);
    it.terminal.answer({ kind: 'approved', amount: 75, evidence: { receiptNumber: '18', receiptText: [] } });
    await settle();
    expect(it.journal.entries.findLast(({ kind }) => kind === 'TransactionCompleted')?.body).toMatchObject({
      tenders: [{ amount: 100 }, { amount: 75 }],
    });
  });

  test('"not paid" lets the shopper pay again', async () => {
    const { it, attemptId } = await inDoubt();
    order(it, attemptId, 'declined', ATTENDANT);
    expect(it.stage).toMatchObject({ kind: 'declined', amount: 175 });
    it.terminal.recoveryAnswer = { kind: 'unreachable', cause: 'offline' };
    expect(it.lane.command({ kind: 'pay' })).toEqual({ kind: 'accepted' });
    await settle();
    expect(it.terminal.purchases).toHaveLength(2);
  });

  test('the numbers of an earlier sale are no evidence for this one, with or without their zeros', async () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.terminal.answer({
      kind: 'approved',
      amount: 175,
      evidence: { receiptNumber: '0017', traceNumber: '000004', receiptText: [] },
    });
    await settle();
    it.lane.command({ kind: 'finish' });
    const { attemptId } = await inDoubt(it);
    expect(order(it, attemptId, 'approved', MANAGER)).toEqual({ kind: 'refused', reason: 'numbersTaken' });
    expect(it.stage).toMatchObject({ kind: 'checking', staffCalled: true });
    const next = { receiptNumber: '18', traceNumber: '5' };
    const read = { kind: 'resolvePayment', attemptId, outcome: 'approved', amount: 175, ...next } as const;
    expect(it.lane.staff(read, ATTENDANT)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('thanks');
  });

  test('a technician may not settle money, whatever a screen lets them press', async () => {
    const { it, attemptId } = await inDoubt();
    expect(order(it, attemptId, 'approved', TECHNICIAN)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    expect(it.stage.kind).toBe('checking');
  });

  test('before staff were called the terminal is still to answer, and nobody else may', async () => {
    const it = new LaneUnderTest();
    it.terminal.recoveryAnswer = { kind: 'inProgress' };
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.terminal.answer({ kind: 'unknown', cause: 'timeout' });
    await settle();
    const attemptId = it.lane.state().transaction?.attempts[0]?.attemptId ?? '';
    expect(order(it, attemptId, 'declined', MANAGER).kind).toBe('refused');
  });

  test('the terminal may answer first after all: the question to staff is withdrawn', async () => {
    const { it } = await inDoubt();
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    await it.clock.advance(20_000);
    expect(it.journal.kinds()).toContain('TransactionCompleted');
    const settled = it.journal.entries.find((entry) => entry.kind === 'InterventionSettled');
    expect(settled?.body).toMatchObject({ outcome: 'withdrawn' });
  });

  test('a restart in the middle still waits for staff', async () => {
    const { it: first } = await inDoubt();
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    again.terminal.recoveryAnswer = { kind: 'ambiguous', evidence: { receiptText: [] } };
    await settle();
    expect(again.stage).toMatchObject({ kind: 'checking', staffCalled: true });
    const attemptId = again.lane.state().transaction?.attempts[0]?.attemptId ?? '';
    expect(order(again, attemptId, 'approved', MANAGER)).toEqual({ kind: 'accepted' });
    expect(again.stage.kind).toBe('thanks');
  });
});

describe('evidence to the contrary', () => {
  test('the terminal saying "approved" after staff said "not paid" raises an alarm that stands until a manager settles it', async () => {
    const { it, attemptId } = await inDoubt();
    order(it, attemptId, 'declined', ATTENDANT);
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    await it.clock.advance(2_000);
    const [alarm] = it.lane.state().alarms;
    expect(alarm).toMatchObject({ reason: 'contradiction', disposition: 'standing', amount: 175, attemptId });
    const acknowledge = { kind: 'settleAlarm', alarmId: alarm?.alarmId ?? '', action: 'acknowledge' } as const;
    expect(it.lane.staff(acknowledge, ATTENDANT)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    expect(it.lane.staff(acknowledge, MANAGER)).toEqual({ kind: 'accepted' });
    expect(it.lane.state().alarms).toEqual([]);
  });

  test('it is asked for once more before the next payment, when it would be lost', async () => {
    const { it, attemptId } = await inDoubt();
    order(it, attemptId, 'declined', ATTENDANT);
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    it.lane.command({ kind: 'pay' });
    await settle();
    expect(it.lane.state().alarms).toHaveLength(1);
    expect(it.terminal.purchases).toHaveLength(2);
  });

  test('what the terminal confirms is no alarm, and is not asked again', async () => {
    const { it, attemptId } = await inDoubt();
    order(it, attemptId, 'declined', ATTENDANT);
    it.terminal.recoveryAnswer = { kind: 'declined', reason: 'notPerformed', evidence: { receiptText: [] } };
    await it.clock.advance(60_000);
    const asked = it.terminal.recoveries.length;
    await it.clock.advance(600_000);
    expect(it.lane.state().alarms).toEqual([]);
    expect(it.terminal.recoveries).toHaveLength(asked);
  });
});

describe('an approval that nobody waited for', () => {
  const STRAY = { amount: 500, currency: 'GBP', disposition: 'standing', evidence: EVIDENCE } as const;

  test('is on disk, amber, and survives a restart', () => {
    const it = new LaneUnderTest();
    it.terminal.unmatched(STRAY);
    expect(it.journal.kinds()).toEqual(['PaymentAlarmRaised']);
    expect(it.lights.at(-1)).toBe('amber');
    it.lane.stop();
    const again = new LaneUnderTest({ journal: it.journal });
    expect(again.lane.state().alarms).toMatchObject([{ amount: 500, reason: 'unmatched', evidence: EVIDENCE }]);
  });

  test('is taken back by the terminal when a manager asks for it', async () => {
    const it = new LaneUnderTest();
    it.terminal.unmatched(STRAY);
    const alarmId = it.lane.state().alarms[0]?.alarmId ?? '';
    const reverse = { kind: 'settleAlarm', alarmId, action: 'reverse' } as const;
    expect(it.lane.staff(reverse, MANAGER)).toEqual({ kind: 'accepted' });
    await settle();
    expect(it.lane.state().alarms).toHaveLength(1);
    it.terminal.reversalAnswer = { kind: 'approved', amount: 500, evidence: EVIDENCE };
    it.lane.staff(reverse, MANAGER);
    await settle();
    expect(it.lane.state().alarms).toEqual([]);
    expect(it.journal.entries.at(-1)?.body).toMatchObject({ outcome: 'reversed', operatorId: '2' });
  });

  test('that the terminal takes back by itself is acknowledged, never reversed again', () => {
    const it = new LaneUnderTest();
    it.terminal.unmatched({ ...STRAY, disposition: 'refused' });
    const alarmId = it.lane.state().alarms[0]?.alarmId ?? '';
    expect(it.lane.staff({ kind: 'settleAlarm', alarmId, action: 'reverse' }, MANAGER).kind).toBe('refused');
    expect(it.lane.staff({ kind: 'settleAlarm', alarmId, action: 'acknowledge' }, MANAGER).kind).toBe('accepted');
  });
});

describe('what the journal accounts for', () => {
  test('a start tells the terminal the numbers it knows, and the next payment names the last of them', async () => {
    const first = new LaneUnderTest();
    first.scan(MILK);
    first.lane.command({ kind: 'toReview' });
    first.lane.command({ kind: 'pay' });
    first.terminal.answer({ kind: 'approved', amount: 175, evidence: EVIDENCE });
    await settle();
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    expect(again.terminal.histories.at(-1)).toMatchObject({
      transactions: [{ receiptNumber: '17', traceNumber: '4' }],
      open: [],
    });
    again.scan(MILK);
    again.lane.command({ kind: 'toReview' });
    again.lane.command({ kind: 'pay' });
    const intended = again.journal.entries.findLast((entry) => entry.kind === 'PaymentIntended');
    expect(intended?.body).toMatchObject({ previous: { receiptNumber: '17', traceNumber: '4' } });
  });
});
