import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENDS_ANY_COMMAND } from '../../src/device/pos-printer/encode.ts';
import { hasSocat } from '../../src/device/rehearsal/pty-pair.ts';
import { SALE } from '../../src/device/rehearsal/sale.ts';
import type { EmulatedPrinter } from '../../src/emulator/index.ts';
import { drawsArabic } from '../fixtures/arabic-receipt.ts';
import { DevicesUnderTest, isState, pause, until, type WireKind } from '../fixtures/devices.ts';

const WIRES: readonly { wire: WireKind; name: string; here: boolean }[] = [
  { wire: 'tcp', name: 'over TCP', here: true },
  { wire: 'serial', name: 'over a serial port (needs socat)', here: hasSocat },
];
const HEAD = 'Checkstand Market';
const FOOT = SALE.fiscal.transactionId;
const NOISE = Uint8Array.of(0x80, 0xff, 0x1b, 0x23, 0x86, 0x03);
const WELL = { paper: 'ok', cover: 'closed', cutter: 'ok', jammed: false, offline: false } as const;

describe.for(WIRES)('a Star printer $name', ({ wire, here }) => {
  let under: DevicesUnderTest;
  let printer: EmulatedPrinter;
  /** Sheets that were there before the test. */
  let old = 0;

  beforeAll(async () => {
    if (!here) return;
    under = await DevicesUnderTest.start(wire, 'star-tsp143iv');
    ({ printer } = under.emulators);
  });
  beforeEach((context) => {
    if (!here) context.skip('needs socat');
    old = printer.papers().length;
  });
  afterEach(async () => {
    printer.setBehaviour({ chunks: 'whole', silent: false, rowsLeft: undefined, stopAfter: undefined });
    printer.setState(WELL);
    await until(() => under.printer.paper() === 'ok', 'it has heard that all is well');
    await shows('ready');
    // Ends the sheet that a trouble may have begun.
    if (printer.currentPaper() !== undefined) expect(await under.print()).toEqual({ kind: 'printed' });
  });
  afterAll(() => under?.stop());

  const shows = (state: string, code?: string) =>
    until(() => isState('printer', state, code)(under.devices.reports()), `the printer is ${state} ${code ?? ''}`);
  /** How often a piece of the receipt is on paper. */
  const onPaper = (words: string) =>
    [...printer.papers().slice(old), printer.currentPaper()]
      .map((paper) => paper?.text.join('\n') ?? '')
      .join('\n')
      .split(words).length - 1;

  it.each([
    ['whole', 'whole', 0],
    ['split at every byte', 'bytes', 0],
    ['in one piece with each other', 'joined', 0],
    ['whole, with garbage around them', 'whole', 1],
    ['split, with garbage around them', 3, 1],
  ] as const)('prints a receipt; its answers come %s', async (_, chunks, garbage) => {
    printer.setBehaviour({ chunks });
    const noise = () => (garbage === 0 ? undefined : printer.garbage(NOISE));
    await noise();
    const printed = under.patiently(() => under.print());
    await noise();
    expect(await printed).toEqual({ kind: 'printed' });
    await noise();
    expect(printer.papers()).toHaveLength(old + 1);
    const text = printer.papers().at(-1)?.text.join('\n') ?? '';
    expect(text).toMatch(/Bananas, loose +£0\.82 Z/);
    expect(text).toMatch(/TOTAL +£6\.62/);
    expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 1]);
    expect(printer.notes).toEqual([]);
  });

  it('draws what it has no characters for, on paper that begins at the right', { timeout: 60_000 }, async () => {
    await drawsArabic(under);
  });

  it('opens the drawer, and says what its switch says', async () => {
    const { drawer } = under.printer;
    await until(() => drawer?.state() === 'closed', 'the drawer is shut');
    expect(await under.patiently(() => under.openDrawer())).toEqual({ kind: 'pulsed' });
    expect(printer.state.drawer).toBe('open');
    await until(() => drawer?.state() === 'open', 'the drawer is seen open');
    printer.setState({ drawer: 'closed' });
    await until(() => drawer?.state() === 'closed', 'the drawer is seen shut');
  });

  it('shows within 3 s that it is unplugged, and within 3 s that it is back', async () => {
    const gone = under.reported(isState('printer', 'disconnected'));
    printer.unplug();
    expect(await gone).toBeLessThan(3000);
    const back = under.reported(isState('printer', 'ready'));
    await printer.plug();
    expect(await back).toBeLessThan(3000);
    expect(await under.print()).toEqual({ kind: 'printed' });
  });

  it('shows within 3 s that it has fallen silent', async () => {
    const silent = under.reported(isState('printer', 'disconnected', 'DEVICE_SILENT'));
    printer.setBehaviour({ silent: true });
    expect(await silent).toBeLessThan(3000);
  });

  // What a trouble makes of a job does not depend on the wire.
  if (wire === 'serial') return;

  it.each([
    ['paperOut', 'DEVICE_PAPER_OUT', { paper: 'out' }],
    ['coverOpen', 'DEVICE_COVER_OPEN', { cover: 'open' }],
    ['jam', 'DEVICE_JAM', { jammed: true }],
    ['offline', 'DEVICE_OFFLINE', { offline: true }],
  ] as const)(
    '%s before a job: nothing is printed, and nothing follows when it is over',
    async (cause, code, trouble) => {
      printer.setState(trouble);
      await shows('degraded', code);
      expect(await under.print()).toEqual({ kind: 'notPrinted', cause });
      printer.setState(WELL);
      await shows('ready');
      expect(onPaper(HEAD)).toBe(0);
      expect(await under.print()).toEqual({ kind: 'printed' });
      expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 1]);
    },
  );

  it.each([
    ['jam', 'DEVICE_JAM', 'jam'],
    ['coverOpen', 'DEVICE_COVER_OPEN', 'cover'],
  ] as const)('%s in the middle: the rest never prints, and the next receipt does, once', async (cause, code, by) => {
    printer.setBehaviour({ stopAfter: { rows: 300, by } });
    expect(await under.print()).toEqual({ kind: 'unknown', cause });
    await shows('degraded', code);
    expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
    await until(() => printer.waitingBytes < 100, 'its buffer is empty');
    printer.setState(WELL);
    await shows('ready');
    await pause(200);
    expect(onPaper(FOOT)).toBe(0);
    expect(await under.print()).toEqual({ kind: 'printed' });
    expect(onPaper(FOOT)).toBe(1);
  });

  it('a roll that ends in the middle is told at once, though another is put in before the next question', async () => {
    printer.setBehaviour({ rowsLeft: 300 });
    const printed = under.print();
    await until(() => printer.state.paper === 'out', 'the roll has ended');
    await pause(200);
    await until(() => printer.waitingBytes < 100, 'its buffer is empty');
    printer.setState({ paper: 'ok' });
    expect(await printed).toEqual({ kind: 'unknown', cause: 'paperOut' });
    await shows('ready');
    expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
  });

  it('a cutter that jams on the receipt leaves it open; nothing prints twice once it is free', async () => {
    printer.setState({ cutter: 'jammed' });
    expect(await under.print()).toEqual({ kind: 'unknown', cause: 'cutter' });
    await shows('degraded', 'DEVICE_CUTTER');
    printer.setState({ cutter: 'ok' });
    await shows('ready');
    expect(await under.print()).toEqual({ kind: 'printed' });
    expect(onPaper(FOOT)).toBe(2);
  });

  it('power that goes in the middle: open, and nothing comes out when it is back', async () => {
    printer.setBehaviour({ stopAfter: { rows: 300, by: 'power' } });
    expect(await under.print()).toEqual({ kind: 'unknown', cause: 'offline' });
    await printer.plug();
    await shows('ready');
    await pause(200);
    expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
  });

  it('paper that ends in the middle and a line lost before anybody knew: the old rest never prints', async () => {
    printer.setBehaviour({ rowsLeft: 300 });
    printer.dropAfter(ENDS_ANY_COMMAND.length + 900);
    expect(await under.print()).toMatchObject({ kind: 'unknown' });
    await shows('degraded', 'DEVICE_PAPER_OUT');
    await until(() => printer.waitingBytes < 100, 'its buffer is empty');
    printer.setState({ paper: 'ok' });
    await shows('ready');
    await pause(200);
    expect([onPaper(HEAD), onPaper(FOOT)]).toEqual([1, 0]);
  });

  it('the line dropped after any number of bytes: "not printed" only where nothing is on paper', async () => {
    const seen = new Set<string>();
    for (const bytes of [1, 3, 40, 700, ...[1, 40, 700, 1200, 1700].map((more) => ENDS_ANY_COMMAND.length + more)]) {
      const before = onPaper(HEAD);
      printer.dropAfter(bytes);
      const outcome = await under.print();
      seen.add(outcome.kind);
      if (outcome.kind === 'notPrinted') expect({ bytes, printed: onPaper(HEAD) }).toEqual({ bytes, printed: before });
      if (outcome.kind === 'printed') expect(onPaper(FOOT)).toBeGreaterThan(0);
      await shows('ready');
    }
    expect(seen).toContain('unknown');
  }, 60_000);
});

describe('a Star printer that is bound by the count of ETB', () => {
  let under: DevicesUnderTest;
  beforeAll(async () => {
    under = await DevicesUnderTest.start('tcp', 'generic-star-etb');
  });
  afterAll(() => under?.stop());

  it('confirms each receipt once it is printed, and none that a trouble has spoilt', async () => {
    const { printer } = under.emulators;
    for (let count = 0; count < 3; count++) expect(await under.print()).toEqual({ kind: 'printed' });
    printer.setBehaviour({ stopAfter: { rows: 300, by: 'cover' } });
    expect(await under.print()).toEqual({ kind: 'unknown', cause: 'coverOpen' });
    await until(() => printer.waitingBytes < 100, 'its buffer is empty');
    printer.setState({ cover: 'closed' });
    await until(() => isState('printer', 'ready')(under.devices.reports()), 'the printer is ready');
    expect(await under.print()).toEqual({ kind: 'printed' });
    // What the cover stopped and what came after it are on one sheet.
    expect(printer.papers()).toHaveLength(4);
  });
});
