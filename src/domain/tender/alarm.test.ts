import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittingAlarm, openAlarm, PAYMENT_ALARM_VERSION, type RaisedAlarm, readPaymentAlarmEvent } from './alarm.ts';

const alarm: RaisedAlarm = {
  alarmId: 'al-1',
  reason: 'contradiction',
  amount: 175,
  currency: 'GBP',
  disposition: 'refused',
  attemptId: 'a',
  evidence: { receiptNumber: '0017', traceNumber: '000042', receiptText: ['PAID'] },
};
const readBack = (body: unknown) => readPaymentAlarmEvent('PaymentAlarmRaised', PAYMENT_ALARM_VERSION, body);

describe('an alarm that is made to fit', () => {
  it('stays as it is where it fits, to the largest amount that a terminal can tell', () => {
    expect(fittingAlarm('al-1', alarm)).toEqual(alarm);
    expect(fittingAlarm('al-1', { ...alarm, amount: 999_999_999_999 }).amount).toBe(999_999_999_999);
  });

  it.each([
    [{ amount: 1e15 }, { amount: 999_999_999_999 }],
    [{ amount: -1 }, { amount: 0 }],
    [{ amount: 1.5 }, { amount: 0 }],
    [{ amount: null }, { amount: 0 }],
    [{ reason: 'of a newer version' }, { reason: 'unmatched' }],
    [{ disposition: 7 }, { disposition: 'unclear' }],
    [
      { evidence: { ...alarm.evidence, scheme: 'x'.repeat(65) } },
      { evidence: { receiptNumber: '0017', traceNumber: '000042', receiptText: ['PAID'] } },
    ],
    [{ evidence: 'none' }, { evidence: { receiptText: [] } }],
  ])('loses of %j no more than what is out of bounds', (spoilt, expected) => {
    expect(fittingAlarm('al-1', { ...alarm, ...spoilt })).toEqual({ ...alarm, ...expected });
  });

  it('can be read back and stands open, whatever it was made of', () => {
    const parts = fc.record(
      {
        reason: fc.anything(),
        amount: fc.oneof(fc.double(), fc.maxSafeInteger(), fc.anything()),
        currency: fc.oneof(fc.string(), fc.anything()),
        disposition: fc.anything(),
        attemptId: fc.oneof(fc.string({ maxLength: 100 }), fc.anything()),
        evidence: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(parts, fc.anything()), (said) => {
        const event = readBack(JSON.parse(JSON.stringify(fittingAlarm('al-1', said))));
        expect(event).not.toBeNull();
        expect(event && openAlarm(event, '')).not.toBeNull();
      }),
    );
  });
});
