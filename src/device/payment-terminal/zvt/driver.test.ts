import { expect, test } from 'vitest';
import { settle } from '../../rehearsal/manual-time.ts';
import { ACK, message, outcomeWithin, status } from '../../rehearsal/scripted-terminal.ts';
import { APPROVED, request, watched, zvtRig } from '../../rehearsal/zvt-rig.ts';

test('a payment goes through: asked, followed, approved, acknowledged, and kept without the card', async () => {
  const { time, terminal, driver, logged } = await zvtRig({ repeatReceipt: { whenReached: false } });
  terminal.answers.set('0601', APPROVED);
  const { said, progress } = watched();
  const outcome = await outcomeWithin(time, driver.purchase(request, progress));
  expect(outcome).toEqual({
    kind: 'approved',
    amount: 662,
    evidence: {
      scheme: 'VISA',
      lastFour: '1234',
      authorisation: '081597',
      terminalId: '65001234',
      receiptNumber: '0042',
      traceNumber: '000123',
      terminalTime: '07-01 10:05:33',
      receiptText: ['Kundenbeleg', 'Karte ************1234'],
    },
  });
  expect(said).toEqual(['sent', 'presentCard', 'enterPin', 'processing', 'removeCard']);
  expect(terminal.commands('0601')).toEqual(['06010a04000000000662490826']);
  expect(terminal.commands('8')).toEqual(Array.from({ length: APPROVED.length }, () => ACK));
  expect(JSON.stringify([outcome, logged])).not.toContain('47617');
});

test('`sent` is called before the first byte; when it throws, nothing leaves and the thrower hears of it', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', APPROVED);
  const full = new Error('disk full');
  const payment = driver.purchase(request, {
    sent: () => {
      throw full;
    },
    prompt: () => undefined,
    abortRefused: () => undefined,
  });
  await expect(outcomeWithin(time, payment)).rejects.toBe(full);
  expect(terminal.commands('0601')).toEqual([]);
  const seen: number[] = [];
  await outcomeWithin(
    time,
    driver.purchase(request, {
      sent: () => seen.push(terminal.commands('0601').length),
      prompt: () => undefined,
      abortRefused: () => undefined,
    }),
  );
  expect(seen).toEqual([0]);
});

test.each([
  ['05', 'declined', 'card'],
  ['71', 'declined', 'card'],
  ['83', 'declined', 'terminal'],
  ['6c', 'cancelled', undefined],
])('result %s of a payment is %s', async (code, kind, reason) => {
  for (const ending of [message('060f'), message('061e', code)]) {
    const { time, terminal, driver } = await zvtRig();
    terminal.answers.set('0601', [ACK, status(code), ending]);
    const outcome = await outcomeWithin(time, driver.purchase(request, watched().progress));
    expect(outcome).toMatchObject({
      kind,
      ...(reason === undefined ? {} : { reason }),
      evidence: { traceNumber: '000123' },
    });
  }
});

test('an abort without a status information says what it was', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', [ACK, message('061e', '6c')]);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toEqual({
    kind: 'cancelled',
    evidence: { terminalId: '65001234', receiptText: [] },
  });
});

test.each([
  ['8483 00', 'not supported'],
  ['849c 00', 'busy'],
])('a command that is refused outright (%s, %s) has moved nothing', async (answer) => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', [answer.replace(' ', '')]);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({
    kind: 'declined',
    reason: 'terminal',
  });
});

test('less than was asked is a partial payment', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', [ACK, status('00', { amount: '000000000500' }), message('060f')]);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({
    kind: 'partial',
    amount: 500,
  });
  expect(terminal.heard.at(-2)).toBe(ACK);
});

test('more than was asked, or another currency, is refused, and the terminal takes it back', async () => {
  for (const wrong of [
    status('00', { amount: '000000000663' }),
    status('00').replace('490826', '490978'),
    status('00', { amount: '000000000000' }),
  ]) {
    const { time, terminal, driver } = await zvtRig();
    terminal.answers.set('0601', [ACK, wrong, message('04ff', '05'), message('061e', '66')]);
    expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({
      kind: 'declined',
      reason: 'terminal',
    });
    expect(terminal.heard).toContain('846600');
  }
});

test('a refusal that the terminal does not confirm leaves the outcome open', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', [ACK, status('00', { amount: '000000000663' }), message('060f')]);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toEqual({
    kind: 'unknown',
    cause: 'reversalUnconfirmed',
  });
});

test('a status information that cannot be read is asked for again', async () => {
  const { time, terminal, driver } = await zvtRig();
  const garbled = message('040f', '27 00 04 0000');
  terminal.answers.set('0601', [ACK, garbled, status('00'), message('060f')]);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({
    kind: 'approved',
    amount: 662,
  });
  expect(terminal.commands('849c')).toHaveLength(1);
});

test('one that stays unreadable is refused: nobody pays an amount that nobody knows', async () => {
  const { time, terminal, driver } = await zvtRig();
  const garbled = message('040f', '27 00');
  terminal.answers.set('0601', [ACK, garbled, garbled, garbled, message('061e', '66')]);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({ kind: 'declined' });
  expect(terminal.commands('84')).toEqual(['849c00', '849c00', '846600']);
});

test.each<[string, string[], string]>([
  ['completed without a result', [ACK, message('060f')], 'noStatus'],
  ['approved and then aborted', [ACK, status('00'), message('061e', '6c')], 'contradiction'],
  ['aborted without a code', [ACK, message('061e')], 'contradiction'],
])('%s is unknown', async (_, answer, cause) => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', answer);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toEqual({ kind: 'unknown', cause });
});

test('before a byte has left, a payment that cannot go is notSent', async () => {
  const { time, wire, driver } = await zvtRig();
  const { said, progress } = watched();
  expect(await driver.purchase({ ...request, amount: 0 }, progress)).toEqual({ kind: 'notSent', cause: 'amount' });
  expect(await driver.purchase({ ...request, amount: 1_000_000_000_000 }, progress)).toEqual({
    kind: 'notSent',
    cause: 'amount',
  });
  expect(await driver.purchase({ ...request, currency: 'XXX' }, progress)).toEqual({
    kind: 'notSent',
    cause: 'currency',
  });
  wire.unplug();
  expect(await driver.purchase(request, progress)).toEqual({ kind: 'notSent', cause: 'offline' });
  expect(said).toEqual([]);
  wire.replug();
  await time.advance(3000);
  wire.clogged = true;
  expect(await driver.purchase(request, progress)).toEqual({ kind: 'notSent', cause: 'clogged' });
  expect(said).toEqual(['sent']);
});

test.each<[string, string[]]>([
  ['before the acknowledgement', []],
  ['after it', [ACK]],
  ['after the approval', [ACK, status('00')]],
])('the line lost %s is unknown', async (_, answer) => {
  const { time, wire, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', answer);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(1000);
  wire.cut();
  expect(await outcomeWithin(time, payment)).toEqual({ kind: 'unknown', cause: 'closed' });
});

test('no acknowledgement within T3, and no message within T4, is unknown; the line is opened anew', async () => {
  for (const [answer, limit] of [
    [[], 5000],
    [[ACK, message('04ff', '0a')], 190_000],
  ] as const) {
    const { time, wire, terminal, driver } = await zvtRig();
    terminal.answers.set('0601', answer);
    const began = time.monotonic();
    expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toEqual({
      kind: 'unknown',
      cause: 'timeout',
    });
    expect(time.monotonic() - began).toBeGreaterThanOrEqual(limit);
    expect(time.monotonic() - began).toBeLessThanOrEqual(limit + 200);
    await time.advance(1000);
    expect(wire.opened).toBe(2);
  }
});

test('bytes that are no ZVT in the middle of a payment make it unknown', async () => {
  const { time, terminal, driver, supervisor } = await zvtRig();
  terminal.answers.set('0601', [ACK]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(100);
  terminal.say('485454502f31');
  expect(supervisor.reports()[0]).toMatchObject({ state: 'disconnected', code: 'DEVICE_PROTOCOL' });
  expect(await outcomeWithin(time, payment)).toEqual({ kind: 'unknown', cause: 'protocol' });
});

test("an abort is asked for, and the outcome is still the payment's own", async () => {
  const cancelled = await zvtRig();
  cancelled.terminal.answers.set('0601', [ACK]);
  cancelled.terminal.answers.set('06b0', [ACK, status('6c'), message('061e', '6c')]);
  const payment = cancelled.driver.purchase(request, watched().progress);
  await cancelled.time.advance(100);
  cancelled.driver.abort();
  cancelled.driver.abort();
  expect(await outcomeWithin(cancelled.time, payment)).toMatchObject({ kind: 'cancelled' });
  expect(cancelled.terminal.commands('06b0')).toEqual(['06b000']);

  const tooLate = await zvtRig();
  tooLate.terminal.answers.set('0601', [ACK]);
  tooLate.terminal.answers.set('06b0', ['848300', status('00'), message('060f')]);
  const late = watched();
  const approved = tooLate.driver.purchase(request, late.progress);
  await tooLate.time.advance(100);
  tooLate.driver.abort();
  tooLate.terminal.say(message('04ff', '17'));
  expect(await outcomeWithin(tooLate.time, approved)).toMatchObject({ kind: 'approved' });
  expect(late.said).toContain('abortRefused');
});

test('an abort that comes before the acknowledgement waits for it', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', []);
  terminal.answers.set('06b0', [ACK, message('061e', '6c')]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(100);
  driver.abort();
  await time.advance(100);
  expect(terminal.commands('06b0')).toEqual([]);
  terminal.say(ACK);
  expect(await outcomeWithin(time, payment)).toMatchObject({ kind: 'cancelled' });
});

test('a terminal that acknowledges the abort and falls silent is not waited for as long as a payment', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', [ACK]);
  terminal.answers.set('06b0', [ACK]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(100);
  driver.abort();
  const asked = time.monotonic();
  expect(await outcomeWithin(time, payment)).toEqual({ kind: 'unknown', cause: 'timeout' });
  expect(time.monotonic() - asked).toBeLessThanOrEqual(60_200);
});

test('a reversal names the receipt; one already done counts as done', async () => {
  const { time, terminal, driver } = await zvtRig();
  const evidence = { receiptNumber: '0042', receiptText: [] };
  terminal.answers.set('0630', [ACK, status('00'), message('060f')]);
  expect(await outcomeWithin(time, driver.reverse(evidence, request))).toMatchObject({ kind: 'approved', amount: 662 });
  expect(terminal.commands('0630')).toEqual(['063006' + '123456' + '870042']);
  terminal.answers.set('0630', [ACK, message('061e', 'b4')]);
  expect(await outcomeWithin(time, driver.reverse(evidence, request))).toMatchObject({ kind: 'approved', amount: 662 });
  terminal.answers.set('0630', [ACK, message('061e', 'b5')]);
  expect(await outcomeWithin(time, driver.reverse(evidence, request))).toMatchObject({
    kind: 'declined',
    reason: 'terminal',
  });
  terminal.answers.set('0630', []);
  expect(await outcomeWithin(time, driver.reverse(evidence, request))).toEqual({ kind: 'unknown', cause: 'timeout' });
  expect(await driver.reverse({ receiptText: [] }, request)).toEqual({ kind: 'notSent', cause: 'receiptNumber' });
});

test.each([
  ['another amount', status('00', { amount: '000000009999' }), 9999],
  ['another payment', status('00', { extra: '37 000007' }), 662],
])('a reversal that tells of %s took another payment back', async (_, told, amount) => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0630', [ACK, told, message('060f')]);
  const evidence = { receiptNumber: '0041', traceNumber: '000122', receiptText: [] };
  expect(await outcomeWithin(time, driver.reverse(evidence, request))).toMatchObject({ kind: 'astray', amount });
});

test('a reversal that tells of the very payment is approved, whatever zeros lead its trace number', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0630', [ACK, status('00', { extra: '37 000122' }), message('060f')]);
  const evidence = { receiptNumber: '0041', traceNumber: '122', receiptText: [] };
  expect(await outcomeWithin(time, driver.reverse(evidence, request))).toMatchObject({ kind: 'approved', amount: 662 });
});

test('a payment whose receipt number has been given anew is not taken back by it', async () => {
  const evidence = { receiptNumber: '0042', traceNumber: '000007', receiptText: [] };
  const transactions = [
    { receiptNumber: '0042', traceNumber: '000007', at: 1 },
    { receiptNumber: '0042', traceNumber: '000123', at: 2 },
  ];
  const { driver, terminal } = await zvtRig({}, { history: { met: true, transactions, open: [] } });
  expect(await driver.reverse(evidence, request)).toEqual({ kind: 'notSent', cause: 'receiptNumberReused' });
  expect(terminal.commands('0630')).toEqual([]);
});

test('a refund names amount and currency; the day is closed', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0631', [ACK, status('00'), message('060f')]);
  expect(await outcomeWithin(time, driver.refund(request, { receiptText: [] }))).toMatchObject({
    kind: 'approved',
    amount: 662,
  });
  expect(terminal.commands('0631')).toEqual(['06310d12345604000000000662490826']);
  terminal.answers.set('0650', [ACK, message('04ff', '0e'), status('00'), message('060f')]);
  expect(await outcomeWithin(time, driver.closeDay())).toEqual({ kind: 'closed' });
  expect(terminal.commands('0650')).toEqual(['065003123456']);
  terminal.answers.set('0650', [ACK, message('061e', '77')]);
  expect(await outcomeWithin(time, driver.closeDay())).toEqual({ kind: 'failed', cause: 'refused' });
});

test('stopping in the middle of a payment settles it and leaves nothing behind', async () => {
  const { time, terminal, driver, supervisor } = await zvtRig();
  terminal.answers.set('0601', [ACK]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(100);
  await supervisor.stop();
  await settle();
  expect(await payment).toEqual({ kind: 'unknown', cause: 'closed' });
  expect(time.waiting).toBe(0);
});
