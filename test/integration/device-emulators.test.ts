import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENDS_ANY_COMMAND } from '../../src/device/pos-printer/encode.ts';
import type { Emulators } from '../../src/emulator/index.ts';
import type { ScanEvent } from '../../src/workstation/ports/device.ts';
import type { RecoveryContext } from '../../src/workstation/ports/payment-terminal.ts';
import { DevicesUnderTest, isState, pause, request } from '../fixtures/devices.ts';

let under: DevicesUnderTest;
let emulators: Emulators;
beforeEach(async () => {
  under = await DevicesUnderTest.start();
  emulators = under.emulators;
});
afterEach(() => under.stop());
const reported: DevicesUnderTest['reported'] = (holds) => under.reported(holds);
const print = () => under.print();
const pay = (amount: number) => under.pay(amount);
const recover = (context: RecoveryContext) => under.recover(context);

test.each(['whole', 'bytes'] as const)('scans arrive, sent %s', async (chunks) => {
  const scans: ScanEvent[] = [];
  const heard = new Promise<void>((resolve) =>
    under.devices.scanners.onScan((scan) => {
      scans.push(scan);
      if (scans.length === 3) resolve();
    }),
  );
  await emulators.scanner.scan('5000112637922', { chunks });
  await emulators.scanner.scanTogether(['96385074', '5000112637922']);
  await heard;
  expect(scans.map(({ aim, data }) => `${aim} ${data}`)).toEqual([
    ']E0 5000112637922',
    ']E4 96385074',
    ']E0 5000112637922',
  ]);
});

test.each(['scanner', 'printer', 'terminal', 'lights'] as const)(
  'an unplugged %s shows within 3 s and is back within 3 s',
  async (id) => {
    const gone = reported(isState(id, 'disconnected'));
    emulators[id].unplug();
    expect(await gone).toBeLessThan(3000);
    await pause(2500);
    const back = reported(isState(id, 'ready'));
    await emulators[id].plug();
    expect(await back).toBeLessThan(3000);
  },
);

test('a printer and a terminal that fall silent show within 3 s', async () => {
  const printer = reported(isState('printer', 'disconnected', 'DEVICE_SILENT'));
  emulators.printer.setBehaviour({ silent: true });
  expect(await printer).toBeLessThan(3000);
  const terminal = reported(isState('terminal', 'disconnected', 'DEVICE_SILENT'));
  emulators.terminal.setMode({ kind: 'silent' });
  expect(await terminal).toBeLessThan(3000);
});

test('garbage costs a terminal on a network its line, since nothing there tells where a message begins; it is back within 3 s, and pays', async () => {
  const gone = reported(isState('terminal', 'disconnected'));
  await emulators.terminal.garbage(Uint8Array.of(0xff, 0x00, 0x80));
  expect(await gone).toBeLessThan(3000);
  expect(await reported(isState('terminal', 'ready'))).toBeLessThan(3000);
  expect(await pay(662)).toMatchObject({ kind: 'approved', amount: 662 });
  expect(emulators.terminal.payments()).toHaveLength(1);
});

test.each(['epson-tm-t20', 'generic-escpos-80mm'])('a receipt comes out on paper, by %s', async (printer) => {
  await under.bind({ printer });
  expect(await print()).toEqual({ kind: 'printed' });
  const [paper] = emulators.printer.papers();
  const text = paper?.text.join('\n') ?? '';
  expect(text).toMatch(/Bananas, loose +£0\.82 Z/);
  expect(text).toMatch(/TOTAL +£6\.62/);
  expect(text).toContain('A7K2-000042');
  expect(emulators.printer.notes).toEqual([]);
});

test('without paper nothing is printed; with paper again it is', async () => {
  emulators.printer.setState({ paper: 'out' });
  expect(await print()).toEqual({ kind: 'notPrinted', cause: 'paperOut' });
  expect(under.printer.paper()).toBe('out');
  emulators.printer.setState({ paper: 'ok' });
  expect(await print()).toEqual({ kind: 'printed' });
  expect(emulators.printer.papers()).toHaveLength(1);
});

test('paper that ends in the middle leaves the outcome open, and the rest never prints later', async () => {
  emulators.printer.setBehaviour({ rowsLeft: 200 });
  expect(await print()).toEqual({ kind: 'unknown', cause: 'paperOut' });
  // What empties the printer's buffer has left with the outcome; people take longer than that to put paper in.
  for (let waited = 0; emulators.printer.waitingBytes > 100 && waited < 100; waited++) await pause(20);
  const sheets = emulators.printer.papers().length;
  emulators.printer.setState({ paper: 'ok' });
  await pause(500);
  expect(emulators.printer.papers()).toHaveLength(sheets);
  expect(emulators.printer.progress).toBeUndefined();
  expect(await print()).toEqual({ kind: 'printed' });
});

test('a line that drops in the middle of a job leaves the outcome open', async () => {
  emulators.printer.dropAfter(ENDS_ANY_COMMAND.length + 300);
  expect(await print()).toEqual({ kind: 'unknown', cause: 'offline' });
});

test.each(['zvt-generic', 'zvt-text-blocks'])(
  'a payment is approved, with its evidence and without the card, by %s',
  async (terminal) => {
    await under.bind({ terminal });
    emulators.terminal.setCard({ number: '4761739001011234', name: 'VISA', shows: 'full' });
    const outcome = await pay(662);
    expect(outcome).toMatchObject({ kind: 'approved', amount: 662, evidence: { scheme: 'VISA', lastFour: '1234' } });
    if (outcome.kind !== 'approved') return;
    expect(outcome.evidence.receiptText[0]).toBe('Cardholder receipt');
    expect(outcome.evidence.receiptText).toContain('************1234');
    expect(JSON.stringify([outcome, under.logged])).not.toContain('47617390');
    expect(emulators.terminal.payments()).toMatchObject([{ amount: 662, currency: 'GBP', outcome: 'approved' }]);
  },
);

test('declined, cancelled, partial and slow payments end as what they are', async () => {
  emulators.terminal.setMode({ kind: 'decline' }, { once: true });
  emulators.terminal.setMode({ kind: 'cancel' }, { once: true });
  emulators.terminal.setMode({ kind: 'partial', amount: 300 }, { once: true });
  emulators.terminal.setMode({ kind: 'slow', ms: 2000 }, { once: true });
  expect(await pay(500)).toMatchObject({ kind: 'declined', reason: 'card' });
  expect(await pay(501)).toMatchObject({ kind: 'cancelled' });
  expect(await pay(502)).toMatchObject({ kind: 'partial', amount: 300 });
  expect(await pay(503)).toMatchObject({ kind: 'approved', amount: 503 });
});

test('an abort ends a payment that waits for a card', async () => {
  emulators.terminal.setCardDelay(null);
  const outcome = under.terminal.purchase(request(700), {
    sent: () => undefined,
    abortRefused: () => undefined,
    prompt: (prompt) => prompt === 'presentCard' && under.terminal.abort(),
  });
  expect(await outcome).toMatchObject({ kind: 'cancelled' });
});

test.each(['dropAfterApproval', 'dropBeforeCompletion'] as const)(
  '%s: unknown at first, and then found to be approved',
  async (kind) => {
    const before = await pay(100);
    if (before.kind !== 'approved') throw new Error(before.kind);
    const { receiptNumber = '', traceNumber = '' } = before.evidence;
    emulators.terminal.setMode({ kind }, { once: true });
    const sentAt = Date.now();
    expect(await pay(662)).toEqual({ kind: 'unknown', cause: 'closed' });
    expect(await recover({ ...request(662), sentAt, previous: { receiptNumber, traceNumber } })).toMatchObject({
      kind: 'approved',
      amount: 662,
    });
  },
);

test('the line dropped before the approval: nothing was paid, and that is found out', async () => {
  await pay(100);
  emulators.terminal.setMode({ kind: 'decline' }, { once: true });
  const declined = await pay(662);
  emulators.terminal.setMode({ kind: 'dropBeforeApproval' }, { once: true });
  const sentAt = Date.now();
  expect(await pay(662)).toEqual({ kind: 'unknown', cause: 'closed' });
  if (!('evidence' in declined)) throw new Error(`the payment before was ${declined.kind}`);
  const { receiptNumber = '', traceNumber = '' } = declined.evidence;
  expect(await recover({ ...request(662), sentAt, previous: { receiptNumber, traceNumber } })).toMatchObject({
    kind: 'declined',
    reason: 'notPerformed',
  });
});

test('an approval after the line has dropped is found once the terminal is done', async () => {
  await pay(100);
  emulators.terminal.setMode({ kind: 'lateApproval', ms: 1500 }, { once: true });
  const sentAt = Date.now();
  expect(await pay(662)).toEqual({ kind: 'unknown', cause: 'closed' });
  expect(await recover({ ...request(662), sentAt })).toMatchObject({ kind: 'approved', amount: 662 });
});

test('a payment is taken back once, however often that is asked; a refund and the end of the day go through', async () => {
  const paid = await pay(662);
  if (paid.kind !== 'approved') throw new Error(paid.kind);
  expect(await under.terminal.reverse(paid.evidence, request(662))).toMatchObject({ kind: 'approved', amount: 662 });
  expect(await under.terminal.reverse(paid.evidence, request(662))).toMatchObject({ kind: 'approved', amount: 662 });
  expect(emulators.terminal.payments()).toMatchObject([{ amount: 662, reversed: true }]);
  expect(await under.terminal.refund(request(200), paid.evidence)).toMatchObject({ kind: 'approved', amount: 200 });
  expect(await under.terminal.closeDay()).toEqual({ kind: 'closed' });
});

test('a reversal before an attempt is not taken for the attempt, whatever its amount', async () => {
  const paid = await pay(662);
  if (paid.kind !== 'approved') throw new Error(paid.kind);
  await under.terminal.reverse(paid.evidence, request(662));
  emulators.terminal.setMode({ kind: 'dropBeforeApproval' }, { once: true });
  const sentAt = Date.now();
  expect(
    await under.terminal.purchase(
      { ...request(662), reference: 'again' },
      { sent: () => undefined, abortRefused: () => undefined, prompt: () => undefined },
    ),
  ).toMatchObject({ kind: 'unknown' });
  const { receiptNumber = '', traceNumber = '' } = paid.evidence;
  expect(
    await recover({ ...request(662), reference: 'again', sentAt, previous: { receiptNumber, traceNumber } }),
  ).toMatchObject({
    kind: 'declined',
    reason: 'notPerformed',
  });
});
