import { describe, expect, test } from 'vitest';
import type { AddItem, TransactionCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { AgreedTotals } from './events.ts';
import { evolve } from './evolve.ts';
import { MOST_LINES, type Transaction } from './transaction.ts';

const START: TransactionCommand = {
  kind: 'start',
  at: '2026-03-02T10:00:00.000Z',
  trigger: 'touch',
  currency: 'GBP',
  locale: 'en',
  training: false,
  tax: { rates: [{ code: 'Z', percent: '0' }], pricesIncludeTax: true, rounding: 'line' },
  promotionSet: 'none',
};

let count = 0;
const add = (id: string, more: Partial<AddItem> & { minAge?: number; soldBy?: 'unit' | 'weight' } = {}): AddItem => {
  const { minAge, soldBy = 'unit', ...rest } = more;
  count += 1;
  return {
    kind: 'addItem',
    item: { id, name: id, price: 100, soldBy, taxCodes: ['Z'], ...(minAge === undefined ? {} : { minAge }) },
    deposit: null,
    catalogueVersion: 'v1',
    identity: `gtin ${id}`,
    quantity: 1,
    lineId: `line-${count}`,
    depositLineId: `deposit-${count}`,
    interventionId: `intervention-${count}`,
    ...rest,
  };
};

/** Folds commands into a state; a refused one fails the test. */
function given(...commands: TransactionCommand[]): Transaction {
  let state: Transaction | null = null;
  for (const command of commands) {
    const decision = decide(state, command);
    if (decision.kind === 'refused') throw new Error(`${command.kind} was refused: ${decision.refusal}`);
    for (const event of decision.events) state = evolve(state, 'tx', event);
  }
  return state as unknown as Transaction;
}

const refusal = (state: Transaction | null, command: TransactionCommand): string => {
  const decision = decide(state, command);
  return decision.kind === 'refused' ? decision.refusal : 'events';
};

const totals = (total: number): AgreedTotals => ({
  lines: [],
  gross: total,
  discount: 0,
  tax: 0,
  total,
  taxes: [],
  proof: 'optimal',
});
const AGREE: TransactionCommand = { kind: 'agreeTotals', totals: totals(100) };
const intend = (attemptId: string): TransactionCommand => ({
  kind: 'intendPayment',
  attemptId,
  at: '2026-03-02T10:01:00.000Z',
});
const settle = (
  attemptId: string,
  outcome: 'approved' | 'partial' | 'declined',
  amount: number,
): TransactionCommand => ({
  kind: 'settlePayment',
  attemptId,
  outcome,
  amount,
  foundBy: 'terminal',
  evidence: { receiptText: [] },
});
const COMPLETE: TransactionCommand = {
  kind: 'complete',
  at: '2026-03-02T10:02:00.000Z',
  receiptNumber: 'TEST-000001',
  locale: 'en',
  receiptToken: 'A'.repeat(22),
  exit: { code: '7Q2M9KXF', signed: 'x' },
  prevSaleSeq: 0,
};

describe('the basket', () => {
  test('nothing happens before the start, and a start happens once', () => {
    expect(refusal(null, add('a'))).toBe('notStarted');
    expect(refusal(given(START), START)).toBe('alreadyStarted');
  });

  test('goods priced differently since an import do not join an older line', () => {
    const state = given(START, add('a'), add('a', { catalogueVersion: 'v2' }));
    expect(state.lines.map((line) => line.quantity)).toEqual([1, 1]);
  });

  test('goods with a price on their label each have their own line', () => {
    const state = given(START, add('a', { labelPrice: 250 }), add('a', { labelPrice: 250 }));
    expect(state.lines).toHaveLength(2);
    const line = state.lines[0]?.lineId ?? '';
    expect(refusal(state, { kind: 'changeQuantity', lineId: line, quantity: 2 })).toBe('fixedQuantity');
  });

  test('a basket is full at its bound and not before', () => {
    const goods = Array.from({ length: MOST_LINES }, (_, index) => add(`item-${index}`));
    const state = given(START, ...goods);
    expect(refusal(state, add('one-more'))).toBe('basketFull');
    expect(refusal(state, add('item-0'))).toBe('events');
  });

  test('a line that is not there is refused, not a fault', () => {
    const state = given(START, add('a'));
    expect(refusal(state, { kind: 'voidLine', lineId: 'no' })).toBe('unknownLine');
    expect(refusal(state, { kind: 'changeQuantity', lineId: 'no', quantity: 2 })).toBe('unknownLine');
  });

  test('undo goes back step by step to nothing, and then says so', () => {
    const line = add('a');
    let state = given(START, line, add('a'), { kind: 'changeQuantity', lineId: line.lineId, quantity: 5 }, add('b'));
    const seen: string[] = [];
    for (;;) {
      const decision = decide(state, { kind: 'undo', interventionId: 'i' });
      if (decision.kind === 'refused') break;
      for (const event of decision.events) state = evolve(state, 'tx', event);
      seen.push(state.lines.map((it) => `${it.quantity}${it.item.id}`).join(' '));
    }
    expect(seen).toEqual(['5a', '2a', '1a', '']);
  });
});

describe('age', () => {
  test('one approval covers equal and lower ages in this basket', () => {
    const wine = add('wine', { minAge: 18 });
    const state = given(START, add('knife', { minAge: 16 }), wine, {
      kind: 'settleIntervention',
      interventionId: wine.interventionId,
      outcome: 'approved',
      operatorId: 'anna',
    });
    expect(state.interventions.map((it) => it.state)).toEqual(['approved', 'approved']);
    expect(given(START, wine).interventions).toHaveLength(1);
    const more = decide(state, add('beer', { minAge: 18 }));
    expect(more.kind === 'events' && more.events.map((event) => event.kind)).toEqual(['LineAdded']);
  });

  test('a denial voids its line and keeps the others', () => {
    const wine = add('wine', { minAge: 18 });
    const settled = { kind: 'settleIntervention' as const, interventionId: wine.interventionId, operatorId: 'anna' };
    const state = given(START, add('milk'), wine, { ...settled, outcome: 'denied' });
    expect(state.lines.map((line) => line.item.id)).toEqual(['milk']);
  });

  test('totals wait for what is pending', () => {
    expect(refusal(given(START, add('wine', { minAge: 18 })), AGREE)).toBe('interventionPending');
  });
});

describe('paying', () => {
  test('while one attempt is open no other starts and the basket stands still', () => {
    for (const more of [
      [],
      [{ kind: 'paymentSent', attemptId: 'p1' }],
      [{ kind: 'paymentUnknown', attemptId: 'p1', cause: 'lost' }],
    ]) {
      const state = given(START, add('a'), AGREE, intend('p1'), ...(more as TransactionCommand[]));
      expect(refusal(state, intend('p2'))).toBe('paymentOpen');
      expect(refusal(state, add('b'))).toBe('paymentOpen');
      expect(refusal(state, { kind: 'cancel', reason: 'shopper' })).toBe('paymentOpen');
      expect(refusal(state, COMPLETE)).toBe('paymentOpen');
    }
  });

  test('a sale completes only when it is paid to the penny, and only once', () => {
    const tendering = given(START, add('a'), AGREE);
    expect(refusal(tendering, COMPLETE)).toBe('notPaid');
    const paid = given(START, add('a'), AGREE, intend('p1'), settle('p1', 'approved', 100), COMPLETE);
    expect(paid.phase).toBe('completed');
    expect(paid.attempts[0]?.state).toBe('committed');
    expect(refusal(paid, COMPLETE)).toBe('alreadyCompleted');
    expect(refusal(paid, add('b'))).toBe('finished');
  });

  test('a partial approval leaves the rest for another attempt', () => {
    const state = given(START, add('a'), AGREE, intend('p1'), settle('p1', 'partial', 60), intend('p2'));
    expect(state.attempts[1]?.amount).toBe(40);
    const paid = given(
      START,
      add('a'),
      AGREE,
      intend('p1'),
      settle('p1', 'partial', 60),
      intend('p2'),
      settle('p2', 'approved', 40),
      COMPLETE,
    );
    expect(paid.attempts.map((it) => it.state)).toEqual(['committed', 'committed']);
  });

  test('part paid: the basket stands still until the part is given back', () => {
    const part = [START, add('a'), AGREE, intend('p1'), settle('p1', 'partial', 60)];
    expect(refusal(given(...part), { kind: 'cancel', reason: 'shopper' })).toBe('alreadyPaidPart');
    const queued = given(...part, { kind: 'queueReversal', attemptId: 'p1', reason: 'splitAbandoned' });
    expect(refusal(queued, { kind: 'cancel', reason: 'shopper' })).toBe('alreadyPaidPart');
    expect(refusal(queued, intend('p2'))).toBe('badPaymentState');
    const back = given(
      ...part,
      { kind: 'queueReversal', attemptId: 'p1', reason: 'splitAbandoned' },
      { kind: 'paymentReversed', attemptId: 'p1', evidence: { receiptText: [] } },
      { kind: 'cancel', reason: 'shopper' },
    );
    expect(back.phase).toBe('cancelled');
  });

  test('an unknown outcome is ended by an answer or by staff with evidence, never by a second settling', () => {
    const unknown = [
      START,
      add('a'),
      AGREE,
      intend('p1'),
      { kind: 'paymentUnknown', attemptId: 'p1', cause: 'lost' } as const,
    ];
    const resolved = {
      kind: 'resolvePayment' as const,
      attemptId: 'p1',
      amount: 100,
      operatorId: 'anna',
      evidence: { receiptText: [] },
    };
    const state = given(...unknown, { ...resolved, outcome: 'approved' }, COMPLETE);
    expect(state.phase).toBe('completed');
    expect(refusal(given(...unknown, settle('p1', 'declined', 0)), settle('p1', 'approved', 100))).toBe(
      'badPaymentState',
    );
  });

  test('changing the basket after a decline takes the agreed totals away', () => {
    const state = given(START, add('a'), AGREE, intend('p1'), settle('p1', 'declined', 0), add('b'));
    expect(state.totals).toBeNull();
    expect(refusal(state, intend('p2'))).toBe('noTotals');
  });

  test('an unpaid-for nothing needs no payment', () => {
    const state = given(START, add('a'), { kind: 'agreeTotals', totals: totals(0) });
    expect(refusal(state, intend('p1'))).toBe('nothingToPay');
    expect(refusal(state, COMPLETE)).toBe('events');
  });

  test('totals that outgrow an entry of the journal are not agreed, so that nothing is paid for them', () => {
    const tax = { code: 'x'.repeat(100), base: 1, tax: 0 };
    const huge = { ...totals(100), taxes: Array.from({ length: 3000 }, () => ({ ...tax, percent: '20' })) };
    expect(refusal(given(START, add('a')), { kind: 'agreeTotals', totals: huge })).toBe('basketFull');
  });
});
