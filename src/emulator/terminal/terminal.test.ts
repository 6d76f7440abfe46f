import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../../../test/emulator/raw-host.ts';
import { payment, RawRegister } from '../../../test/emulator/raw-register.ts';
import { silentLog } from '../log.ts';
import { EmulatedTerminal, type EmulatedTerminalOptions } from './index.ts';

const terminals: EmulatedTerminal[] = [];
afterEach(async () => {
  await Promise.all(terminals.splice(0).map((terminal) => terminal.stop()));
});

/** 5 March 2026, 14:07:09 by the terminal's own clock. */
const NOW = new Date(2026, 2, 5, 14, 7, 9).getTime();

async function terminalAndRegister(more: Partial<EmulatedTerminalOptions> = {}) {
  const options = {
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    now: () => NOW,
    onChange: () => {},
    cardDelayMs: 0,
    ...more,
  };
  const terminal = new EmulatedTerminal(options);
  terminals.push(terminal);
  await terminal.start();
  return { terminal, register: await RawRegister.connect(terminal.port) };
}

test('registration is acknowledged and completed with terminal and currency', async () => {
  const { register } = await terminalAndRegister();
  register.write('06 00 06 00 00 00 8e 08 26');
  expect(await register.take()).toBe('800000');
  expect(await register.take()).toBe('060f0a19002968001234490826');
  register.write('80 00 00');
});

test('without a registration nothing is paid', async () => {
  const { terminal, register } = await terminalAndRegister();
  register.write(payment(100));
  expect(await register.take()).toBe('846b00');
  expect(terminal.payments()).toEqual([]);
});

test('a payment is acknowledged, reported with its BMPs, and completed', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  register.write(payment(1259));
  expect(await register.take()).toBe('800000');
  const status = await register.take();
  expect(status.slice(0, 4)).toBe('040f');
  expect(status.slice(6)).toBe(
    [
      '2700', // result
      '04000000001259', // amount
      '490826', // currency
      '0b000001', // trace
      '0c140709', // time
      '0d0305', // date
      '2968001234', // terminal
      '2a343535363630303031323334352020', // merchant
      '870001', // receipt
      '22f0f8eeeeeeeeeeee1111', // card number, masked
      '8a0a', // VISA
      '8bf0f55649534100', // its name
      '3b4130303030303100', // authorisation
      '060b60094307a0000000031010', // application
    ].join(''),
  );
  register.write('80 00 00');
  expect(await register.take()).toBe('060f00');
  register.write('80 00 00');
  expect(terminal.payments()).toEqual([
    {
      amount: 1259,
      asked: 1259,
      currency: 'GBP',
      outcome: 'approved',
      receiptNumber: '0001',
      traceNumber: '000001',
      at: NOW,
      reversed: false,
    },
  ]);
});

test('each message waits for the acknowledgement of the one before', async () => {
  const { register } = await terminalAndRegister();
  await register.register('08');
  register.write(payment(1));
  expect(await register.take()).toBe('800000');
  expect(await register.take()).toBe('04ff020a01');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(register.host.waiting).toHaveLength(0);
  register.write('80 00 00');
  expect(await register.take()).toBe('04ff020401');
});

test('a register that acknowledges and commands in one packet is understood', async () => {
  const { register } = await terminalAndRegister();
  register.write('06 00 06 00 00 00 00 08 26');
  await register.take();
  await register.take();
  register.write(`80 00 00 ${payment(5)}`);
  expect((await register.takeUntil('060f'))[0]).toBe('800000');
});

test('bytes one by one, in and out, are the same dialogue', async () => {
  const { terminal, register } = await terminalAndRegister();
  terminal.setChunks('bytes');
  await register.register();
  for (const byte of payment(77).split(' ').join('').match(/../g) ?? []) {
    register.write(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await register.takeUntil('060f');
  expect(terminal.payments()[0]).toMatchObject({ amount: 77, outcome: 'approved' });
});

test.each([
  [{ kind: 'decline' }, '05', 'declined'],
  [{ kind: 'decline', result: 0x78 }, '78', 'declined'],
  [{ kind: 'cancel' }, '6c', 'cancelled'],
] as const)('%j ends with its result in 04 0F and 06 1E', async (mode, result, outcome) => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  terminal.setMode(mode, { once: true });
  register.write(payment(450));
  const messages = await register.takeUntil('061e', '060f');
  expect(messages[1]).toMatch(new RegExp(`^040f..27${result}04000000000450`));
  expect(messages.at(-1)).toBe(`061e01${result}`);
  expect(terminal.payments()[0]).toMatchObject({ outcome, amount: 450 });
  register.write(payment(451));
  expect((await register.takeUntil('060f'))[1]).toMatch(/^040f..2700/);
});

test('a partial approval reports less than was asked for', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  terminal.setMode({ kind: 'partial', amount: 500 });
  register.write(payment(1259));
  expect((await register.takeUntil('060f'))[1]).toMatch(/^040f..270004000000000500/);
  expect(terminal.payments()[0]).toMatchObject({ outcome: 'partial', amount: 500 });
});

test('the register can abort while the card is awaited, and not after', async () => {
  const { terminal, register } = await terminalAndRegister({ cardDelayMs: null });
  await register.register();
  register.write(payment(10));
  expect(await register.take()).toBe('800000');
  await eventually(() => terminal.waitingForCard, 'the card is awaited');
  register.write('06 b0 00');
  expect(await register.take()).toBe('800000');
  expect((await register.takeUntil('061e')).at(-1)).toBe('061e016c');
  terminal.setMode({ kind: 'slow', ms: 30 });
  register.write(payment(11));
  expect(await register.take()).toBe('800000');
  await eventually(() => terminal.presentCard(), 'the card is presented');
  register.write('06 b0 00');
  expect(await register.take()).toBe('800000');
  expect((await register.takeUntil('060f', '061e')).at(-1)).toBe('060f00');
  expect(terminal.payments().map(({ outcome }) => outcome)).toEqual(['cancelled', 'approved']);
});

test('the card comes when the button is pressed, and the red key stops', async () => {
  const { terminal, register } = await terminalAndRegister({ cardDelayMs: null });
  expect(terminal.presentCard()).toBe(false);
  await register.register();
  register.write(payment(1259));
  await eventually(() => terminal.waitingForCard, 'the card is awaited');
  expect(terminal.display).toEqual(['GBP 12.59', 'Present card']);
  expect(terminal.pressStop()).toBe(true);
  expect((await register.takeUntil('061e')).at(-1)).toBe('061e016c');
});

test('line lost before the approval: nothing is booked', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  terminal.setMode({ kind: 'dropBeforeApproval' }, { once: true });
  register.write(payment(100));
  await register.host.closed();
  expect(terminal.payments()).toEqual([]);
});

test('line lost after the approval: booked, and Repeat Receipt tells', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  terminal.setMode({ kind: 'dropAfterApproval' }, { once: true });
  register.write(payment(100));
  await register.host.closed();
  expect(terminal.payments()).toMatchObject([{ amount: 100, outcome: 'approved', receiptNumber: '0001' }]);
  const again = await RawRegister.connect(terminal.port);
  again.write('05 01 03 00 00 00');
  expect(await again.takeUntil('060f')).toEqual(['800000', '060f0100']);
  again.write('06 20 03 00 00 00');
  const repeated = await again.takeUntil('060f');
  expect(repeated[1]).toMatch(/^040f..270004000000000100.*870001/);
});

test('line lost after a part was approved: the part is booked', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  terminal.setMode({ kind: 'dropAfterApproval', most: 30 }, { once: true });
  register.write(payment(100));
  await register.host.closed();
  expect(terminal.payments()).toMatchObject([{ amount: 30, outcome: 'partial' }]);
});

test('line lost at the end: the register was told, and has no completion', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  terminal.setMode({ kind: 'dropBeforeCompletion' }, { once: true });
  register.write(payment(100));
  await register.takeUntil('040f');
  await register.host.closed();
  expect(terminal.payments()[0]).toMatchObject({ outcome: 'approved' });
});

test('a late approval: the line is lost, the terminal is busy, and then it was paid after all', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  terminal.setMode({ kind: 'lateApproval', ms: 60 }, { once: true });
  register.write(payment(100));
  await register.host.closed();
  expect(terminal.payments()).toEqual([]);
  const again = await RawRegister.connect(terminal.port);
  again.write('06 20 03 00 00 00');
  expect(await again.take()).toBe('849c00');
  await eventually(() => terminal.payments().length === 1, 'the late approval');
  expect(terminal.payments()[0]).toMatchObject({ amount: 100, outcome: 'approved' });
});

test('a terminal that is silent for one payment swallows it and nothing else; one that stays silent swallows all', async () => {
  const heard: unknown[] = [];
  const { terminal, register } = await terminalAndRegister({
    log: (_, event, detail) => event === 'command' && heard.push(detail?.control),
  });
  await register.register();
  terminal.setMode({ kind: 'silent' }, { once: true });
  register.write(payment(1));
  register.write('05 01 00');
  expect(await register.takeUntil('060f')).toEqual(['800000', '060f0100']);
  terminal.setMode({ kind: 'silent' });
  register.write('05 01 00');
  await eventually(() => heard.length === 4, 'the terminal heard it');
  terminal.setMode({ kind: 'approve' });
  register.write(payment(2));
  expect((await register.takeUntil('060f')).map((message) => message.slice(0, 4))).toEqual(['8000', '040f', '060f']);
  expect(terminal.payments()).toMatchObject([{ amount: 2 }]);
});

test('goods not issued: the terminal takes the payment back by itself', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  register.write(payment(100));
  expect(await register.take()).toBe('800000');
  expect(await register.take()).toMatch(/^040f/);
  register.write('84 66 00');
  expect(await register.take()).toBe('061e016c');
  register.write('80 00 00');
  expect(terminal.payments()).toMatchObject([{ amount: 100, reversed: true }]);
});

test('a register that needs time is told again', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  register.write(payment(100));
  await register.take();
  const first = await register.take();
  register.write('84 9c 00');
  expect(await register.take()).toBe(first);
  register.write('80 00 00');
  expect(await register.takeUntil('060f')).toEqual(['060f00']);
  expect(terminal.payments()).toMatchObject([{ reversed: false }]);
});

test('a register that never acknowledges leaves the payment booked', async () => {
  const { terminal, register } = await terminalAndRegister({ patienceMs: 20 });
  await register.register();
  register.write(payment(100));
  await register.take();
  await register.take();
  await eventually(() => terminal.payments().length === 1, 'the payment');
  register.write('05 01 00');
  await eventually(() => register.host.waiting.length > 0, 'an answer');
  expect(await register.take()).toMatch(/^8[04]/);
});

test('a payment can be reversed once, by its receipt number', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  register.write(payment(100));
  await register.takeUntil('060f');
  register.write('06 30 06 00 00 00 87 00 01');
  const reversed = await register.takeUntil('060f', '061e');
  expect(reversed[1]).toMatch(/^040f..270004000000000100.*0b000002.*870002/);
  expect(terminal.payments()).toMatchObject([{ receiptNumber: '0001', reversed: true }]);
  register.write('06 30 06 00 00 00 87 00 01');
  expect(await register.takeUntil('061e')).toEqual(['800000', '061e01b4']);
  register.write('06 30 06 00 00 00 87 00 09');
  expect(await register.takeUntil('061e')).toEqual(['800000', '061e01b5']);
});

test('a reversal can be made to fail on its own', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  register.write(payment(100));
  await register.takeUntil('060f');
  terminal.setMode({ kind: 'decline' }, { once: true, on: 'reversal' });
  register.write('06 30 06 00 00 00 87 00 01');
  expect((await register.takeUntil('061e')).at(-1)).toBe('061e0105');
  expect(terminal.payments()).toMatchObject([{ reversed: false }]);
});

test('a refund is booked as one', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register();
  register.write('06 31 0d 00 00 00 04 00 00 00 00 02 50 49 09 78');
  expect((await register.takeUntil('060f'))[1]).toMatch(/^040f..270004000000000250490978/);
  expect(terminal.refunds()).toMatchObject([{ amount: 250, currency: 'EUR', outcome: 'approved' }]);
  expect(terminal.payments()).toEqual([]);
});

test('an end of day reports the sum and closes it: nothing of it can be reversed', async () => {
  const { register } = await terminalAndRegister();
  await register.register();
  for (const minor of [100, 250]) {
    register.write(payment(minor));
    await register.takeUntil('060f');
  }
  register.write('06 50 03 00 00 00');
  const closed = await register.takeUntil('060f');
  expect(closed[1]).toMatch(/^040f..270004000000000350/);
  expect(closed[1]).toMatch(/60f0f5f300010002(00){42}02000000000350$/);
  register.write('06 30 06 00 00 00 87 00 01');
  expect((await register.takeUntil('061e')).at(-1)).toBe('061e01b5');
});

const textOf = (hex: string) => Buffer.from(hex, 'hex').toString('latin1');

test('slips come line by line to a register that prints', async () => {
  const { register } = await terminalAndRegister();
  await register.register('82');
  register.write(payment(1259));
  const lines = (await register.takeUntil('060f')).filter((message) => message.startsWith('06d1'));
  const texts = lines.map((line) => textOf(line.slice(8)));
  expect(texts).toContain('Cardholder receipt');
  expect(texts).toContain('GBP                12.59');
  expect(texts).toContain('############1111');
  expect(lines.filter((line) => line.slice(6, 8) === '81')).toHaveLength(2);
});

test('or as text blocks to one that lists 06 D3 among its commands', async () => {
  const { register } = await terminalAndRegister();
  await register.register('82', '06 06 26 04 0a 02 06 d3');
  register.write(payment(1259));
  const blocks = (await register.takeUntil('060f')).filter((message) => message.startsWith('06d3'));
  expect(blocks).toHaveLength(2);
  expect(blocks[1]).toMatch(/^06d3(ff....|..)06(81|82)?....1f070102/);
  expect(textOf(blocks[1] ?? '')).toContain('Cardholder receipt');
});

test('card numbers are masked unless the test lets them out', async () => {
  const { terminal, register } = await terminalAndRegister();
  await register.register('82');
  register.write(payment(1));
  const masked = (await register.takeUntil('060f')).join('');
  expect(masked).not.toContain('4111111111111111');
  expect(textOf(masked)).not.toContain('4111111111111111');
  terminal.setCard({ number: '4111111111111111', name: 'VISA', shows: 'full' });
  register.write(payment(2));
  const full = await register.takeUntil('060f');
  expect(full[1]).toContain('22f0f84111111111111111');
  expect(full[1]).toContain('5a084111111111111111');
  expect(full.map(textOf).join('')).toContain('4111111111111111');
});

test.each([
  ['no amount', '06 01 00', '849a00'],
  ['an amount that is no number', '06 01 07 04 00 00 00 00 0a bc', '849a00'],
  ['a field cut short', '06 01 03 04 00 00', '849a00'],
  ['a command that no terminal has', '0f f0 00', '848300'],
])('%s is refused', async (_, command, answer) => {
  const { register } = await terminalAndRegister();
  await register.register();
  register.write(command);
  expect(await register.take()).toBe(answer);
});

test('after Log-Off a register has to register again', async () => {
  const { register } = await terminalAndRegister();
  await register.register();
  register.write('06 02 00');
  expect(await register.take()).toBe('800000');
  register.write(payment(1));
  expect(await register.take()).toBe('846b00');
});

test('its books survive a restart, numbers and all', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'terminal-'));
  try {
    const first = await terminalAndRegister({ directory });
    await first.register.register();
    first.register.write(payment(100));
    await first.register.takeUntil('060f');
    await first.terminal.stop();
    const second = await terminalAndRegister({ directory });
    expect(second.terminal.payments()).toMatchObject([{ amount: 100, receiptNumber: '0001' }]);
    await second.register.register();
    second.register.write(payment(200));
    await second.register.takeUntil('060f');
    expect(second.terminal.payments()[1]).toMatchObject({ amount: 200, receiptNumber: '0002', traceNumber: '000002' });
  } finally {
    await rm(directory, { recursive: true });
  }
});
