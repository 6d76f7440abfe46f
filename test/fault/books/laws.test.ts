import { describe, expect, it } from 'vitest';
import { type Moment, violations } from './laws.ts';
import { alter, dayWith } from './made-up-day.ts';

const found = (change: Parameters<typeof dayWith>[0], moment: Moment = 'settled') =>
  violations(dayWith(change), moment);

describe('the laws of the three books', () => {
  it('find nothing wrong with a day on which everything is right', () => {
    expect(found(() => {})).toEqual([]);
  });

  it('find a broken chain', () => {
    expect(violations({ ...dayWith(() => {}), journal: { entries: [], flaw: 'seqGap' } }, 'settled')).toContain(
      'the journal: seqGap',
    );
  });

  it('find a gap in the receipt numbers, and one that comes twice', () => {
    const renumber = (to: string) =>
      found(({ entries, paper }) => {
        alter(entries, 'TransactionCompleted', 'c', (body) => ({ ...body, receiptNumber: to }));
        paper.pop();
      });
    expect(renumber('ABCD-000003')).toContain('receipt ABCD-000003 stands where 2 is due');
    expect(renumber('ABCD-000001')).toContain('receipt ABCD-000001 stands where 2 is due');
  });

  it('find a sale that is a cent short', () => {
    expect(found(({ entries }) => alter(entries, 'TotalsAgreed', 'a', (body) => ({ ...body, total: 501 })))).toEqual([
      'sale a of 501 completed with 500 paid',
      'receipt ABCD-000001 says 500 for a, the journal 501 for a',
    ]);
  });

  it('find a completed sale whose payment was declined, and one without any', () => {
    const declined = found(({ entries }) =>
      alter(entries, 'PaymentSettled', 'pa', (body) => ({ ...body, outcome: 'declined' })),
    );
    expect(declined).toContain('sale a completed with payment pa of 500, which is notPaid');
    expect(
      found(({ entries }) => alter(entries, 'TransactionCompleted', 'a', (body) => ({ ...body, tenders: [] }))),
    ).toContain('sale a of 500 completed with 0 paid');
  });

  it('find an approval that no payment owns', () => {
    const taken = found(({ payments }) =>
      payments.push({ ...payments[0]!, receiptNumber: '0009', traceNumber: '000009' }),
    );
    expect(taken).toEqual(['the terminal booked a payment of 500 (receipt 0009), and nothing owns it']);
  });

  it('find an approval that was taken for two payments', () => {
    const twice = found(({ entries }) =>
      alter(entries, 'PaymentSettled', 'pb', (body) => ({
        ...body,
        amount: 500,
        evidence: { receiptNumber: '1', traceNumber: '1' },
      })),
    );
    expect(twice).toContain("the terminal's approval 0001 was taken for payments pa and pb");
  });

  it('find a payment that the terminal does not know of, or knows with another amount', () => {
    expect(found(({ payments }) => payments.shift())).toContain(
      'payment pa of 500 is live, and the terminal knows of none',
    );
    expect(found(({ payments }) => payments.splice(0, 1, { ...payments[0]!, amount: 499 }))).toContain(
      'payment pa says 500, the terminal 499',
    );
  });

  it('find a reversal that only one side knows of', () => {
    expect(found(({ payments }) => payments.splice(1, 1, { ...payments[1]!, reversed: false }))).toContain(
      'payment pb counts as taken back, and the terminal has it',
    );
    expect(found(({ payments }) => payments.splice(0, 1, { ...payments[0]!, reversed: true }))).toContain(
      'payment pa is live, and the terminal took it back',
    );
  });

  it('find a cancelled sale whose payment was kept', () => {
    const kept = found(({ entries, payments }) => {
      alter(entries, 'PaymentReversalQueued', 'b', null);
      alter(entries, 'PaymentReversed', 'b', null);
      payments.splice(1, 1, { ...payments[1]!, reversed: false });
    });
    expect(kept).toContain('sale b was cancelled and its payment kept');
  });

  it('bear a payment that is still open after a cut, and not when everything was back', () => {
    const open = (moment: Moment) =>
      found(({ entries }) => {
        for (const kind of ['PaymentSettled', 'PaymentReversalQueued', 'PaymentReversed', 'TransactionCancelled'])
          alter(entries, kind, 'b', null);
      }, moment);
    expect(open('cut')).toEqual([]);
    expect(open('settled')).toEqual(['payment pb was never settled', 'sale b is still open']);
  });

  it('bear one approval that an open payment can own, and no other', () => {
    const late = (amount: number) =>
      found(({ entries, payments }) => {
        for (const kind of ['PaymentSettled', 'PaymentReversalQueued', 'PaymentReversed', 'TransactionCancelled'])
          alter(entries, kind, 'b', null);
        payments.push({ ...payments[0]!, amount, receiptNumber: '0009', traceNumber: '000009' });
      }, 'cut');
    expect(late(300)).toEqual([]);
    expect(late(301)).toEqual(['the terminal booked a payment of 301 (receipt 0009), and nothing owns it']);
  });
});

describe('the laws of returns', () => {
  it('find more pieces of a line come back than were sold', () => {
    const more = found(({ entries }) => alter(entries, 'LineAdded', 'd', (body) => ({ ...body, quantity: 4 })));
    expect(more).toEqual(['of line a1 of sale a 4 came back, and 3 were sold']);
  });

  it('find more money given back than was paid', () => {
    const more = found(({ entries, refunds, paper }) => {
      for (const kind of ['PaymentIntended', 'PaymentRefunded'])
        alter(entries, kind, 'pd', (body) => ({ ...body, amount: 501 }));
      alter(entries, 'TotalsAgreed', 'd', (body) => ({ ...body, total: -501 }));
      const tenders = [{ attemptId: 'pd', amount: -501 }];
      alter(entries, 'TransactionCompleted', 'd', (body) => ({ ...body, tenders }));
      refunds.splice(0, 1, { ...refunds[0]!, amount: 501 });
      paper.splice(2, 1, { ...paper[2]!, total: 501 });
    });
    expect(more).toEqual([
      'payment pa of 500 was given back 501 of',
      'sale a of 500 was given back 501, and 501 was agreed on',
    ]);
  });

  it('find nothing wrong with a refund that staff gave back another way, and the terminal does not know of', () => {
    const byHand = found(({ entries, refunds }) => {
      refunds.pop();
      alter(entries, 'PaymentRefunded', 'pd', (body) => ({
        ...body,
        operatorId: '2',
        evidence: { receiptNumber: '501' },
      }));
    });
    expect(byHand).toEqual([]);
  });

  it('find a refund that the terminal does not know of, and one that nothing owns', () => {
    expect(found(({ refunds }) => refunds.pop())).toContain('refund pd of 150 is live, and the terminal knows of none');
    const twice = found(({ refunds }) =>
      refunds.push({ ...refunds[0]!, receiptNumber: '0009', traceNumber: '000009' }),
    );
    expect(twice).toEqual(['the terminal booked a refund of 150 (receipt 0009), and nothing owns it']);
  });

  it('find a return of a sale that was never completed', () => {
    const never = found(({ entries }) =>
      alter(entries, 'TransactionStarted', 'd', (body) => ({ ...body, returnOf: 'b' })),
    );
    expect(never).toContain('b is given money back for, and is cancelled');
  });
});

describe('the laws of the end of a day', () => {
  it('find a receipt that nobody knows the end of, and bear it after a cut', () => {
    const unknown = (moment: Moment) => found(({ entries }) => alter(entries, 'ReceiptIssued', 'a', null), moment);
    expect(unknown('settled')).toEqual(['nobody knows what came of the receipt of sale a']);
    expect(unknown('cut')).toEqual([]);
  });

  it('find a basket that is still put aside', () => {
    const aside = found(({ entries }) => {
      const body = { transactionId: 'b' };
      alter(entries, 'TransactionCancelled', 'b', null);
      entries.push({ epoch: 'e', seq: 99, kind: 'TransactionSuspended', body });
    });
    expect(aside).toEqual(['sale b is still put aside']);
  });

  it('find what can happen only once and is there twice', () => {
    const twice = found(({ entries }) => entries.push({ ...entries[0]!, seq: 99 }));
    expect(twice).toEqual(['TransactionStarted of a is in the journal twice']);
  });
});

describe('the laws of a damaged journal', () => {
  it('leave out what the damage took, and nothing else', () => {
    const books = dayWith(({ entries }) => alter(entries, 'PaymentSettled', 'pa', null));
    expect(violations(books, 'settled')).not.toEqual([]);
    const damaged = { sales: new Set(['a']), approvals: new Set(['0001/000001']) };
    expect(violations({ ...books, damaged }, 'settled')).toEqual([]);
    const other = { sales: new Set(['c']), approvals: new Set<string>() };
    expect(violations({ ...books, damaged: other }, 'settled')).toContain('payment pa was never settled');
  });
});

describe('the laws of paper', () => {
  it('find a receipt that is not in the journal', () => {
    expect(found(({ paper }) => paper.splice(1, 1, { copy: false, receiptNumber: 'ABCD-000007', total: 0 }))).toContain(
      'receipt ABCD-000007 is on paper and not in the journal',
    );
  });

  it('find two originals of one sale, and let copies be', () => {
    const again = (copy: boolean) => found(({ paper }) => paper.push({ ...paper[0]!, copy }));
    expect(again(true)).toEqual([]);
    expect(again(false)).toContain('receipt ABCD-000001 is on paper 2 times');
  });

  it('find a receipt that was begun and is not in the journal, though it was cut off before its number', () => {
    expect(found(({ paper }) => paper.push({ copy: false }))).toEqual([
      '6 receipts were begun on paper, and the journal knows of 5',
    ]);
  });

  it('find a sale whose printing was begun twice', () => {
    const twice = found(({ entries }) =>
      entries.push({
        epoch: 'e',
        seq: 99,
        kind: 'ReceiptPrintStarted',
        body: { transactionId: 'a', jobId: 'again', copy: false },
      }),
    );
    expect(twice).toEqual(['printing of sale a was begun 2 times without the word COPY']);
  });

  it('find a receipt that counts as printed and is not there, and the other way round', () => {
    expect(found(({ paper }) => paper.shift())).toEqual(['receipt ABCD-000001 counts as printed and is not on paper']);
    const unprinted = found(({ entries }) =>
      alter(entries, 'ReceiptIssued', 'a', (body) => ({ ...body, outcome: 'notPrinted' })),
    );
    expect(unprinted).toContain('receipt ABCD-000001 counts as not printed and is on paper');
  });

  it('let a hurt sale own what was paid for it after the damage, and nothing else', () => {
    const books = dayWith(() => {});
    const damaged = { sales: new Set(['a']), approvals: new Set<string>() };
    expect(violations({ ...books, damaged }, 'settled')).toEqual([]);
    const stray = { ...books.payments[0], receiptNumber: '0099', traceNumber: '000099' } as (typeof books.payments)[0];
    expect(violations({ ...books, payments: [...books.payments, stray], damaged }, 'settled')).toContain(
      `the terminal booked a payment of ${stray.amount} (receipt 0099), and nothing owns it`,
    );
  });
});
