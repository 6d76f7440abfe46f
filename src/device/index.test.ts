import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { DeviceReport, ScanEvent } from '../workstation/ports/device.ts';
import { Fault } from '../workstation/ports/fault.ts';
import { checksumOf } from './checksum.ts';
import { createDevices, type DeviceBinding, type Devices } from './index.ts';
import { realTimers } from './rehearsal/real-timers.ts';
import { SALE } from './rehearsal/sale.ts';

const PROFILES = fileURLToPath(new URL('../../firmware-config', import.meta.url));
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const open: { devices: Devices[]; servers: Server[]; sockets: Socket[] } = { devices: [], servers: [], sockets: [] };

afterEach(async () => {
  await Promise.all(open.devices.splice(0).map((devices) => devices.stop()));
  for (const socket of open.sockets.splice(0)) socket.destroy();
  await Promise.all(open.servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

/** A device on a real port that answers raw bytes with raw bytes. */
async function device(
  answer: (said: Buffer, socket: Socket) => void,
  port = 0,
): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer((socket) => {
    open.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (said) => answer(said, socket));
  });
  open.servers.push(server);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `tcp://127.0.0.1:${address.port}`, port: address.port, server };
}

function create(bindings: readonly DeviceBinding[], profilesDirectory = PROFILES): Devices {
  const log = { info: () => undefined, warn: () => undefined };
  const devices = createDevices({ bindings, profilesDirectory, clock, timers: realTimers, random: Math.random, log });
  open.devices.push(devices);
  return devices;
}

function until(devices: Devices, holds: (reports: DeviceReport[]) => boolean): Promise<void> {
  return new Promise((done) => {
    const stop = devices.onReport(() => {
      if (!holds(devices.reports())) return;
      stop();
      done();
    });
  });
}
const states = (devices: Devices) => devices.reports().map(({ id, state }) => `${id} ${state}`);

const printer = (said: Buffer, socket: Socket) => {
  for (let at = said.indexOf('\x10\x04', 0, 'latin1'); at !== -1; at = said.indexOf('\x10\x04', at + 1, 'latin1'))
    socket.write(Buffer.of(0x12));
  const id = said.indexOf(Buffer.from('1d284806003030', 'hex'));
  if (id !== -1) socket.write(Buffer.concat([Buffer.of(0x37, 0x22), said.subarray(id + 7, id + 11), Buffer.of(0)]));
};
const terminal = (said: Buffer, socket: Socket) => {
  const control = said.subarray(0, 2).toString('hex');
  if (control === '0600') socket.write(Buffer.from('800000060f00', 'hex'));
  if (control === '0501') socket.write(Buffer.from('800000060f0100', 'hex'));
};

test('three devices over TCP become ready, do their work, and stop without a trace', async () => {
  let scanner: Socket | null = null;
  const scannerDevice = await device(() => undefined);
  scannerDevice.server.on('connection', (socket) => {
    scanner = socket;
  });
  const devices = create([
    { id: 'scanner-1', category: 'scanner', profile: 'generic-line-over-tcp', url: scannerDevice.url },
    { id: 'printer-1', category: 'posPrinter', profile: 'epson-tm-t20', url: (await device(printer)).url },
    {
      id: 'terminal-1',
      category: 'paymentTerminal',
      profile: 'zvt-generic',
      url: (await device(terminal)).url,
      options: { currency: 'GBP' },
    },
  ]);
  const ready = until(devices, (reports) => reports.every(({ state }) => state === 'ready'));
  devices.start();
  await ready;
  const scan = new Promise<ScanEvent>((done) => devices.scanners.onScan(done));
  scanner!.write(']E05000112637922\r\n');
  expect(await scan).toMatchObject({ data: '5000112637922', aim: ']E0' });
  const job = { id: 'job-1', document: SALE, expiresAt: clock.monotonic() + 10_000 };
  expect(await devices.printer?.print(job, () => undefined)).toEqual({ kind: 'printed' });
  await devices.stop();
  expect(states(devices)).toEqual(['scanner-1 disconnected', 'printer-1 disconnected', 'terminal-1 disconnected']);
});

test('a device that is unplugged shows at once and is back within 3 s of being plugged in again', async () => {
  const first = await device(printer);
  const devices = create([{ id: 'printer-1', category: 'posPrinter', profile: 'epson-tm-t20', url: first.url }]);
  const ready = until(devices, ([report]) => report?.state === 'ready');
  devices.start();
  await ready;
  const gone = until(devices, ([report]) => report?.state === 'disconnected');
  const unplugged = performance.now();
  for (const socket of open.sockets.splice(0)) socket.destroy();
  await new Promise((done) => first.server.close(done));
  await gone;
  expect(performance.now() - unplugged).toBeLessThan(3000);
  const back = until(devices, ([report]) => report?.state === 'ready');
  const replugged = performance.now();
  await device(printer, first.port);
  await back;
  expect(performance.now() - replugged).toBeLessThan(3000);
}, 15_000);

test('a box without devices has none', async () => {
  const devices = create([]);
  devices.start();
  expect(devices.printer).toBeNull();
  expect(devices.terminal).toBeNull();
  expect(devices.lights).toBeNull();
  expect(devices.readers).toEqual([]);
  expect(devices.reports()).toEqual([]);
});

const scannerAt = (id: string): DeviceBinding => ({
  id,
  category: 'scanner',
  profile: 'generic-line-over-tcp',
  url: 'tcp://127.0.0.1:9',
});
const printerAt = (id: string): DeviceBinding => ({
  id,
  category: 'posPrinter',
  profile: 'epson-tm-t20',
  url: 'tcp://127.0.0.1:9',
});
const terminalAt = (id: string): DeviceBinding => ({
  id,
  category: 'paymentTerminal',
  profile: 'zvt-generic',
  url: 'tcp://127.0.0.1:9',
});

const lightsAt = (id: string): DeviceBinding => ({
  id,
  category: 'lights',
  profile: 'lcus-relay',
  url: 'tcp://127.0.0.1:9',
});

const readerAt = (id: string, options: Record<string, unknown> = {}): DeviceBinding => ({
  id,
  category: 'rfidReader',
  profile: 'impinj-r420-llrp',
  url: 'tcp://127.0.0.1:9',
  options,
});

test('a box has as many RFID readers as are bound, in their order', () => {
  const devices = create([
    readerAt('gate-in', { antennas: '1,2', powerDbm: 24 }),
    scannerAt('a'),
    readerAt('gate-out'),
  ]);
  expect(devices.readers.map(({ id }) => id)).toEqual(['gate-in', 'gate-out']);
  expect(devices.reports()[0]).toMatchObject({ category: 'rfidReader', profile: 'impinj-r420-llrp' });
});

test.each<[string, DeviceBinding[], string]>([
  ['one id twice', [scannerAt('a'), scannerAt('a')], 'DEVICE_BINDING'],
  ['two printers', [printerAt('a'), printerAt('b')], 'DEVICE_BINDING'],
  ['two terminals', [terminalAt('a'), terminalAt('b')], 'DEVICE_BINDING'],
  ['two lights', [lightsAt('a'), lightsAt('b')], 'DEVICE_BINDING'],
  ['options that do not hold', [{ ...terminalAt('a'), options: { password: 'secret!' } }], 'DEVICE_BINDING'],
  ['antennas that are none', [readerAt('a', { antennas: 'all' })], 'DEVICE_BINDING'],
  ['options for a device that has none', [{ ...printerAt('a'), options: { columns: 42 } }], 'DEVICE_BINDING'],
  ['a drawer on a line that there is none of', [{ ...printerAt('a'), options: { drawer: '3' } }], 'DEVICE_BINDING'],
  ['a font that is not there', [{ ...printerAt('a'), options: { fonts: '/no/such/font.ttf' } }], 'DEVICE_BINDING'],
  ['a profile that is not there', [{ ...printerAt('a'), profile: 'epson-tm-t21' }], 'DEVICE_PROFILE_UNKNOWN'],
  ['a profile of another category', [{ ...printerAt('a'), profile: 'zvt-generic' }], 'DEVICE_PROFILE_UNKNOWN'],
  [
    'a profile that is a path',
    [{ ...printerAt('a'), profile: '../scanner/generic-line-over-tcp' }],
    'DEVICE_PROFILE_UNKNOWN',
  ],
  ['a wire that the device has not', [{ ...printerAt('a'), url: 'hid://04b8:0e15' }], 'DEVICE_URL_UNSUPPORTED'],
  ['no address', [{ ...printerAt('a'), url: 'printer' }], 'DEVICE_URL_INVALID'],
])('refuses %s', (_, bindings, code) => {
  let caught: unknown;
  try {
    create(bindings);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(Fault);
  expect(caught).toMatchObject({ code });
  expect(String(caught)).not.toContain('secret!');
});

test('the report says which profile it is: the own one of the store where it has that name', () => {
  const directory = mkdtempSync(join(tmpdir(), 'profiles-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'scanner'));
  const own = { version: 9, category: 'scanner', vendor: 'a', model: 'b' };
  writeFileSync(join(directory, 'scanner', 'zebra-serial.json'), JSON.stringify(own));
  const log = { info: () => undefined, warn: () => undefined };
  const bindings = ['zebra-serial', 'honeywell-serial'].map((profile) => ({ ...scannerAt(profile), profile }));
  const devices = createDevices({
    ...{ bindings, profilesDirectory: PROFILES, ownProfilesDirectory: directory },
    ...{ clock, timers: realTimers, random: Math.random, log },
  });
  expect(devices.reports()).toMatchObject([
    { profile: 'zebra-serial', profileVersion: 9, profileChecksum: checksumOf(own) },
    { profile: 'honeywell-serial', profileChecksum: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});

test('a profile file that is no profile is refused with where it is wrong', () => {
  const directory = mkdtempSync(join(tmpdir(), 'profiles-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'scanner'));
  writeFileSync(join(directory, 'scanner', 'broken.json'), '{');
  writeFileSync(
    join(directory, 'scanner', 'wrong.json'),
    JSON.stringify({ version: 1, category: 'scanner', vendor: 'a', model: 'b', framing: { aim: 'maybe' } }),
  );
  expect(() => create([{ ...scannerAt('a'), profile: 'broken' }], directory)).toThrow(/not JSON/);
  expect(() => create([{ ...scannerAt('a'), profile: 'wrong' }], directory)).toThrow(/framing\.aim/);
});
