import { expect, test } from 'vitest';
import type { DeviceReport } from '../../workstation/ports/device.ts';
import { ManualTime, settle } from '../rehearsal/manual-time.ts';
import { Wire } from '../rehearsal/wire.ts';
import type { Driver, Link } from './driver.ts';
import { createSupervisor } from './supervisor.ts';

/** Answers every heartbeat byte 1 with byte 2, and calls itself ready when told 3. */
class Parrot implements Driver {
  link: Link | null = null;
  losses = 0;
  atWork = false;
  faulty = false;

  opened(link: Link): void {
    this.link = link;
    link.write(Uint8Array.of(3));
  }

  received(bytes: Uint8Array): void {
    if (this.faulty) throw new TypeError('a driver with a mistake in it');
    if (bytes.includes(2)) this.link?.alive();
    if (bytes.includes(3)) this.link?.report({ kind: 'ready' });
    if (bytes.includes(4)) this.link?.report({ kind: 'degraded', code: 'DEVICE_PAPER_OUT' });
  }

  lost(): void {
    this.losses += 1;
    this.link = null;
  }

  probe(): 'asked' | 'busy' {
    if (this.atWork) return 'busy';
    this.link?.write(Uint8Array.of(1));
    return 'asked';
  }
}

function rig() {
  const time = new ManualTime();
  const wire = new Wire();
  const driver = new Parrot();
  const seen: DeviceReport[] = [];
  const warnings: string[] = [];
  wire.answer = ([byte]) => {
    if (byte === 3) wire.say([3]);
    if (byte === 1) wire.say([2]);
  };
  const supervisor = createSupervisor(
    [
      {
        id: 'printer-1',
        category: 'posPrinter',
        profile: 'parrot',
        transport: wire,
        driver,
        handshakeMs: 1500,
        heartbeat: { everyMs: 1000, limitMs: 1500 },
      },
    ],
    { clock: time, timers: time, random: () => 0, log: { info: () => undefined, warn: (code) => warnings.push(code) } },
  );
  supervisor.onReport((report) => seen.push(report));
  return { time, wire, driver, seen, warnings, supervisor };
}

const states = (seen: readonly DeviceReport[]) =>
  seen.map(({ state, code }) => (code === undefined ? state : `${state} ${code}`));

test('a device that answers is ready, and stays so while it answers', async () => {
  const { time, wire, seen, supervisor } = rig();
  supervisor.start();
  supervisor.start();
  await time.advance(60_000);
  expect(states(seen)).toEqual(['connecting', 'ready']);
  expect(wire.opened).toBe(1);
  expect(wire.written.filter(([byte]) => byte === 1)).toHaveLength(60);
  expect(supervisor.reports()).toEqual([
    { id: 'printer-1', category: 'posPrinter', profile: 'parrot', state: 'ready', since: time.now() - 60_000 },
  ]);
});

test('an unplugged device shows at once and is back within 3 s of being replugged', async () => {
  const { time, wire, driver, seen, supervisor } = rig();
  supervisor.start();
  await time.advance(500);
  wire.unplug();
  expect(states(seen).at(-1)).toBe('disconnected DEVICE_UNREACHABLE');
  await time.advance(3_600_000);
  expect(driver.losses).toBe(1);
  wire.replug();
  const replugged = time.monotonic();
  while (seen.at(-1)?.state !== 'ready') await time.advance(50);
  expect(time.monotonic() - replugged).toBeLessThanOrEqual(3000);
});

test('a device that falls silent shows as gone within 3 s', async () => {
  const { time, wire, seen, supervisor } = rig();
  supervisor.start();
  await time.advance(5000);
  wire.answer = () => undefined;
  const silent = time.monotonic();
  while (seen.at(-1)?.state === 'ready') await time.advance(50);
  expect(time.monotonic() - silent).toBeLessThanOrEqual(3000);
  expect(states(seen).at(-1)).toBe('disconnected DEVICE_SILENT');
});

test('a device that accepts and says nothing never becomes ready and is not hammered', async () => {
  const { time, wire, seen, supervisor } = rig();
  wire.answer = () => undefined;
  supervisor.start();
  await time.advance(35_000);
  expect(states(seen)).toEqual(['connecting', 'disconnected DEVICE_SILENT']);
  expect(wire.opened).toBeLessThanOrEqual(14);
  expect(wire.opened).toBeGreaterThanOrEqual(8);
});

test('a busy device is not taken for silent', async () => {
  const { time, wire, driver, seen, supervisor } = rig();
  supervisor.start();
  await time.advance(10);
  driver.atWork = true;
  wire.answer = () => undefined;
  await time.advance(600_000);
  expect(states(seen)).toEqual(['connecting', 'ready']);
});

test('complaints of a device are reported, with the wall clock of the change', async () => {
  const { time, wire, seen, supervisor } = rig();
  supervisor.start();
  await time.advance(250);
  const at = time.now();
  wire.say([4]);
  wire.say([4]);
  await time.advance(100);
  expect(seen.slice(2).map(({ state, code, since }) => [state, code, since])).toEqual([
    ['degraded', 'DEVICE_PAPER_OUT', at],
  ]);
});

test('a mistake in a driver costs it the connection and nothing else', async () => {
  const { time, wire, driver, seen, warnings, supervisor } = rig();
  supervisor.start();
  await time.advance(10);
  driver.faulty = true;
  wire.say([9]);
  expect(states(seen).at(-1)).toBe('disconnected DEVICE_DRIVER_FAULT');
  expect(warnings).toContain('DEVICE_DRIVER_FAULT');
  driver.faulty = false;
  await time.advance(1000);
  expect(seen.at(-1)?.state).toBe('ready');
});

test('a listener with a mistake in it does not keep the others from hearing', async () => {
  const { time, seen, warnings, supervisor } = rig();
  supervisor.onReport(() => {
    throw new Error('not my day');
  });
  const late: string[] = [];
  supervisor.onReport(({ state }) => late.push(state));
  supervisor.start();
  await time.advance(10);
  expect(late).toEqual(['connecting', 'ready']);
  expect(seen).toHaveLength(2);
  expect(warnings).toContain('DEVICE_LISTENER_FAULT');
});

test('stopping leaves no connection, timer or attempt behind, in any state', async () => {
  for (const plug of ['in', 'refused', 'hanging'] as const) {
    const { time, wire, supervisor } = rig();
    wire.plug = plug;
    supervisor.start();
    await time.advance(20);
    await supervisor.stop();
    await settle();
    expect(wire.connected).toBe(false);
    expect(time.waiting).toBe(0);
    const { opened } = wire;
    wire.plug = 'in';
    await time.advance(60_000);
    expect(wire.opened).toBe(opened);
    expect(supervisor.reports()[0]).toMatchObject({ state: 'disconnected', code: 'DEVICE_STOPPED' });
  }
});

test('a stopped device can be started again', async () => {
  const { time, supervisor } = rig();
  supervisor.start();
  await time.advance(20);
  await supervisor.stop();
  supervisor.start();
  await time.advance(20);
  expect(supervisor.reports()[0]?.state).toBe('ready');
});

test('a device that is left is heard out: until its last words are said, or for half a second', async () => {
  const { supervisor, driver, time, wire } = rig();
  supervisor.start();
  await time.advance(0);
  const words = Promise.withResolvers<void>();
  const heard = Object.assign(driver, { closing: () => words.promise });
  const stopped = supervisor.stop();
  await time.advance(499);
  expect(wire.connected).toBe(true);
  words.resolve();
  await stopped;
  expect([wire.connected, heard.losses, time.waiting]).toEqual([false, 1, 0]);
});

test.each<[string, () => Promise<void>]>([
  ['that never says them', () => new Promise(() => undefined)],
  ['whose last words fail', () => Promise.reject(new Error('no'))],
])('a device %s is left all the same', async (_, closing) => {
  const { supervisor, driver, time, wire } = rig();
  supervisor.start();
  await time.advance(0);
  Object.assign(driver, { closing });
  const stopped = supervisor.stop();
  await time.advance(500);
  await stopped;
  expect([wire.connected, driver.losses, time.waiting]).toEqual([false, 1, 0]);
});

test('a device that is gone while it is heard out is lost once', async () => {
  const { supervisor, driver, time, wire } = rig();
  supervisor.start();
  await time.advance(0);
  Object.assign(driver, { closing: () => new Promise<void>(() => undefined) });
  const stopped = supervisor.stop();
  await settle();
  wire.cut();
  await time.advance(500);
  await stopped;
  expect([driver.losses, time.waiting]).toEqual([1, 0]);
});
