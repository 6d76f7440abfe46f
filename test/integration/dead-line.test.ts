import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDevices, type Devices } from '../../src/device/index.ts';
import { PROFILES, until } from '../fixtures/devices.ts';
import { FarNetwork } from '../fixtures/far-network.ts';

/** A scanner and a lane light behind a switch: their wires die without a word, and the machine's own stays up. */
let far: FarNetwork | null;
let devices: Devices | null = null;
beforeAll(async () => {
  far = await FarNetwork.start([9001, 9002]);
});
afterAll(async () => {
  await devices?.stop();
  far?.stop();
});

test('devices that cannot be asked show within 3 s that their line is dead, silent or written to (needs root and ip)', async (context) => {
  if (far === null) return context.skip('needs root and ip');
  devices = createDevices({
    bindings: [
      { id: 'scanner', category: 'scanner', profile: 'generic-line-over-tcp', url: `tcp://${far.address}:9001` },
      { id: 'lights', category: 'lights', profile: 'lcus-relay', url: `tcp://${far.address}:9002` },
    ],
    profilesDirectory: PROFILES,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: {
      after(milliseconds, run) {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    log: { info: () => undefined, warn: () => undefined },
  });
  const gone = new Map<string, number>();
  devices.onReport(({ id, state }) => state === 'disconnected' && gone.set(id, performance.now()));
  const all = (state: string) => () => devices?.reports().every((report) => report.state === state) ?? false;
  devices.start();
  await until(all('ready'), 'both are reached');
  far.silence();
  const began = performance.now();
  // These bytes are never acknowledged: the system's probes wait for them.
  devices.lights?.show('red');
  await until(() => gone.size === 2, 'both have gone');
  const took = [...gone].map(([id, at]) => [id, Math.round(at - began)]);
  expect(Object.fromEntries(took)).toEqual({ scanner: expect.any(Number), lights: expect.any(Number) });
  expect(Math.max(...took.map(([, milliseconds]) => Number(milliseconds))), JSON.stringify(took)).toBeLessThan(3000);
  far.speak();
  await until(all('ready'), 'both are back');
}, 30_000);
