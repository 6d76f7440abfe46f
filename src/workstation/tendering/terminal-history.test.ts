import { expect, test } from 'vitest';
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
