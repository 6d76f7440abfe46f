import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { Operator } from '../ports/operators.ts';
import type { PaymentOutcome } from '../ports/payment-terminal.ts';

const MILK = '9520000000011';
const MANAGER: Operator = { id: '2', name: 'Ines', role: 'manager' };
const ATTENDANT: Operator = { id: '1', name: 'Maya', role: 'attendant' };
const EVIDENCE = { receiptNumber: '17', receiptText: [] };

/** A lane on which a hundred of 175 have been paid. */
async function partlyPaid(): Promise<LaneUnderTest> {
  const it = new LaneUnderTest();
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  it.terminal.answer({ kind: 'partial', amount: 100, evidence: EVIDENCE });
  await settle();
  return it;
}

describe('a split payment', () => {
  test('whose rest is declined can be paid again, for the rest alone', async () => {
    const it = await partlyPaid();
    it.lane.command({ kind: 'pay' });
    it.terminal.answer({ kind: 'declined', reason: 'card', evidence: { receiptText: [] } });
    await settle();
    expect(it.stage).toMatchObject({ kind: 'declined', amount: 75 });
    expect(it.lane.command({ kind: 'pay' })).toEqual({ kind: 'accepted' });
    it.terminal.answer({ kind: 'approved', amount: 75, evidence: EVIDENCE });
    await settle();
    expect(it.stage.kind).toBe('thanks');
    expect(it.terminal.purchases.map((purchase) => purchase.amount)).toEqual([175, 75, 75]);
  });

  test.each<[string, PaymentOutcome]>([
    ['declined', { kind: 'declined', reason: 'card', evidence: { receiptText: [] } }],
    ['cancelled', { kind: 'cancelled', evidence: { receiptText: [] } }],
    ['unreachable', { kind: 'notSent', cause: 'offline' }],
  ])('whose rest is %s can be given up: what was paid goes back', async (stage, outcome) => {
    const it = await partlyPaid();
    it.lane.command({ kind: 'pay' });
    it.terminal.answer(outcome);
    await settle();
    expect(it.stage.kind).toBe(stage);
    it.terminal.reversalAnswer = { kind: 'approved', amount: 100, evidence: EVIDENCE };
    expect(it.lane.command({ kind: 'cancelBasket' })).toEqual({ kind: 'accepted' });
    await settle();
    expect(it.stage.kind).toBe('idle');
    expect(it.terminal.reversals).toMatchObject([{ amount: 100 }]);
  });

  test('goes back from "declined" to what is left, never to the basket: its totals are fixed', async () => {
    const it = await partlyPaid();
    it.lane.command({ kind: 'pay' });
    it.terminal.answer({ kind: 'cancelled', evidence: { receiptText: [] } });
    await settle();
    it.lane.command({ kind: 'toBasket' });
    expect(it.stage).toMatchObject({ kind: 'partial', paid: 100, remaining: 75 });
  });

  test('left alone calls for staff and keeps its money and its basket', async () => {
    const it = await partlyPaid();
    await it.clock.advance(600_000);
    expect(it.stage.kind).toBe('partial');
    expect(it.lane.state()).toMatchObject({ helpCalled: true, idleUntil: null, suspended: [] });
  });

  test('that the terminal will not take back is given back by hand, by a manager, under its receipt number', async () => {
    const it = await partlyPaid();
    it.terminal.reversalAnswer = { kind: 'declined', reason: 'terminal', evidence: { receiptText: [] } };
    it.lane.command({ kind: 'cancelBasket' });
    await settle();
    expect(it.stage).toMatchObject({ kind: 'checking', concern: 'reversal', staffCalled: true, amount: 100 });
    const attemptId = it.lane.state().transaction?.attempts[0]?.attemptId ?? '';
    const byHand = { kind: 'resolveReversal', attemptId, receiptNumber: '18' } as const;
    expect(it.lane.staff(byHand, ATTENDANT)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    expect(it.lane.staff(byHand, MANAGER)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('idle');
    const reversed = it.journal.entries.find((entry) => entry.kind === 'PaymentReversed');
    expect(reversed?.body).toMatchObject({ operatorId: '2', evidence: { receiptNumber: '18' } });
    expect(it.journal.kinds().at(-1)).toBe('TransactionCancelled');
  });

  test('a restart goes on giving back', async () => {
    const first = await partlyPaid();
    first.lane.command({ kind: 'cancelBasket' });
    await settle();
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    expect(again.stage).toMatchObject({ kind: 'checking', concern: 'reversal', amount: 100 });
    again.terminal.reversalAnswer = { kind: 'approved', amount: 100, evidence: EVIDENCE };
    await again.clock.advance(5_000);
    expect(again.stage.kind).toBe('idle');
    expect(again.lane.state().transaction).toBeNull();
  });

  test('that the terminal refused to take back is not tried again while staff fetch the money', async () => {
    const it = await partlyPaid();
    it.terminal.reversalAnswer = { kind: 'declined', reason: 'terminal', evidence: { receiptText: [] } };
    it.lane.command({ kind: 'cancelBasket' });
    await settle();
    await it.clock.advance(600_000);
    expect(it.terminal.reversals).toHaveLength(1);
    expect(it.stage).toMatchObject({ kind: 'checking', staffCalled: true });
  });

  test('given back by hand while the terminal was asked, and by the terminal too, is an alarm', async () => {
    const it = await partlyPaid();
    it.lane.command({ kind: 'cancelBasket' });
    await it.clock.advance(120_000);
    expect(it.stage).toMatchObject({ kind: 'checking', concern: 'reversal', staffCalled: true });
    const { promise, resolve } = Promise.withResolvers<PaymentOutcome>();
    it.terminal.reversalAnswer = promise;
    await it.clock.advance(30_000);
    const attemptId = it.lane.state().transaction?.attempts[0]?.attemptId ?? '';
    it.lane.staff({ kind: 'resolveReversal', attemptId, receiptNumber: '18' }, MANAGER);
    resolve({ kind: 'approved', amount: 100, evidence: { receiptNumber: '19', receiptText: [] } });
    await settle();
    expect(it.lane.state().alarms).toMatchObject([
      { reason: 'twice', disposition: 'returned', amount: 100, attemptId, evidence: { receiptNumber: '19' } },
    ]);
  });

  test('for which the terminal took another payment back is left to staff, and never asked again', async () => {
    const it = await partlyPaid();
    const evidence = { receiptNumber: '20', receiptText: [] };
    it.terminal.reversalAnswer = { kind: 'astray', amount: 999, evidence };
    it.lane.command({ kind: 'cancelBasket' });
    await settle();
    expect(it.stage).toMatchObject({ kind: 'checking', concern: 'reversal', staffCalled: true });
    const [alarm] = it.lane.state().alarms;
    expect(alarm).toMatchObject({ reason: 'astray', disposition: 'returned', amount: 999 });
    it.lane.staff({ kind: 'settleAlarm', alarmId: alarm?.alarmId ?? '', action: 'acknowledge' }, MANAGER);
    it.lane.stop();
    const again = new LaneUnderTest({ journal: it.journal });
    again.terminal.reversalAnswer = { kind: 'approved', amount: 100, evidence: EVIDENCE };
    await again.clock.advance(60_000);
    expect(again.terminal.reversals).toEqual([]);
    expect(again.stage).toMatchObject({ kind: 'checking', concern: 'reversal', staffCalled: true });
  });
});
