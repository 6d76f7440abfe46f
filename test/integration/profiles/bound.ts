import { expect, onTestFinished } from 'vitest';
import { createDevices, type DeviceBinding, type Devices } from '../../../src/device/index.ts';
import { realTimers } from '../../../src/device/rehearsal/real-timers.ts';
import { PROFILES } from '../../../src/main/project.ts';

export const soon = { timeout: 10_000, interval: 5 };

/** One device by its shipped profile, as the edge binds it; it ends with the test. `prepare` comes before it is opened. */
export async function bound(
  name: string,
  url: string,
  options: NonNullable<DeviceBinding['options']> = {},
  prepare: (devices: Devices) => void = () => undefined,
): Promise<Devices> {
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
