import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { devicesCommand, devicesLines } from './devices.ts';

const scanner = {
  id: 'scanner-1',
  category: 'scanner',
  profile: 'honeywell-hid-pos',
  url: 'hid://0c2e:0b61/S1',
  state: 'ready',
  source: {
    file: '/opt/firmware-config/scanner/honeywell-hid-pos.json',
    version: 2,
    checksum: '0123456789abcdef'.repeat(4),
  },
};
const printer = {
  id: 'printer-1',
  category: 'posPrinter',
  profile: 'epson-tm-t20',
  url: 'serial:///dev/ttyUSB7?baud=115200',
  state: 'disconnected',
  code: 'DEVICE_IN_USE',
  problem: 'DEVICE_PROFILE_INVALID',
};

it('lists bound devices with their state, and every port with its address and who uses it', () => {
  const adapter = {
    address: 'serial:///dev/serial/by-id/usb-FTDI',
    path: '/dev/ttyUSB7',
    usb: '0403:6001',
    name: 'FTDI',
  };
  const usb = {
    address: 'hid://0c2e:0b61/S1',
    path: '0c2e:0b61/S1',
    usb: '0c2e:0b61',
    serialNumber: 'S1',
    name: 'Xenon',
  };
  const hid = [
    { ...usb, usage: '8c:02' },
    { ...usb, usage: '01:06' },
  ];
  expect(devicesLines({ devices: [scanner, printer], serial: { ports: [adapter] }, hid: { ports: hid } })).toEqual([
    'Devices',
    '  scanner-1  ready                         scanner     honeywell-hid-pos  hid://0c2e:0b61/S1',
    '  printer-1  disconnected (DEVICE_IN_USE)  posPrinter  epson-tm-t20       serial:///dev/ttyUSB7?baud=115200',
    'Profiles',
    '  scanner-1  honeywell-hid-pos  version 2  0123456789ab  /opt/firmware-config/scanner/honeywell-hid-pos.json',
    '  printer-1  epson-tm-t20                                DEVICE_PROFILE_INVALID',
    'Serial ports',
    '  serial:///dev/serial/by-id/usb-FTDI  FTDI, 0403:6001  used by printer-1',
    'USB (HID)',
    '  hid://0c2e:0b61/S1  Xenon, 0c2e:0b61, scanner in HID POS mode  used by scanner-1',
    '  hid://0c2e:0b61/S1  Xenon, 0c2e:0b61, keyboard',
  ]);
});

it('says whether a reader carries what its profile says', () => {
  const source = { file: '/own/rfidReader/pad.json', version: 1, checksum: 'c'.repeat(64) };
  const reader = { id: 'pad', category: 'rfidReader', profile: 'pad', url: 'http://reader', state: 'ready', source };
  const lines = (told: string | null) =>
    devicesLines({
      devices: [{ ...reader, carried: { wanted: 'a', told } }],
      serial: { ports: [] },
      hid: { ports: [] },
    });
  expect(lines('a')[3]).toBe('  pad  pad  version 1  cccccccccccc  /own/rfidReader/pad.json  carried by the device');
  expect(lines('b')[3]).toContain('NOT carried by the device');
  expect(lines(null)[3]).toContain('NOT carried by the device');
});

it('says what this machine lacks to list them', () => {
  const lines = devicesLines({ devices: [], serial: { missing: 'udevadm' }, hid: { missing: 'library' } });
  expect(lines[1]).toBe('  none configured');
  expect(lines[3]).toContain('udevadm is missing');
  expect(lines[5]).toContain('checkstand doctor');
});

it('lists ports on a machine that is not configured yet, and refuses a configuration that is not there', async () => {
  const workingDirectory = mkdtempSync(join(tmpdir(), 'checkstand-devices-'));
  onTestFinished(() => rmSync(workingDirectory, { recursive: true }));
  const said: string[] = [];
  const io = {
    env: {},
    workingDirectory,
    out: (line: string) => said.push(line),
    err: () => {},
    prompt: () => {},
    colours: false,
  };
  expect(await devicesCommand({ json: true }, io)).toBe(0);
  expect(JSON.parse(said[0]!)).toMatchObject({ devices: [], serial: {}, hid: {} });
  expect(await devicesCommand({ config: 'none.toml' }, io)).toBe(2);
});
