import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ManualTime } from '../../../src/device/rehearsal/manual-time.ts';
import { Wire } from '../../../src/device/rehearsal/wire.ts';
import { createSupervisor } from '../../../src/device/supervisor/supervisor.ts';
import { PROJECT_ROOT } from '../../../src/main/project.ts';
import { ChecksumScanner } from './checksum-scanner.ts';

const framed = (text: string) => {
  const symbol = Buffer.from(text, 'latin1');
  return Uint8Array.of(
    0x02,
    ...symbol,
    0x03,
    symbol.reduce((sum, byte) => sum ^ byte, 0x03),
  );
};

async function rig() {
  const time = new ManualTime();
  const wire = new Wire();
  const scans: string[] = [];
  const log = { info: () => undefined, warn: () => undefined };
  const onScan = ({ aim, data }: { aim?: string; data: string }) => scans.push(`${aim} ${data}`);
  const driver = new ChecksumScanner({ id: 's', clock: time, timers: time, log, onScan });
  const device = { id: 's', category: 'scanner', profile: 'p', transport: wire, driver, handshakeMs: 1500 } as const;
  const supervisor = createSupervisor([{ ...device, heartbeat: null }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  supervisor.start();
  await time.advance(0);
  return { time, wire, scans };
}

it('hears its scans whole, split at every byte, in one piece, and through garbage', async () => {
  const { time, wire, scans } = await rig();
  wire.say(framed(']E05000112637922'));
  for (const byte of framed(']E496385074')) wire.say([byte]);
  await time.advance(10);
  wire.say([0xff, 0x03, 0x41, ...framed(']E04006381333931'), ...framed(']C0A-1'), 0x02, 0x41, 0x03, 0x00]);
  await time.advance(10);
  expect(scans).toEqual([']E0 5000112637922', ']E4 96385074', ']E0 4006381333931', ']C0 A-1']);
});

it('is back after it was unplugged in the middle of a symbol', async () => {
  const { time, wire, scans } = await rig();
  wire.say(framed(']E05000112637922').subarray(0, 5));
  wire.unplug();
  wire.replug();
  await time.advance(3000);
  wire.say(framed(']E496385074'));
  expect(scans).toEqual([']E4 96385074']);
});

it('stands in CONTRIBUTING.md as it is compiled here', () => {
  const guide = readFileSync(join(PROJECT_ROOT, 'CONTRIBUTING.md'), 'utf8');
  const source = readFileSync(join(import.meta.dirname, 'checksum-scanner.ts'), 'utf8');
  const shown = /```ts\n([\s\S]*?)```/.exec(guide)?.[1];
  expect(shown).toBe(source);
});
