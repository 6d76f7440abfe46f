import { expect, test } from 'vitest';
import { keepEqual } from '../../client/keep-equal.ts';
import { makeLane } from '../../ui/lane.ts';
import { attractView, viewOf } from '../fixtures/base.ts';
import { basketOf, eggs, milk } from '../fixtures/lines.ts';
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
