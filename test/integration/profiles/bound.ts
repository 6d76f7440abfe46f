import { existsSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { createDevices, type DeviceBinding, type Devices } from '../../../src/device/index.ts';
import { realTimers } from '../../../src/device/rehearsal/real-timers.ts';
import { PROFILES } from '../../../src/main/project.ts';

const SERIAL = 'serial://';
export const soon = { timeout: 10_000, interval: 5 };

/** One device by its shipped profile, as the edge binds it; it ends with the test. `prepare` comes before it is opened. */
export async function bound(
  name: string,
  url: string,
  options: NonNullable<DeviceBinding['options']> = {},
  prepare: (devices: Devices) => void = () => undefined,
): Promise<Devices> {
  // A pseudo-terminal that was closed is made anew, and a driver that comes before it waits longer than that takes.
  if (url.startsWith(SERIAL)) await expect.poll(() => existsSync(url.slice(SERIAL.length)), soon).toBe(true);
  const [category, profile = ''] = name.split('/') as [DeviceBinding['category'], string?];
  const devices = createDevices({
    bindings: [{ id: 'it', category, profile, url, options }],
    profilesDirectory: PROFILES,
    clock: { now: Date.now, monotonic: () => performance.now() },
    timers: realTimers,
    random: Math.random,
    log: { info: () => undefined, warn: () => undefined },
  });
  onTestFinished(() => devices.stop());
  prepare(devices);
  devices.start();
  await expect.poll(() => devices.reports()[0]?.state, soon).toBe('ready');
  return devices;
}
