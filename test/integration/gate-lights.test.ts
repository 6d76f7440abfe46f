import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OutputSignals } from '../../src/device/gate/output-signals.ts';
import { createDevices } from '../../src/device/index.ts';
import { realTimers } from '../../src/device/rehearsal/real-timers.ts';
import { silentLog } from '../../src/emulator/log.ts';
import { EmulatedRelays, type RelayDialect } from '../../src/emulator/relays/index.ts';
import { PROFILES } from '../../src/main/project.ts';
import { type BrokerKind, startBroker, type TestBroker } from '../fixtures/iot-readers.ts';
import { mosquittoProgram } from '../fixtures/mosquitto.ts';

const soon = { timeout: 8000, interval: 10 };
const hasMosquitto = mosquittoProgram() !== null;
const WIRING = { green: 1, red: 2, amber: null, siren: 3, door: 4, sirenMs: 300, passMs: 300 };

let broker: TestBroker;
let board: EmulatedRelays;

function drive(profile: string) {
  const devices = createDevices({
    bindings: [{ id: 'lights', category: 'lights', profile, url: `${broker.url}/gate/lights` }],
    profilesDirectory: PROFILES,
    clock: { now: Date.now, monotonic: () => performance.now() },
    timers: realTimers,
    random: Math.random,
    log: { info: () => undefined, warn: () => undefined },
  });
  onTestFinished(() => devices.stop());
  devices.start();
  const signals = new OutputSignals(devices.relays[0]!, WIRING, realTimers);
  const state = () => {
    const [report] = devices.reports();
    return [report?.state, report?.code].filter((part) => part !== undefined).join(' ');
  };
  return { devices, signals, state };
}

describe.each<[RelayDialect, BrokerKind, boolean]>([
  ['shelly', 'mosquitto', hasMosquitto],
  ['tasmota', 'aedes', true],
])(
  'lights and siren of a gate on a %s board behind %s (needs mosquitto where it is that)',
  (dialect, kind, available) => {
    const profile = dialect === 'shelly' ? 'shelly-pro-4-mqtt' : 'tasmota-4-mqtt';

    beforeEach(async (context) => {
      if (!available) context.skip('needs mosquitto');
      broker = await startBroker(kind);
      board = new EmulatedRelays({
        ...{ broker: { url: broker.url }, dialect, topic: 'gate/lights', log: silentLog },
        onChange: () => undefined,
      });
      board.plug();
      await expect.poll(() => board.connected, soon).toBe(true);
    });
    afterEach(async () => {
      await board?.unplug();
      await broker?.stop();
    });

    it('are green, then red with a siren that ends by itself, let one through, and are dark when the gate stops', async () => {
      const { devices, signals, state } = drive(profile);
      signals.show('ready');
      await expect.poll(state, soon).toBe('ready');
      await expect.poll(() => board.closed, soon).toEqual([1]);
      const asked = performance.now();
      signals.show('alarm');
      signals.sound();
      await expect.poll(() => board.closed, { ...soon, interval: 2 }).toEqual([2, 3]);
      expect(performance.now() - asked).toBeLessThan(250);
      await expect.poll(() => board.closed, soon).toEqual([2]);
      signals.letPass();
      await expect.poll(() => board.closed, soon).toEqual([1, 4]);
      await expect.poll(() => board.closed, soon).toEqual([2]);
      signals.sound();
      await expect.poll(() => board.closed, soon).toEqual([2, 3]);
      signals.stop();
      await devices.stop();
      await expect.poll(() => board.closed, soon).toEqual([]);
    });

    it('are set right after the broker died, the board lost its power, and somebody switched the siren on', async () => {
      const { signals, state } = drive(profile);
      signals.show('alarm');
      await expect.poll(() => board.closed, soon).toEqual([2]);
      await broker.die();
      await expect.poll(state, soon).toMatch(/^disconnected/);
      signals.show('ready');
      await broker.revive();
      await expect.poll(() => board.closed, { ...soon, timeout: 15_000 }).toEqual([1]);
      await expect.poll(state, soon).toBe('ready');
      board.blink();
      await expect.poll(() => board.closed, soon).toEqual([1]);
      signals.hush();
      await expect.poll(state, soon).toBe('ready');
      board.switchByHand(3, true);
      await expect.poll(() => board.closed, soon).toEqual([1]);
    }, 30_000);

    it('are gone within 3 s when the board is silent or its plug is pulled, and complain of a relay that is stuck', async () => {
      const { signals, state } = drive(profile);
      signals.show('ready');
      await expect.poll(state, soon).toBe('ready');
      board.garbage(1, Buffer.from('{[\xff', 'latin1'));
      board.setStuck(3, true);
      signals.sound();
      await expect.poll(state, { ...soon, interval: 2 }).toMatch(/ready/);
      board.setStuck(2, true);
      signals.show('alarm');
      await expect.poll(state, soon).toBe('degraded DEVICE_OUTPUT_REFUSED');
      board.setStuck(2, false);
      board.setStuck(3, false);
      await expect.poll(state, soon).toBe('ready');
      for (const [away, back] of [
        [() => board.setSilent(true), () => board.setSilent(false)],
        [() => board.unplug(), () => board.plug()],
      ] as const) {
        await away();
        const gone = performance.now();
        await expect.poll(state, soon).toMatch(/^disconnected/);
        expect(performance.now() - gone).toBeLessThan(3000);
        await back();
        await expect.poll(state, { ...soon, timeout: 15_000 }).toBe('ready');
        expect(board.closed).toEqual([2]);
      }
    }, 40_000);
  },
);
