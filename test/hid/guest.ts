/** Runs in the virtual machine: the product's own driver against a scanner that the kernel takes for a real one. Prints one line of JSON. */
import { strict as assert } from 'node:assert';
import { setTimeout as delay } from 'node:timers/promises';
import { createDevices } from '../../src/device/index.ts';
import { PROFILES } from '../../src/main/project.ts';
import { UhidScanner } from './uhid-scanner.ts';

export const RESULT = 'HID-RESULT';
const LIMIT_MS = 3000;
const SCANS = 50;

const identity = { vendorId: 0x0c2e, productId: 0x0b61, serialNumber: 'S-1' };
const scanner = new UhidScanner(identity);
const scans: string[] = [];
const devices = createDevices({
  bindings: [{ id: 's', category: 'scanner', profile: 'honeywell-hid-pos', url: 'hid://0c2e:0b61/S-1' }],
  profilesDirectory: PROFILES,
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  timers: {
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  },
  random: Math.random,
  log: { info() {}, warn() {} },
});
devices.scanners.onScan(({ aim, data }) => scans.push(`${aim} ${data}`));

async function until(holds: () => boolean, what: string, limit: number): Promise<number> {
  const began = performance.now();
  while (!holds()) {
    assert(performance.now() - began < limit, what);
    await delay(2);
  }
  return Math.round(performance.now() - began);
}

async function round(count: number): Promise<void> {
  const expected = Array.from({ length: count }, (_, at) =>
    at % 10 === 9 ? `]d2 ${'0105000112637922'.padEnd(150, String(at))}` : `]E0 ${5000112637000 + at}`,
  );
  scans.length = 0;
  for (const each of expected) {
    scanner.scan(each.slice(0, 3), each.slice(4));
    // A scanner reads a few symbols a second; the machine here is emulated, and slow.
    await delay(20);
  }
  await until(() => scans.length >= count, 'every scan is heard', 10_000);
  assert.deepEqual(scans, expected);
}

const state = () => devices.reports()[0]?.state;
async function run() {
  devices.start();
  await until(() => state() === 'disconnected', 'a scanner that is not there shows', 10_000);
  scanner.plug();
  const found = await until(() => state() === 'ready', 'the scanner is found', 10_000);
  await until(() => scanner.told === 1, 'it is told to talk', 10_000);
  await round(SCANS);
  scanner.unplug();
  const gone = await until(() => state() === 'disconnected', 'an unplugged scanner shows', LIMIT_MS);
  await delay(2500);
  scanner.plug();
  const back = await until(() => state() === 'ready', 'a replugged scanner is back', LIMIT_MS);
  await until(() => scanner.told === 2, 'it is told to talk again', 10_000);
  await round(SCANS);
  await devices.stop();
  scanner.unplug();
  return { scans: 2 * SCANS, foundMs: found, goneMs: gone, backMs: back };
}

// The process ends by itself when nothing is left open; one that does not is a failure of its own.
run().then(
  (figures) => console.log(`${RESULT} ${JSON.stringify({ ok: true, ...figures })}`),
  (error: unknown) => {
    console.log(`${RESULT} ${JSON.stringify({ ok: false, error: String(error) })}`);
    process.exit(1);
  },
);
