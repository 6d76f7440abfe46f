import { describe, expect, test } from 'vitest';
import { LaneUnderTest, type MemoryJournal } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import { Fault } from '../ports/fault.ts';
import type { Operator } from '../ports/operators.ts';

const MILK = '9520000000011';
const MANAGER: Operator = { id: '2', name: 'Ada', role: 'manager' };

/** Takes the first entry of a kind away, as damage to the disk does. */
function lose(journal: MemoryJournal, kind: string): void {
  const at = journal.entries.findIndex((entry) => entry.kind === kind);
  expect(at).toBeGreaterThanOrEqual(0);
  journal.entries.splice(at, 1);
}

/** Two of a kind in the basket: the second scan counts up the line of the first. */
function twoOfMilk(): LaneUnderTest {
  const it = new LaneUnderTest();
  it.scan(MILK);
  it.scan(MILK);
  return it;
}

async function paying(): Promise<LaneUnderTest> {
  const it = twoOfMilk();
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  it.terminal.progress?.sent();
  return it;
}

const slip = { receiptNumber: '0017', traceNumber: '000042', receiptText: [] };
const alarms = (it: LaneUnderTest) =>
  it.lane.state().alarms.map(({ reason, amount, disposition }) => [reason, amount, disposition]);

describe('a transaction of which damage took an entry', () => {
  test('is set aside, staff are told, and the lane serves the next shopper', () => {
    const { journal } = twoOfMilk();
    lose(journal, 'LineAdded');
    const it = new LaneUnderTest({ journal });
    expect(it.stage.kind).toBe('idle');
    expect(alarms(it)).toEqual([['setAside', 0, 'unclear']]);
    expect(journal.entries.at(-1)).toMatchObject({ kind: 'TransactionSetAside', body: { completed: false } });
    it.scan(MILK);
    expect(it.stage.kind).toBe('basket');
    const again = new LaneUnderTest({ journal });
    expect(again.lane.state().transaction?.lines).toHaveLength(1);
    expect(alarms(again)).toEqual([['setAside', 0, 'unclear']]);
    const { alarmId } = again.lane.state().alarms[0]!;
    expect(again.lane.staff({ kind: 'settleAlarm', alarmId, action: 'acknowledge' }, MANAGER).kind).toBe('accepted');
    expect(alarms(new LaneUnderTest({ journal }))).toEqual([]);
  });

  test('and was put aside before leaves the other baskets alone', async () => {
    const before = twoOfMilk();
    const { journal, clock } = before;
    await clock.advance(91_000);
    before.scan(MILK);
    await clock.advance(91_000);
    expect(before.lane.state().suspended).toHaveLength(2);
    lose(journal, 'LineAdded');
    const it = new LaneUnderTest({ journal });
    expect(it.lane.state().suspended).toHaveLength(1);
    expect(it.stage.kind).toBe('idle');
  });

  test('and waits for what the terminal says leaves an alarm of that payment, which outlives a restart', async () => {
    const { journal } = await paying();
    lose(journal, 'LineAdded');
    const it = new LaneUnderTest({ journal });
    expect(it.stage.kind).toBe('idle');
    expect(alarms(it)).toEqual([['setAside', 350, 'unclear']]);
    expect(alarms(new LaneUnderTest({ journal }))).toEqual([['setAside', 350, 'unclear']]);
  });

  test('and was paid in part leaves an alarm of that money, which the terminal can be asked to take back', async () => {
    const paid = await paying();
    paid.terminal.answer({ kind: 'partial', amount: 100, evidence: slip });
    await settle();
    lose(paid.journal, 'LineAdded');
    const it = new LaneUnderTest({ journal: paid.journal });
    expect(alarms(it)).toEqual([['setAside', 100, 'standing']]);
    it.terminal.reversalAnswer = { kind: 'approved', amount: 100, evidence: slip };
    const { alarmId } = it.lane.state().alarms[0]!;
    it.lane.staff({ kind: 'settleAlarm', alarmId, action: 'reverse' }, MANAGER);
    await settle();
    expect(alarms(it)).toEqual([]);
  });

  test('and has lost its total while money is on its way is not taken up without it', async () => {
    const { journal } = await paying();
    lose(journal, 'TotalsAgreed');
    expect(alarms(new LaneUnderTest({ journal }))).toEqual([['setAside', 350, 'unclear']]);
  });

  test('and has lost how its first payment ended is not taken up with two of them open', async () => {
    const it = await paying();
    it.terminal.answer({ kind: 'declined', reason: 'card', evidence: slip });
    await settle();
    it.lane.command({ kind: 'pay' });
    expect(it.journal.kinds().filter((kind) => kind === 'PaymentIntended')).toHaveLength(2);
    lose(it.journal, 'PaymentSettled');
    expect(alarms(new LaneUnderTest({ journal: it.journal }))).toEqual([
      ['setAside', 350, 'unclear'],
      ['setAside', 350, 'unclear'],
    ]);
  });

  test('and is found without its first entry is no less an alarm', async () => {
    const { journal } = await paying();
    lose(journal, 'TransactionStarted');
    expect(alarms(new LaneUnderTest({ journal }))).toEqual([['setAside', 350, 'unclear']]);
  });

  test('and was completed owes nothing, and its receipt is not asked about', async () => {
    const paid = await paying();
    paid.printer.outcome = { kind: 'notPrinted', cause: 'offline' };
    paid.terminal.answer({ kind: 'approved', amount: 350, evidence: slip });
    const { journal } = paid;
    await settle();
    journal.append(() => [
      { kind: 'TransactionStarted', v: 1, body: { transactionId: 'x' }, transactionId: 'x', transaction: 'opens' },
      { kind: 'TransactionCompleted', v: 1, body: { transactionId: 'x' }, transactionId: 'x' },
    ]);
    const it = new LaneUnderTest({ journal });
    expect(alarms(it)).toEqual([['setAside', 0, 'unclear']]);
  });

  test('is set aside as well where the lane comes back without a restart', async () => {
    const it = twoOfMilk();
    it.journal.fault = new Fault('STORAGE_CORRUPT', 'damaged');
    it.scan(MILK);
    expect(it.stage.kind).toBe('unavailable');
    lose(it.journal, 'LineAdded');
    await it.clock.advance(20_000);
    expect(it.stage.kind).toBe('idle');
    expect(alarms(it)).toEqual([['setAside', 0, 'unclear']]);
  });

  test('is not set aside while the disk fails: it is there when the disk is', () => {
    const { journal } = twoOfMilk();
    lose(journal, 'LineAdded');
    journal.fault = new Fault('STORAGE_IO', 'EIO');
    expect(() => new LaneUnderTest({ journal })).toThrow('EIO');
    expect(journal.kinds()).not.toContain('PaymentAlarmRaised');
    journal.fault = null;
    expect(alarms(new LaneUnderTest({ journal }))).toHaveLength(1);
  });
});

test('two visits at once leave the later one on the lane, and the other one told', () => {
  const { journal } = twoOfMilk();
  journal.append(() => {
    const started = journal.entries.find(({ kind }) => kind === 'TransactionStarted')!;
    const body = { ...started.body, transactionId: 'second' };
    return [{ kind: 'TransactionStarted', v: 1, body, transactionId: 'second', transaction: 'opens' }];
  });
  const it = new LaneUnderTest({ journal });
  expect(it.lane.state().transaction?.transactionId).toBe('second');
  expect(alarms(it)).toEqual([['setAside', 0, 'unclear']]);
  expect(journal.openTransactions()).toHaveLength(2);
});

describe('a visit that lost the entry which ended it', () => {
  const begun = { kind: 'TransactionStarted', v: 1, body: { transactionId: 'x' }, transactionId: 'x' } as const;

  test.each([
    ['is over too', 'closes', 1],
    ['can be taken up no more than it', 'opens', 2],
  ] as const)('is not taken up where another began after it, which %s', async (_, transaction, told) => {
    const { journal } = twoOfMilk();
    journal.append(() => [{ ...begun, transaction }]);
    const it = new LaneUnderTest({ journal });
    expect(it.stage.kind).toBe('idle');
    expect(alarms(it)).toEqual(Array.from({ length: told }, () => ['setAside', 0, 'unclear']));
    expect(alarms(new LaneUnderTest({ journal }))).toHaveLength(told);
  });

  test('nor where all that is left of the other is what it sold', () => {
    const { journal } = twoOfMilk();
    journal.append(() => [{ kind: 'LineAdded', v: 1, body: { transactionId: 'x' }, transactionId: 'x' }]);
    expect(new LaneUnderTest({ journal }).stage.kind).toBe('idle');
  });

  test('is told from one that was put aside and taken up again', () => {
    const first = twoOfMilk();
    const { journal } = first;
    expect(first.lane.staff({ kind: 'suspend' }, MANAGER).kind).toBe('accepted');
    journal.append(() => [{ ...begun, transaction: 'closes' }]);
    const { transactionId } = first.lane.state().suspended[0]!.transaction;
    expect(first.lane.staff({ kind: 'recall', transactionId }, MANAGER).kind).toBe('accepted');
    const it = new LaneUnderTest({ journal });
    expect(it.stage.kind).toBe('basket');
    expect(alarms(it)).toEqual([]);
  });
});
