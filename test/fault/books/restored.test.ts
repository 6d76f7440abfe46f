import { describe, expect, it } from 'vitest';
import { attractView } from '../../../src/renderer/kiosk/fixtures/base.ts';
import type { KioskView } from '../product.ts';
import type { Entry } from '../product-journal.ts';
import { goodDay } from './made-up-day.ts';
import { notRestored, shownTooEarly } from './restored.ts';

const journal = (entries: readonly Entry[]) => ({ entries, flaw: null });
const upTo = (kind: string) => {
  const { entries } = goodDay();
  return journal(entries.slice(0, entries.findIndex((entry) => entry.kind === kind) + 1));
};
const view = (screen: unknown) => ({ ...attractView(), screen }) as KioskView;
const basket = (...lines: readonly (readonly [string, number])[]) =>
  view({
    kind: 'basket',
    basket: { transactionId: 'a', lines: lines.map(([lineId, quantity]) => ({ lineId, quantity })) },
  });
const thanks = (paid: number, code: string | null, more: { receipt?: string; refund?: boolean } = {}) =>
  view({ kind: 'thanks', paid, receipt: 'printing', refund: false, exit: code === null ? null : { code }, ...more });
const outcome = (of: unknown) => view({ kind: 'outcome', outcome: of });

describe('what a restart brings back', () => {
  it('is the same basket, deposits with their goods', () => {
    const onDisk = upTo('LineQuantityChanged');
    expect(notRestored(basket(['a1', 3], ['a2', 3]), onDisk)).toEqual([]);
    expect(notRestored(basket(['a1', 3], ['a2', 1]), onDisk)).toHaveLength(1);
    expect(notRestored(basket(['a1', 3]), onDisk)).toHaveLength(1);
    expect(notRestored(attractView(), onDisk)).toHaveLength(1);
  });

  it('is anything where the open sale lost entries to damage', () => {
    expect(notRestored(attractView(), upTo('LineQuantityChanged'), new Set(['a']))).toEqual([]);
    expect(notRestored(attractView(), upTo('LineQuantityChanged'), new Set(['b']))).toHaveLength(1);
  });

  it('is "checking" while a payment is open, and never the basket', () => {
    const onDisk = upTo('PaymentIntended');
    expect(notRestored(outcome({ kind: 'unknown', amount: 500, staffCalled: false }), onDisk)).toEqual([]);
    expect(notRestored(basket(['a1', 3], ['a2', 3]), onDisk)).toHaveLength(1);
  });

  it('is thanks for a sale that was paid and not completed', () => {
    const onDisk = upTo('PaymentSettled');
    expect(notRestored(thanks(500, 'EXIT-a'), onDisk)).toEqual([]);
    expect(notRestored(thanks(499, 'EXIT-a'), onDisk)).toHaveLength(1);
    expect(notRestored(attractView(), onDisk)).toHaveLength(1);
  });

  it('is nothing of a sale that is over', () => {
    expect(notRestored(attractView(), upTo('TransactionCompleted'))).toEqual([]);
    expect(notRestored(basket(['a1', 3], ['a2', 3]), upTo('TransactionCompleted'))).toHaveLength(1);
  });

  it('is the question about the receipt that is in doubt, and about no other', () => {
    const asks = (code: string) => thanks(500, code, { receipt: 'asked' });
    expect(notRestored(asks('EXIT-a'), upTo('ReceiptPrintStarted'))).toEqual([]);
    expect(notRestored(asks('EXIT-z'), upTo('ReceiptPrintStarted'))).toHaveLength(1);
    expect(notRestored(asks('EXIT-a'), upTo('ReceiptIssued'))).toHaveLength(1);
  });
});

describe('what may be shown', () => {
  it('is a basket that was on disk, now or before', () => {
    expect(shownTooEarly(basket(['a1', 1], ['a2', 1]), upTo('LineQuantityChanged'))).toEqual([]);
    expect(shownTooEarly(basket(['a1', 4], ['a2', 4]), upTo('LineQuantityChanged'))).toHaveLength(1);
    expect(shownTooEarly(basket(['a1', 1]), journal([]))).toHaveLength(1);
  });

  it('is a payment that is intended and a sale that is complete', () => {
    const paying = view({ kind: 'payment', amount: 500 });
    expect(shownTooEarly(paying, upTo('PaymentIntended'))).toEqual([]);
    expect(shownTooEarly(paying, upTo('TotalsAgreed'))).toHaveLength(1);
    const older = journal(goodDay().entries.slice(0, -1));
    expect(shownTooEarly(view({ kind: 'payment', amount: 500 }), older)).toHaveLength(1);
    // A sale that damage took the end of is paid anew, though others have begun since.
    const again = {
      epoch: 'e',
      seq: 99,
      kind: 'PaymentIntended',
      body: { transactionId: 'a', attemptId: 'new', amount: 500 },
    };
    expect(shownTooEarly(paying, journal([...older.entries, again]))).toEqual([]);
  });

  it('is thanks for a sale that is complete, which its exit code names, and not for another that cost the same', () => {
    expect(shownTooEarly(thanks(500, 'EXIT-a'), upTo('TransactionCompleted'))).toEqual([]);
    expect(shownTooEarly(thanks(500, 'EXIT-a'), upTo('PaymentSettled'))).toHaveLength(1);
    expect(shownTooEarly(thanks(500, 'EXIT-z'), upTo('TransactionCompleted'))).toHaveLength(1);
    expect(shownTooEarly(thanks(500, null), upTo('TransactionCompleted'))).toHaveLength(1);
    const back = thanks(150, null, { refund: true });
    expect(shownTooEarly(back, journal(goodDay().entries))).toEqual([]);
    expect(shownTooEarly(back, upTo('PaymentRefunded'))).toHaveLength(1);
  });
});
