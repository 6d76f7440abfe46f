import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasSocat } from '../../src/device/rehearsal/pty-pair.ts';
import { drawsArabic } from '../fixtures/arabic-receipt.ts';
import { DevicesUnderTest, isState, request, until, type WireKind } from '../fixtures/devices.ts';

/** Each device of a lane against its emulator, over each of its wires. What both wires share is tested over both. */
const WIRES: readonly { wire: WireKind; name: string; here: boolean }[] = [
  { wire: 'tcp', name: 'over TCP', here: true },
  { wire: 'serial', name: 'over a serial port (needs socat)', here: hasSocat },
];

/** For what takes long on a busy machine, where its time is not what is tested. */
const SLACK = { timeout: 60_000 };

describe.for(WIRES)('devices $name', ({ wire, here }) => {
  let under: DevicesUnderTest;
  const scans: string[] = [];

  beforeAll(async () => {
    if (!here) return;
    under = await DevicesUnderTest.start(wire);
    under.devices.scanners.onScan(({ aim, data }) => scans.push(`${aim ?? ''} ${data}`));
  });
  beforeEach((context) => {
    if (!here) context.skip('needs socat');
    scans.length = 0;
  });
  afterAll(() => under?.stop());

  it.each(['whole', 'bytes', 3] as const)('hears each scan once, sent %s', async (chunks) => {
    await under.emulators.scanner.scan('5000112637922', { chunks });
    await under.emulators.scanner.scan('96385074', { chunks });
    await expect.poll(() => scans).toEqual([']E0 5000112637922', ']E4 96385074']);
  });

  it('takes scans apart that came in one piece', async () => {
    await under.emulators.scanner.scanTogether(['96385074', '5000112637922']);
    await expect.poll(() => scans).toEqual([']E4 96385074', ']E0 5000112637922']);
  });

  it('loses no scan to garbage between scans', async () => {
    const garbage = () => under.emulators.scanner.garbage(Uint8Array.of(0x00, 0xff, 0x80, 0x0d));
    await garbage();
    await under.emulators.scanner.scan('96385074');
    await garbage();
    await under.emulators.scanner.scan('5000112637922');
    await garbage();
    await expect
      .poll(() => scans.filter((scan) => scan.startsWith(']')))
      .toEqual([']E4 96385074', ']E0 5000112637922']);
  });

  it('hears nothing of a silent scanner, and the next scan after it', async () => {
    under.emulators.scanner.silence(true);
    await under.emulators.scanner.scan('5000112637922');
    under.emulators.scanner.silence(false);
    await under.emulators.scanner.scan('96385074');
    await expect.poll(() => scans).toEqual([']E4 96385074']);
  });

  it.each([
    ['whole', 'whole', false],
    ['split at every byte', 'bytes', false],
    ['in one piece with each other', 'joined', false],
    ['whole, with garbage before, between and after', 'whole', true],
    ['split, with garbage before, between and after', 3, true],
  ] as const)('prints a receipt; the answers come %s', SLACK, async (_, chunks, noisy) => {
    const { printer } = under.emulators;
    const before = printer.papers().length;
    const garbage = async () => noisy && (await printer.garbage(Uint8Array.of(0x80, 0xff, 0x03)));
    printer.setBehaviour({ chunks });
    await garbage();
    const printed = under.patiently(() => under.print());
    await garbage();
    expect(await printed).toEqual({ kind: 'printed' });
    await garbage();
    printer.setBehaviour({ chunks: 'whole' });
    expect(printer.papers()).toHaveLength(before + 1);
    expect(printer.papers().at(-1)?.text.join('\n')).toMatch(/TOTAL +£6\.62/);
    expect(printer.notes).toEqual([]);
  });

  it('says within 3 s that a silent printer is silent, and prints when it answers again', SLACK, async () => {
    const { printer } = under.emulators;
    const silent = under.reported(isState('printer', 'disconnected', 'DEVICE_SILENT'));
    printer.setBehaviour({ silent: true });
    expect(await silent).toBeLessThan(3000);
    const back = under.reported(isState('printer', 'ready'));
    printer.setBehaviour({ silent: false });
    await back;
    await under.connected();
    expect(await under.print()).toEqual({ kind: 'printed' });
  });

  it('draws what the printer has no characters for, on paper that begins at the right', SLACK, async () => {
    await drawsArabic(under);
  });

  it('opens the drawer on the printer, and says what its switch says', SLACK, async () => {
    const { printer } = under.emulators;
    const { drawer } = under.printer;
    await until(() => drawer?.state() === 'closed', 'the drawer is shut');
    expect(await under.patiently(() => under.openDrawer())).toEqual({ kind: 'pulsed' });
    expect(printer.state.drawer).toBe('open');
    await until(() => drawer?.state() === 'open', 'the drawer is seen open');
    printer.setState({ drawer: 'closed', cover: 'open' });
    await until(() => drawer?.state() === 'closed', 'the drawer is seen shut');
    expect(await under.openDrawer()).toEqual({ kind: 'notOpened', cause: 'coverOpen' });
    printer.setState({ cover: 'closed' });
    await until(() => isState('printer', 'ready')(under.devices.reports()), 'the printer is ready');
    expect(printer.state.drawer).toBe('closed');
  });

  it('shows one lamp at a time, through whatever comes back on the wire', async () => {
    const { lights } = under.emulators;
    const shows = (lamp: string) => expect.poll(() => lights.lit.join('+')).toBe(lamp);
    under.devices.lights!.show('green');
    await shows('green');
    await lights.garbage(Uint8Array.of(0xa0, 1, 0, 0xa1, 0xff));
    under.devices.lights!.show('red');
    await shows('red');
    expect(lights.passedOver).toBe(0);
  });

  it('pays, and declines', async () => {
    expect(await under.pay(662)).toMatchObject({ kind: 'approved', amount: 662 });
    under.emulators.terminal.setMode({ kind: 'decline' }, { once: true });
    expect(await under.pay(500)).toMatchObject({ kind: 'declined' });
  });

  it.each(['bytes', 5, 'joined'] as const)('pays with answers that come in pieces: %s', async (chunks) => {
    under.emulators.terminal.setChunks(chunks);
    expect(await under.pay(331)).toMatchObject({ kind: 'approved', amount: 331 });
    under.emulators.terminal.setChunks('whole');
  });

  it('shows an unplugged device within 3 s, and has it back within 3 s', async () => {
    const ids = ['scanner', 'printer', 'terminal', 'lights'] as const;
    const gone = Promise.all(ids.map((id) => under.reported(isState(id, 'disconnected'))));
    for (const id of ids) under.emulators[id].unplug();
    expect(Math.max(...(await gone))).toBeLessThan(3000);
    const back = Promise.all(ids.map((id) => under.reported(isState(id, 'ready'))));
    await Promise.all(ids.map((id) => under.emulators[id].plug()));
    expect(Math.max(...(await back))).toBeLessThan(3000);
    await under.connected();
    await under.emulators.scanner.scan('96385074');
    await expect.poll(() => scans).toEqual([']E4 96385074']);
  });
});

describe.skipIf(!hasSocat)('a card terminal on a disturbed serial line (needs socat)', () => {
  let under: DevicesUnderTest;
  beforeAll(async () => {
    under = await DevicesUnderTest.start('serial');
  });
  afterAll(() => under.stop());

  it.each([
    ['acknowledgements that get lost', { lostSigns: 1 }],
    ['answers that arrive spoilt', { spoiltBlocks: 2 }],
  ])('books a payment once, through %s', async (_, trouble) => {
    const before = under.emulators.terminal.payments().length;
    under.emulators.terminal.disturb(trouble);
    expect(await under.pay(662)).toMatchObject({ kind: 'approved', amount: 662 });
    expect(under.emulators.terminal.payments()).toHaveLength(before + 1);
  });

  it('pays, through garbage before, between and after', async () => {
    const garbage = () => under.emulators.terminal.garbage(Uint8Array.of(0x00, 0xff, 0x1b, 0x10, 0x41));
    const before = under.emulators.terminal.payments().length;
    await garbage();
    expect(await under.pay(662)).toMatchObject({ kind: 'approved' });
    await garbage();
    expect(await under.pay(200)).toMatchObject({ kind: 'approved' });
    expect(under.emulators.terminal.payments()).toHaveLength(before + 2);
  });

  it('finds out about a payment whose line dropped after the approval', async () => {
    const sentAt = Date.now();
    under.emulators.terminal.setMode({ kind: 'dropAfterApproval' }, { once: true });
    expect(await under.pay(700)).toMatchObject({ kind: 'unknown' });
    expect(await under.recover({ ...request(700), sentAt })).toMatchObject({ kind: 'approved', amount: 700 });
  });

  it('says that a silent terminal is silent', async () => {
    const silent = under.reported(isState('terminal', 'disconnected', 'DEVICE_SILENT'));
    under.emulators.terminal.setMode({ kind: 'silent' });
    expect(await silent).toBeLessThan(3000);
  });
});
