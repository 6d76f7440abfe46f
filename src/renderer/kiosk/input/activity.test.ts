import { expect, test } from 'vitest';
import type { OutcomeScreen } from '../../../protocol/view.ts';
import { attractView, viewOf } from '../fixtures/base.ts';
import { basketOf, eggs } from '../fixtures/lines.ts';
import { staffFixtures } from '../fixtures/staff.ts';
import { due, watching } from './activity.ts';

const basket = viewOf({ kind: 'basket', basket: basketOf([eggs]) });
const outcome = (what: OutcomeScreen['outcome']) => viewOf({ kind: 'outcome', outcome: what, hold: null });

test('signs of life matter where a basket could be put aside', () => {
  expect(watching(basket)).toBe('quiet');
  expect(watching(outcome({ kind: 'cancelled', amount: 210 }))).toBe('quiet');
  expect(watching({ ...basket, idle: { closesIn: 30_000 } })).toBe('warned');
});

test('and nowhere else', () => {
  expect(watching(null)).toBe('none');
  expect(watching(attractView())).toBe('none');
  const unknown = {
    kind: 'unknown',
    concern: 'payment',
    amount: 210,
    staffCalled: false,
    code: 'PAYMENT_UNKNOWN',
  } as const;
  expect(watching(outcome(unknown))).toBe('none');
});

test('a staff member who signs in keeps no basket awake, one at the desk is not sent away', () => {
  const signIn = { kind: 'signIn', state: 'ready', waitsFor: 0, code: null } as const;
  expect(watching({ ...basket, idle: { closesIn: 30_000 }, staff: signIn })).toBe('none');
  expect(watching(staffFixtures['desk-help']!.view)).toBe('quiet');
});

test('someone who only reads is told of every 15 seconds, under the warning once a second', () => {
  expect(due('quiet', 0, 14_999)).toBe(false);
  expect(due('quiet', 0, 15_000)).toBe(true);
  expect(due('warned', 15_000, 15_999)).toBe(false);
  expect(due('warned', 15_000, 16_000)).toBe(true);
  expect(due('none', 0, 1_000_000)).toBe(false);
});
