import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, systemTimers } from '../../../src/main/edge/system.ts';
import { mqttConnector } from '../../../src/sync/store-bus/mqtt-link.ts';
import { brokerKinds, hasBroker, type TestBroker, testStore } from '../../fixtures/brokers.ts';
import { directoryOf, listed, testBox } from '../../fixtures/bus-keys.ts';
import { LedgerBox } from '../../fixtures/ledger-store.ts';

/** Long enough for a busy machine; what is waited for comes in milliseconds. */
const SOON = { timeout: 15_000 };

const hub = testBox('hub-1', 'hub');
const boxes = [hub, testBox('lane-1', 'lane'), testBox('lane-2', 'lane'), testBox('gate-1', 'gate')];
const directory = directoryOf(
  hub,
  boxes.map((box) => listed(box)),
);
const machine = {
  ...{ clock: systemClock, timers: systemTimers, random: () => 0.99 },
  ids: { uuid: () => randomUUID(), randomBytes: (length: number) => new Uint8Array(length) },
};

describe.each(brokerKinds.map((kind) => [hasBroker(kind) ? kind : `${kind} (needs mosquitto)`, kind] as const))(
  'a store over a real broker: %s',
  (_name, kind) => {
    const running: { off(): Promise<void> }[] = [];
    let broker: TestBroker | null = null;

    afterEach(async () => {
      await Promise.all(running.splice(0).map((box) => box.off()));
      await broker?.stop();
      broker = null;
    });

    async function open() {
      const store = await testStore({ 'hub-1': ['hub'], 'lane-1': ['lane'], 'lane-2': ['lane'], 'gate-1': ['gate'] });
      broker = await store.start(kind);
      const { port } = broker;
      const all = boxes.map((box) => {
        return new LedgerBox(box, hub, directory, mqttConnector(store.access(box.name, port), systemTimers), machine);
      });
      running.push(...all);
      return { store, port, all: all as [LedgerBox, LedgerBox, LedgerBox, LedgerBox] };
    }

    const connected = (all: readonly LedgerBox[]) =>
      expect.poll(() => all.every(({ bus }) => bus?.connected), SOON).toBe(true);
    const run = it.skipIf(!hasBroker(kind));

    run('a sale is known everywhere, and a gate that was off learns what it missed', async () => {
      const { all } = await open();
      const [hubBox, lane1, lane2, gate] = all;
      for (const box of all) box.on();
      await connected(all);
      lane1.sell('s-1', ['aa01']);
      await expect
        .poll(() => [hubBox, lane2, gate].every(({ ledger }) => ledger.standing('aa01').length === 1), SOON)
        .toBe(true);
      await gate.off();
      for (let sale = 0; sale < 250; sale += 1) lane2.sell(`t-${sale}`, [`bb${sale.toString(16).padStart(4, '0')}`]);
      await expect.poll(() => hubBox.ledger.all().length, { timeout: 20_000 }).toBe(251);
      await lane2.off();
      gate.on();
      await expect.poll(() => gate.ledger.all().length, { timeout: 20_000 }).toBe(251);
      expect(gate.ledger.gaps()).toEqual([]);
    });

    run('a broker that dies and comes back costs nothing', async () => {
      const { store, port, all } = await open();
      const [, lane1, lane2, gate] = all;
      for (const box of all) box.on();
      await connected(all);
      await broker?.stop();
      broker = null;
      for (let sale = 0; sale < 20; sale += 1)
        (sale % 2 === 0 ? lane1 : lane2).sell(`s-${sale}`, [`cc${sale.toString(16).padStart(2, '0')}`]);
      broker = await store.start(kind, port);
      await expect.poll(() => all.every(({ ledger }) => ledger.all().length === 20), { timeout: 20_000 }).toBe(true);
      expect(gate.ledger.gaps()).toEqual([]);
    });
  },
);
