import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';

const again = (it: LaneUnderTest) => new LaneUnderTest({ journal: it.journal }).terminal.histories.at(-1);

test('a terminal that nothing is known of has not been met', () => {
  expect(new LaneUnderTest().terminal.histories.at(-1)).toEqual({ transactions: [], open: [], met: false });
});

test('a terminal that had approved nothing is written down as met, and the next start knows', () => {
  const it = new LaneUnderTest();
  it.terminal.met(null);
  expect(it.journal.entries.at(-1)).toMatchObject({ kind: 'TerminalMet', body: {} });
  expect(again(it)).toEqual({ transactions: [], open: [], met: true });
});

test('what it had approved before it was met is among what is accounted for, once it has been written down', () => {
  const it = new LaneUnderTest();
  it.terminal.met({ receiptNumber: '0042', traceNumber: '000123' });
  expect(again(it)).toMatchObject({ met: true, transactions: [{ receiptNumber: '0042', traceNumber: '000123' }] });
});

describe('where damage took what the journal had of the terminal', () => {
  const lost = (journal: LaneUnderTest['journal'], kind: string) => {
    const at = journal.entries.findIndex((entry) => entry.kind === kind);
    expect(at).toBeGreaterThanOrEqual(0);
    journal.entries.splice(at, 1);
  };
  const paying = (it: LaneUnderTest) => {
    it.scan('9520000000011');
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
  };

  test('an attempt still names the transaction before it, once', () => {
    const it = new LaneUnderTest();
    it.terminal.met({ receiptNumber: '0042', traceNumber: '000123' });
    paying(new LaneUnderTest({ journal: it.journal }));
    const before = { met: true, transactions: [{ receiptNumber: '0042', traceNumber: '000123' }] };
    expect(again(it)).toMatchObject(before);
    expect(again(it)?.transactions).toHaveLength(1);
    lost(it.journal, 'TerminalMet');
    expect(again(it)).toMatchObject(before);
  });

  test('an attempt that was sent says that it had been met', () => {
    const it = new LaneUnderTest();
    it.terminal.met(null);
    paying(it);
    lost(it.journal, 'TerminalMet');
    expect(again(it)).toMatchObject({ met: false, transactions: [] });
    it.terminal.progress?.sent();
    expect(again(it)).toMatchObject({ met: true, transactions: [] });
  });

  test('an attempt that staff practised says nothing of it', () => {
    const it = new LaneUnderTest();
    const sent = { transactionId: 'x', attemptId: 'p' };
    const training = (value: boolean) => {
      it.journal.entries.splice(0);
      it.journal.append(() => [
        { kind: 'TransactionStarted', v: 1, body: { transactionId: 'x', training: value }, transactionId: 'x' },
        { kind: 'PaymentSent', v: 1, body: sent, transactionId: 'x' },
      ]);
      return again(it)?.met;
    };
    expect([training(true), training(false)]).toEqual([false, true]);
  });
});
