import { expect, test } from 'vitest';
import type { StaffTask } from '../../../../protocol/staff-view.ts';
import { HOME, openPage } from './page.ts';

const payment: StaffTask = {
  kind: 'payment',
  attemptId: 'a-1',
  concern: 'payment',
  amount: 1687,
  since: '2026-01-14T14:32:00Z',
  allowed: true,
};
const none = {
  suspend: false,
  cancelBasket: false,
  printCopy: false,
  openDrawer: null,
  refund: false,
  helpDone: false,
};
const reading = { kind: 'payment', attemptId: 'a-1' } as const;

test('a page stays open while what it is about is there', () => {
  expect(openPage(reading, { tasks: [payment], actions: none })).toEqual({ kind: 'payment', task: payment });
});

test('a page closes when its task was settled meanwhile, or may not be settled here', () => {
  expect(openPage(reading, { tasks: [], actions: none })).toBe(HOME);
  expect(openPage(reading, { tasks: [{ ...payment, attemptId: 'a-2' }], actions: none })).toBe(HOME);
  expect(openPage(reading, { tasks: [{ ...payment, allowed: false }], actions: none })).toBe(HOME);
});

test('what may not be done any more closes too', () => {
  expect(openPage({ kind: 'refund' }, { tasks: [], actions: none })).toBe(HOME);
  expect(openPage({ kind: 'refund' }, { tasks: [], actions: { ...none, refund: true } })).toEqual({ kind: 'refund' });
});
