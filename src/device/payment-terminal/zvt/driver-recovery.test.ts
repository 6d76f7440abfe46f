import { expect, test } from 'vitest';
import { ACK, message, outcomeWithin, status } from '../../rehearsal/scripted-terminal.ts';
import { APPROVED, context, request, watched, zvtRig } from '../../rehearsal/zvt-rig.ts';

test('recovery asks for the last transaction, with the service byte, and judges it', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0620', [ACK, status('00'), message('060f')]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({
    kind: 'approved',
    amount: 662,
    evidence: { receiptNumber: '0042' },
  });
  expect(terminal.commands('0620').at(-1)).toBe('0620051234560303');
  terminal.answers.set('0620', [
    ACK,
    status('00').replace('870042', '870041').replace('0b000123', '0b000122'),
    message('060f'),
  ]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({
    kind: 'declined',
    reason: 'notPerformed',
  });
  const bare = await zvtRig({ repeatReceipt: { serviceByte: null } });
  bare.terminal.answers.set('0620', [ACK, status('00'), message('060f')]);
  await outcomeWithin(bare.time, bare.driver.recover(context));
  expect(bare.terminal.commands('0620').at(-1)).toBe('062003123456');
});

test('a transaction told by recovery is never refused, whatever it was', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0620', [ACK, status('00', { amount: '000000099999' }), message('060f')]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({
    kind: 'ambiguous',
    evidence: { receiptNumber: '0042' },
  });
  const garbled = message('040f', '27');
  terminal.answers.set('0620', [ACK, garbled, garbled, garbled, message('060f')]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({ kind: 'ambiguous' });
  expect(terminal.heard).not.toContain('846600');
});

test('what the terminal did before it was reached, and before each payment, is not taken for the payment', async () => {
  const { time, wire, terminal, driver } = await zvtRig();
  const old = [ACK, status('00'), message('060f')];
  terminal.answers.set('0620', old);
  wire.cut();
  await time.advance(1000);
  expect(terminal.commands('0620')).toHaveLength(2);
  terminal.answers.set('0601', [ACK]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(1000);
  wire.cut();
  await outcomeWithin(time, payment);
  await time.advance(1000);
  const { previous: _, ...unknownBefore } = context;
  expect(await outcomeWithin(time, driver.recover(unknownBefore))).toMatchObject({
    kind: 'declined',
    reason: 'notPerformed',
  });
  // Of another attempt, one before a restart say, this process knows nothing.
  expect(await outcomeWithin(time, driver.recover({ ...unknownBefore, reference: 'attempt-0' }))).toMatchObject({
    kind: 'approved',
  });
});

test('a terminal that never answers when asked for its last transaction is asked once, and serves all the same', async () => {
  const { time, wire, terminal, driver, supervisor } = await zvtRig();
  terminal.answers.set('0620', []);
  wire.cut();
  await time.advance(10_000);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
  await time.advance(20_000);
  expect(terminal.commands('0620')).toHaveLength(2);
  terminal.answers.set('0601', APPROVED);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({ kind: 'approved' });
});

test('an approval that was refused is never found again as one, though the terminal repeats it', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', [ACK, status('00', { amount: '000000000663' }), message('060f')]);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({ kind: 'unknown' });
  const takenBack = status('00').replace('870042', '870043').replace('0b000123', '0b000124');
  terminal.answers.set('0620', [ACK, takenBack, message('060f')]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({ kind: 'ambiguous' });
});

test('recovery of an unplugged terminal is unreachable', async () => {
  const { wire, driver } = await zvtRig();
  wire.unplug();
  expect(await driver.recover(context)).toEqual({ kind: 'unreachable', cause: 'offline' });
});

/** Totals in BMP 60: receipt numbers 0000 to 0000, and seven groups of cards. */
const totals = (first = '00 000000000000') =>
  message('040f', `27 00 04 000000000000 60 f0f5f3 0000 0000 ${first} ${'00 000000000000 '.repeat(6)}`);
const NOTHING = [ACK, message('061e', '83')];

test('the first payment ever, lost on a terminal that has booked nothing at all, was not performed', async () => {
  const { previous: _, ...first } = context;
  for (const repeats of [NOTHING, [ACK, message('060f')], ['848300']]) {
    const { time, terminal, driver } = await zvtRig();
    terminal.answers.set('0620', repeats);
    terminal.answers.set('0610', [ACK, totals(), message('060f')]);
    expect(await outcomeWithin(time, driver.recover(first))).toMatchObject({
      kind: 'declined',
      reason: 'notPerformed',
    });
    expect(terminal.commands('0610')).toEqual(['061003123456']);
  }
});

test.each<[string, string[], object]>([
  ['it has turnover', [ACK, totals('01 000000000662'), message('060f')], {}],
  ['it cannot tell its totals', ['848300'], {}],
  ['it tells none', [ACK, message('060f')], {}],
  ['it has booked before, and forgotten it', [ACK, totals(), message('060f')], { previous: { traceNumber: '000122' } }],
])('nothing to repeat is ambiguous where %s', async (_, answer, more) => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0620', NOTHING);
  terminal.answers.set('0610', answer);
  const { previous: __, ...first } = context;
  expect(await outcomeWithin(time, driver.recover({ ...first, ...more }))).toMatchObject({ kind: 'ambiguous' });
});

test('a refund whose answer was lost is found as a purchase is', async () => {
  const { time, wire, terminal, driver } = await zvtRig();
  terminal.answers.set('0631', [ACK]);
  const refund = driver.refund({ ...request, reference: 'refund-1' }, { receiptText: [] });
  await time.advance(100);
  wire.cut();
  expect(await outcomeWithin(time, refund)).toMatchObject({ kind: 'unknown' });
  terminal.answers.set('0620', [ACK, status('00'), message('060f')]);
  const asked = { ...context, reference: 'refund-1', operation: 'refund' } as const;
  expect(await outcomeWithin(time, driver.recover(asked))).toMatchObject({ kind: 'approved', amount: 662 });
});

test('a reversal whose answer was lost: done where the terminal took that payment back, not done where it still stands', async () => {
  const { time, wire, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', APPROVED);
  const paid = await outcomeWithin(time, driver.purchase(request, watched().progress));
  if (paid.kind !== 'approved') throw new Error(paid.kind);
  terminal.answers.set('0630', [ACK]);
  const reversal = driver.reverse(paid.evidence, request);
  await time.advance(100);
  wire.cut();
  expect(await outcomeWithin(time, reversal)).toMatchObject({ kind: 'unknown' });
  const original = { receiptNumber: '0042', traceNumber: '000123' };
  const asked = { ...request, operation: 'reversal', sentAt: time.now(), original, previous: original } as const;
  const after = (extra = '') => status('00', { extra }).replace('870042', '870043').replace('0b000123', '0b000124');
  terminal.answers.set('0620', [ACK, status('00'), message('060f')]);
  expect(await outcomeWithin(time, driver.recover(asked))).toMatchObject({ kind: 'declined', reason: 'notPerformed' });
  terminal.answers.set('0620', [ACK, after('37 000123'), message('060f')]);
  expect(await outcomeWithin(time, driver.recover(asked))).toMatchObject({ kind: 'approved', amount: 662 });
  terminal.answers.set('0620', [ACK, after('37 000099'), message('060f')]);
  expect(await outcomeWithin(time, driver.recover(asked))).toMatchObject({ kind: 'ambiguous' });
});

test('two things at once: the second is refused as busy, or told that one is in progress', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0620', [ACK]);
  const recovery = driver.recover(context);
  expect(await driver.purchase(request, watched().progress)).toEqual({ kind: 'notSent', cause: 'busy' });
  expect(await driver.recover(context)).toEqual({ kind: 'inProgress' });
  expect(await driver.refund(request, { receiptText: [] })).toEqual({ kind: 'notSent', cause: 'busy' });
  expect(await driver.closeDay()).toEqual({ kind: 'failed', cause: 'busy' });
  driver.abort();
  await time.advance(100);
  expect(terminal.commands('06b0')).toEqual([]);
  terminal.say(status('00'));
  terminal.say(message('060f'));
  expect(await outcomeWithin(time, recovery)).toMatchObject({ kind: 'approved' });
  terminal.answers.set('0601', APPROVED);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({ kind: 'approved' });
});

test('an approval of the lost attempt that comes late by itself is accepted, for recovery to ask about', async () => {
  const { time, wire, terminal, driver, logged } = await zvtRig();
  terminal.answers.set('0601', [ACK]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(100);
  wire.cut();
  await outcomeWithin(time, payment);
  await time.advance(1000);
  const before = terminal.heard.length;
  terminal.say(status('00'));
  expect(terminal.heard.slice(before)).toEqual([ACK]);
  expect(JSON.stringify(logged)).toContain('ZVT_LATE_APPROVAL');
});

test('an approval that nobody asked for is refused, and never taken for the attempt afterwards', async () => {
  const { time, terminal, driver, logged } = await zvtRig();
  const before = terminal.heard.length;
  terminal.say(status('00'));
  expect(terminal.heard.slice(before)).toEqual(['846600']);
  expect(await driver.recover(context)).toEqual({ kind: 'inProgress' });
  terminal.say(message('061e', '66'));
  expect(JSON.stringify(logged)).toContain('ZVT_UNMATCHED_APPROVAL');
  terminal.answers.set('0620', [ACK, status('00'), message('060f')]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({ kind: 'ambiguous' });
});

test('messages that come by themselves are answered: known ones acknowledged, others not supported', async () => {
  const { terminal } = await zvtRig();
  const before = terminal.heard.length;
  for (const unasked of [
    message('04ff', '0a'),
    message('060f'),
    status('6c'),
    message('0401', 'aa250701'),
    message('06d8'),
    ACK,
  ])
    terminal.say(unasked);
  expect(terminal.heard.slice(before)).toEqual([ACK, ACK, ACK, '848300', '848300']);
});

test.each<[string, string, string[], object]>([
  ['a busy terminal', '0501', ['849c00'], { kind: 'inProgress' }],
  ['a terminal busy with the last transaction', '0620', ['849c00'], { kind: 'inProgress' }],
  ['a terminal that ends it as busy', '0620', [ACK, message('061e', '9c')], { kind: 'inProgress' }],
  ['one that cannot repeat', '0620', ['848300'], { kind: 'ambiguous' }],
  ['one that has nothing to repeat', '0620', [ACK, message('061e', '83')], { kind: 'ambiguous' }],
  ['one that tells no result', '0620', [ACK, message('060f')], { kind: 'ambiguous' }],
  ['one that never answers', '0620', [], { kind: 'unreachable', cause: 'timeout' }],
])('recovery from %s', async (_, control, answer, expected) => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set(control, answer);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject(expected);
});

test('a terminal that begins to answer a question and falls silent keeps no payment waiting: its line is had anew', async () => {
  const { time, wire, terminal, driver } = await zvtRig();
  terminal.answers.set('0620', [ACK]);
  wire.cut();
  await time.advance(1000);
  const payment = driver.purchase(request, watched().progress);
  expect(await outcomeWithin(time, payment, 31_000)).toEqual({ kind: 'notSent', cause: 'offline' });
  await time.advance(3000);
  terminal.answers.set('0601', APPROVED);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({ kind: 'approved' });
});
