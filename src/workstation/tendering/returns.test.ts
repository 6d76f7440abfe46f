import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { Operator } from '../ports/operators.ts';

const MILK = '9520000000011';
const COLA = '9520000000042';
const MANAGER: Operator = { id: '2', name: 'Ines', role: 'manager' };
const ATTENDANT: Operator = { id: '1', name: 'Maya', role: 'attendant' };
const CARD = { scheme: 'VISA', lastFour: '1234', receiptNumber: '17', traceNumber: '4', receiptText: [] };
const BACK = { kind: 'approved' as const, amount: 0, evidence: { receiptNumber: '18', receiptText: [] } };

/** A lane that has sold three pints of milk and a cola with its deposit for 700, and said goodbye. */
async function afterSale() {
  const it = new LaneUnderTest();
  for (const code of [MILK, MILK, MILK, COLA]) it.scan(code);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  it.terminal.answer({ kind: 'approved', amount: 700, evidence: CARD });
  await settle();
  it.lane.command({ kind: 'finish' });
  const find = () => it.lane.staff({ kind: 'findSale', receiptNumber: 'test-000001' }, MANAGER);
  const lineOf = (item: string) =>
    it.lane.state().found?.sale.lines.find((line) => line.item.id === item)?.lineId ?? '';
  const refund = (...lines: [item: string, quantity: number][]) =>
    it.lane.staff(
      {
        kind: 'refund',
        transactionId: it.lane.state().found?.sale.transactionId ?? '',
        lines: lines.map(([item, quantity]) => ({ lineId: lineOf(item), quantity })),
      },
      MANAGER,
    );
  return { it, find, refund };
}

describe('a refund', () => {
  test('of one piece gives its price back to the card, as a transaction that names the sale', async () => {
    const { it, find, refund } = await afterSale();
    expect(find()).toEqual({ kind: 'accepted' });
    it.terminal.refundAnswer = { ...BACK, amount: 175 };
    expect(refund(['milk', 1])).toEqual({ kind: 'accepted' });
    await settle();
    expect(it.terminal.refunds).toMatchObject([{ amount: 175, currency: 'GBP' }]);
    expect(it.stage.kind).toBe('thanks');
    const started = it.journal.entries.findLast((entry) => entry.kind === 'TransactionStarted');
    const completed = it.journal.entries.findLast((entry) => entry.kind === 'TransactionCompleted');
    expect(started?.body).toMatchObject({ returnedReceipt: 'TEST-000001' });
    expect(completed?.body).toMatchObject({ receiptNumber: 'TEST-000002', tenders: [{ amount: -175 }] });
    expect(it.journal.kinds()).toContain('PaymentRefunded');
  });

  test('of a sale of which damage took the beginning is refused, and the lane goes on', async () => {
    const { it, find } = await afterSale();
    const start = it.journal.entries.findIndex(({ kind }) => kind === 'TransactionStarted');
    it.journal.entries.splice(start, 1);
    expect(find()).toEqual({ kind: 'refused', reason: 'noSuchSale' });
    expect(it.stage.kind).toBe('idle');
    it.scan(MILK);
    expect(it.stage.kind).toBe('basket');
  });

  test('takes the deposit with its item', async () => {
    const { it, find, refund } = await afterSale();
    find();
    it.terminal.refundAnswer = { ...BACK, amount: 175 };
    refund(['cola', 1]);
    await settle();
    expect(it.terminal.refunds).toMatchObject([{ amount: 175 }]);
    expect(it.lane.state().transaction?.lines.map((line) => line.item.id)).toEqual(['cola', 'deposit']);
  });

  test('never gives back more pieces than were sold and have not come back', async () => {
    const { it, find, refund } = await afterSale();
    it.terminal.refundAnswer = { ...BACK, amount: 350 };
    find();
    expect(refund(['milk', 4]).kind).toBe('refused');
    expect(refund(['milk', 2], ['milk', 2]).kind).toBe('refused');
    refund(['milk', 2]);
    await settle();
    it.lane.command({ kind: 'finish' });
    find();
    expect(refund(['milk', 2]).kind).toBe('refused');
    it.terminal.refundAnswer = { ...BACK, amount: 175 };
    expect(refund(['milk', 1]).kind).toBe('accepted');
    await settle();
    expect(it.terminal.refunds.map(({ amount }) => amount)).toEqual([350, 175]);
  });

  test('that the terminal refuses takes nothing, waits for staff, and can be tried again or ended', async () => {
    const { it, find, refund } = await afterSale();
    find();
    it.terminal.refundAnswer = { kind: 'declined', reason: 'terminal', evidence: { receiptText: [] } };
    refund(['milk', 1]);
    await settle();
    expect(it.stage).toMatchObject({ kind: 'refundFailed', amount: 175 });
    expect(it.lights.at(-1)).toBe('amber');
    it.lane.command({ kind: 'pay' });
    await settle();
    expect(it.terminal.refunds).toHaveLength(2);
    expect(it.lane.command({ kind: 'cancelBasket' }).kind).toBe('refused');
    expect(it.lane.staff({ kind: 'cancelBasket' }, MANAGER)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('idle');
    find();
    it.terminal.refundAnswer = { ...BACK, amount: 525 };
    expect(refund(['milk', 3]).kind).toBe('accepted');
  });

  test('whose answer is lost is found out, never sent again', async () => {
    const { it, find, refund } = await afterSale();
    find();
    it.terminal.refundAnswer = { kind: 'unknown', cause: 'closed' };
    refund(['milk', 1]);
    await settle();
    expect(it.stage).toMatchObject({ kind: 'checking', concern: 'refund' });
    expect(it.terminal.recoveries.at(-1)).toMatchObject({ operation: 'refund', amount: 175 });
    it.terminal.recoveryAnswer = { ...BACK, amount: 175 };
    await it.clock.advance(5_000);
    expect(it.stage.kind).toBe('thanks');
    expect(it.terminal.refunds).toHaveLength(1);
  });

  test.each([
    ['to another card', { lastFour: '4711' }, 175, 'otherCard', 175],
    ['by another scheme', { scheme: 'girocard' }, 175, 'otherCard', 175],
    ['of too much', { lastFour: '1234' }, 500, 'tooMuch', 325],
  ])('%s is booked as asked, and an alarm', async (_, card, amount, reason, told) => {
    const { it, find, refund } = await afterSale();
    find();
    it.terminal.refundAnswer = {
      kind: 'approved',
      amount,
      evidence: { ...card, receiptNumber: '18', receiptText: [] },
    };
    refund(['milk', 1]);
    await settle();
    expect(it.stage.kind).toBe('thanks');
    const refunded = it.journal.entries.find(({ kind }) => kind === 'PaymentRefunded');
    expect(refunded?.body).toMatchObject({ amount: 175 });
    expect(it.lane.state().alarms).toMatchObject([{ reason, disposition: 'returned', amount: told }]);
  });

  test('asks first about a payment that staff have entered: afterwards the terminal would tell of the refund', async () => {
    const { it, find, refund } = await afterSale();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.terminal.progress?.sent();
    it.terminal.recoveryAnswer = { kind: 'ambiguous', evidence: { receiptText: [] } };
    it.terminal.answer({ kind: 'unknown', cause: 'timeout' });
    await settle();
    const attemptId = it.lane.state().transaction?.attempts[0]?.attemptId ?? '';
    it.lane.staff({ kind: 'resolvePayment', attemptId, outcome: 'declined' }, MANAGER);
    it.lane.command({ kind: 'cancelBasket' });
    find();
    const order: string[] = [];
    const { recover, refund: send } = it.terminal;
    it.terminal.recover = (context) => {
      order.push('asked');
      return recover.call(it.terminal, context);
    };
    it.terminal.refund = (request) => {
      order.push('refunded');
      return send.call(it.terminal, request);
    };
    it.terminal.refundAnswer = { ...BACK, amount: 175 };
    expect(refund(['milk', 1])).toEqual({ kind: 'accepted' });
    await settle();
    expect(order).toEqual(['asked', 'refunded']);
  });

  test('found open by a restart is unknown', async () => {
    const { it, find, refund } = await afterSale();
    find();
    it.terminal.refund = (request) => {
      it.terminal.refunds.push(request);
      return new Promise(() => {});
    };
    refund(['milk', 1]);
    it.lane.stop();
    const again = new LaneUnderTest({ journal: it.journal });
    expect(again.stage).toMatchObject({ kind: 'checking', concern: 'refund', amount: 175 });
    again.terminal.recoveryAnswer = { kind: 'declined', reason: 'notPerformed', evidence: { receiptText: [] } };
    await again.clock.advance(5_000);
    expect(again.stage.kind).toBe('refundFailed');
  });

  test("is a manager's to give, and of a sale that this lane made", async () => {
    const { it, find } = await afterSale();
    const asked = { kind: 'findSale', receiptNumber: 'TEST-000001' } as const;
    expect(it.lane.staff(asked, ATTENDANT)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    const unknown = it.lane.staff({ ...asked, receiptNumber: 'TEST-000009' }, MANAGER);
    expect(unknown).toEqual({ kind: 'refused', reason: 'noSuchSale' });
    expect(find()).toEqual({ kind: 'accepted' });
  });
});
