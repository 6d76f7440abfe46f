import { expect, test } from 'vitest';
import type { RecoveryContext } from '../../../workstation/ports/payment-terminal.ts';
import type { TerminalFields } from './bitmaps.ts';
import { NO_RECEIPTS } from './receipt-text.ts';
import { decideRecovery } from './recovery.ts';

const SENT_AT = Date.parse('2025-07-01T09:05:00Z');
const context: RecoveryContext = {
  reference: 'attempt-1',
  amount: 662,
  currency: 'GBP',
  sentAt: SENT_AT,
  previous: { receiptNumber: '0041', traceNumber: '000122' },
};
/** What the terminal says of a payment like the one that was lost. */
const last: TerminalFields = {
  resultCode: 0,
  amount: 662,
  currency: '826',
  receiptNumber: '0042',
  traceNumber: '000123',
  date: '0701',
  time: '100533',
};
const rules = {
  timezone: 'Europe/London',
  clockToleranceMs: 120_000,
  completionMs: 190_000,
  currency: '826',
  clockOffset: null,
  known: [],
  refused: new Set<string>(),
  attemptRefused: false,
  empty: false,
  terminalId: '65001234',
};

function decide(
  change: Partial<Record<keyof TerminalFields, unknown>> | null,
  asked: Partial<RecoveryContext> = {},
  also = {},
) {
  const status =
    change === null
      ? null
      : (Object.fromEntries(
          Object.entries({ ...last, ...change }).filter(([, value]) => value !== undefined),
        ) as TerminalFields);
  const given = { ...context, ...asked };
  if (asked.previous === undefined && 'previous' in asked) delete (given as { previous?: unknown }).previous;
  const outcome = decideRecovery({ status, receipts: NO_RECEIPTS }, given, { ...rules, ...also });
  return outcome.kind === 'declined' ? `declined ${outcome.reason}` : outcome.kind;
}
const NO_PREVIOUS = { previous: undefined } as unknown as Partial<RecoveryContext>;

test('row 1: nothing told, or no result', () => {
  expect(decide(null)).toBe('ambiguous');
  expect(decide({ resultCode: undefined })).toBe('ambiguous');
});

test('row 2: the last transaction is the one known before', () => {
  expect(decide({ receiptNumber: '0041', traceNumber: '000122' })).toBe('declined notPerformed');
  expect(decide({ receiptNumber: '0041', traceNumber: undefined })).toBe('declined notPerformed');
  expect(decide({ receiptNumber: undefined, traceNumber: '000122' })).toBe('declined notPerformed');
  expect(decide({ receiptNumber: '0041' }, { previous: { receiptNumber: '0041' } })).toBe('declined notPerformed');
  expect(decide({ receiptNumber: '0041', traceNumber: '000122', date: '0630', time: '180000', amount: 1 })).toBe(
    'declined notPerformed',
  );
});

test('row 2 needs every number that both know to agree', () => {
  expect(decide({ receiptNumber: '0041' })).not.toBe('declined notPerformed');
  expect(decide({ receiptNumber: undefined, traceNumber: undefined })).not.toBe('declined notPerformed');
});

test('row 2: whatever this process saw before the attempt is not the attempt', () => {
  const known = [{ receiptNumber: '0042', traceNumber: '000123' }, { traceNumber: '000124' }];
  expect(decide({}, {}, { known })).toBe('declined notPerformed');
  expect(decide({}, NO_PREVIOUS, { known })).toBe('declined notPerformed');
});

test('row 3: a transaction that takes another back, or that this register refused', () => {
  expect(decide({}, {}, { attemptRefused: true })).toBe('ambiguous');
  expect(decide({ originalTraceNumber: '000123', traceNumber: '000124' })).toBe('ambiguous');
  expect(decide({}, {}, { refused: new Set(['0042']) })).toBe('ambiguous');
});

test('row 4: numbered before the newest known and older than the attempt: nothing was booked since', () => {
  const declinedSince = { known: [{ receiptNumber: '0043', traceNumber: '000124' }] };
  expect(decide({ time: '095500' }, {}, declinedSince)).toBe('declined notPerformed');
  expect(decide({ traceNumber: '000001', receiptNumber: '0001', date: '0630' })).toBe('declined notPerformed');
});

test('row 5: numbered before the newest known and near the attempt, or without a time: it may count anew', () => {
  expect(decide({ traceNumber: '000001', receiptNumber: '0001' })).toBe('ambiguous');
  expect(decide({ traceNumber: '000122' })).toBe('ambiguous');
  expect(decide({ traceNumber: undefined, receiptNumber: '0002' })).toBe('ambiguous');
  expect(decide({ traceNumber: '000001', receiptNumber: '0001', time: undefined })).toBe('ambiguous');
  expect(decide({ traceNumber: '000001', receiptNumber: '0001', time: '120000' })).toBe('ambiguous');
});

test('row 6: not near in time, or without a time', () => {
  expect(decide({ time: '100259' })).toBe('ambiguous');
  expect(decide({ time: '101500' })).toBe('ambiguous');
  expect(decide({ date: '0630' })).toBe('ambiguous');
  expect(decide({ time: undefined })).toBe('ambiguous');
});

test('row 6: a clock that was measured is believed beside the zone', () => {
  expect(decide({ time: '143010' })).toBe('ambiguous');
  const offset = Date.parse('2025-07-01T14:30:00Z') - SENT_AT;
  expect(decide({ time: '143010' }, {}, { clockOffset: offset })).toBe('approved');
});

test('row 7: approved, same amount and currency, near in time', () => {
  expect(decide({})).toBe('approved');
  expect(decide({ currency: undefined })).toBe('approved');
  expect(decide({ time: '100301' })).toBe('approved');
  expect(decide({ time: '101009' })).toBe('approved');
  expect(decide({ receiptNumber: undefined })).toBe('approved');
});

test('row 8: approved, another amount or currency', () => {
  expect(decide({ amount: 661 })).toBe('ambiguous');
  expect(decide({ amount: undefined })).toBe('ambiguous');
  expect(decide({ currency: '978' })).toBe('ambiguous');
});

test('row 8: the other amount is told where all else says that it is the attempt', () => {
  const took = (change: Partial<TerminalFields>) =>
    decideRecovery({ status: { ...last, ...change }, receipts: NO_RECEIPTS }, context, rules);
  expect(took({ amount: 300 })).toMatchObject({ kind: 'ambiguous', took: 300 });
  for (const change of [
    { amount: 300, currency: '978' },
    { amount: 300, time: '120000' },
    { amount: 300, resultCode: 5 },
  ])
    expect(took(change)).not.toHaveProperty('took');
});

test('row 9: not approved, and no other amount', () => {
  expect(decide({ resultCode: 0x05 })).toBe('declined card');
  expect(decide({ resultCode: 0x6c })).toBe('declined terminal');
  expect(decide({ resultCode: 0x71, amount: undefined })).toBe('declined card');
});

test('row 10: not approved, another amount', () => {
  expect(decide({ resultCode: 0x05, amount: 100 })).toBe('ambiguous');
});

test('without a known previous payment, time and amount carry the proof alone', () => {
  expect(decide({}, NO_PREVIOUS)).toBe('approved');
  expect(decide({ resultCode: 0x05 }, NO_PREVIOUS)).toBe('declined card');
  expect(decide({ amount: 100 }, NO_PREVIOUS)).toBe('ambiguous');
  expect(decide({ time: '090000' }, NO_PREVIOUS)).toBe('ambiguous');
});

test('the evidence is what the terminal said, with its id from the registration', () => {
  const outcome = decideRecovery({ status: last, receipts: NO_RECEIPTS }, context, rules);
  expect(outcome).toMatchObject({
    kind: 'approved',
    amount: 662,
    evidence: { receiptNumber: '0042', traceNumber: '000123', terminalId: '65001234', terminalTime: '07-01 10:05:33' },
  });
});

test('the last transaction is the attempt where it carries the numbers that staff have read, whatever clocks and journal say', () => {
  const read = { receiptNumber: '42', traceNumber: '123' };
  const known = [{ receiptNumber: '0042', traceNumber: '000123' }];
  expect(decide({ time: '180000' }, { read }, { known })).toBe('approved');
  expect(decide({ time: '180000' }, { read: { receiptNumber: '41' } })).toBe('ambiguous');
  expect(decide({ time: '180000', resultCode: 5 }, { read })).toMatch(/^declined/);
  const status = { ...last, amount: 2_901, time: '180000' };
  const told = decideRecovery({ status, receipts: NO_RECEIPTS }, { ...context, read }, rules);
  expect(told).toMatchObject({ kind: 'ambiguous', took: 2_901 });
});
