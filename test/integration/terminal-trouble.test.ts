import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmulatedTerminal, TerminalMode } from '../../src/emulator/index.ts';
import type {
  PaymentOutcome,
  RecoveryContext,
  UnmatchedApproval,
} from '../../src/workstation/ports/payment-terminal.ts';
import { DevicesUnderTest, isState, request, until } from '../fixtures/devices.ts';

let under: DevicesUnderTest;
let terminal: EmulatedTerminal;
let told: UnmatchedApproval[];
beforeEach(async () => {
  under = await DevicesUnderTest.start();
  ({ terminal } = under.emulators);
  told = [];
  listen();
});
afterEach(() => under.stop());

const listen = () => under.terminal.onUnmatched((approval) => told.push(approval));
const once = (mode: TerminalMode, on: 'payment' | 'reversal' | 'refund' = 'payment') =>
  terminal.setMode(mode, { once: true, on });
const numbers = (outcome: PaymentOutcome) => {
  if (!('evidence' in outcome)) throw new Error(`the payment was ${outcome.kind}`);
  const { receiptNumber = '', traceNumber = '' } = outcome.evidence;
  return { receiptNumber, traceNumber };
};

/** Loses a payment in some way, and finds out what became of it. */
async function lose(mode: TerminalMode, amount = 662, more: Partial<RecoveryContext> = {}) {
  once(mode);
  const sentAt = Date.now();
  expect(await under.pay(amount)).toMatchObject({ kind: 'unknown' });
  return under.recover({ ...request(amount), sentAt, ...more });
}

test('an approval that nobody asked for is refused, taken back, and told once', async () => {
  terminal.payUnasked(1234);
  await until(() => told.length === 1, 'it is told');
  expect(told).toMatchObject([
    { amount: 1234, currency: 'GBP', disposition: 'refused', evidence: { receiptNumber: '0001', lastFour: '1111' } },
  ]);
  expect(terminal.payments()).toMatchObject([{ amount: 1234, reversed: true }]);
  expect(await under.pay(100)).toMatchObject({ kind: 'approved' });
  await under.bind();
  listen();
  await under.pay(101);
  expect(told).toHaveLength(1);
});

test.each([
  [true, 'declined', 'refused'],
  [false, 'unknown', 'standing'],
] as const)('more than was asked, which the terminal takes back: %s', async (takesBack, kind, disposition) => {
  once({ kind: 'otherAmount', amount: 9999, takesBack });
  expect(await under.pay(662)).toMatchObject({ kind });
  expect(told).toMatchObject([{ amount: 9999, disposition }]);
});

test('an approval after an answered abort is the approval of that payment', async () => {
  terminal.setCardDelay(null);
  once({ kind: 'approveAfterAbort' });
  const outcome = under.terminal.purchase(request(662), {
    sent: () => undefined,
    abortRefused: () => undefined,
    prompt: (prompt) => prompt === 'presentCard' && under.terminal.abort(),
  });
  expect(await outcome).toMatchObject({ kind: 'approved', amount: 662 });
});

test('what the host answers once the line is back is found by recovery, and told to nobody else', async () => {
  await under.pay(100);
  once({ kind: 'answerLater', ms: 300 });
  const sentAt = Date.now();
  expect(await under.pay(662)).toMatchObject({ kind: 'unknown' });
  await until(() => terminal.payments().length === 2, 'it is booked');
  expect(await under.recover({ ...request(662), sentAt })).toMatchObject({ kind: 'approved', amount: 662 });
  expect(told).toEqual([]);
});

test('a late answer of another amount is taken back and told; the attempt itself is for staff', async () => {
  await under.pay(100);
  once({ kind: 'answerLater', ms: 300, amount: 700 });
  const sentAt = Date.now();
  expect(await under.pay(662)).toMatchObject({ kind: 'unknown' });
  await until(() => told.length === 1, 'it is told');
  expect(told).toMatchObject([{ amount: 700, disposition: 'refused' }]);
  expect(await under.recover({ ...request(662), sentAt })).toMatchObject({ kind: 'ambiguous' });
});

test('a late approval of another amount that was never told stands, and is told once staff has settled the attempt', async () => {
  const before = numbers(await under.pay(100));
  const found = await lose({ kind: 'lateApproval', ms: 200, amount: 700 }, 662, { previous: before });
  expect(found).toMatchObject({ kind: 'ambiguous' });
  expect(told).toEqual([]);
  under.terminal.remember?.({ transactions: [], open: [], met: false });
  expect(told).toMatchObject([{ amount: 700, disposition: 'standing' }]);
});

test('a part that was approved unheard is for staff; the terminal says how much, and what they read of it is told no more', async () => {
  await under.pay(100);
  const previous = { receiptNumber: '0001', traceNumber: '000001' };
  const part = await lose({ kind: 'dropAfterApproval', most: 300 }, 1000, { previous });
  expect(part).toMatchObject({ kind: 'ambiguous', took: 300, evidence: { receiptNumber: '0002' } });
  // Staff leave the zeros out.
  const read = { receiptNumber: '2', traceNumber: '2', at: Date.now() };
  under.terminal.remember?.({ met: true, open: [], transactions: [{ ...previous, at: 0 }, read] });
  await under.pay(700);
  expect(told).toEqual([]);
});

test('what was approved while the edge was down is told at its start, once, unless the journal has it', async () => {
  const known = { ...numbers(await under.pay(100)), at: Date.now() };
  await under.devices.stop();
  terminal.setMode({ kind: 'approve' });
  terminal.payUnasked(1234);
  await under.bind({ history: { transactions: [known], open: [], met: true } });
  listen();
  await until(() => told.length === 1, 'it is told');
  const { receiptNumber = '', traceNumber = '' } = told[0]?.evidence ?? {};
  await under.bind({
    history: { transactions: [known, { receiptNumber, traceNumber, at: Date.now() }], open: [], met: true },
  });
  listen();
  await under.recover({ ...request(5), sentAt: 0 });
  expect(told).toHaveLength(1);
});

test('the first payment ever, lost on an empty terminal: not performed, or found', async () => {
  expect(await lose({ kind: 'dropBeforeApproval' })).toMatchObject({ kind: 'declined', reason: 'notPerformed' });
  expect(await lose({ kind: 'dropAfterApproval' })).toMatchObject({ kind: 'approved', amount: 662 });
});

test.each([
  ['beforeApproval', 'kept', 'declined'],
  ['afterApproval', 'kept', 'approved'],
  ['afterApproval', 'lost', 'ambiguous'],
] as const)('a terminal whose power goes %s, memory %s: %s', async (when, memory, kind) => {
  const previous = numbers(await under.pay(100));
  expect(await lose({ kind: 'powerCut', when, memory }, 662, { previous })).toMatchObject({ kind });
  expect(told).toEqual([]);
});

test('a terminal that falls silent in a payment is unknown in the end, and then asked', async () => {
  const previous = numbers(await under.pay(100));
  once({ kind: 'mute', approves: true });
  const sentAt = Date.now();
  const payment = under.pay(662);
  await until(() => terminal.payments().length === 2, 'it is booked');
  terminal.unplug(100);
  expect(await payment).toMatchObject({ kind: 'unknown' });
  expect(await under.recover({ ...request(662), sentAt, previous })).toMatchObject({ kind: 'approved' });
});

test('a terminal that only says "please wait" shows it; unplugged, nothing was paid', async () => {
  const previous = numbers(await under.pay(100));
  once({ kind: 'pleaseWait', ms: 600_000 });
  const prompts: string[] = [];
  const sentAt = Date.now();
  const payment = under.terminal.purchase(request(662), {
    sent: () => undefined,
    abortRefused: () => undefined,
    prompt: (it) => prompts.push(it),
  });
  await until(() => prompts.includes('processing'), 'it says so');
  terminal.unplug(100);
  expect(await payment).toMatchObject({ kind: 'unknown' });
  expect(await under.recover({ ...request(662), sentAt, previous })).toMatchObject({
    kind: 'declined',
    reason: 'notPerformed',
  });
});

test('the line cut at every byte of a payment: never said to be paid or not paid but by what the terminal booked', async () => {
  let previous = numbers(await under.pay(100));
  let after = 0;
  for (let byte = 0; after < 2; byte += 7) {
    const amount = 1000 + byte;
    once({ kind: 'cutAt', byte });
    const sentAt = Date.now();
    const outcome = await under.pay(amount);
    const final = outcome.kind === 'unknown' ? await under.recover({ ...request(amount), sentAt, previous }) : outcome;
    const booked = terminal.payments().some((each) => each.amount === amount && each.outcome === 'approved');
    expect({ byte, kind: final.kind }).toEqual({ byte, kind: booked ? 'approved' : 'declined' });
    if (final.kind === 'approved') previous = numbers(final);
    if (outcome.kind === 'approved') after += 1;
    await until(() => isState('terminal', 'ready')(under.devices.reports()), 'the terminal is back');
  }
  // What was cut off before it was approved has a number all the same, and the next answer shows that it is missing.
  const approved = terminal.payments().filter(({ outcome }) => outcome === 'approved');
  expect(told.filter(({ disposition }) => disposition !== 'unclear')).toEqual([]);
  const doubted = told.map(({ evidence }) => evidence.receiptNumber);
  expect(approved.filter(({ receiptNumber }) => doubted.includes(receiptNumber))).toEqual([]);
}, 180_000);

test.each([
  ['dropBeforeApproval', 'declined'],
  ['dropAfterApproval', 'approved'],
  ['dropBeforeCompletion', 'approved'],
] as const)('a refund and a reversal, %s: %s, and neither is asked for twice', async (kind, expected) => {
  const paid = await under.pay(662);
  const original = numbers(paid);
  if (paid.kind !== 'approved') throw new Error(paid.kind);
  once({ kind }, 'refund');
  const refunded = Date.now();
  expect(await under.terminal.refund(request(200), paid.evidence)).toMatchObject({ kind: 'unknown' });
  const refund = await under.recover({ ...request(200), operation: 'refund', sentAt: refunded, previous: original });
  expect(refund).toMatchObject({ kind: expected });
  const previous = 'evidence' in refund && refund.kind === 'approved' ? refund.evidence : original;
  once({ kind }, 'reversal');
  const reversed = Date.now();
  expect(await under.terminal.reverse(paid.evidence, request(662))).toMatchObject({ kind: 'unknown' });
  const context = { ...request(662), operation: 'reversal', sentAt: reversed, previous, original } as const;
  expect(await under.recover(context)).toMatchObject({ kind: expected });
  expect(terminal.payments()).toMatchObject([{ reversed: expected === 'approved' }]);
  expect(await under.terminal.reverse(paid.evidence, request(662))).toMatchObject({ kind: 'approved', amount: 662 });
  expect(told).toEqual([]);
});

test('a reversal that the terminal refuses is declined, and the payment still stands', async () => {
  const paid = await under.pay(662);
  if (paid.kind !== 'approved') throw new Error(paid.kind);
  once({ kind: 'decline', result: 0xb5 }, 'reversal');
  expect(await under.terminal.reverse(paid.evidence, request(662))).toMatchObject({ kind: 'declined' });
  expect(terminal.payments()).toMatchObject([{ reversed: false }]);
});
