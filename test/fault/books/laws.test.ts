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
    expect(taken).toEqual(['the terminal took 500 (receipt 0009), and no payment owns it']);
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
    expect(open('leftToStaff')).toEqual([]);
    expect(open('settled')).toEqual(['payment pb was never settled']);
  });

  it('bear one approval that an open payment can own, and no other', () => {
    const late = (amount: number) =>
      found(({ entries, payments }) => {
        for (const kind of ['PaymentSettled', 'PaymentReversalQueued', 'PaymentReversed', 'TransactionCancelled'])
          alter(entries, kind, 'b', null);
        payments.push({ ...payments[0]!, amount, receiptNumber: '0009', traceNumber: '000009' });
      }, 'cut');
    expect(late(300)).toEqual([]);
    expect(late(301)).toEqual(['the terminal took 301 (receipt 0009), and no payment owns it']);
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
      '3 receipts were begun on paper, and the journal knows of 2',
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
});
