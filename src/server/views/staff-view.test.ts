import { expect, test } from 'vitest';
import type { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { ATTENDANT, CLOSED, gone, MANAGER, splitReturn } from '../../../test/fixtures/split-return.ts';
import type { Operator } from '../../workstation/ports/operators.ts';
import { staffView } from './staff-view.ts';

function deskOf(it: LaneUnderTest, operator: Operator) {
  const desk = { kind: 'desk', operator, transactionId: null, recorded: true, closesAt: 0, answer: null } as const;
  const view = staffView(desk, it.lane.state(), 0);
  return view?.kind === 'desk' ? view : null;
}

test('a return that is stuck half-way is for a manager to settle by hand; it can not be ended, and says so', async () => {
  const { it, second } = await splitReturn(gone(100));
  const desk = deskOf(it, MANAGER);
  expect(desk?.actions.cancelBasket).toBe(false);
  expect(desk?.tasks).toMatchObject([{ kind: 'refund', refundOf: second, amount: 75, allowed: true }]);
  expect(deskOf(it, ATTENDANT)?.tasks).toMatchObject([{ kind: 'refund', allowed: false }]);
});

test('a return of which nothing has gone back can be ended', async () => {
  const { it, first } = await splitReturn(CLOSED);
  const desk = deskOf(it, MANAGER);
  expect(desk?.actions.cancelBasket).toBe(true);
  expect(desk?.tasks).toMatchObject([{ kind: 'refund', refundOf: first, amount: 100 }]);
});
