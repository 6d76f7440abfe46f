import { expect, test } from 'vitest';
import { paymentEvidenceSchema } from '../../../domain/tender/evidence.ts';
import { evidenceOf, outcomeOf } from './outcome.ts';
import { NO_RECEIPTS, withPrintLine } from './receipt-text.ts';

test('the evidence of the fullest message is what the domain accepts', () => {
  let receipts = NO_RECEIPTS;
  for (let count = 0; count < 500; count++)
    receipts = withPrintLine(receipts, Uint8Array.of(0, ...new Uint8Array(400).fill(0x41)), 'cp437');
  const status = {
    resultCode: 0,
    amount: 1,
    currency: '826',
    traceNumber: '000123',
    receiptNumber: '0042',
    time: '100533',
    date: '0701',
    terminalId: '65001234',
    authorisation: '08159700',
    lastFour: '1234',
    cardType: 10,
    cardName: 'V'.repeat(40),
  };
  const evidence = evidenceOf({ status, receipts }, null);
  expect(paymentEvidenceSchema.safeParse(evidence).error).toBeUndefined();
  expect(evidence.receiptText).toHaveLength(200);
});

test('the scheme is the card name, else the card type, else unknown', () => {
  const scheme = (fields: object) => evidenceOf({ status: fields, receipts: NO_RECEIPTS }, null).scheme;
  expect(scheme({ cardName: 'VISA credit', cardType: 10 })).toBe('VISA credit');
  expect(scheme({ cardType: 5 })).toBe('girocard');
  expect(scheme({ cardType: 200 })).toBeUndefined();
  expect(scheme({})).toBeUndefined();
});

test('a lost answer is never an outcome', () => {
  for (const command of ['purchase', 'refund', 'reversal'] as const) {
    expect(outcomeOf({ kind: 'lost', cause: 'timeout', refusal: null }, { amount: 1 }, command, null)).toEqual({
      kind: 'unknown',
      cause: 'timeout',
    });
  }
});
