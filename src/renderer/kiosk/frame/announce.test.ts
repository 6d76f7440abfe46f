import { expect, test } from 'vitest';
import { keepEqual } from '../../client/keep-equal.ts';
import { makeLane } from '../../ui/lane.ts';
import { attractView, viewOf } from '../fixtures/base.ts';
import { basketOf, eggs, milk } from '../fixtures/lines.ts';
import { padFixtures } from '../fixtures/pad.ts';
import { staffFixtures } from '../fixtures/staff.ts';
import { announcement } from './announce.ts';

const lane = makeLane('en', 'GBP', async () => ({ kind: 'accepted' }));
const basket = (...lines: Parameters<typeof basketOf>[0]) => viewOf({ kind: 'basket', basket: basketOf(lines) });

test('a scan says the item, its price and the total', () => {
  expect(announcement(basket(eggs), basket(eggs, milk), lane)).toBe('Whole milk, £1.75. Total £3.85');
});

test('the first scan, from the attract screen, says the same', () => {
  expect(announcement(attractView(), basket(eggs), lane)).toBe('Free-range eggs, £2.10. Total £2.10');
});

test('a view that changes nothing says nothing', () => {
  const before = basket(eggs);
  expect(announcement(before, keepEqual(before, structuredClone({ ...before, version: 99 })), lane)).toBeNull();
});

test('a notice is said once', () => {
  const before = basket(eggs);
  const notice = { id: 'n1', tone: 'attention', title: { id: 'notice.unreadable' } } as const;
  const after = { ...before, version: 13, notice };
  expect(announcement(before, after, lane)).toBe('That code didn’t scan properly');
  expect(announcement(after, { ...after, version: 14 }, lane)).toBeNull();
});

test('what the terminal asks for is said when it changes', () => {
  const paying = (id: string) =>
    viewOf({ kind: 'payment', direction: 'purchase', amount: 210, phase: 'follow', prompt: { id }, canCancel: false });
  expect(announcement(paying('prompt.presentCard'), paying('prompt.enterPin'), lane)).toBe('Enter your PIN');
  const same = paying('prompt.enterPin');
  expect(announcement(same, keepEqual(same, paying('prompt.enterPin')), lane)).toBeNull();
});

test('the page that has just opened is silent: its heading takes the focus', () => {
  expect(announcement(null, basket(eggs), lane)).toBeNull();
});

test('what changes by itself on a screen that stays is said: payment, receipt, staff on their way', () => {
  const paying = (phase: 'follow' | 'approved', direction: 'purchase' | 'refund' = 'purchase') =>
    viewOf({ kind: 'payment', direction, amount: 210, phase, prompt: null, canCancel: false });
  expect(announcement(paying('follow'), paying('approved'), lane)).toBe('Payment approved');
  expect(announcement(paying('follow', 'refund'), paying('approved', 'refund'), lane)).toBe('Refund approved');

  const thanks = (receipt: 'printing' | 'notPrinted') =>
    viewOf({
      kind: 'thanks',
      paid: 210,
      saved: 0,
      refund: false,
      receipt,
      canPrint: 'no',
      exit: null,
      closesIn: 8000,
    });
  expect(announcement(thanks('printing'), thanks('notPrinted'), lane)).toBe('No paper receipt this time');

  const unknown = (staffCalled: boolean) =>
    viewOf({
      kind: 'outcome',
      outcome: { kind: 'unknown', concern: 'payment', amount: 210, staffCalled, code: 'PAYMENT_UNKNOWN' },
      hold: null,
    });
  expect(announcement(unknown(false), unknown(true), lane)).toBe('We’ll be with you shortly');
  expect(announcement(unknown(true), unknown(true), lane)).toBeNull();
});

test('staff hear what came of what they did', () => {
  const desk = staffFixtures['desk-refused']!.view;
  const silent = staffFixtures['desk-help']!.view;
  expect(announcement(silent, desk, lane)).toBe('That can’t be done now');
  expect(announcement(desk, { ...desk, version: 13 }, lane)).toBeNull();
});

test('what the count cannot take is said once, behind the count that its heading says', () => {
  const settling = padFixtures['pad-settling']!.view;
  const refused = padFixtures['pad-refused']!.view;
  expect(announcement(settling, refused, lane)).toBe('We’ll check one item with you');
  expect(announcement(refused, { ...refused, version: 13 }, lane)).toBeNull();
  expect(announcement(settling, padFixtures.pad!.view, lane)).toBeNull();
});
