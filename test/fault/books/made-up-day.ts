import type { Payment } from '../../../src/emulator/index.ts';
import type { Entry } from '../product-journal.ts';
import type { Books } from './laws.ts';

/**
 * Books of a day in which everything is right: one sale paid by card, one given back, one of nothing, a piece of the first one returned,
 * two pieces with tags sold and one of them returned.
 */
export function goodDay(): {
  entries: Entry[];
  paper: Books['paper'][number][];
  payments: Payment[];
  refunds: Payment[];
} {
  const entries: Entry[] = [];
  const add = (kind: string, body: Entry['body']) => entries.push({ epoch: 'e', seq: entries.length + 1, kind, body });
  const line = (transactionId: string, lineId: string, quantity: number, linkedTo?: string) =>
    add('LineAdded', { transactionId, lineId, quantity, ...(linkedTo === undefined ? {} : { linkedTo }) });
  const pay = (transactionId: string, attemptId: string, asked: number, amount: number, numbers: string) => {
    add('PaymentIntended', { transactionId, attemptId, amount: asked });
    const outcome = amount < asked ? 'partial' : 'approved';
    const evidence = { receiptNumber: numbers, traceNumber: numbers };
    add('PaymentSettled', { transactionId, attemptId, outcome, amount, evidence });
  };
  const printed = (transactionId: string) => {
    add('ReceiptPrintStarted', { transactionId, jobId: `job-${transactionId}`, copy: false });
    add('ReceiptIssued', { transactionId, jobId: `job-${transactionId}`, outcome: 'printed' });
  };
  const complete = (transactionId: string, receiptNumber: string, tenders: unknown[]) => {
    add('TransactionCompleted', { transactionId, receiptNumber, tenders, exit: { code: `EXIT-${transactionId}` } });
    printed(transactionId);
  };

  add('TransactionStarted', { transactionId: 'a' });
  line('a', 'a1', 1);
  line('a', 'a2', 1, 'a1');
  add('LineQuantityChanged', { transactionId: 'a', lineId: 'a1', quantity: 3 });
  add('TotalsAgreed', { transactionId: 'a', total: 500 });
  pay('a', 'pa', 500, 500, '1');
  complete('a', 'ABCD-000001', [{ attemptId: 'pa', amount: 500 }]);

  add('TransactionStarted', { transactionId: 'b' });
  line('b', 'b1', 1);
  add('TotalsAgreed', { transactionId: 'b', total: 300 });
  pay('b', 'pb', 300, 100, '2');
  add('PaymentReversalQueued', { transactionId: 'b', attemptId: 'pb' });
  add('PaymentReversed', { transactionId: 'b', attemptId: 'pb', evidence: {} });
  add('TransactionCancelled', { transactionId: 'b' });

  add('TransactionStarted', { transactionId: 'c' });
  line('c', 'c1', 1);
  add('TotalsAgreed', { transactionId: 'c', total: 0 });
  complete('c', 'ABCD-000002', []);

  add('TransactionStarted', { transactionId: 'd', returnOf: 'a' });
  add('LineAdded', { transactionId: 'd', lineId: 'd1', quantity: 1, returns: 'a1' });
  add('TotalsAgreed', { transactionId: 'd', total: -150 });
  add('PaymentIntended', { transactionId: 'd', attemptId: 'pd', amount: 150, direction: 'refund', refundOf: 'pa' });
  const evidence = { receiptNumber: '4', traceNumber: '4' };
  add('PaymentRefunded', { transactionId: 'd', attemptId: 'pd', amount: 150, evidence });
  complete('d', 'ABCD-000003', [{ attemptId: 'pd', amount: -150 }]);

  add('TransactionStarted', { transactionId: 'e' });
  for (const [lineId, key] of [
    ['e1', 'f1'],
    ['e2', 'f2'],
  ]) {
    add('LineAdded', { transactionId: 'e', lineId, quantity: 1, tag: { epc: key?.toUpperCase(), key } });
  }
  add('TotalsAgreed', { transactionId: 'e', total: 0 });
  add('TransactionCompleted', { transactionId: 'e', receiptNumber: 'ABCD-000004', tenders: [] });
  add('EpcsSold', { transactionId: 'e', epcs: ['F1', 'F2'], keys: ['f1', 'f2'], prevSaleSeq: 0 });
  const soldAt = entries.length;
  printed('e');
  add('TransactionStarted', { transactionId: 'g', returnOf: 'e' });
  add('LineAdded', { transactionId: 'g', lineId: 'g1', quantity: 1, returns: 'e2', tag: { epc: 'F2', key: 'f2' } });
  add('TotalsAgreed', { transactionId: 'g', total: 0 });
  add('TransactionCompleted', { transactionId: 'g', receiptNumber: 'ABCD-000005', tenders: [] });
  add('EpcsReturned', { transactionId: 'g', epcs: ['F2'], keys: ['f2'], prevSaleSeq: soldAt, cancels: 'e' });
  printed('g');

  const alarm = { amount: 90, disposition: 'standing', evidence: { receiptNumber: '5', traceNumber: '5' } };
  add('PaymentAlarmRaised', { alarmId: 'alarm', reason: 'unmatched', ...alarm });
  add('PaymentAlarmSettled', { alarmId: 'alarm', outcome: 'acknowledged' });

  const payment = (
    number: string,
    amount: number,
    outcome: Payment['outcome'],
    reversed: boolean,
    asked: number | null = amount,
  ): Payment => ({
    amount,
    ...(asked === null ? {} : { asked }),
    currency: 'GBP',
    outcome,
    receiptNumber: number.padStart(4, '0'),
    traceNumber: number.padStart(6, '0'),
    at: 0,
    reversed,
  });
  return {
    entries,
    paper: [
      { copy: false, receiptNumber: 'ABCD-000001', transactionId: 'a', total: 500 },
      { copy: false, receiptNumber: 'ABCD-000002', transactionId: 'c', total: 0 },
      { copy: false, receiptNumber: 'ABCD-000003', transactionId: 'd', total: 150 },
      { copy: false, receiptNumber: 'ABCD-000004', transactionId: 'e', total: 0 },
      { copy: false, receiptNumber: 'ABCD-000005', transactionId: 'g', total: 0 },
    ],
    payments: [
      payment('1', 500, 'approved', false),
      payment('2', 100, 'partial', true, 300),
      payment('3', 70, 'declined', false),
      payment('5', 90, 'approved', false, null),
    ],
    refunds: [payment('4', 150, 'approved', false)],
  };
}

/** The same day with something wrong in it. */
export function dayWith(change: (day: ReturnType<typeof goodDay>) => void): Books {
  const day = goodDay();
  change(day);
  return {
    journal: { entries: day.entries, flaw: null },
    paper: day.paper,
    payments: day.payments,
    refunds: day.refunds,
  };
}

/** Takes the entries of one kind and of one transaction or attempt out, or changes their bodies. */
export function alter(
  entries: Entry[],
  kind: string,
  of: string,
  change: ((body: Record<string, unknown>) => Record<string, unknown>) | null,
): void {
  const found = entries.filter(
    ({ kind: it, body }) => it === kind && [body.transactionId, body.attemptId, body.alarmId].includes(of),
  );
  if (found.length === 0) throw new Error(`the day has no ${kind} of ${of}`);
  for (const entry of found) {
    const changed = change === null ? [] : [{ ...entry, body: change({ ...entry.body }) }];
    entries.splice(entries.indexOf(entry), 1, ...changed);
  }
}
