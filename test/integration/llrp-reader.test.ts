import { describe, expect, it } from 'vitest';
import { RawHost } from '../emulator/raw-host.ts';
import { emulatedReader, readerUnderTest } from '../fixtures/llrp-reader.ts';

const PENCIL = '3074257BF7194E4000001A85';
const SHIRT = '3666C4409047E159B2C2BF100000000000000000000000000000';
const soon = { timeout: 5000 };

describe('a reader over LLRP', () => {
  it.each([
    ['zebra-fx9600-llrp', 2],
    ['impinj-r420-llrp', 1],
    ['impinj-r700-llrp', 1],
  ])('is set up by %s, reads what lies on it, and no more once it is taken away', async (shipped, version) => {
    const emulator = await emulatedReader();
    emulator.field.put(PENCIL, 1, -48);
    emulator.field.put(SHIRT, 3, -61);
    const before = Date.now();
    const { reads, comesTo } = await readerUnderTest(emulator, { shipped });
    await comesTo('ready');
    expect(emulator.version).toBe(version);
    expect(emulator.rospec).toEqual({ id: 1, state: 'active' });
    await expect.poll(() => new Set(reads.map(({ epc }) => epc)).size, soon).toBe(2);
    expect(reads.find(({ epc }) => epc === PENCIL)).toMatchObject({ antenna: 1, rssi: -48, count: 1 });
    const shirt = reads.find(({ epc }) => epc === SHIRT);
    expect(shirt).toMatchObject({ antenna: 3, rssi: -61 });
    expect(shirt!.firstSeen).toBeGreaterThanOrEqual(before);
    expect(shirt!.lastSeen).toBeLessThanOrEqual(Date.now());
    emulator.field.clear();
    await expect.poll(() => emulator.counts.reads === reads.length, soon).toBe(true);
  });

  it('reads at the antennas that the store names, at its power and session', async () => {
    const emulator = await emulatedReader();
    emulator.field.put('AA', 1);
    emulator.field.put('BB', 2);
    const options = { antennas: '2,3', powerDbm: 20.1, session: 2 };
    const { reads, comesTo } = await readerUnderTest(emulator, { options });
    await comesTo('ready');
    await expect.poll(() => reads.length, soon).toBeGreaterThan(3);
    expect(new Set(reads.map(({ epc }) => epc))).toEqual(new Set(['BB']));
    // 20.0 dBm is entry 41 of the emulated table, which has every quarter from 10 dBm on.
    expect(emulator.configuration.radios[0]).toMatchObject({ power: 41, session: 2 });
  });

  it.each([
    ['by count', { report: { everyReads: 4 } }, {}],
    ['by time', { report: { everyMs: 60 } }, {}],
    ['by time where only 1.0.1 is known', { report: { everyMs: 60 } }, { newestVersion: 1 }],
    ['with fixed channels', {}, { region: 'etsi' }],
    ['without a wall clock', {}, { clock: 'uptime' }],
  ] as const)('reports %s', async (_, more, model) => {
    const emulator = await emulatedReader(model);
    for (const tag of ['01', '02', '03', '04', '']) emulator.field.put(tag);
    const { reads, comesTo } = await readerUnderTest(emulator, { more });
    await comesTo('ready');
    await expect.poll(() => new Set(reads.map(({ epc }) => epc)).size, soon).toBe(5);
    expect(Math.abs(reads.at(-1)!.lastSeen - Date.now())).toBeLessThan(2000);
  });

  it.each([
    ['whole', { chunks: 'whole' }],
    ['byte by byte', { chunks: 'bytes' }],
    ['cut anywhere', { chunks: 7 }],
    ['with what is unchanged left out', { omitsRepeats: true }],
    ['with long EPC parameters', { epcForm: 'epcData' }],
  ] as const)('reads the same from messages %s', async (_, behaviour) => {
    const emulator = await emulatedReader();
    emulator.setBehaviour({ ...behaviour, readEveryMs: 300 });
    for (const [tag, antenna] of [
      [PENCIL, 1],
      [SHIRT, 1],
      ['E2', 2],
    ] as const)
      emulator.field.put(tag, antenna, -50);
    const { reads, comesTo } = await readerUnderTest(emulator);
    await comesTo('ready');
    await expect.poll(() => reads.length, soon).toBeGreaterThanOrEqual(6);
    expect(reads.slice(0, 3).map(({ epc, antenna, rssi }) => `${epc} ${antenna} ${rssi}`)).toEqual([
      `${PENCIL} 1 -50`,
      `${SHIRT} 1 -50`,
      'E2 2 -50',
    ]);
  });

  it('hears light barriers and sets outputs, also those that were wanted while it was away', async () => {
    const emulator = await emulatedReader();
    const { port, inputs, comesTo } = await readerUnderTest(emulator, { options: { inputs: '1,2' } });
    port.setOutput(3, true);
    await comesTo('ready');
    await expect.poll(() => emulator.outputs, soon).toEqual([3]);
    emulator.setInput(4, true);
    emulator.setInput(2, true);
    emulator.setInput(2, false);
    await expect.poll(() => inputs.map(({ port: at, high }) => `${at} ${high}`), soon).toEqual(['2 true', '2 false']);
    port.setOutput(3, false);
    port.setOutput(1, true);
    await expect.poll(() => emulator.outputs, soon).toEqual([1]);
    emulator.unplug();
    await comesTo('disconnected DEVICE_UNREACHABLE');
    port.setOutput(2, true);
    port.setOutput(0, true);
    await emulator.plug();
    await comesTo('ready');
    await expect.poll(() => [...emulator.outputs].sort(), soon).toEqual([1, 2]);
  });

  it('clears what an earlier host left running, and hears nothing of it', async () => {
    const emulator = await emulatedReader();
    emulator.setBehaviour({ readEveryMs: 5 });
    emulator.field.put('AA', 1);
    emulator.field.put('BB', 2);
    const host = await RawHost.connect(emulator.port);
    // ADD_ROSPEC at antenna 1, ENABLE_ROSPEC and START_ROSPEC, id 7.
    host.write(
      `0414 0000004b 00000001 00b1 0041 00000007 00 00 00b2 0012 00b3 0005 00 00b6 0009 00 00000000
      00b7 0018 0001 0001 00b8 0009 00 00000000 00ba 0007 0001 01 00ed 000d 01 0001 00ee 0006 1780
      0418 0000000e 00000002 00000007 0416 0000000e 00000003 00000007`.replace(/\s/g, ''),
    );
    await expect.poll(() => emulator.counts.reads, soon).toBeGreaterThan(3);
    host.destroy();
    expect(emulator.rospec).toEqual({ id: 7, state: 'active' });
    const { reads, comesTo } = await readerUnderTest(emulator, { options: { antennas: '2' } });
    await comesTo('ready');
    await expect.poll(() => reads.length, soon).toBeGreaterThan(1);
    expect(emulator.rospec).toEqual({ id: 1, state: 'active' });
    expect(new Set(reads.map(({ epc }) => epc))).toEqual(new Set(['BB']));
  });

  it('is told to stop reading when its host stops', async () => {
    const emulator = await emulatedReader();
    const { devices, comesTo } = await readerUnderTest(emulator);
    await comesTo('ready');
    await devices.stop();
    await expect.poll(() => emulator.rospec?.state, soon).toBe('inactive');
  });
});
