import { expect, test } from 'vitest';
import type { TerminalHistory, UnmatchedApproval } from '../../../workstation/ports/payment-terminal.ts';
import { ACK, message, outcomeWithin, status } from '../../rehearsal/scripted-terminal.ts';
import { APPROVED, context, request, watched, zvtRig } from '../../rehearsal/zvt-rig.ts';

async function listening(options: Parameters<typeof zvtRig>[1] = {}) {
  const rig = await zvtRig({}, options);
  const told: UnmatchedApproval[] = [];
  rig.driver.onUnmatched((approval) => told.push(approval));
  return { ...rig, told };
}
const TAKEN_BACK = message('061e', '66');
/** A status information like the rig's, of another transaction. */
const other = (receipt: string, trace: string, options = {}) =>
  status('00', options).replace('870042', `87${receipt}`).replace('0b000123', `0b${trace}`);
const repeats = (last: string) => [ACK, last, message('060f')];
const history = (more: Partial<TerminalHistory> = {}): TerminalHistory => ({
  transactions: [{ receiptNumber: '0041', traceNumber: '000122', at: Date.parse('2025-07-01T08:00:00Z') }],
  open: [],
  met: true,
  ...more,
});

test('an approval that comes by itself is refused, and told once the terminal has taken it back', async () => {
  const { time, terminal, told } = await listening();
  terminal.say(status('00', { extra: '22 f0f8 4761739001011234 3b 3038313539370000 8b f0f5 5649534100' }));
  expect(terminal.heard.at(-1)).toBe('846600');
  expect(told).toEqual([]);
  terminal.say(TAKEN_BACK);
  expect(told).toEqual([
    {
      amount: 662,
      currency: 'GBP',
      disposition: 'refused',
      evidence: {
        scheme: 'VISA',
        lastFour: '1234',
        authorisation: '081597',
        terminalId: '65001234',
        receiptNumber: '0042',
        traceNumber: '000123',
        terminalTime: '07-01 10:05:33',
        receiptText: [],
      },
    },
  ]);
  await time.advance(100_000);
  expect(told).toHaveLength(1);
});

test("the reversal's own status information is acknowledged, and is the confirmation", async () => {
  const { terminal, told } = await listening();
  terminal.say(status('00'));
  terminal.say(other('0043', '000124', { extra: '37 000123' }));
  expect(terminal.heard.slice(-2)).toEqual(['846600', ACK]);
  terminal.say(TAKEN_BACK);
  expect(told).toMatchObject([{ disposition: 'refused' }]);
});

test.each<[string, (rig: Awaited<ReturnType<typeof listening>>) => unknown]>([
  ['completes it all the same', ({ terminal }) => terminal.say(message('060f'))],
  ['hangs up', ({ wire }) => wire.cut()],
  ['says nothing more', ({ time }) => time.advance(60_100)],
])('where the terminal does not say that it took it back, it stands: it %s', async (_, ends) => {
  const rig = await listening();
  rig.terminal.say(status('00'));
  await ends(rig);
  expect(rig.told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
  rig.terminal.answers.set('0620', repeats(status('00')));
  rig.wire.cut();
  await rig.time.advance(5000);
  expect(rig.told).toHaveLength(1);
});

test('no payment begins while the terminal takes one back', async () => {
  const { time, terminal, driver } = await listening();
  terminal.say(status('00'));
  expect(await driver.purchase(request, watched().progress)).toEqual({ kind: 'notSent', cause: 'busy' });
  await time.advance(5000);
  expect(terminal.commands('0501').length).toBeLessThanOrEqual(1);
  terminal.say(TAKEN_BACK);
  terminal.answers.set('0601', APPROVED);
  expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({ kind: 'approved' });
});

test('more than was asked, or another currency, within a payment is told, by how it was taken back', async () => {
  const wrong = status('00', { amount: '000000000663' });
  for (const [answer, outcome, disposition] of [
    [[wrong, TAKEN_BACK], 'declined', 'refused'],
    [[wrong, wrong, TAKEN_BACK], 'declined', 'refused'],
    [[wrong, other('0043', '000124', { extra: '37 000123' }), message('060f')], 'declined', 'refused'],
    [[wrong, message('060f')], 'unknown', 'standing'],
  ] as const) {
    const { time, terminal, driver, told } = await listening();
    terminal.answers.set('0601', [ACK, ...answer]);
    expect(await outcomeWithin(time, driver.purchase(request, watched().progress))).toMatchObject({ kind: outcome });
    expect(told).toMatchObject([{ amount: 663, currency: 'GBP', disposition }]);
  }
  const euro = await listening();
  euro.terminal.answers.set('0601', [ACK, status('00').replace('490826', '490978'), TAKEN_BACK]);
  await outcomeWithin(euro.time, euro.driver.purchase(request, watched().progress));
  expect(euro.told).toMatchObject([{ amount: 662, currency: 'EUR', disposition: 'refused' }]);
});

test('a payment refused while the line is lost stands until somebody looks', async () => {
  const { time, wire, terminal, driver, told } = await listening();
  terminal.answers.set('0601', [ACK, status('00', { amount: '000000000663' })]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(100);
  wire.cut();
  expect(await outcomeWithin(time, payment)).toMatchObject({ kind: 'unknown' });
  expect(told).toMatchObject([{ amount: 663, disposition: 'standing' }]);
});

test("the terminal's ordinary last payment is told at no start: the journal has it, or nothing is known of before", async () => {
  const known = history({ transactions: [{ receiptNumber: '0042', traceNumber: '000123', at: 0 }] });
  for (const before of [undefined, history({ transactions: [], met: false }), known]) {
    const { time, wire, told } = await listening({ last: status('00'), ...(before && { history: before }) });
    wire.cut();
    await time.advance(5000);
    expect(told).toEqual([]);
  }
});

test('what the terminal booked since the journal knew it last is told at the start, once', async () => {
  const { time, wire, told } = await listening({ last: status('00'), history: history() });
  expect(told).toMatchObject([{ amount: 662, disposition: 'standing', evidence: { receiptNumber: '0042' } }]);
  wire.cut();
  await time.advance(5000);
  expect(told).toHaveLength(1);
});

test('a terminal that counts anew is told by its time', async () => {
  const { told } = await listening({ last: other('0001', '000001'), history: history() });
  expect(told).toMatchObject([{ disposition: 'standing' }]);
  const old = await listening({
    last: other('0001', '000001').replace('0d0701', '0d0630'),
    history: history(),
  });
  expect(old.told).toEqual([]);
});

test('a reversal, a decline and a terminal without any are nothing to tell', async () => {
  for (const last of [other('0043', '000124', { extra: '37 000123' }), status('05'), message('04ff', '0e')]) {
    const { told } = await listening({ last, history: history() });
    expect(told).toEqual([]);
  }
});

test('what may be the open attempt is left to recovery, over a restart too', async () => {
  const { time, driver, told } = await listening({ last: status('00'), history: history({ open: [context] }) });
  expect(told).toEqual([]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({ kind: 'approved' });
  driver.remember(history());
  expect(told).toEqual([]);
});

test('what staff said of the open attempt decides: what belongs to it is not told, what does not is', async () => {
  const open = history({ open: [{ ...context, amount: 999 }] });
  const entered = await listening({ last: status('00'), history: open });
  expect(await outcomeWithin(entered.time, entered.driver.recover({ ...context, amount: 999 }))).toMatchObject({
    kind: 'ambiguous',
  });
  entered.driver.remember(
    history({ transactions: [{ receiptNumber: '0042', traceNumber: '000123', at: entered.time.now() }] }),
  );
  expect(entered.told).toEqual([]);

  const notPaid = await listening({ last: status('00'), history: open });
  notPaid.driver.remember(history());
  expect(notPaid.told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
});

test('a late answer of an attempt that a restart found open is accepted', async () => {
  const { terminal, told } = await listening({ history: history({ open: [context] }) });
  terminal.say(status('00'));
  expect(terminal.heard.at(-1)).toBe(ACK);
  expect(told).toEqual([]);
});

test('a late answer that was accepted is told after all when staff says that the attempt was not paid', async () => {
  const { terminal, driver, told } = await listening({ history: history({ open: [context] }) });
  terminal.say(status('00'));
  driver.remember(history());
  expect(told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
});

test('a terminal that numbers nothing is not told about at every start', async () => {
  const bare = status('00')
    .replace(/0b000123870042/, '')
    .replace(/^040f../, '040f18');
  expect(bare.length / 2 - 3).toBe(0x18);
  const { time, wire, told } = await listening({ last: bare, history: history() });
  wire.cut();
  await time.advance(5000);
  expect(told).toEqual([]);
});

test('an attempt that is given up for another payment leaves what nothing accounts for to be told', async () => {
  const { time, wire, terminal, driver, told } = await listening({ history: history() });
  terminal.answers.set('0601', [ACK]);
  const lost = driver.purchase({ ...request, amount: 500 }, watched().progress);
  await time.advance(100);
  terminal.answers.set('0620', repeats(status('00')));
  wire.cut();
  await outcomeWithin(time, lost);
  await time.advance(1000);
  expect(told).toEqual([]);
  terminal.answers.set('0601', [ACK, message('061e', '6c')]);
  await outcomeWithin(time, driver.purchase({ ...request, reference: 'attempt-2' }, watched().progress));
  expect(told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
});

test('an approval that crosses a question of the register on the line is no answer to it', async () => {
  const { time, terminal, driver, told } = await listening();
  terminal.answers.set('0620', []);
  terminal.answers.set('0501', [ACK, message('060f', '00')]);
  const asked = driver.recover(context);
  await time.advance(100);
  terminal.say(status('00'));
  terminal.say('849c00');
  terminal.say(TAKEN_BACK);
  expect(await outcomeWithin(time, asked)).toEqual({ kind: 'inProgress' });
  expect(terminal.heard).toContain('846600');
  expect(told).toMatchObject([{ disposition: 'refused' }]);
});

test('something unreadable that comes by itself is refused, and the next heartbeat looks what it was', async () => {
  const { time, terminal, told } = await listening({ history: history() });
  terminal.answers.set('0620', repeats(status('00')));
  terminal.say(message('040f', '27'));
  expect(terminal.heard.at(-1)).toBe('846600');
  await time.advance(3000);
  expect(told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
});

test('what is found before anybody listens waits; whoever fails to record it hears it again', async () => {
  const { time, driver } = await zvtRig({}, { last: status('00'), history: history() });
  const heard: string[] = [];
  let full = true;
  driver.onUnmatched(({ disposition }) => {
    heard.push(disposition);
    if (full) throw new Error('disk full');
  });
  await time.advance(2000);
  full = false;
  await time.advance(10_000);
  expect(heard).toEqual(['standing', 'standing', 'standing'].slice(0, heard.length));
  expect(heard.length).toBeGreaterThanOrEqual(2);
  const told = heard.length;
  await time.advance(10_000);
  expect(heard).toHaveLength(told);
});

test('a terminal that says "please wait" for ever is asked to stop, and then given up', async () => {
  const { time, terminal, driver } = await listening();
  terminal.answers.set('0601', [ACK]);
  terminal.answers.set('06b0', [ACK]);
  const payment = driver.purchase(request, watched().progress);
  const began = time.monotonic();
  let over = false;
  void payment.then(() => {
    over = true;
  });
  while (!over && time.monotonic() - began < 2_000_000) {
    await time.advance(5000);
    terminal.say(message('04ff', '0e'));
  }
  expect(await payment).toEqual({ kind: 'unknown', cause: 'timeout' });
  expect(terminal.commands('06b0')).toHaveLength(1);
  expect(time.monotonic() - began).toBeLessThan(800_000);
});

test('a terminal of which nothing is known tells what it had done last, and is met once', async () => {
  const met: unknown[] = [];
  const rig = await zvtRig({}, { last: status('00'), onMet: (last) => met.push(last) });
  expect(met).toEqual([{ receiptNumber: '0042', traceNumber: '000123' }]);
  rig.wire.cut();
  await rig.time.advance(5000);
  expect(met).toHaveLength(1);
});

test('one that had approved nothing is met as such, and its first approval of all that nobody waited for is told', async () => {
  const met: unknown[] = [];
  const rig = await zvtRig({}, { onMet: (last) => met.push(last) });
  const told: UnmatchedApproval[] = [];
  rig.driver.onUnmatched((approval) => told.push(approval));
  expect(met).toEqual([null]);
  rig.terminal.answers.set('0620', repeats(status('00')));
  rig.wire.cut();
  await rig.time.advance(5000);
  expect(told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
});

test('its first approval is told by the next process too, which knows from the journal that it had been met', async () => {
  const rig = await listening({ last: status('00'), history: { transactions: [], open: [], met: true } });
  expect(rig.told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
});

test('what it had approved before anybody met it is none of ours', async () => {
  const rig = await listening({ last: status('00'), history: { transactions: [], open: [], met: false } });
  expect(rig.told).toEqual([]);
});

test.each([
  ['what an open attempt may have done by then is not of before', 0, null],
  ['what was done long before an open attempt is', 3_600_000, { receiptNumber: '0042', traceNumber: '000123' }],
])('when it is met, %s', async (_, later, expected) => {
  const met: unknown[] = [];
  const open = [{ ...context, sentAt: context.sentAt + later }];
  await zvtRig(
    {},
    { last: status('00'), history: { transactions: [], open, met: false }, onMet: (last) => met.push(last) },
  );
  expect(met).toEqual([expected]);
});

test('an outcome that was given and could not be written down is told once its attempt was settled otherwise', async () => {
  const { time, terminal, driver, told } = await listening({ history: history() });
  terminal.answers.set('0601', APPROVED);
  expect(await outcomeWithin(time, driver.purchase({ ...request, amount: 4700 }, watched().progress))).toMatchObject({
    kind: 'partial',
  });
  terminal.answers.set('0620', repeats(status('00')));
  const open = [{ ...context, amount: 4700 }];
  driver.remember(history({ open }));
  expect(await outcomeWithin(time, driver.recover({ ...context, amount: 4700 }))).toMatchObject({ kind: 'ambiguous' });
  expect(told).toEqual([]);
  driver.remember(history());
  expect(told).toMatchObject([{ amount: 662, disposition: 'standing' }]);
});

test('a transaction that the terminal counted before the answer of an attempt is told, for only its books say what it was', async () => {
  const { time, terminal, driver, told } = await listening({ history: history({ open: [context] }) });
  terminal.answers.set('0620', repeats(other('0043', '000124')));
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({ kind: 'approved' });
  expect(told).toEqual([
    {
      amount: 662,
      currency: null,
      disposition: 'unclear',
      evidence: { receiptNumber: '0042', traceNumber: '000123', receiptText: [] },
    },
  ]);
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({ kind: 'approved' });
  expect(told).toHaveLength(1);
});

test('none is told where the answer is the next that it counted', async () => {
  const { time, terminal, driver, told } = await listening({ history: history({ open: [context] }) });
  terminal.answers.set('0620', repeats(status('00')));
  expect(await outcomeWithin(time, driver.recover(context))).toMatchObject({ kind: 'approved' });
  expect(told).toEqual([]);
});
