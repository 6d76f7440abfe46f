import { expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { OutcomeScreen } from '../../protocol/view.ts';
import type { PaymentOutcome } from '../../workstation/ports/payment-terminal.ts';
import type { LaneState } from '../../workstation/selling/lane-state.ts';
import { kioskView } from './kiosk-view.ts';
import { troublesOf } from './troubles.ts';
import { contextOf } from './view.fixture.ts';

const MILK = '9520000000011';
const NO_EVIDENCE = { receiptText: [] };

const outcomeOf = (state: LaneState): OutcomeScreen => {
  const { screen } = kioskView(state, contextOf());
  if (screen.kind !== 'outcome') throw new Error(screen.kind);
  return screen;
};

/** A lane on which a hundred of 175 are paid, and the rest ended like this. */
async function restEnded(outcome: PaymentOutcome): Promise<LaneUnderTest> {
  const it = new LaneUnderTest();
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  await settle();
  it.terminal.answer({ kind: 'partial', amount: 100, evidence: { receiptNumber: '17', receiptText: [] } });
  await settle();
  it.lane.command({ kind: 'pay' });
  await settle();
  it.terminal.answer(outcome);
  await settle();
  return it;
}

test.each<[string, PaymentOutcome]>([
  ['declined', { kind: 'declined', reason: 'card', evidence: NO_EVIDENCE }],
  ['cancelled', { kind: 'cancelled', evidence: NO_EVIDENCE }],
  ['unreachable', { kind: 'notSent', cause: 'offline' }],
])('a rest that is %s does not hide what another card has paid', async (kind, outcome) => {
  const it = await restEnded(outcome);
  expect(outcomeOf(it.lane.state()).outcome).toMatchObject({ kind, amount: 75, paid: 100 });
});

test.each([
  ['card', 'refund.card'],
  ['terminal', 'refund.terminal'],
  ['unreachable', 'refund.unreachable'],
  ['cancelled', 'refund.cancelled'],
  ['notSent', 'refund.notSent'],
  ['restart', 'refund.restart'],
  ['notPerformed', 'refund.notPerformed'],
])('a refund that failed for "%s" says %s', (reason, id) => {
  const state = {
    ...new LaneUnderTest().lane.state(),
    stage: { kind: 'refundFailed', amount: 400, reason, leg: null } as const,
  };
  expect(outcomeOf(state).outcome).toEqual({ kind: 'refundFailed', amount: 400, back: 0, reason: { id } });
});

test('a try that would find no room in the journal says why it has to wait', async () => {
  const it = await restEnded({ kind: 'cancelled', evidence: NO_EVIDENCE });
  expect(outcomeOf(it.lane.state()).hold).toBeNull();
  it.journal.room = { state: 'low', freeBytes: 0, reserve: 'spent' };
  it.lane.command({ kind: 'pay' });
  expect(outcomeOf(it.lane.state()).hold).toEqual({ id: 'hold.space' });
});

test('a receipt that did not come out is amber, and has its code for staff, with a printer that is well', () => {
  const lane = new LaneUnderTest().lane.state();
  const state: LaneState = { ...lane, stage: { kind: 'thanks', receipt: 'notPrinted', closesAt: 0, extensions: 0 } };
  expect(kioskView(state, contextOf()).light).toBe('amber');
  expect(troublesOf(state).map(({ code }) => code)).toEqual(['RECEIPT_NOT_PRINTED']);
});
