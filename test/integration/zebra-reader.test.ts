import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { EmulatedZebra } from '../../src/emulator/rfid-reader/zebra/index.ts';
import { PROFILES } from '../../src/main/project.ts';
import { hastyReader } from '../fixtures/hasty-profile.ts';
import { type BrokerKind, ReaderUnderTest, startBroker, startZebra, type TestBroker } from '../fixtures/iot-readers.ts';
import { mosquittoProgram } from '../fixtures/mosquitto.ts';

const TIE = '30340789000C0E42DFDC1C35';
const SHIRT = '3034257BF7194E4000001A85';
const soon = { timeout: 8000, interval: 10 };
const hasMosquitto = mosquittoProgram() !== null;

let broker: TestBroker;
let reader: EmulatedZebra;

const drive = (profile = 'zebra-fx9600-mqtt', options = {}, profiles = PROFILES): ReaderUnderTest => {
  const driven = new ReaderUnderTest({ profile, url: `${broker.url}/gate/reader-1`, options }, profiles);
  onTestFinished(() => driven.devices.stop());
  return driven;
};

const hasty = (more: object) => hastyReader('zebra-fx9600-mqtt', more);

describe.each<[BrokerKind, boolean]>([
  ['aedes', true],
  ['mosquitto', hasMosquitto],
])('a Zebra reader behind %s (needs mosquitto where it is that)', (kind, available) => {
  beforeEach(async (context) => {
    if (!available) context.skip('needs mosquitto');
    broker = await startBroker(kind);
    reader = await startZebra({ url: broker.url });
  });
  afterEach(async () => {
    await reader?.stop();
    await broker?.stop();
  });

  it('is given its mode and started, and its tags come with antenna, strength and count', async () => {
    reader.field.put(TIE, 2, -61);
    reader.field.put(SHIRT, 1, -48);
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    expect(driven.reads.find(({ epc }) => epc === TIE)).toMatchObject({ antenna: 2, rssi: -61, count: 1 });
    const { lastSeen } = driven.reads[0]!;
    expect(Math.abs(lastSeen - Date.now())).toBeLessThan(10_000);
    expect(reader.mode).toMatchObject({ type: 'CUSTOM', antennas: [1, 2, 3, 4] });
  });

  it('is not given its mode again when it carries it already', async () => {
    const first = drive();
    await expect.poll(first.state, soon).toBe('ready');
    await first.devices.stop();
    const second = drive();
    await expect.poll(second.state, soon).toBe('ready');
    expect(reader.modesSet).toBe(1);
    expect(reader.active).toBe(true);
  });

  it('reads with the antennas and the power that the store says', async () => {
    reader.field.put(TIE, 1);
    reader.field.put(SHIRT, 3);
    const driven = drive('zebra-fx9600-mqtt', { antennas: '3', powerDbm: 21.5 });
    await expect.poll(driven.epcs, soon).toEqual([SHIRT]);
    expect(reader.mode).toMatchObject({ antennas: [3], transmitPower: 21.5 });
  });

  it('is back, configured and reading, after its broker died and came back', async () => {
    reader.field.put(TIE);
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    await broker.die();
    await expect.poll(driven.state, soon).toMatch(/^disconnected/);
    reader.field.put(SHIRT);
    driven.reads.length = 0;
    await broker.revive();
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(driven.epcs, soon).toContain(SHIRT);
  });

  it('shows as gone within 3 s when its own plug is pulled, though the broker stays, and comes back with its outputs', async () => {
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    driven.reader.setOutput(1, true);
    await expect.poll(() => reader.outputs.get(1), soon).toBe(true);
    await reader.unplug();
    const pulled = performance.now();
    await expect.poll(driven.state, soon).toMatch(/^disconnected/);
    expect(performance.now() - pulled).toBeLessThan(3000);
    driven.reader.setOutput(2, true);
    reader.plug();
    await expect
      .poll(() => [...reader.outputs], { ...soon, timeout: 15_000 })
      .toEqual([
        [1, true],
        [2, true],
      ]);
    await expect.poll(driven.state, soon).toBe('ready');
  }, 30_000);

  it('tells its inputs, and takes its outputs', async () => {
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    reader.trip(2, true);
    reader.trip(2, false);
    await expect
      .poll(() => driven.inputs, soon)
      .toMatchObject([
        { reader: 'reader-1', port: 2, high: true },
        { reader: 'reader-1', port: 2, high: false },
      ]);
    driven.reader.setOutput(3, true);
    driven.reader.setOutput(3, false);
    driven.reader.setOutput(4, true);
    driven.reader.setOutput(5, true);
    await expect
      .poll(() => [...reader.outputs], soon)
      .toEqual([
        [3, false],
        [4, true],
      ]);
    expect(driven.logged.join()).toContain('READER_OUTPUT_UNKNOWN');
  });

  it('reads through batches, and counts what arrives in halves without making a read of it', async () => {
    reader.field.put(TIE);
    reader.field.put(SHIRT);
    reader.setBehaviour({ batch: 'concatenated' });
    const driven = drive();
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    reader.setBehaviour({ batch: 'split' });
    await expect.poll(() => driven.logged.join(), soon).toContain('"reason":"unreadable"');
    expect(driven.state()).toBe('ready');
    expect(driven.epcs().toSorted()).toEqual([TIE, SHIRT].toSorted());
  });

  it('complains of a reader that keeps another mode, and of one that is changed later, until it is set right', async () => {
    reader.setBehaviour({ drift: true });
    const driven = drive('hasty', {}, hasty({ checkMs: 1000 }));
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_CONFIG_DRIFT');
    expect(driven.logged.join()).toContain('"drift":"transmitPower"');
    const { carried: drifted } = driven.report;
    expect(drifted?.told).toMatch(/^[0-9a-f]{64}$/);
    expect(drifted?.told).not.toBe(drifted?.wanted);
    reader.meddle({ mode: { ...reader.mode, transmitPower: 27 } });
    await expect.poll(driven.state, soon).toBe('ready');
    expect(driven.report.carried).toEqual({ wanted: drifted?.wanted, told: drifted?.wanted });
    reader.meddle({ mode: { type: 'SIMPLE' } });
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_CONFIG_DRIFT');
  }, 30_000);

  it('complains of a reader that refuses its mode, and sets it once it does not', async () => {
    reader.setBehaviour({ refuse: ['set_mode'] });
    const driven = drive('hasty', {}, hasty({ checkMs: 1000 }));
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_CONFIG_REFUSED');
    expect(reader.active).toBe(false);
    reader.setBehaviour({ refuse: [] });
    await expect.poll(driven.state, soon).toBe('ready');
    expect(reader.active).toBe(true);
  }, 20_000);

  it('starts a reader again that somebody stopped', async () => {
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    reader.meddle({ active: false });
    await expect.poll(() => reader.active, soon).toBe(true);
    reader.setBehaviour({ refuse: ['start'] });
    reader.meddle({ active: false });
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_READING_STOPPED');
  });

  it('complains of an antenna that it reads with and that has gone', async () => {
    const driven = drive('zebra-fx9600-mqtt', { antennas: '1,2' });
    await expect.poll(driven.state, soon).toBe('ready');
    reader.connectAntenna(4, false);
    reader.connectAntenna(2, false);
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_ANTENNA');
    reader.connectAntenna(2, true);
    await expect.poll(driven.state, soon).toBe('ready');
  });

  it('goes on through garbage, replies that nobody asked for, and what a broker kept from yesterday', async () => {
    const yesterday = await connectAsync(broker.url, { protocolVersion: 4 });
    const event = { data: { idHex: 'e2801190a5021f80055817ca', antenna: 1 }, timestamp: '2020-01-01T00:00:00Z' };
    await yesterday.publishAsync('gate/reader-1/tevents', JSON.stringify(event), { retain: true });
    await yesterday.endAsync();
    reader.setBehaviour({ stray: true });
    reader.field.put(TIE);
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    for (const where of ['data', 'events', 'controlResponse'] as const) {
      reader.garbage(Buffer.from('{"data":{"idHex":"xyz","antenna":1}}}{[[[\xff\x00', 'latin1'), where);
    }
    driven.reads.length = 0;
    await expect.poll(driven.epcs, soon).toEqual([TIE]);
    expect(driven.state()).toBe('ready');
    const logged = driven.logged.join();
    for (const reason of ['staleReply', 'badEpc', 'unreadable', 'notAnEvent']) {
      expect(logged).toContain(`"reason":"${reason}"`);
    }
    expect(logged).not.toMatch(/xyz|e2801190|30340789/i);
  });

  it('shows a reader that accepts and says nothing as silent', async () => {
    reader.setBehaviour({ silent: true });
    const driven = drive('hasty', {}, hasty({ commandMs: 300 }));
    await expect.poll(driven.state, soon).toBe('disconnected DEVICE_SILENT');
    reader.setBehaviour({ silent: false });
    await expect.poll(driven.state, soon).toBe('ready');
  });
});
