import { expect, test } from 'vitest';
import { Fault } from '../../workstation/ports/fault.ts';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { addressOf, transportFor } from './open.ts';
import { parseDeviceUrl } from './url.ts';

test('reads host and port of a TCP address', () => {
  expect(parseDeviceUrl('tcp://192.168.1.20:9100')).toEqual({ kind: 'tcp', host: '192.168.1.20', port: 9100 });
  expect(parseDeviceUrl('tcp://terminal.lane-1:20007/')).toEqual({ kind: 'tcp', host: 'terminal.lane-1', port: 20007 });
  expect(parseDeviceUrl('tcp://[::1]:7312')).toEqual({ kind: 'tcp', host: '::1', port: 7312 });
});

test('reads broker, port and topic of an MQTT address', () => {
  const broker = { kind: 'mqtt', host: 'hub.shop', port: 1883, secure: false };
  expect(parseDeviceUrl('mqtt://hub.shop/gate/reader-1')).toEqual({ ...broker, topic: 'gate/reader-1' });
  expect(parseDeviceUrl('mqtt://hub.shop:1999/a%20b')).toEqual({ ...broker, port: 1999, topic: 'a b' });
  expect(parseDeviceUrl('mqtts://[::1]/pad')).toEqual({
    ...broker,
    host: '::1',
    port: 8883,
    secure: true,
    topic: 'pad',
  });
});

test('reads host and port of an HTTP address', () => {
  const reader = { kind: 'http', host: 'impinj-13-f8-f5', port: 80, secure: false };
  expect(parseDeviceUrl('http://impinj-13-f8-f5')).toEqual(reader);
  expect(parseDeviceUrl('https://impinj-13-f8-f5/')).toEqual({ ...reader, port: 443, secure: true });
  expect(parseDeviceUrl('http://[::1]:8080')).toEqual({ ...reader, host: '::1', port: 8080 });
});

test('takes a device only by the kinds of address that it is reached by', () => {
  expect(addressOf('mqtt://hub/pad', ['mqtt', 'http'])).toMatchObject({ kind: 'mqtt' });
  expect(() => addressOf('tcp://h:1', ['mqtt', 'http'])).toThrow(/tcp: is not supported for this device/);
  expect(() => addressOf('mqtt://hub', ['mqtt'])).toThrow(/noTopic.*mqtt:\/\/broker:port\/topic/);
  expect(() => transportFor('mqtt://hub/pad', { timers: new ManualTime() })).toThrow(/DEVICE_URL_UNSUPPORTED|tcp:/);
});

test('reads path and settings of a serial line', () => {
  const path = '/dev/serial/by-id/usb-Honeywell_Xenon_1900-if00';
  expect(parseDeviceUrl(`serial://${path}`)).toEqual({ kind: 'serial', path, settings: {} });
  expect(parseDeviceUrl('serial:///dev/ttyS0?baud=9600&data=7&parity=even&stop=2&flow=hardware')).toEqual({
    kind: 'serial',
    path: '/dev/ttyS0',
    settings: { baud: 9600, data: 7, parity: 'even', stop: 2, flow: 'hardware' },
  });
  expect(parseDeviceUrl('serial:///dev/a%20b')).toMatchObject({ path: '/dev/a b' });
  expect(parseDeviceUrl('serial:///COM12')).toMatchObject({ path: 'COM12' });
});

test('reads vendor, product and serial number of a HID device', () => {
  const scanner = { kind: 'hid', vendorId: 0x0c2e, productId: 0x0b61 };
  expect(parseDeviceUrl('hid://0c2e:0b61')).toEqual({ ...scanner, serialNumber: null });
  expect(parseDeviceUrl('hid://0C2E:0B61/17%2F284')).toEqual({ ...scanner, serialNumber: '17/284' });
});

test('names what is supported when it meets another scheme', () => {
  const supported = ['tcp', 'serial', 'hid', 'mqtt', 'mqtts', 'http', 'https'];
  expect(parseDeviceUrl('usb://0c2e:0b61')).toEqual({ kind: 'unsupported', scheme: 'usb', supported });
  expect(() => transportFor('hid://0c2e:0b61', { timers: new ManualTime() })).toThrow(
    /hid: is not supported for this device; supported: tcp:/,
  );
  expect(() => transportFor('serial:///dev/ttyS0', { timers: new ManualTime() })).toThrow(/serial: is not supported/);
});

test.each([
  ['', 'notAUrl'],
  ['192.168.1.20:9100', 'notAUrl'],
  ['tcp://', 'noHost'],
  ['tcp://printer', 'noPort'],
  ['tcp://printer:0', 'noPort'],
  ['tcp://printer:70000', 'notAUrl'],
  ['tcp://user:pass@printer:9100', 'notAnAddress'],
  ['tcp://printer:9100/queue', 'notAnAddress'],
  ['tcp://printer:9100?baud=9600', 'notAnAddress'],
  ['mqtt://hub', 'noTopic'],
  ['mqtt://hub/', 'noTopic'],
  ['mqtt:///pad', 'noHost'],
  ['mqtt://user:pass@hub/pad', 'notAnAddress'],
  ['mqtt://hub/pad?qos=1', 'notAnAddress'],
  ['mqtt://hub/pad/%23', 'notATopic'],
  ['mqtt://hub/+/tags', 'notATopic'],
  ['mqtt://hub/pad/', 'notATopic'],
  ['mqtt://hub//pad', 'notATopic'],
  ['mqtt://hub/$SYS/broker', 'notATopic'],
  ['mqtt://hub/pad%00', 'notATopic'],
  ['mqtt://hub/pad%E0%A4', 'notATopic'],
  ['serial://', 'notAPath'],
  ['serial://ttyS0', 'notAPath'],
  ['serial:///dev/ttyS0#1', 'notAPath'],
  ['serial:///dev/tty%00S0', 'notAPath'],
  ['serial:///dev/ttyS0?baud=9601', 'notASetting'],
  ['serial:///dev/ttyS0?baud=9600&baud=1200', 'notASetting'],
  ['serial:///dev/ttyS0?speed=9600', 'notASetting'],
  ['serial:///dev/ttyS0?__proto__=1', 'notASetting'],
  ['hid://0c2e', 'notADevice'],
  ['hid://c2e:b61', 'notADevice'],
  ['hid://0c2e:0b61/a/b', 'notADevice'],
  ['http://reader/api/v1', 'notAnAddress'],
  ['http://root:impinj@reader', 'notAnAddress'],
])('refuses %j as %s', (url, reason) => {
  expect(parseDeviceUrl(url)).toEqual({ kind: 'invalid', reason });
  expect(() => transportFor(url, { timers: new ManualTime() })).toThrow(Fault);
});
