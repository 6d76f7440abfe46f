import { describe, expect, test } from 'vitest';
import { EXCLUSIVE, LaneUnderTest, MemoryJournal } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import { Fault } from '../ports/fault.ts';

const MILK = '9520000000011';
const CRISPS = '9520000000028';
const WINE = '9520000000035';
const COLA = '9520000000042';
const GIFT = '9520000000059';

const APPROVED = { receiptNumber: '17', traceNumber: '4', lastFour: '1234', receiptText: ['** OK **'] };

function lines(lane: LaneUnderTest) {
  return lane.lane.state().transaction?.lines.map((line) => `${line.quantity} ${line.item.id}`) ?? [];
}

describe('scanning', () => {
  test('a scan starts the sale, and both are on disk before they show', () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    expect(it.stage.kind).toBe('basket');
    expect(it.journal.kinds()).toEqual(['TransactionStarted', 'PromotionsPinned', 'LineAdded']);
    expect(it.lane.state().priced?.total).toBe(175);
  });

  test('the same item again is one more piece of its line, and one undo takes it back', () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.scan(MILK);
    expect(lines(it)).toEqual(['2 milk']);
    it.lane.command({ kind: 'undo' });
    expect(lines(it)).toEqual(['1 milk']);
    it.lane.command({ kind: 'undo' });
    expect(lines(it)).toEqual([]);
  });

  test('a voided line comes back by undo, as it was', () => {
    const it = new LaneUnderTest();
    it.scan(COLA);
    it.scan(COLA);
    const line = it.lane.state().transaction?.lines[0];
    it.lane.command({ kind: 'voidLine', lineId: line?.lineId ?? '' });
    expect(lines(it)).toEqual([]);
    it.lane.command({ kind: 'undo' });
    expect(lines(it)).toEqual(['2 cola', '2 deposit']);
    it.lane.command({ kind: 'undo' });
    expect(lines(it)).toEqual(['1 cola', '1 deposit']);
  });

  test('a deposit comes with its item, follows its quantity, and goes with it', () => {
    const it = new LaneUnderTest();
    it.scan(COLA);
    const id = it.lane.state().transaction?.lines[0]?.lineId ?? '';
    it.lane.command({ kind: 'changeQuantity', lineId: id, quantity: 3 });
    expect(lines(it)).toEqual(['3 cola', '3 deposit']);
    expect(it.lane.state().priced?.total).toBe(3 * 175);
    it.lane.command({ kind: 'voidLine', lineId: id });
    expect(lines(it)).toEqual([]);
  });

  test.each([
    ['9520000009991', 'unknownItem'],
    ['9520000000012', 'unreadable'],
    ['__proto__', 'notABarcode'],
    ["'; DROP TABLE entries; --", 'notABarcode'],
    ['<script>alert(1)</script>', 'notABarcode'],
    ['\u202e123', 'notABarcode'],
    ['9'.repeat(10_000), 'notABarcode'],
    ['9520000000066', 'priceMissing'],
    ['4011', 'needsScale'],
  ])('%s gives one message, records nothing and leaves the lane scanning', (code, notice) => {
    const it = new LaneUnderTest();
    it.scan(code);
    expect(it.lane.state().notice?.kind).toBe(notice);
    expect(it.journal.entries).toEqual([]);
    expect(it.logged.join()).not.toContain(code);
    it.scan(MILK);
    expect(lines(it)).toEqual(['1 milk']);
    expect(it.lane.state().notice).toBeNull();
  });

  test('a notice goes by itself', async () => {
    const it = new LaneUnderTest();
    it.scan('nonsense');
    await it.clock.advance(8_000);
    expect(it.lane.state().notice).toBeNull();
  });

  test('a weight label is priced by the kilogram, half-up', () => {
    const it = new LaneUnderTest();
    it.scan('2204011007425');
    expect(it.lane.state().transaction?.lines[0]?.grams).toBe(742);
    expect(it.lane.state().priced?.total).toBe(82);
  });

  test('an age check holds paying, not scanning, and goes with its line', () => {
    const it = new LaneUnderTest();
    it.scan(WINE);
    it.scan(MILK);
    expect(it.lane.command({ kind: 'toReview' })).toEqual({ kind: 'refused', reason: 'notNow' });
    it.lane.command({ kind: 'voidLine', lineId: it.lane.state().transaction?.lines[0]?.lineId ?? '' });
    expect(it.lane.command({ kind: 'toReview' })).toEqual({ kind: 'accepted' });
  });
});

describe('paying', () => {
  function atTerminal(lane = new LaneUnderTest()): LaneUnderTest {
    lane.scan(MILK);
    lane.scan(CRISPS);
    lane.lane.command({ kind: 'toReview' });
    lane.lane.command({ kind: 'pay' });
    return lane;
  }

  test('the intention is on disk before the terminal hears of it', () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    const purchase = it.terminal.purchase.bind(it.terminal);
    let before: string[] = [];
    it.terminal.purchase = (...args) => {
      before = it.journal.kinds().slice(-2);
      return purchase(...args);
    };
    it.lane.command({ kind: 'pay' });
    expect(before).toEqual(['TotalsAgreed', 'PaymentIntended']);
    expect(it.terminal.purchases).toEqual([{ reference: expect.any(String), amount: 175, currency: 'GBP' }]);
  });

  test('approved: committed, completed with a receipt number, printed, and goodbye after eight seconds', async () => {
    const it = atTerminal();
    it.terminal.progress?.sent();
    it.terminal.answer({ kind: 'approved', amount: 295, evidence: APPROVED });
    await settle();
    expect(it.stage).toMatchObject({ kind: 'thanks', receipt: 'printed' });
    expect(it.journal.kinds().slice(-6)).toEqual([
      'PaymentIntended',
      'PaymentSent',
      'PaymentSettled',
      'TransactionCompleted',
      'ReceiptPrintStarted',
      'ReceiptIssued',
    ]);
    const paper = it.printer.jobs[0]?.document;
    expect(paper).toMatchObject({
      total: 295,
      tax: 20,
      header: { receiptNumber: 'TEST-000001' },
      terminalText: ['** OK **'],
    });
    expect(it.journal.openTransactions()).toEqual([]);
    await it.clock.advance(8_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.lane.state().transaction).toBeNull();
  });

  test('"I need more time" puts goodbye off', async () => {
    const it = atTerminal();
    it.terminal.answer({ kind: 'approved', amount: 295, evidence: APPROVED });
    await settle();
    it.lane.command({ kind: 'moreTime' });
    await it.clock.advance(8_000);
    expect(it.stage.kind).toBe('thanks');
    await it.clock.advance(12_000);
    expect(it.stage.kind).toBe('idle');
  });

  test('a scan at goodbye starts the next sale', async () => {
    const it = atTerminal();
    it.terminal.answer({ kind: 'approved', amount: 295, evidence: APPROVED });
    await settle();
    it.scan(MILK);
    expect(lines(it)).toEqual(['1 milk']);
    await it.clock.advance(60_000);
    expect(it.stage.kind).toBe('basket');
  });

  test('declined: nothing taken, pay again, or go on shopping with new totals', async () => {
    const it = atTerminal();
    it.terminal.answer({ kind: 'declined', reason: 'declined', evidence: { receiptText: [] } });
    await settle();
    expect(it.stage).toMatchObject({ kind: 'declined', amount: 295 });
    it.scan(MILK);
    expect(it.stage.kind).toBe('basket');
    expect(it.lane.state().transaction?.totals).toBeNull();
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    expect(it.terminal.purchases[1]?.amount).toBe(470);
  });

  test('a scan while paying is refused with a message', () => {
    const it = atTerminal();
    it.scan(MILK);
    expect(it.lane.state().notice?.kind).toBe('paymentRunning');
    expect(lines(it)).toEqual(['1 milk', '1 crisps']);
  });

  test('cancel is a request: an approval that comes all the same completes the sale', async () => {
    const it = atTerminal();
    it.lane.command({ kind: 'abortPayment' });
    expect(it.terminal.aborts).toBe(1);
    expect(it.stage).toMatchObject({ kind: 'paying', phase: 'cancelling' });
    it.terminal.answer({ kind: 'approved', amount: 295, evidence: APPROVED });
    await settle();
    expect(it.stage.kind).toBe('thanks');
  });

  test('unknown: no second payment, asked again until the terminal answers, then completed once', async () => {
    const it = atTerminal();
    it.terminal.progress?.sent();
    it.terminal.answer({ kind: 'unknown', cause: 'connectionLost' });
    await settle();
    expect(it.stage).toMatchObject({ kind: 'checking', amount: 295 });
    for (const command of ['pay', 'toReview', 'toBasket', 'cancelBasket'] as const) {
      expect(it.lane.command({ kind: command })).toEqual({ kind: 'refused', reason: 'notNow' });
    }
    await it.clock.advance(10_000);
    expect(it.terminal.recoveries.length).toBeGreaterThan(2);
    it.terminal.recoveryAnswer = { kind: 'approved', amount: 295, evidence: APPROVED };
    await it.clock.advance(7_500);
    expect(it.stage.kind).toBe('thanks');
    expect(it.terminal.purchases).toHaveLength(1);
    expect(it.journal.kinds().filter((kind) => kind === 'TransactionCompleted')).toHaveLength(1);
  });

  test('unknown for a minute calls staff, and asking goes on', async () => {
    const it = atTerminal();
    it.terminal.answer({ kind: 'unknown', cause: 'timeout' });
    await it.clock.advance(80_000);
    expect(it.stage).toMatchObject({ kind: 'checking', staffCalled: true });
    it.terminal.recoveryAnswer = { kind: 'declined', reason: 'notPerformed', evidence: { receiptText: [] } };
    await it.clock.advance(20_000);
    expect(it.stage).toMatchObject({ kind: 'declined', reason: 'notPerformed' });
  });

  test('partial approval leaves a balance to pay', async () => {
    const it = atTerminal();
    it.terminal.answer({ kind: 'partial', amount: 200, evidence: APPROVED });
    await settle();
    expect(it.stage).toEqual({ kind: 'partial', paid: 200, remaining: 95 });
    it.lane.command({ kind: 'pay' });
    expect(it.terminal.purchases[1]?.amount).toBe(95);
    it.terminal.answer({ kind: 'approved', amount: 95, evidence: { receiptText: [] } });
    await settle();
    expect(it.stage.kind).toBe('thanks');
  });

  test('an abandoned split is given back before the basket is cancelled', async () => {
    const it = atTerminal();
    it.terminal.answer({ kind: 'partial', amount: 200, evidence: APPROVED });
    await settle();
    it.lane.command({ kind: 'cancelBasket' });
    await settle();
    expect(it.stage.kind).toBe('checking');
    it.terminal.reversalAnswer = { kind: 'approved', amount: 200, evidence: { receiptText: [] } };
    await it.clock.advance(2_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.journal.kinds().slice(-3)).toEqual(['PaymentReversalQueued', 'PaymentReversed', 'TransactionCancelled']);
  });

  test('nothing to pay skips the terminal', async () => {
    const it = new LaneUnderTest();
    it.scan(GIFT);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    await settle();
    expect(it.terminal.purchases).toEqual([]);
    expect(it.stage.kind).toBe('thanks');
  });

  test('in a store without tax in its prices the tax is paid on top', () => {
    const it = atTerminal(new LaneUnderTest({ settings: { tax: EXCLUSIVE } }));
    expect(it.terminal.purchases[0]?.amount).toBe(175 + 120 + 24);
  });

  test("a printer's fault never undoes a sale", async () => {
    const it = new LaneUnderTest();
    it.printer.outcome = { kind: 'notPrinted', cause: 'paperOut' };
    atTerminal(it);
    it.terminal.answer({ kind: 'approved', amount: 295, evidence: APPROVED });
    await settle();
    expect(it.stage).toMatchObject({ kind: 'thanks', receipt: 'notPrinted' });
    expect(it.journal.kinds()).not.toContain('ReceiptPrintStarted');
  });
});

describe('restart', () => {
  test('the same basket is back', () => {
    const journal = new MemoryJournal();
    const first = new LaneUnderTest({ journal });
    first.scan(MILK);
    first.scan(COLA);
    const again = new LaneUnderTest({ journal });
    expect(lines(again)).toEqual(['1 milk', '1 cola', '1 deposit']);
    expect(again.stage.kind).toBe('basket');
    expect(again.lane.state().priced).toEqual(first.lane.state().priced);
  });

  test('a payment found open counts as unknown', async () => {
    const journal = new MemoryJournal();
    const first = new LaneUnderTest({ journal });
    first.scan(MILK);
    first.lane.command({ kind: 'toReview' });
    first.lane.command({ kind: 'pay' });
    const again = new LaneUnderTest({ journal });
    expect(again.stage).toMatchObject({ kind: 'checking', amount: 175 });
    again.terminal.recoveryAnswer = { kind: 'declined', reason: 'notPerformed', evidence: { receiptText: [] } };
    await again.clock.advance(1_000);
    expect(again.stage.kind).toBe('declined');
    expect(again.terminal.purchases).toEqual([]);
  });

  test('an approval on disk without its completion is completed', async () => {
    const journal = new MemoryJournal();
    const first = new LaneUnderTest({ journal });
    first.scan(MILK);
    first.lane.command({ kind: 'toReview' });
    first.lane.command({ kind: 'pay' });
    first.printer.outcome = { kind: 'printed' };
    const append = journal.append.bind(journal);
    journal.append = (build) =>
      append((numbers) => {
        const drafts = build(numbers);
        if (drafts.some((draft) => draft.kind === 'TransactionCompleted')) throw new Fault('STORAGE_IO', 'power cut');
        return drafts;
      });
    first.terminal.answer({ kind: 'approved', amount: 175, evidence: APPROVED });
    await settle();
    const money = { concern: 'payment', amount: 175 };
    expect(first.stage).toEqual({ kind: 'unavailable', code: 'STORAGE_IO', recovering: true, money });
    journal.append = append;
    const again = new LaneUnderTest({ journal });
    await settle();
    expect(again.stage.kind).toBe('thanks');
    expect(journal.kinds().filter((kind) => kind === 'TransactionCompleted')).toHaveLength(1);
  });
});

describe('faults', () => {
  test('a disk that takes nothing closes the lane with its code, and the basket is as it was', () => {
    const it = new LaneUnderTest();
    it.scan(MILK);
    it.journal.fault = new Fault('STORAGE_DISK_FULL', 'no space left');
    it.scan(CRISPS);
    expect(it.stage).toEqual({ kind: 'unavailable', code: 'STORAGE_DISK_FULL', recovering: true });
    expect(lines(it)).toEqual(['1 milk']);
    expect(it.lane.command({ kind: 'toReview' })).toEqual({
      kind: 'refused',
      reason: 'locked',
      code: 'STORAGE_DISK_FULL',
    });
  });
});
