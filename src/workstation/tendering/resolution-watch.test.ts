import { describe, expect, test } from 'vitest';
import { LaneUnderTest, type MemoryJournal } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import { Fault } from '../ports/fault.ts';
import type { Operator } from '../ports/operators.ts';
import type { RecoveryOutcome } from '../ports/payment-terminal.ts';

const MILK = '9520000000011';
const ATTENDANT: Operator = { id: '1', name: 'Maya', role: 'attendant' };
const MANAGER: Operator = { id: '2', name: 'Ines', role: 'manager' };
const EVIDENCE = { receiptNumber: '0017', traceNumber: '000004', receiptText: [] };
const NOT_PERFORMED = {
  kind: 'declined' as const,
  reason: 'notPerformed',
  evidence: { receiptText: [] },
} satisfies RecoveryOutcome;
const SILENT = { kind: 'unreachable', cause: 'offline' } as const;
const TEN_MINUTES = 600_000;

/** A lane whose payment for a pint of milk was resolved by staff, with the terminal out of reach since. */
async function resolvedAs(
  outcome: 'approved' | 'declined',
  amount = 175,
  before: (it: LaneUnderTest) => void = () => {},
) {
  const it = new LaneUnderTest();
  it.terminal.recoveryAnswer = { kind: 'ambiguous', evidence: { receiptText: [] } };
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  it.terminal.progress?.sent();
  it.terminal.answer({ kind: 'unknown', cause: 'closed' });
  await settle();
  it.terminal.recoveryAnswer = SILENT;
  before(it);
  const attemptId = it.lane.state().transaction?.attempts[0]?.attemptId ?? '';
  it.lane.staff(
    { kind: 'resolvePayment', attemptId, outcome, amount, receiptNumber: '17', traceNumber: '4' },
    ATTENDANT,
  );
  return { it, attemptId };
}

function restarted(journal: MemoryJournal, startsLaterBy = 0) {
  return new LaneUnderTest({ journal, startsLaterBy });
}

describe('what staff entered of a payment', () => {
  test('is asked about after a restart too, and denied then it is an alarm', async () => {
    const { it: first, attemptId } = await resolvedAs('approved');
    first.lane.stop();
    const it = restarted(first.journal);
    it.terminal.recoveryAnswer = NOT_PERFORMED;
    await it.clock.advance(TEN_MINUTES);
    expect(it.lane.state().alarms).toMatchObject([
      { reason: 'contradiction', disposition: 'refused', amount: 175, attemptId },
    ]);
  });

  test('is asked about when the lane comes back from a fault', async () => {
    const { it } = await resolvedAs('approved');
    it.journal.fault = new Fault('STORAGE_IO', 'read error');
    it.lane.note({ kind: 'OperatorSignedOut', body: { operatorId: '1', reason: 'operator' } });
    expect(it.stage.kind).toBe('unavailable');
    const asked = it.terminal.recoveries.length;
    it.terminal.recoveryAnswer = NOT_PERFORMED;
    await it.clock.advance(TEN_MINUTES);
    expect(it.terminal.recoveries.length).toBeGreaterThan(asked);
    expect(it.journal.reopened).toBe(1);
    expect(it.lane.state().alarms).toHaveLength(1);
  });

  test('is one alarm, whatever is started again, before and after it is settled', async () => {
    const { it: first } = await resolvedAs('approved');
    first.terminal.recoveryAnswer = NOT_PERFORMED;
    await first.clock.advance(TEN_MINUTES);
    const alarmId = first.lane.state().alarms[0]?.alarmId ?? '';
    first.lane.staff({ kind: 'settleAlarm', alarmId, action: 'acknowledge' }, MANAGER);
    first.lane.stop();
    const it = restarted(first.journal);
    it.terminal.recoveryAnswer = NOT_PERFORMED;
    await it.clock.advance(TEN_MINUTES);
    expect(it.terminal.recoveries).toEqual([]);
    expect(it.lane.state().alarms).toEqual([]);
  });

  test.each([
    ['paid in full', 'approved', 175],
    ['not paid', 'declined', 175],
    ['another part', 'approved', 50],
  ] as const)('"%s" is an alarm where the terminal took a part', async (_, outcome, amount) => {
    const { it, attemptId } = await resolvedAs(outcome, amount);
    it.terminal.recoveryAnswer = { kind: 'ambiguous', evidence: EVIDENCE, took: 100 };
    await it.clock.advance(20_000);
    expect(it.lane.state().alarms).toMatchObject([
      { reason: 'contradiction', disposition: 'standing', amount: 100, attemptId },
    ]);
  });

  test.each(['before', 'after'])(
    'is no second alarm about money that the terminal told of by itself %s staff did',
    async (when) => {
      const tell = ({ terminal }: LaneUnderTest) =>
        terminal.unmatched({ amount: 175, currency: 'GBP', disposition: 'standing', evidence: EVIDENCE });
      const { it } = await resolvedAs('declined', 175, when === 'before' ? tell : () => {});
      if (when === 'after') tell(it);
      const alarmId = it.lane.state().alarms[0]?.alarmId ?? '';
      it.lane.staff({ kind: 'settleAlarm', alarmId, action: 'acknowledge' }, MANAGER);
      const asked = it.terminal.recoveries.length;
      it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
      await it.clock.advance(TEN_MINUTES);
      expect(it.terminal.recoveries.length).toBeGreaterThan(asked);
      expect(it.lane.state().alarms).toEqual([]);
    },
  );

  test('is an alarm where the terminal has told of other money', async () => {
    const { it } = await resolvedAs('declined');
    const other = { ...EVIDENCE, traceNumber: '000003' };
    it.terminal.unmatched({ amount: 175, currency: 'GBP', disposition: 'standing', evidence: other });
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    await it.clock.advance(TEN_MINUTES);
    expect(it.lane.state().alarms.map(({ reason }) => reason)).toEqual(['unmatched', 'contradiction']);
  });

  test('of a part is asked about as that part, and confirmed', async () => {
    const { it } = await resolvedAs('approved', 100);
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 100, evidence: EVIDENCE };
    await it.clock.advance(20_000);
    expect(it.terminal.recoveries.at(-1)).toMatchObject({ amount: 100 });
    expect(it.lane.state().alarms).toEqual([]);
  });

  test('of the day before yesterday is asked about no more', async () => {
    const { it: first } = await resolvedAs('declined');
    first.lane.stop();
    const it = restarted(first.journal, 25 * 60 * 60_000);
    await it.clock.advance(TEN_MINUTES);
    expect(it.terminal.recoveries).toEqual([]);
  });

  test('is asked about until it is answered: a next payment that can not be sent changes nothing', async () => {
    const { it } = await resolvedAs('declined');
    it.lane.command({ kind: 'pay' });
    await settle();
    it.terminal.answer({ kind: 'notSent', cause: 'offline' });
    await settle();
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    await it.clock.advance(TEN_MINUTES);
    expect(it.lane.state().alarms).toMatchObject([{ reason: 'contradiction', disposition: 'standing', amount: 175 }]);
  });

  test('is told to be unverified where the next payment went out first: the answer would be about that one', async () => {
    const { it } = await resolvedAs('declined');
    it.lane.command({ kind: 'pay' });
    await settle();
    it.terminal.progress?.sent();
    it.terminal.answer({ kind: 'approved', amount: 175, evidence: EVIDENCE });
    await settle();
    const asked = it.terminal.recoveries.length;
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 175, evidence: EVIDENCE };
    await it.clock.advance(TEN_MINUTES);
    expect(it.terminal.recoveries).toHaveLength(asked);
    expect(it.lane.state().alarms).toEqual([]);
    expect(it.logged.filter((line) => line.startsWith('payment.resolutionUnverified'))).toHaveLength(1);
  });

  test('is told to be unverified once where the terminal never answers, and asked once more before the next payment', async () => {
    const { it } = await resolvedAs('approved');
    await it.clock.advance(TEN_MINUTES);
    const unverified = it.logged.filter((line) => line.startsWith('payment.resolutionUnverified'));
    expect(unverified).toEqual([expect.stringContaining('noAnswer')]);
    it.terminal.recoveryAnswer = NOT_PERFORMED;
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    await settle();
    expect(it.lane.state().alarms).toHaveLength(1);
  });

  test('is not contradicted by an approval that has been told already, though the disk has lost what came between', async () => {
    const { it } = await resolvedAs('declined');
    const other = { receiptNumber: '0018', traceNumber: '000005', receiptText: [] };
    it.terminal.unmatched({ amount: 695, currency: 'GBP', disposition: 'standing', evidence: other });
    const alarmId = it.lane.state().alarms[0]?.alarmId ?? '';
    it.lane.staff({ kind: 'settleAlarm', alarmId, action: 'acknowledge' }, MANAGER);
    it.terminal.recoveryAnswer = { kind: 'ambiguous', took: 695, evidence: other };
    await it.clock.advance(TEN_MINUTES);
    expect(it.journal.kinds().filter((kind) => kind === 'PaymentAlarmRaised')).toHaveLength(1);
  });

  test('is asked of the terminal, though what is sold meanwhile is practice', async () => {
    const { it: first, attemptId } = await resolvedAs('approved');
    first.lane.stop();
    // The basket in which it was paid is finished; practice begins after the restart.
    const it = new LaneUnderTest({ journal: first.journal, settings: { training: true } });
    it.lane.command({ kind: 'finish' });
    it.scan(MILK);
    expect(it.lane.state().transaction?.training).toBe(true);
    await it.clock.advance(TEN_MINUTES);
    const asked = it.terminal.recoveries.filter(({ reference }) => reference === attemptId);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ practice }) => practice === true)).toEqual([]);
  });
});
