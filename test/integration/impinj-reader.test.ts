import { hash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { EmulatedImpinj } from '../../src/emulator/rfid-reader/impinj/index.ts';
import { PROFILES } from '../../src/main/project.ts';
import { hastyReader } from '../fixtures/hasty-profile.ts';
import {
  type BrokerKind,
  LOGIN,
  ReaderUnderTest,
  startBroker,
  startImpinj,
  type TestBroker,
} from '../fixtures/iot-readers.ts';
import { mosquittoProgram } from '../fixtures/mosquitto.ts';

const TIE = '30340789000C0E42DFDC1C35';
const SHIRT = '3034257BF7194E4000001A85';
const soon = { timeout: 8000, interval: 10 };
const hasMosquitto = mosquittoProgram() !== null;

let broker: TestBroker | null = null;
let reader: EmulatedImpinj;

function drive(options = {}, profiles = PROFILES): ReaderUnderTest {
  const rest = `http://127.0.0.1:${reader.port}`;
  const over = broker === null ? 'http' : 'mqtt';
  const profile = profiles === PROFILES ? `impinj-r700-${over}` : 'hasty';
  const binding =
    broker === null
      ? { profile, url: rest, options: { ...LOGIN, ...options } }
      : {
          profile,
          url: `${broker.url}/pad/r700`,
          options: { restUrl: rest, restUsername: LOGIN.username, restPassword: LOGIN.password, ...options },
        };
  const driven = new ReaderUnderTest(binding, profiles);
  onTestFinished(() => driven.devices.stop());
  return driven;
}

const imageOf = (content: Buffer) => ({
  ...{ version: '8.1.0', sha256: hash('sha256', content, 'hex'), bytes: content.length, content },
  async *read() {
    for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
  },
});
const hasty = (more: object) => hastyReader('impinj-r700-http', more);

describe.each<['http' | BrokerKind, boolean]>([
  ['http', true],
  ['aedes', true],
  ['mosquitto', hasMosquitto],
])('an Impinj reader over %s (needs mosquitto where it is that)', (way, available) => {
  beforeEach(async (context) => {
    if (!available) context.skip('needs mosquitto');
    broker = way === 'http' ? null : await startBroker(way);
    reader = await startImpinj(broker === null ? undefined : { url: broker.url });
  });
  afterEach(async () => {
    await reader?.stop();
    await broker?.stop();
    broker = null;
  });

  it('is given its preset and started, and its tags come with antenna and strength', async () => {
    reader.field.put(TIE, 2, -61);
    reader.field.put(SHIRT, 1, -48);
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    expect(driven.reads.find(({ epc }) => epc === TIE)).toMatchObject({ antenna: 2, rssi: -61, count: 1 });
    expect(Math.abs(driven.reads[0]!.lastSeen - Date.now())).toBeLessThan(10_000);
    expect(reader.running).toBe('checkstand');
    expect(reader.preset('checkstand')).toMatchObject({ antennaConfigs: [{ antennaPort: 1 }, {}, {}, {}] });
  });

  it('is not given its preset again when it carries it already, and reads on', async () => {
    const first = drive();
    await expect.poll(first.state, soon).toBe('ready');
    await first.devices.stop();
    const second = drive();
    await expect.poll(second.state, soon).toBe('ready');
    expect(reader.stored).toBe(1);
  });

  it('reads with the antennas and the power that the store says', async () => {
    reader.field.put(TIE, 1);
    reader.field.put(SHIRT, 3);
    const driven = drive({ antennas: '3', powerDbm: 21.5 });
    await expect.poll(driven.epcs, soon).toEqual([SHIRT]);
    expect(reader.preset('checkstand')).toMatchObject({
      antennaConfigs: [{ antennaPort: 3, transmitPowerCdbm: 2150, rfMode: 4 }],
    });
  });

  it('takes EPCs as base64url, and leaves out what the preset does not ask for', async () => {
    const preset = JSON.parse(readFileSync(join(PROFILES, 'rfidReader', 'impinj-r700-http.json'), 'utf8')).preset;
    preset.eventConfig.tagInventory = { epc: 'enabled', epcHex: 'disabled', peakRssiCdbm: 'disabled' };
    reader.field.put(TIE);
    const driven = drive({}, hasty({ preset }));
    await expect.poll(driven.epcs, soon).toEqual([TIE]);
    expect(driven.reads[0]).toMatchObject({ rssi: null, antenna: 1 });
  });

  it('shows as gone within 3 s when its plug is pulled, and comes back reading, with its outputs', async () => {
    reader.field.put(TIE);
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    driven.reader.setOutput(1, true);
    await expect.poll(() => reader.outputs.get(1), soon).toBe(true);
    await reader.unplug();
    const pulled = performance.now();
    await expect.poll(driven.state, soon).toMatch(/^disconnected/);
    expect(performance.now() - pulled).toBeLessThan(3000);
    driven.reader.setOutput(2, true);
    driven.reads.length = 0;
    await reader.plug();
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(driven.epcs, soon).toEqual([TIE]);
    await expect
      .poll(() => [...reader.outputs], soon)
      .toEqual([
        [1, true],
        [2, true],
      ]);
  }, 30_000);

  it('tells its inputs, and takes its outputs', async () => {
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    reader.trip(1, true);
    reader.trip(1, false);
    await expect
      .poll(() => driven.inputs, soon)
      .toMatchObject([
        { reader: 'reader-1', port: 1, high: true },
        { reader: 'reader-1', port: 1, high: false },
      ]);
    driven.reader.setOutput(3, true);
    driven.reader.setOutput(3, false);
    driven.reader.setOutput(4, true);
    await expect.poll(() => [...reader.outputs], soon).toEqual([[3, false]]);
    expect(driven.logged.join()).toContain('READER_OUTPUT_UNKNOWN');
  });

  it('complains of a reader that stores something else, and of a preset that is changed later, until it is set right', async () => {
    reader.setBehaviour({ drift: true });
    const driven = drive({}, hasty({ checkMs: 1000 }));
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_CONFIG_DRIFT');
    expect(driven.logged.join()).toContain('"drift":"antennaConfigs.0.transmitPowerCdbm"');
    const { carried: drifted } = driven.report;
    expect(drifted?.told).toMatch(/^[0-9a-f]{64}$/);
    expect(drifted?.told).not.toBe(drifted?.wanted);
    const { antennaConfigs } = reader.preset('checkstand') as { antennaConfigs: object[] };
    const right = antennaConfigs.map((each) => ({ ...each, transmitPowerCdbm: 2700 }));
    reader.meddle('checkstand', { antennaConfigs: right });
    await expect.poll(driven.state, soon).toBe('ready');
    expect(driven.report.carried).toEqual({ wanted: drifted?.wanted, told: drifted?.wanted });
    reader.meddle('checkstand', { eventConfig: {} });
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_CONFIG_DRIFT');
  }, 30_000);

  it('complains of a reader that refuses its preset, and stores it once it does not', async () => {
    reader.setBehaviour({ refusePreset: true });
    const driven = drive({}, hasty({ checkMs: 1000 }));
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_CONFIG_REFUSED');
    expect(reader.running).toBeNull();
    reader.setBehaviour({ refusePreset: false });
    await expect.poll(driven.state, soon).toBe('ready');
    expect(reader.running).toBe('checkstand');
  }, 20_000);

  it('starts a reader again that somebody stopped', async () => {
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    reader.halt();
    await expect.poll(() => reader.running, soon).toBe('checkstand');
    reader.setBehaviour({ refuseStart: true });
    reader.halt();
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_READING_STOPPED');
  });

  it('complains of an antenna that it reads with and that has gone', async () => {
    const driven = drive({ antennas: '1,2' });
    await expect.poll(driven.state, soon).toBe('ready');
    reader.connectAntenna(4, false);
    reader.connectAntenna(2, false);
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_ANTENNA');
    reader.connectAntenna(2, true);
    await expect.poll(driven.state, soon).toBe('ready');
  });

  it('goes on through garbage, and tells of it without a word of what it was', async () => {
    reader.field.put(TIE);
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    reader.garbage(
      Buffer.from('\r\n{"eventType":"tagInventory","tagInventoryEvent":{"epcHex":"XYZ1"}}}{[[\xff\r\n', 'latin1'),
    );
    await expect.poll(() => driven.logged.join(), soon).toContain('"reason":"badEpc"');
    driven.reads.length = 0;
    await expect.poll(driven.epcs, soon).toEqual([TIE]);
    expect(driven.state()).toBe('ready');
    expect(driven.logged.join()).not.toMatch(/XYZ1|30340789/);
  });

  it('knows a wrong password from a reader that is not there', async () => {
    const wrong = way === 'http' ? { password: 'wrong' } : { restPassword: 'wrong' };
    const driven = drive(wrong);
    await expect.poll(driven.state, soon).toBe('disconnected DEVICE_UNAUTHORISED');
    expect(driven.logged.join()).not.toContain('wrong');
  });

  it('shows a reader that accepts and says nothing as gone, and has it back', async () => {
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    reader.setBehaviour({ silent: true });
    await expect.poll(driven.state, soon).toMatch(/^disconnected/);
    reader.setBehaviour({ silent: false });
    await expect.poll(driven.state, { ...soon, timeout: 15_000 }).toBe('ready');
  }, 30_000);
});

describe('the events of an Impinj reader', () => {
  const { signal } = new AbortController();
  afterEach(async () => {
    await reader.stop();
    await broker?.stop();
    broker = null;
  });

  it.each(['whole', 'bytes', 7] as const)('are read off a stream that comes in pieces: %s', async (chunks) => {
    reader = await startImpinj();
    reader.setBehaviour({ chunks });
    reader.field.put(TIE);
    reader.field.put(SHIRT);
    const driven = drive();
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    expect(driven.logged.join()).not.toContain('READER_MESSAGE_REFUSED');
  });

  it.each(['concatenated', 'list'] as const)('are read out of messages that hold several: %s', async (batch) => {
    broker = await startBroker('aedes');
    reader = await startImpinj({ url: broker.url });
    reader.setBehaviour({ batch });
    reader.field.put(TIE);
    reader.field.put(SHIRT);
    const driven = drive();
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    expect(driven.logged.join()).not.toContain('READER_MESSAGE_REFUSED');
  });

  it('stop for an image that it is given, and come again when it runs that', async () => {
    reader = await startImpinj();
    reader.field.put(TIE);
    const driven = drive();
    await expect.poll(driven.epcs, soon).toEqual([TIE]);
    const port = driven.devices.firmware('reader-1');
    const image = imageOf(randomBytes(3 * 1024 * 1024));
    expect(await port?.installFirmware(image, signal)).toEqual({ kind: 'installed' });
    await expect.poll(() => reader.firmware?.equals(image.content), soon).toBe(true);
    reader.field.put(SHIRT);
    await expect.poll(driven.epcs, { ...soon, timeout: 20_000 }).toEqual([TIE, SHIRT]);
  }, 30_000);

  it('stop for an image that is given up, and nothing of that is left when the devices are stopped', async () => {
    reader = await startImpinj();
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    const given = new AbortController();
    const endless = { ...imageOf(randomBytes(10)), bytes: 1_000_000 };
    const outcome = driven.devices.firmware('reader-1')?.installFirmware(
      {
        ...endless,
        async *read() {
          yield endless.content;
          given.abort();
          await new Promise(() => {});
        },
      },
      given.signal,
    );
    expect(await outcome).toEqual({ kind: 'later' });
    await driven.devices.stop();
    expect(reader.firmware).toBeNull();
  });

  it('go on where it finds the image to be none', async () => {
    reader = await startImpinj();
    reader.setBehaviour({ failUpgrade: true });
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    const port = driven.devices.firmware('reader-1');
    expect(await port?.installFirmware(imageOf(randomBytes(10)), signal)).toEqual({
      kind: 'refused',
      reason: 'rejected',
    });
    expect([driven.state(), reader.firmware]).toEqual(['ready', null]);
    expect(driven.devices.firmware('no-such-device')).toBeNull();
  });

  it('come again after the broker died and came back', async () => {
    broker = await startBroker('aedes');
    reader = await startImpinj({ url: broker.url });
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    await broker.die();
    await expect.poll(driven.state, soon).toMatch(/^disconnected/);
    reader.field.put(SHIRT);
    await broker.revive();
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(driven.epcs, soon).toEqual([SHIRT]);
  });
});
