import { afterEach, expect, test } from 'vitest';
import { eventually } from '../../../test/emulator/raw-host.ts';
import { payment, RawRegister } from '../../../test/emulator/raw-register.ts';
import { silentLog } from '../log.ts';
import { EmulatedTerminal } from './index.ts';

const terminals: EmulatedTerminal[] = [];
afterEach(async () => {
  await Promise.all(terminals.splice(0).map((terminal) => terminal.stop()));
});

async function registered(cardDelayMs: number | null = 0) {
  const terminal = new EmulatedTerminal({
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    now: () => new Date(2026, 2, 5, 14, 7, 9).getTime(),
    onChange: () => {},
    cardDelayMs,
  });
  terminals.push(terminal);
  await terminal.start();
  const register = await RawRegister.connect(terminal.port);
  await register.register();
  return { terminal, register };
}
async function again(terminal: EmulatedTerminal): Promise<RawRegister> {
  const register = await RawRegister.connect(terminal.port);
  await register.register();
  return register;
}

test('a payment that no register asked for is told, and taken back when no goods are issued for it', async () => {
  const { terminal, register } = await registered();
  terminal.payUnasked(1234);
  expect(await register.take()).toMatch(/^040f..270004000000001234.*870001/);
  register.write('84 66 00');
  expect(await register.take()).toBe('061e016c');
  register.write('80 00 00');
  expect(terminal.payments()).toMatchObject([{ amount: 1234, outcome: 'approved', reversed: true }]);
  register.write('06 20 03 00 00 00');
  expect((await register.takeUntil('060f'))[1]).toMatch(/87000237000001/);
});

test('another amount than was asked; one that minds no refusal lets it stand', async () => {
  const { terminal, register } = await registered();
  terminal.setMode({ kind: 'otherAmount', amount: 9999, takesBack: false });
  register.write(payment(100));
  expect(await register.take()).toBe('800000');
  expect(await register.take()).toMatch(/^040f..270004000000009999/);
  register.write('84 66 00');
  expect(await register.take()).toBe('060f00');
  expect(terminal.payments()).toMatchObject([{ amount: 9999, outcome: 'approved', reversed: false }]);
});

test('an abort is answered, and the payment approved all the same', async () => {
  const { terminal, register } = await registered(null);
  terminal.setMode({ kind: 'approveAfterAbort' });
  register.write(payment(100));
  expect(await register.take()).toBe('800000');
  register.write('06 b0 00');
  expect(await register.take()).toBe('800000');
  expect((await register.takeUntil('060f'))[0]).toMatch(/^040f..2700/);
  expect(terminal.payments()).toMatchObject([{ outcome: 'approved' }]);
});

test.each([false, true])('it acknowledges and says no more; approving all the same: %s', async (approves) => {
  const { terminal, register } = await registered();
  terminal.setMode({ kind: 'mute', approves }, { once: true });
  register.write(payment(100));
  expect(await register.take()).toBe('800000');
  register.write(payment(100));
  expect(await register.take()).toBe('849c00');
  register.host.destroy();
  await eventually(() => !terminal.connected, 'the register has gone');
  await again(terminal);
  expect(terminal.payments()).toHaveLength(approves ? 1 : 0);
});

test('"please wait" goes on until it approves; a register that goes meanwhile pays nothing', async () => {
  const { terminal, register } = await registered();
  await register.register('08');
  terminal.setMode({ kind: 'pleaseWait', ms: 20 }, { once: true });
  register.write(payment(100));
  const said = await register.takeUntil('060f');
  expect(said).toContain('04ff020e01');
  expect(terminal.payments()).toHaveLength(1);
  terminal.setMode({ kind: 'pleaseWait', ms: 600_000 }, { once: true });
  register.write(payment(200));
  await register.takeUntil('04ff020e');
  register.host.destroy();
  await eventually(() => !terminal.connected, 'the register has gone');
  expect(terminal.payments()).toHaveLength(1);
});

test('the line is cut at any byte; what was going on goes on', async () => {
  const { terminal, register } = await registered();
  terminal.setMode({ kind: 'cutAt', byte: 10 }, { once: true });
  register.write(payment(100));
  await register.host.closed();
  expect(register.host.waiting).toHaveLength(10);
  await eventually(() => terminal.payments().length === 1, 'it is booked');
});

test('what the host said after the line dropped is told once the register is back, of another amount even', async () => {
  const { terminal, register } = await registered();
  terminal.setMode({ kind: 'answerLater', ms: 20, amount: 700 }, { once: true });
  register.write(payment(100));
  await register.host.closed();
  expect(terminal.payments()).toEqual([]);
  const back = await again(terminal);
  expect(await back.take()).toMatch(/^040f..270004000000000700/);
  back.write('80 00 00');
  expect(await back.take()).toBe('060f00');
});

test.each([
  ['beforeApproval', 'kept', 1],
  ['afterApproval', 'kept', 2],
  ['beforeApproval', 'lost', 0],
  ['afterApproval', 'lost', 0],
] as const)('power lost %s, memory %s: %i payments in its books', async (when, memory, booked) => {
  const { terminal, register } = await registered();
  register.write(payment(1));
  await register.takeUntil('060f');
  terminal.setMode({ kind: 'powerCut', when, memory, forMs: 10 }, { once: true });
  register.write(payment(100));
  await register.host.closed();
  await eventually(() => terminal.plugged, 'the power is back');
  expect(terminal.registered).toBe(false);
  const back = await again(terminal);
  expect(terminal.payments()).toHaveLength(booked);
  back.write('06 20 03 00 00 00');
  expect((await back.takeUntil('060f', '061e')).at(-1)).toBe(booked === 0 ? '061e0183' : '060f00');
});

test('power lost while a card is awaited: nothing of it goes on afterwards', async () => {
  const { terminal, register } = await registered(null);
  register.write(payment(1));
  await eventually(() => terminal.waitingForCard, 'the card is awaited');
  terminal.powerCycle('kept', 1);
  await register.host.closed();
  expect(terminal.waitingForCard).toBe(false);
  await eventually(() => terminal.plugged, 'the power is back');
  const back = await again(terminal);
  back.write(payment(2));
  await eventually(() => terminal.presentCard(), 'the card is presented');
  await back.takeUntil('060f');
  expect(terminal.payments()).toMatchObject([{ amount: 2 }]);
});

test('the totals of the day so far are told and nothing is closed', async () => {
  const { register } = await registered();
  const totals = async () => {
    register.write('06 10 03 00 00 00');
    return (await register.takeUntil('060f'))[1];
  };
  expect(await totals()).toMatch(/^040f..270004000000000000.*60f0f5f30{106}$/);
  register.write(payment(1259));
  await register.takeUntil('060f');
  for (let times = 0; times < 2; times++) expect(await totals()).toMatch(/^040f..270004000000001259.*01000000001259$/);
});
