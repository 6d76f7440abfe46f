import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENDS_ANY_COMMAND } from '../../src/device/pos-printer/encode.ts';
import { SALE } from '../../src/device/rehearsal/sale.ts';
import type { EmulatedPrinter } from '../../src/emulator/index.ts';
import { DevicesUnderTest, isState, pause, until } from '../fixtures/devices.ts';

let under: DevicesUnderTest;
let printer: EmulatedPrinter;
beforeEach(async () => {
  under = await DevicesUnderTest.start();
  ({ printer } = under.emulators);
});
afterEach(() => under.stop());

const shows = (state: string, code?: string) =>
  until(() => isState('printer', state, code)(under.devices.reports()), `the printer is ${state} ${code ?? ''}`);
const paper = () => [
  ...printer.papers().map(({ text }) => text.join('\n')),
  printer.currentPaper()?.text.join('\n') ?? '',
];
/** How often a piece of the receipt is on paper. */
const onPaper = (words: string) => paper().join('\n').split(words).length - 1;
const HEAD = 'Checkstand Market';
const FOOT = SALE.fiscal.transactionId;
/** Bytes with which the first job on a line begins. */
const BEFORE_A_JOB = ENDS_ANY_COMMAND.length;

const TROUBLE = [
  ['paperOut', 'DEVICE_PAPER_OUT', { paper: 'out' }, { paper: 'ok' }],
  ['coverOpen', 'DEVICE_COVER_OPEN', { cover: 'open' }, { cover: 'closed' }],
  ['jam', 'DEVICE_JAM', { jammed: true }, { jammed: false }],
  ['offline', 'DEVICE_OFFLINE', { offline: true }, { offline: false }],
] as const;

test.each(TROUBLE)(
  '%s before a job: nothing is printed, it shows as %s, and nothing follows when it is over',
  async (...row) => {
    const [cause, code, trouble, mended] = row;
    printer.setState(trouble);
    expect(await under.print()).toEqual({ kind: 'notPrinted', cause });
    await shows('degraded', code);
    printer.setState(mended);
    await shows('ready');
    expect(paper()).toEqual(['']);
    expect(await under.print()).toEqual({ kind: 'printed' });
    expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 1]);
  },
);

test.each([
  ['jam', 'DEVICE_JAM', 'jam', { jammed: false }],
  ['coverOpen', 'DEVICE_COVER_OPEN', 'cover', { cover: 'closed' }],
] as const)(
  '%s in the middle: the rest never prints, and the next receipt does, once',
  async (cause, code, by, mended) => {
    printer.setBehaviour({ stopAfter: { rows: 300, by } });
    expect(await under.print()).toEqual({ kind: 'unknown', cause });
    await shows('degraded', code);
    expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
    await until(() => printer.waitingBytes < 100, 'its buffer is empty');
    printer.setState(mended);
    await shows('ready');
    await pause(200);
    expect(onPaper(FOOT)).toBe(0);
    expect(await under.print()).toEqual({ kind: 'printed' });
    expect(onPaper(FOOT)).toBe(1);
  },
);

test('a roll that ends on the very last row of a receipt leaves it open, though all of it is there', async () => {
  printer.setBehaviour({ rowsLeft: 100_000 });
  await under.print();
  const rows = 100_000 - (printer.behaviour.rowsLeft ?? 0);
  printer.setBehaviour({ rowsLeft: rows });
  expect(await under.print()).toEqual({ kind: 'unknown', cause: 'paperOut' });
  await shows('degraded', 'DEVICE_PAPER_OUT');
  expect(under.printer.paper()).toBe('out');
  expect(onPaper(FOOT)).toBe(2);
});

test('a roll near its end still prints, and says so', async () => {
  printer.setState({ paper: 'nearEnd' });
  expect(await under.print()).toEqual({ kind: 'printed' });
  await shows('degraded', 'DEVICE_PAPER_NEAR_END');
  expect(under.printer.paper()).toBe('nearEnd');
});

test('a cutter that jams on the receipt leaves it open; nothing prints twice once it is free', async () => {
  printer.setState({ cutter: 'jammed' });
  expect(await under.print()).toEqual({ kind: 'unknown', cause: 'cutter' });
  await shows('degraded', 'DEVICE_CUTTER');
  printer.setState({ cutter: 'ok' });
  await shows('ready');
  expect(await under.print()).toEqual({ kind: 'printed' });
  expect(onPaper(FOOT)).toBe(2);
});

test('power that goes in the middle: open, and nothing comes out when it is back', async () => {
  printer.setBehaviour({ stopAfter: { rows: 300, by: 'power' } });
  expect(await under.print()).toEqual({ kind: 'unknown', cause: 'offline' });
  await printer.plug();
  await shows('ready');
  await pause(200);
  expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
  expect(await under.print()).toEqual({ kind: 'printed' });
  expect(onPaper(FOOT)).toBe(1);
});

test('paper that ends in the middle and a line lost before anybody knew: the old rest never prints', async () => {
  printer.setBehaviour({ rowsLeft: 300 });
  printer.dropAfter(BEFORE_A_JOB + 900);
  expect(await under.print()).toMatchObject({ kind: 'unknown' });
  expect(printer.waitingBytes).toBeGreaterThan(100);
  await shows('degraded', 'DEVICE_PAPER_OUT');
  expect(printer.waitingBytes).toBeLessThan(100);
  printer.setState({ paper: 'ok' });
  await shows('ready');
  await pause(200);
  expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
});

test('a model whose buffer cannot be emptied prints the old rest, once, and does not confirm the next job by it', async () => {
  await under.bind({ printer: 'generic-escpos-80mm' });
  printer.setBehaviour({ rowsLeft: 300 });
  expect(await under.print()).toEqual({ kind: 'unknown', cause: 'paperOut' });
  expect(await under.print()).toEqual({ kind: 'notPrinted', cause: 'paperOut' });
  printer.setState({ paper: 'ok' });
  await shows('ready');
  expect(await under.print()).toEqual({ kind: 'printed' });
  expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([2, 2]);
});

test.each(['epson-tm-t20', 'generic-escpos-80mm'])(
  'by %s, the line dropped after any number of bytes: "not printed" only where nothing is on paper',
  async (profile) => {
    await under.bind({ printer: profile });
    const seen = new Set<string>();
    const within = [1, 40, 200, 700, 1200, 1700].map((bytes) => BEFORE_A_JOB + bytes);
    for (const bytes of [1, 2, 4, 7, 11, 13, 14, 40, 700, ...within]) {
      const before = onPaper(HEAD);
      printer.dropAfter(bytes);
      const outcome = await under.print();
      seen.add(outcome.kind);
      if (outcome.kind === 'notPrinted') expect({ bytes, printed: onPaper(HEAD) }).toEqual({ bytes, printed: before });
      if (outcome.kind === 'printed') expect(onPaper(FOOT)).toBeGreaterThan(0);
      await shows('ready');
    }
    expect(seen).toContain('notPrinted');
    expect(seen).toContain('unknown');
  },
  120_000,
);

test('a copy says so at the top and at the bottom of its paper', async () => {
  expect(await under.print({ ...SALE, copy: true })).toEqual({ kind: 'printed' });
  const lines = printer.papers()[0]?.text.filter((line) => line.trim() !== '') ?? [];
  expect(lines[0]).toMatch(/\*\*\* .*COPY.* \*\*\*/i);
  expect(lines.at(-1)).toBe(lines[0]);
});

test('a roll that ends in the middle is told at once: another put in before the next poll does not make it printed', async () => {
  printer.setBehaviour({ rowsLeft: 300 });
  const printed = under.print();
  await until(() => printer.state.paper === 'out', 'the roll has ended');
  await pause(200);
  printer.setState({ paper: 'ok' });
  expect(await printed).toEqual({ kind: 'unknown', cause: 'paperOut' });
  await shows('ready');
  expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
});
