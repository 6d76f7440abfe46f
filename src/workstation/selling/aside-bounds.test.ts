import { expect, test, vi } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import type { Operator } from '../ports/operators.ts';
import { MOST_ASIDE } from './suspending.ts';

const MILK = '9520000000011';
const MAYA: Operator = { id: '1', name: 'Maya', role: 'attendant' };

function full(): LaneUnderTest {
  const it = new LaneUnderTest();
  for (let basket = 1; basket <= MOST_ASIDE; basket += 1) {
    it.scan(MILK);
    expect(it.lane.staff({ kind: 'suspend' }, MAYA).kind).toBe('accepted');
  }
  it.scan(MILK);
  return it;
}

test('where no more baskets can be put aside, staff are told so, and the basket stays on the lane', () => {
  const it = full();
  expect(it.lane.staff({ kind: 'suspend' }, MAYA)).toEqual({ kind: 'refused', reason: 'asideFull' });
  expect(it.stage.kind).toBe('basket');
  expect(it.lane.state().suspended).toHaveLength(MOST_ASIDE);
  const { transactionId } = it.lane.state().suspended[0]!.transaction;
  it.lane.staff({ kind: 'cancelSuspended', transactionId }, MAYA);
  expect(it.lane.staff({ kind: 'suspend' }, MAYA).kind).toBe('accepted');
});

test('a shopper who has gone then has someone called', async () => {
  const it = full();
  await it.clock.advance(91_000);
  expect(it.lane.state()).toMatchObject({ stage: { kind: 'basket' }, helpCalled: true, idleUntil: null });
});

test('baskets put aside are not read again while they wait, and end with their day all the same', async () => {
  const it = full();
  const again = new LaneUnderTest({ journal: it.journal });
  const reads = vi.spyOn(it.journal, 'entriesOf');
  await again.clock.advance(60_000);
  await it.clock.advance(60_000);
  expect(reads).not.toHaveBeenCalled();
  it.journal.businessDay = '2026-03-03';
  await it.clock.advance(6_000);
  expect(it.lane.state().suspended).toEqual([]);
});
