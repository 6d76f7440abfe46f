import { expect, test } from 'vitest';
import type { ScanEvent } from '../../workstation/ports/device.ts';
import { ManualTime } from '../rehearsal/manual-time.ts';
import type { Health, Link } from '../supervisor/driver.ts';
import { ScannerDriver } from './driver.ts';
import { mergedScanners } from './port.ts';
import { scannerProfileSchema } from './profile.ts';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function rig(framing: object = {}) {
  const time = new ManualTime();
  const scans: ScanEvent[] = [];
  const health: Health[] = [];
  const logged: unknown[] = [];
  const log = { info: (...line: unknown[]) => logged.push(line), warn: (...line: unknown[]) => logged.push(line) };
  const port = mergedScanners(log);
  port.onScan((scan) => scans.push(scan));
  const profile = scannerProfileSchema.parse({ version: 1, category: 'scanner', vendor: 'Any', model: 'Any', framing });
  const driver = new ScannerDriver({ id: 'scanner-1', profile, clock: time, timers: time, log, onScan: port.emit });
  const link: Link = {
    write: () => 'accepted',
    alive: () => undefined,
    report: (said) => health.push(said),
    drop: () => undefined,
  };
  driver.opened(link);
  return { time, driver, scans, health, logged, port };
}

test('a reached scanner is ready', () => {
  expect(rig().health).toEqual([{ kind: 'ready' }]);
});

test('a scan carries its AIM identifier and the instant of its last byte', async () => {
  const { time, driver, scans } = rig();
  await time.advance(40);
  driver.received(ascii(']E0500011'));
  await time.advance(3);
  driver.received(ascii('2637922\r\n'));
  expect(scans).toEqual([{ data: '5000112637922', aim: ']E0', at: 43 }]);
});

test('without an identifier, or with the profile expecting none, the text is left as it came', () => {
  const plain = rig();
  plain.driver.received(ascii('5000112637922\r'));
  expect(plain.scans).toEqual([{ data: '5000112637922', at: 0 }]);
  const none = rig({ aim: 'none' });
  none.driver.received(ascii(']E05000112637922\r'));
  expect(none.scans).toEqual([{ data: ']E05000112637922', at: 0 }]);
});

test('separators, control characters and bytes that are no UTF-8 reach the domain, which judges them', () => {
  const { driver, scans } = rig();
  driver.received(Uint8Array.of(0x41, 0x1d, 0xff, 0xc3, 0x28, 0x1b, 0x0d));
  expect(scans.map(({ data }) => data)).toEqual(['A\x1d\ufffd\ufffd(\x1b']);
});

test('a symbol that nothing ended is dropped after the quiet time and logged without its contents', async () => {
  const { time, driver, scans, logged } = rig();
  driver.received(ascii('SECRET'));
  await time.advance(500);
  expect(scans).toEqual([]);
  expect(driver.dropped).toBe(1);
  expect(logged).toEqual([['SCANNER_DROPPED', { id: 'scanner-1', dropped: 1 }]]);
  expect(time.waiting).toBe(0);
});

test('a scanner without a suffix is read after its quiet time', async () => {
  const { time, driver, scans } = rig({ quiet: { afterMs: 30, outcome: 'deliver' } });
  driver.received(ascii('50001126'));
  await time.advance(29);
  driver.received(ascii('37922'));
  await time.advance(29);
  expect(scans).toEqual([]);
  await time.advance(1);
  expect(scans.map(({ data }) => data)).toEqual(['5000112637922']);
});

test('a line that was cut leaves no half symbol for the next one', async () => {
  const { driver, scans } = rig();
  driver.received(ascii('50001126'));
  driver.lost();
  driver.received(ascii('123\r'));
  expect(scans.map(({ data }) => data)).toEqual(['123']);
});

test('500 scans at once do not pile up: the first come first, the excess is dropped and counted', async () => {
  const { time, driver, scans } = rig();
  driver.received(ascii(Array.from({ length: 500 }, (_, index) => `${1000 + index}\r`).join('')));
  expect(scans).toHaveLength(1);
  await time.advance(100);
  expect(scans.map(({ data }) => data)).toEqual(Array.from({ length: 33 }, (_, index) => `${1000 + index}`));
  expect(driver.dropped).toBe(467);
  driver.received(ascii('after\r'));
  expect(scans.at(-1)?.data).toBe('after');
  await time.advance(100);
  expect(time.waiting).toBe(0);
});

test('a listener with a mistake in it neither stops the others nor writes the scan to the log', () => {
  const { driver, scans, logged, port } = rig();
  const stop = port.onScan(() => {
    throw new RangeError('could not handle 4711');
  });
  port.onScan((scan) => scans.push(scan));
  driver.received(ascii('4711\r'));
  expect(scans).toHaveLength(2);
  expect(JSON.stringify(logged)).not.toContain('4711');
  stop();
});
