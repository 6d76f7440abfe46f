import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import type { Operator } from '../ports/operators.ts';

const MANAGER: Operator = { id: '2', name: 'Ada', role: 'manager' };

/** The terminal tells of an approval by itself; each has its own numbers. */
function tell(it: LaneUnderTest, number: number, amount = 175): void {
  const text = String(number).padStart(6, '0');
  const evidence = { receiptNumber: text, traceNumber: text, receiptText: [] };
  it.terminal.unmatched({ amount, currency: 'GBP', disposition: 'standing', evidence });
}

const shown = (it: LaneUnderTest) => it.lane.state().alarms.map(({ amount }) => amount);

test.each([
  [999_999_999_999, 999_999_999_999],
  [1e15, 999_999_999_999],
  [Number.NaN, 0],
])('an approval of %d is an alarm, and still one after a restart', (amount, expected) => {
  const it = new LaneUnderTest();
  tell(it, 1, amount);
  tell(it, 1, amount);
  expect(shown(it)).toEqual([expected]);
  expect(shown(new LaneUnderTest({ journal: it.journal }))).toEqual([expected]);
});

test('an alarm that an earlier version wrote down beyond its bounds is one, and can be settled', () => {
  const { journal } = new LaneUnderTest();
  const body = { alarmId: 'al-1', reason: 'unmatched', amount: 5e12, disposition: 'standing', evidence: {} };
  journal.append(() => [{ kind: 'PaymentAlarmRaised', v: 1, body, transactionId: 'al-1', transaction: 'opens' }]);
  const it = new LaneUnderTest({ journal });
  expect(shown(it)).toEqual([999_999_999_999]);
  it.lane.staff({ kind: 'settleAlarm', alarmId: 'al-1', action: 'acknowledge' }, MANAGER);
  expect(journal.openTransactions()).toEqual([]);
});

describe('more alarms than are shown', () => {
  function manyTold(): LaneUnderTest {
    const it = new LaneUnderTest();
    for (let number = 1; number <= 103; number += 1) tell(it, number, number);
    return it;
  }

  test('are all on disk, each once, and come up one by one as others are settled', () => {
    const it = manyTold();
    for (let number = 101; number <= 103; number += 1) tell(it, number, number);
    expect(it.journal.openTransactions()).toHaveLength(103);
    expect(shown(it)).toHaveLength(100);
    expect(it.logged.some((line) => line.startsWith('payment.alarmsWait'))).toBe(true);
    for (let settled = 0; settled < 103; settled += 1) {
      const { alarmId } = it.lane.state().alarms[0]!;
      it.lane.staff({ kind: 'settleAlarm', alarmId, action: 'acknowledge' }, MANAGER);
    }
    expect(shown(it)).toEqual([]);
    expect(it.journal.openTransactions()).toEqual([]);
  });

  test('are no more after a restart', () => {
    const it = new LaneUnderTest({ journal: manyTold().journal });
    expect(shown(it)).toHaveLength(100);
    it.lane.staff({ kind: 'settleAlarm', alarmId: it.lane.state().alarms[0]!.alarmId, action: 'acknowledge' }, MANAGER);
    expect(shown(it)).toHaveLength(100);
    expect(shown(it).at(-1)).toBe(101);
  });
});
