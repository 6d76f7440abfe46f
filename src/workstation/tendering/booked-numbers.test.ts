import { expect, test } from 'vitest';
import type { RecordedEntry } from '../ports/journal.ts';
import { isBookedElsewhere } from './booked-numbers.ts';

const TODAY = '2026-03-02';
const YESTERDAY = '2026-03-01';

const entry = (kind: string, body: RecordedEntry['body'], businessDay: string): RecordedEntry => ({
  epoch: 'e',
  seq: 1,
  recordedAt: '',
  businessDay,
  kind,
  v: 1,
  body,
  hash: '',
});
const paid = (receiptNumber: string, traceNumber: string, businessDay = TODAY, more: object = {}) =>
  entry(
    'PaymentSettled',
    { attemptId: `of ${receiptNumber}`, outcome: 'approved', evidence: { receiptNumber, traceNumber, ...more } },
    businessDay,
  );

const taken = (entries: readonly RecordedEntry[], receiptNumber?: string, traceNumber?: string, attempt: object = {}) =>
  isBookedElsewhere({ latest: () => entries }, { attemptId: 'doubt', ...attempt }, TODAY, {
    ...(receiptNumber === undefined ? {} : { receiptNumber }),
    ...(traceNumber === undefined ? {} : { traceNumber }),
  });

test('numbers of an earlier payment of the day are taken, as they are written and without their zeros', () => {
  const day = [paid('0041', '000122'), paid('0042', '000123')];
  expect(taken(day, '0041', '000122')).toBe(true);
  expect(taken(day, '41', '122')).toBe(true);
  expect(taken(day, '42')).toBe(true);
  expect(taken(day, undefined, '122')).toBe(true);
});

test('new numbers are free, and so are those of the attempt itself and of what was refused', () => {
  const refused = { attemptId: 'x', outcome: 'declined', evidence: { receiptNumber: '0043' } };
  const day = [paid('0042', '000123'), entry('PaymentSettled', refused, TODAY)];
  expect(taken(day, '43', '124')).toBe(false);
  expect(taken(day, '42', '123', { attemptId: 'of 0042' })).toBe(false);
  expect(taken([], '43')).toBe(false);
});

test('refunds, reversals, alarms and what staff entered have their numbers too', () => {
  const evidence = { receiptNumber: '0050', traceNumber: '000130' };
  for (const kind of ['PaymentRefunded', 'PaymentReversed', 'PaymentAlarmRaised', 'PaymentResolved']) {
    const day = [entry(kind, { attemptId: 'other', evidence }, TODAY), paid('0051', '000131')];
    expect(taken(day, '50', '130')).toBe(true);
  }
});

test('a terminal that counts anew on the same day gives a number twice', () => {
  const day = [paid('0001', '000001'), paid('0002', '000002'), paid('0001', '000001'), paid('0002', '000002')];
  expect(taken([...day.slice(0, 2), paid('0001', '000001')], '2', '2')).toBe(false);
  expect(taken(day, '2', '2')).toBe(true);
  // Receipts began anew, and traces went on.
  expect(taken([paid('0001', '000071'), paid('0002', '000072')], '1', '73')).toBe(false);
});

test('an alarm that was told late is no sign that it counts anew', () => {
  const late = { reason: 'unmatched', evidence: { receiptNumber: '0002', traceNumber: '000002' } };
  const day = [paid('0001', '000001'), paid('0003', '000003'), entry('PaymentAlarmRaised', late, TODAY)];
  expect(taken([...day, paid('0004', '000004')], '1', '1')).toBe(true);
});

test('of the days before only what the terminal booked last is what it may still show', () => {
  const days = [paid('0007', '000700', YESTERDAY), paid('0008', '000800', YESTERDAY)];
  expect(taken(days, '7', '700')).toBe(false);
  expect(taken(days, '8', '800')).toBe(true);
  expect(taken(days, '9', '900', { previous: { receiptNumber: '0009', traceNumber: '000900' } })).toBe(true);
});

test('another terminal that stood here before counted by itself', () => {
  const day = [paid('0001', '000001', TODAY, { terminalId: 'A' }), paid('0900', '000900', TODAY, { terminalId: 'B' })];
  expect(taken(day, '1', '1')).toBe(false);
});
