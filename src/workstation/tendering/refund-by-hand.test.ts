import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { ATTENDANT, CLOSED, gone, MANAGER, splitReturn } from '../../../test/fixtures/split-return.ts';
import { settle } from '../../../test/fixtures/time.ts';
import { buildReceipt } from '../../domain/receipt/build.ts';

const byHand = (it: LaneUnderTest, refundOf: string, by = MANAGER) =>
  it.lane.staff({ kind: 'refundByHand', refundOf, receiptNumber: '501' }, by);

describe('a return of which one card took its part back and the next did not', () => {
  test('is stuck at what is left, and neither retried nor ended away', async () => {
    const { it, second } = await splitReturn(gone(100));
    expect(it.stage).toMatchObject({ kind: 'refundFailed', amount: 75, leg: { refundOf: second, amount: 75 } });
    expect(it.lane.staff({ kind: 'cancelBasket' }, MANAGER).kind).toBe('refused');
  });

  test('is completed when a manager has given the rest back another way, under the number of its slip', async () => {
    const { it, second } = await splitReturn(gone(100));
    expect(byHand(it, second, ATTENDANT)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    expect(byHand(it, second)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('thanks');
    expect(it.journal.entries.findLast(({ kind }) => kind === 'PaymentRefunded')?.body).toMatchObject({
      amount: 75,
      foundBy: 'staff',
      operatorId: '2',
      evidence: { receiptNumber: '501' },
    });
    expect(it.journal.entries.findLast(({ kind }) => kind === 'TransactionCompleted')?.body).toMatchObject({
      tenders: [{ amount: -100 }, { amount: -75 }],
    });
    expect(it.terminal.refunds.map(({ amount }) => amount)).toEqual([100, 75]);
  });

  test('gives a leg back by hand once', async () => {
    const { it, first, second } = await splitReturn(gone(100));
    expect(byHand(it, first).kind).toBe('refused');
    byHand(it, second);
    expect(byHand(it, second).kind).toBe('refused');
    expect(it.journal.kinds().filter((kind) => kind === 'PaymentRefunded')).toHaveLength(2);
  });

  test('goes on where it was after a restart', async () => {
    const { it: before, second } = await splitReturn(gone(100));
    before.lane.stop();
    const it = new LaneUnderTest({ journal: before.journal });
    expect(it.stage).toMatchObject({ kind: 'refundFailed', amount: 75, leg: { refundOf: second, amount: 75 } });
    expect(byHand(it, second)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('thanks');
  });

  test('goes on even where damage has taken the sale', async () => {
    const { it: before, second } = await splitReturn(gone(100));
    before.lane.stop();
    before.journal.entries.splice(
      before.journal.entries.findIndex(({ kind }) => kind === 'TransactionStarted'),
      1,
    );
    const it = new LaneUnderTest({ journal: before.journal });
    expect(byHand(it, second)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('thanks');
  });

  test('says on its paper what went back by hand, and its slip is none of the terminal’s numbers', async () => {
    const { it, second } = await splitReturn(gone(100));
    byHand(it, second);
    const { transaction } = it.lane.state();
    const heading = {
      storeName: '',
      address: [],
      laneLabel: '',
      timezone: 'UTC',
      workstation: '',
      epochCode: '',
      receiptUrl: null,
    };
    expect(transaction === null ? null : buildReceipt(transaction, heading, false)?.tenders).toEqual([
      { kind: 'card', amount: -100 },
      { kind: 'byHand', amount: -75 },
    ]);
    const again = new LaneUnderTest({ journal: it.journal });
    expect(JSON.stringify(again.terminal.histories)).not.toContain('501');
  });
});

test('where the first card fails too, the terminal is asked for the next one after it was given back by hand', async () => {
  const { it, first } = await splitReturn(CLOSED, gone(75));
  expect(it.stage).toMatchObject({ kind: 'refundFailed', amount: 175, leg: { refundOf: first, amount: 100 } });
  byHand(it, first);
  await settle();
  expect(it.terminal.refunds.map(({ amount }) => amount)).toEqual([100, 75]);
  expect(it.stage.kind).toBe('thanks');
});

test('a part of a leg that went back leaves the rest of that leg, not less', async () => {
  const { it, first } = await splitReturn(gone(60, 'partial'), gone(40), gone(75));
  expect(it.terminal.refunds.map(({ amount }) => amount)).toEqual([100, 40, 75]);
  const back = it.lane.state().transaction?.attempts.filter(({ refundOf }) => refundOf === first);
  expect(back?.map(({ approved }) => approved)).toEqual([60, 40]);
  expect(it.stage.kind).toBe('thanks');
});
