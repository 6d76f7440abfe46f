import { expect, test } from 'vitest';
import type { TransactionCommand } from '../transaction/commands.ts';
import { decide } from '../transaction/decide.ts';
import { evolve } from '../transaction/evolve.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { buildReceipt, type ReceiptHeading } from './build.ts';

const AT = '2026-03-02T10:00:00.000Z';
const HEADING: ReceiptHeading = {
  storeName: 'Harbour Street',
  address: [],
  laneLabel: 'Lane 1',
  timezone: 'UTC',
  workstation: 'lane-1',
  epochCode: 'A7K2',
  receiptUrl: null,
};
const EVIDENCE = { scheme: 'VISA', lastFour: '1111', receiptText: [] };
const APPROVED = { outcome: 'approved', foundBy: 'terminal', evidence: EVIDENCE } as const;

function given(id: string, ...commands: TransactionCommand[]): Transaction {
  let state: Transaction | null = null;
  for (const command of commands) {
    const decision = decide(state, command);
    if (decision.kind === 'refused') throw new Error(`${command.kind} was refused: ${decision.refusal}`);
    for (const event of decision.events) state = evolve(state, id, event);
  }
  return state as unknown as Transaction;
}

const complete = (receiptNumber: string): TransactionCommand => ({
  kind: 'complete',
  at: AT,
  receiptNumber,
  locale: 'en',
  receiptToken: 't'.repeat(22),
  exit: { code: 'ABCD1234', signed: 'signed' },
  prevSaleSeq: 0,
});

/** Three teas at 100 with 60 off. */
const SALE = given(
  'sale',
  {
    kind: 'start',
    at: AT,
    trigger: 'scan',
    currency: 'GBP',
    locale: 'en',
    training: false,
    tax: { rates: [{ code: 'Z', percent: '0' }], pricesIncludeTax: true, rounding: 'line' },
    promotionSet: 'none',
  },
  {
    kind: 'addItem',
    item: { id: 'tea', name: 'Tea', price: 100, soldBy: 'unit', taxCodes: ['Z'] },
    deposit: null,
    catalogueVersion: 'v1',
    identity: 'gtin',
    quantity: 3,
    lineId: 'line-1',
    depositLineId: 'deposit-1',
    interventionId: 'intervention-1',
  },
  {
    kind: 'agreeTotals',
    totals: {
      lines: [
        {
          lineId: 'line-1',
          gross: 300,
          discount: 60,
          net: 240,
          tax: 0,
          modifiers: [{ promotionId: 'p', title: 'Tea week', amount: 60 }],
          taxes: [{ code: 'Z', base: 240, tax: 0 }],
        },
      ],
      gross: 300,
      discount: 60,
      tax: 0,
      total: 240,
      taxes: [{ code: 'Z', percent: '0', base: 240, tax: 0 }],
      proof: 'optimal',
    },
  },
  { kind: 'intendPayment', attemptId: 'paid', at: AT },
  { kind: 'settlePayment', attemptId: 'paid', amount: 240, ...APPROVED },
  complete('A7K2-000001'),
);

test('a sale carries its exit code, and its tender what was paid', () => {
  const receipt = buildReceipt(SALE, HEADING, false);
  expect(receipt).toMatchObject({ returnOf: null, total: 240, tenders: [{ amount: 240 }] });
  expect(receipt?.qr?.payload).toBe('checkstand:exit#signed');
});

test('a refund names its sale, is negative down to what went back to the card, and opens no gate', () => {
  const lines = [{ lineId: 'line-1', quantity: 1 }];
  const refund = given(
    'return',
    { kind: 'startReturn', at: AT, sale: SALE, before: [], lines, lineIds: ['line-2'] },
    { kind: 'intendPayment', attemptId: 'back', at: AT, refundOf: { attemptId: 'paid', most: 240 } },
    { kind: 'settlePayment', attemptId: 'back', amount: 80, ...APPROVED },
    complete('A7K2-000002'),
  );
  expect(buildReceipt(refund, HEADING, false)).toMatchObject({
    returnOf: 'A7K2-000001',
    header: { receiptNumber: 'A7K2-000002' },
    lines: [{ name: 'Tea', quantity: 1, unitPrice: 100, gross: -100, modifiers: [{ title: 'Tea week', amount: -20 }] }],
    itemCount: 1,
    gross: -100,
    discount: -20,
    total: -80,
    taxes: [{ code: 'Z', base: -80, tax: 0 }],
    tenders: [{ kind: 'card', amount: -80, scheme: 'VISA', lastFour: '1111' }],
    qr: null,
  });
});
