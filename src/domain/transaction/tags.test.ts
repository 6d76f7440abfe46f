import { describe, expect, it } from 'vitest';
import { ledgerEntryOf } from '../gate/ledger-entry.ts';
import type { AddItem, TransactionCommand } from './commands.ts';
import { decide } from './decide.ts';
import { readTransactionEvent, type TransactionEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { LineTag, Transaction } from './transaction.ts';

const AT = '2026-03-02T10:00:00.000Z';
const START: TransactionCommand = {
  kind: 'start',
  at: AT,
  trigger: 'pad',
  currency: 'GBP',
  locale: 'en',
  training: false,
  tax: { rates: [{ code: 'Z', percent: '0' }], pricesIncludeTax: true, rounding: 'line' },
  promotionSet: 'none',
};
const SHIRT: LineTag = { epc: '3034F1D28010800000000001', key: '3034f1d28010800000000001' };
const OTHER: LineTag = { epc: '3034F1D28010800000000002', key: '3034f1d28010800000000002' };

const add = (lineId: string, tag?: LineTag, more: Partial<AddItem> = {}): AddItem => ({
  kind: 'addItem',
  item: { id: 'shirt', name: 'Shirt', price: 1500, soldBy: 'unit', taxCodes: ['Z'] },
  deposit: null,
  catalogueVersion: 'v1',
  identity: 'gtin 09520000000011',
  quantity: 1,
  lineId,
  depositLineId: `${lineId}-deposit`,
  interventionId: `${lineId}-age`,
  ...(tag === undefined ? {} : { tag }),
  ...more,
});

const VOID = (lineId: string): TransactionCommand => ({ kind: 'voidLine', lineId });
const UNDO: TransactionCommand = { kind: 'undo', interventionId: 'i' };

/** What commands record, from the start; one that is refused ends it. */
function given(...commands: TransactionCommand[]): { events: TransactionEvent[]; state: Transaction; refusal: string } {
  let state: Transaction | null = null;
  const events: TransactionEvent[] = [];
  for (const command of commands) {
    const decision = decide(state, command);
    if (decision.kind === 'refused')
      return { events, state: state as unknown as Transaction, refusal: decision.refusal };
    for (const event of decision.events) {
      // As after a restart: what is folded is what a reader of the journal gets.
      const read = readTransactionEvent(
        event.kind,
        1,
        JSON.parse(JSON.stringify({ transactionId: 'sale', ...event.body })),
      );
      if (read.kind !== 'event') throw new Error(`${event.kind} cannot be read back`);
      state = evolve(state, 'sale', read.event);
      events.push(read.event);
    }
  }
  return { events, state: state as unknown as Transaction, refusal: 'none' };
}

const tagsIn = ({ lines }: Transaction) => lines.map(({ tag, quantity }) => `${quantity} ${tag?.epc.slice(-1) ?? '-'}`);

const paid = (total: number): TransactionCommand[] => [
  {
    kind: 'agreeTotals',
    totals: { lines: [], gross: total, discount: 0, tax: 0, total, taxes: [], proof: 'optimal' },
  },
  { kind: 'intendPayment', attemptId: 'p', at: AT },
  { kind: 'paymentSent', attemptId: 'p' },
  {
    kind: 'settlePayment',
    attemptId: 'p',
    outcome: 'approved',
    amount: total,
    foundBy: 'terminal',
    evidence: { receiptText: [] },
  },
];
const COMPLETE: TransactionCommand = {
  kind: 'complete',
  at: AT,
  receiptNumber: 'A-000001',
  locale: 'en',
  receiptToken: 't'.repeat(22),
  exit: { code: 'ABCD1234', signed: 'signed' },
  prevSaleSeq: 7,
};

describe('a line with a tag', () => {
  it('is one piece of its own beside a scanned piece of the same item, and another tag is another line', () => {
    const { state } = given(START, add('a'), add('b', SHIRT), add('c', OTHER), add('d'));
    expect(tagsIn(state)).toEqual(['2 -', '1 1', '1 2']);
  });

  it('is in a basket once', () => {
    expect(given(START, add('a', SHIRT), add('b', SHIRT)).refusal).toBe('tagInBasket');
    expect(given(START, add('a', SHIRT), add('b', { ...SHIRT, epc: SHIRT.epc.toLowerCase() })).refusal).toBe(
      'tagInBasket',
    );
  });

  it('has no more pieces than one', () => {
    expect(given(START, add('a', SHIRT, { quantity: 2 })).refusal).toBe('fixedQuantity');
    expect(given(START, add('a', SHIRT), { kind: 'changeQuantity', lineId: 'a', quantity: 2 }).refusal).toBe(
      'fixedQuantity',
    );
  });

  it('gives its tag back when it is voided, and takes it again when that is undone', () => {
    const voided = given(START, add('a', SHIRT), VOID('a'));
    expect(tagsIn(voided.state)).toEqual([]);
    expect(given(START, add('a', SHIRT), VOID('a'), add('b', SHIRT)).refusal).toBe('none');
    expect(tagsIn(given(START, add('a', SHIRT), VOID('a'), UNDO).state)).toEqual(['1 1']);
  });

  it('keeps its tag while its basket is put aside', () => {
    const { state } = given(
      START,
      add('a', SHIRT),
      { kind: 'suspend', at: AT, reason: 'staff' },
      { kind: 'recall', at: AT, operatorId: '7' },
    );
    expect(tagsIn(state)).toEqual(['1 1']);
  });
});

describe('a completed sale', () => {
  it('says right behind its completion which tags it took, and nothing where it took none', () => {
    const { events } = given(START, add('a', SHIRT), add('b'), add('c', OTHER), ...paid(4500), COMPLETE);
    expect(events.slice(-2).map(({ kind }) => kind)).toEqual(['TransactionCompleted', 'EpcsSold']);
    expect(events.at(-1)?.body).toEqual({
      epcs: [SHIRT.epc, OTHER.epc],
      keys: [SHIRT.key, OTHER.key],
      prevSaleSeq: 7,
    });
    expect(given(START, add('a'), ...paid(1500), COMPLETE).events.at(-1)?.kind).toBe('TransactionCompleted');
  });

  it('takes no tags in training: practice goods stay the store’s', () => {
    const { events } = given({ ...START, training: true }, add('a', SHIRT), ...paid(1500), COMPLETE);
    expect(events.at(-1)?.kind).toBe('TransactionCompleted');
  });

  it('takes no tag that was voided before', () => {
    const { events } = given(START, add('a', SHIRT), add('b', OTHER), VOID('a'), ...paid(1500), COMPLETE);
    expect(events.at(-1)).toMatchObject({ kind: 'EpcsSold', body: { keys: [OTHER.key] } });
  });
});

describe('a return', () => {
  const agreed = (lineId: string) => ({
    lineId,
    gross: 1500,
    discount: 0,
    net: 1500,
    tax: 0,
    modifiers: [],
    taxes: [],
  });
  const [agree, ...rest] = paid(3000);
  const sale = given(
    START,
    add('a', SHIRT),
    add('b', OTHER),
    ...(agree?.kind === 'agreeTotals'
      ? [{ ...agree, totals: { ...agree.totals, lines: [agreed('a'), agreed('b')] } }]
      : []),
    ...rest,
    COMPLETE,
  ).state;
  const back: TransactionCommand = {
    kind: 'startReturn',
    at: AT,
    sale,
    before: [],
    lines: [{ lineId: 'b', quantity: 1 }],
    lineIds: ['r'],
  };
  const refund: TransactionCommand[] = [
    { kind: 'intendPayment', attemptId: 'r', at: AT, refundOf: { attemptId: 'p', most: 3000 } },
    { kind: 'paymentSent', attemptId: 'r' },
    {
      kind: 'settlePayment',
      attemptId: 'r',
      outcome: 'approved',
      amount: 1500,
      foundBy: 'terminal',
      evidence: { receiptText: [] },
    },
  ];

  it('carries the tags of its lines, and when it completes gives back those and cancels that very sale', () => {
    const { events, state } = given(back, ...refund, { ...COMPLETE, prevSaleSeq: 9 });
    expect(tagsIn(state)).toEqual(['1 2']);
    expect(events.at(-1)).toEqual({
      kind: 'EpcsReturned',
      body: { epcs: [OTHER.epc], keys: [OTHER.key], prevSaleSeq: 9, cancels: 'sale' },
    });
  });

  it('gives nothing back before it is complete', () => {
    expect(given(back, ...refund).events.some(({ kind }) => kind === 'EpcsReturned')).toBe(false);
  });
});

describe('what the sold ledger makes of a journal entry', () => {
  const place = { workstation: 'lane-1', epoch: 'e', seq: 8, recordedAt: AT, v: 1 };
  const body = { transactionId: 'sale', epcs: [SHIRT.epc], keys: [SHIRT.key], prevSaleSeq: 7 };

  it('is the sale with its place in the journal', () => {
    expect(ledgerEntryOf({ ...place, kind: 'EpcsSold', body })).toEqual({
      kind: 'sold',
      workstation: 'lane-1',
      epoch: 'e',
      seq: 8,
      transaction: 'sale',
      prevSaleSeq: 7,
      at: Date.parse(AT),
      keys: [SHIRT.key],
    });
  });

  it('is a return with the sale that it cancels', () => {
    const returned = { ...body, transactionId: 'return', cancels: 'sale' };
    expect(ledgerEntryOf({ ...place, kind: 'EpcsReturned', body: returned })).toMatchObject({
      kind: 'returned',
      transaction: 'return',
      cancels: 'sale',
    });
  });

  it.each([
    ['another kind', 'TransactionCancelled', { transactionId: 'sale', reason: 'staff' }],
    ['a key that is no hex', 'EpcsSold', { ...body, keys: ['zz'] }],
    ['no tags', 'EpcsSold', { ...body, epcs: [], keys: [] }],
    ['a return that cancels nothing', 'EpcsReturned', body],
  ])('is nothing for %s', (_, kind, of) => {
    expect(ledgerEntryOf({ ...place, kind, body: of })).toBeNull();
  });
});
