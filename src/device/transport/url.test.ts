import { expect, test } from 'vitest';
import { Fault } from '../../workstation/ports/fault.ts';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { transportFor } from './open.ts';
import { parseDeviceUrl } from './url.ts';

test('reads host and port of a TCP address', () => {
  expect(parseDeviceUrl('tcp://192.168.1.20:9100')).toEqual({ kind: 'tcp', host: '192.168.1.20', port: 9100 });
  expect(parseDeviceUrl('tcp://terminal.lane-1:20007/')).toEqual({ kind: 'tcp', host: 'terminal.lane-1', port: 20007 });
  expect(parseDeviceUrl('tcp://[::1]:7312')).toEqual({ kind: 'tcp', host: '::1', port: 7312 });
});

test('names what is supported when it meets another scheme', () => {
  const refusal = { kind: 'unsupported', scheme: 'serial', supported: ['tcp'] };
  expect(parseDeviceUrl('serial:///dev/serial/by-id/usb-scanner?baud=9600')).toEqual(refusal);
  expect(() => transportFor('hid://0c2e:0b61', { timers: new ManualTime() })).toThrow(
    /hid: is not supported yet; supported: tcp:/,
  );
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
])('refuses %j as %s', (url, reason) => {
  expect(parseDeviceUrl(url)).toEqual({ kind: 'invalid', reason });
  expect(() => transportFor(url, { timers: new ManualTime() })).toThrow(Fault);
});
