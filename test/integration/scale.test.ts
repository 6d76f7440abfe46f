import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDevices, type Devices } from '../../src/device/index.ts';
import { hasSocat } from '../../src/device/rehearsal/pty-pair.ts';
import { EmulatedScale, SCALE_PROTOCOLS, type ScaleProtocolName } from '../../src/emulator/scale/index.ts';
import type { ScaleIndication, ScalePort, ScaleReading } from '../../src/workstation/ports/scale.ts';
import { pause, until, type WireKind } from '../fixtures/devices.ts';

/** Bytes that no family says, with an end of line for those that go by lines. */
const NOISE = Uint8Array.of(0xff, 0x80, 0x21, 0x0d, 0x0a);
const GOODS = { unitPrice: 110 };
const WIRES: readonly { wire: WireKind; name: string; here: boolean }[] = [
  { wire: 'tcp', name: 'over TCP', here: true },
  { wire: 'serial', name: 'over a serial port (needs socat)', here: hasSocat },
];
/** What each says of a platform whose zero it has not found. */
const WITHOUT_ZERO = {
  'mt-sics': 'busy',
  'toledo-8217': 'unset',
  nci: 'unset',
  cas: 'busy',
  'dialog-06': 'moving',
} as const satisfies Readonly<Record<ScaleProtocolName, ScaleIndication['kind']>>;
const ALL_STILL = { settleMs: 0, moving: false, zeroed: true, tare: 0, silent: false, challenges: false } as const;

let folder: string;
let port: string;
/** One for all of them: what it speaks is changed, as it is at a real one. */
let emulated: EmulatedScale;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-scale-'));
  mkdirSync(join(folder, 'scale'));
  for (const protocol of SCALE_PROTOCOLS) {
    const profile = { version: 1, category: 'scale', vendor: 'Any', model: 'Any', protocol, pollMs: 50, answerMs: 300 };
    writeFileSync(join(folder, 'scale', `${protocol}.json`), JSON.stringify(profile));
  }
  port = join(folder, 'port');
  const quiet = { log: () => undefined, now: Date.now, onChange: () => undefined };
  emulated = new EmulatedScale({ ...quiet, host: '127.0.0.1', port: 0, ...(hasSocat && { pty: port }), settleMs: 0 });
  await emulated.start();
});
afterAll(async () => {
  await emulated.stop();
  rmSync(folder, { recursive: true, force: true });
});

const EACH = WIRES.flatMap((on) => SCALE_PROTOCOLS.map((protocol) => ({ ...on, protocol })));

describe.for(EACH)('a scale that speaks $protocol, $name', ({ wire, here, protocol }) => {
  let devices: Devices;
  let readings: ScaleReading[] = [];

  beforeAll(async () => {
    if (!here) return;
    emulated.change({ protocol });
    devices = bound(protocol, wire === 'tcp' ? `tcp://127.0.0.1:${emulated.port}` : `serial://${port}`);
    devices.start();
    scale().price(GOODS);
    scale().watch((reading) => readings.push(reading));
  });
  beforeEach((context) => {
    if (!here) context.skip('needs socat');
    emulated.change({ ...ALL_STILL, grams: 0, chunks: 'whole', repeats: 1, noise: new Uint8Array(0) });
  });
  afterAll(() => devices?.stop());

  const scale = (): ScalePort => {
    if (devices.scale === null) throw new Error('no scale is bound');
    return devices.scale;
  };
  /** The next reading of this kind, of those that begin now. */
  const next = async (kind: ScaleIndication['kind'], grams?: number): Promise<void> => {
    readings = [];
    const is = ({ indication }: ScaleReading) =>
      indication.kind === kind && (grams === undefined || (indication.kind === 'stable' && indication.grams === grams));
    await until(() => readings.some(is), `${protocol} says ${kind} ${grams ?? ''}`);
  };
  const state = () => devices.reports()[0]?.state;

  test.each([
    ['whole', 'whole', 1, new Uint8Array(0)],
    ['split at every byte', 'bytes', 1, new Uint8Array(0)],
    ['that says everything twice in one piece', 'joined', 2, new Uint8Array(0)],
    ['with garbage before, between and after', 'whole', 1, NOISE],
    ['with garbage, split', 3, 1, NOISE],
  ] as const)('is read %s', async (_, chunks, repeats, noise) => {
    emulated.change({ chunks, repeats, noise, grams: 742 });
    await next('stable', 742);
    emulated.change({ grams: 1500 });
    await next('stable', 1500);
    expect(readings.every(({ indication }) => indication.kind !== 'stable' || indication.grams === 1500)).toBe(true);
  });

  test('tells motion, too much and less than nothing, and each ends the weight before', async () => {
    emulated.change({ grams: 742 });
    await next('stable', 742);
    emulated.change({ moving: true });
    await next('moving');
    await pause(120);
    expect(readings.slice(-2).every(({ indication }) => indication.kind === 'moving')).toBe(true);
    emulated.change({ moving: false, grams: 20_000 });
    await next('above');
    emulated.change({ grams: -100 });
    await next('below');
  });

  test('tells no weight before it has found its zero', async () => {
    emulated.change({ grams: 742, zeroed: false });
    await next(WITHOUT_ZERO[protocol]);
    readings = [];
    await until(() => readings.length >= 2, 'it goes on saying so');
    expect(readings.map(({ indication }) => indication.kind)).not.toContain('stable');
    emulated.change({ zeroed: true });
    await next('stable', 742);
  });

  if (protocol === 'dialog-06') {
    test('that asks for the checksum of approved software tells no weight, and staff are told', async () => {
      // Another load than before: one that was told is not asked about again.
      emulated.change({ grams: 508, challenges: true });
      await next('fault');
      expect(devices.reports()[0]).toMatchObject({ state: 'degraded', code: 'SCALE_CHECKSUM' });
      expect(readings.map(({ indication }) => indication.kind)).not.toContain('stable');
      emulated.change({ challenges: false });
      await next('stable', 508);
      expect(state()).toBe('ready');
    });
  }

  if (protocol === 'toledo-8217' || protocol === 'nci') {
    test('moves, and is not without its zero, while goods swing on it before it found one', async () => {
      emulated.change({ grams: 742, moving: true, zeroed: false });
      await next('moving');
      await pause(120);
      expect(new Set(readings.slice(-2).map(({ indication }) => indication.kind))).toEqual(new Set(['moving']));
      emulated.change({ moving: false });
      await next('unset');
    });

    test('tells no weight while a tare is taken off at it', async () => {
      emulated.change({ grams: 742, tare: 42 });
      await next('fault');
      expect(devices.reports()[0]).toMatchObject({ state: 'degraded', code: 'SCALE_TARED' });
      emulated.change({ grams: 0 });
      await next(protocol === 'nci' ? 'fault' : 'below');
      emulated.change({ grams: 742 });
      emulated.change({ tare: 0 });
      await next('stable', 742);
    });
  }

  test('that falls silent has gone, and is read again once it answers', async () => {
    emulated.change({ silent: true });
    await until(() => state() === 'disconnected', 'it has gone');
    emulated.change({ silent: false, grams: 360 });
    await next('stable', 360);
    expect(state()).toBe('ready');
  });

  test('unplugged shows within 3 s, and is back within 3 s of replug', async () => {
    const began = performance.now();
    emulated.unplug();
    await until(() => state() === 'disconnected', 'it has gone');
    expect(performance.now() - began).toBeLessThan(3000);
    const replugged = performance.now();
    await emulated.plug();
    emulated.change({ grams: 410 });
    await next('stable', 410);
    expect(performance.now() - replugged).toBeLessThan(3000);
  });

  if (protocol !== 'cas' && protocol !== 'dialog-06') {
    test('is zeroed with something light on it, and not with goods', async () => {
      emulated.change({ grams: 6 });
      expect(await scale().zero()).toBe('zeroed');
      emulated.change({ grams: 1006 });
      await next('stable', 1000);
      expect(await scale().zero()).toBe('refused');
      emulated.change({ grams: 0 });
      expect(await scale().zero()).toBe('zeroed');
    });
  }
});

function bound(protocol: ScaleProtocolName, url: string): Devices {
  const log = { info: () => undefined, warn: () => undefined };
  return createDevices({
    bindings: [{ id: 'scale-1', category: 'scale', profile: protocol, url }],
    profilesDirectory: folder,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: {
      after(milliseconds, run) {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    log,
  });
}
