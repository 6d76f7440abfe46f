import { expect, it } from 'vitest';
import type { ScanEvent } from '../../../workstation/ports/device.ts';
import { ManualTime } from '../../rehearsal/manual-time.ts';
import { Wire } from '../../rehearsal/wire.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { scannerProfileSchema } from '../profile.ts';
import { HidPosDriver } from './driver.ts';

const report = (aim: string, text: string, more = 0) => {
  const bytes = new Uint8Array(64);
  bytes.set([2, text.length, ...Buffer.from(aim + text, 'latin1')]);
  bytes[63] = more;
  return bytes;
};

async function rig(hidPos: object) {
  const time = new ManualTime();
  const wire = new Wire();
  const scans: ScanEvent[] = [];
  const log = { info: () => undefined, warn: () => undefined };
  const base = { version: 1, category: 'scanner', vendor: 'Any', model: 'Any', protocol: 'hidPos' };
  const profile = scannerProfileSchema.parse({ ...base, hidPos });
  const driver = new HidPosDriver({ id: 's', profile, clock: time, timers: time, log, onScan: (it) => scans.push(it) });
  const device = { id: 's', category: 'scanner', profile: 'p', transport: wire, driver, handshakeMs: 1500 } as const;
  const supervisor = createSupervisor([{ ...device, heartbeat: null }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  supervisor.start();
  await time.advance(0);
  return { time, wire, scans, driver, supervisor, state: () => supervisor.reports()[0]?.state };
}

it('tells the scanner to talk each time it is plugged in, where its model needs that', async () => {
  const { wire, time, state } = await rig({ enable: true });
  expect([wire.written, wire.topics]).toEqual([[Uint8Array.of(254, 1)], ['feature']]);
  wire.unplug();
  expect(state()).toBe('disconnected');
  wire.replug();
  await time.advance(3000);
  expect(state()).toBe('ready');
  expect(wire.written).toHaveLength(2);
});

it('tells others nothing, and hears every scan with its identifier', async () => {
  const { wire, scans, time } = await rig({});
  expect(wire.written).toEqual([]);
  wire.say(report(']E0', '5000112637922'));
  wire.say(report(']d2', '010400638', 1));
  wire.say(report(']d2', '1333931'));
  await time.advance(10);
  expect(scans.map(({ aim, data }) => `${aim} ${data}`)).toEqual([']E0 5000112637922', ']d2 0104006381333931']);
});

it('drops a symbol whose rest never came, and leaves no timer', async () => {
  const { wire, scans, driver, time, supervisor } = await rig({});
  wire.say(report(']E0', '50001', 1));
  await time.advance(500);
  wire.say(report(']E4', '96385074'));
  expect(scans.map(({ data }) => data)).toEqual(['96385074']);
  expect(driver.dropped).toBe(1);
  await supervisor.stop();
  expect(time.waiting).toBe(0);
});
