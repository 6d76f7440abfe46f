import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, systemTimers } from '../../../src/main/edge/system.ts';
import { signEntry } from '../../../src/sync/ledger/source.ts';
import { mqttConnector } from '../../../src/sync/store-bus/mqtt-link.ts';
import { MessageWriter } from '../../../src/sync/store-bus/writing.ts';
import { brokerKinds, hasBroker, type TestBroker, testStore } from '../../fixtures/brokers.ts';
import { directoryOf, listed, STORE, testBox } from '../../fixtures/bus-keys.ts';
import { LedgerBox } from '../../fixtures/ledger-store.ts';
import { rawClient } from '../../fixtures/raw-mqtt.ts';

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

    run('whoever has a place on the bus clears no tag with it, nor does what was said once, said again', async () => {
      const { store, port, all } = await open();
      const [, lane1, lane2, gate] = all;
      const { signer } = lane2.box;
      const sells = (box: string) => `checkstand/${STORE}/${box}/event/tagsSold`;
      const stranger = (box: string) => {
        const { ca, certificate, privateKey, username, password } = store.access(box, port);
        return rawClient(port, { ca, cert: certificate, key: privateKey, clientId: box, username, password });
      };
      const say = async (box: string, topic: string, payload: string | Buffer) => {
        const client = await stranger(box);
        await client.publish(topic, payload);
        await client.end();
      };
      for (const box of all) if (box !== lane2) box.on();
      await connected(all.filter((box) => box !== lane2));

      // Lane 2 is in the hands of a stranger, who has its password, certificate and key, and listens.
      const ear = await stranger('lane-2');
      await ear.subscribe(`checkstand/${STORE}/+/event/+`);
      lane1.sell('s-1', ['aa01']);
      await expect.poll(() => gate.ledger.standing('aa01').length, SOON).toBe(1);
      lane1.sell('r-1', ['aa01'], 's-1');
      await expect.poll(() => gate.ledger.standing('aa01').length, SOON).toBe(0);
      const heard = () => ear.heard.filter(({ topic }) => topic.startsWith(`checkstand/${STORE}/lane-1/event/tags`));
      await expect.poll(() => heard().length, SOON).toBe(2);
      await ear.end();
      const counted = gate.ledger.all().length;

      const { epoch } = lane1.sales;
      const sale = { workstation: 'lane-1', epoch, seq: 9000, prevSaleSeq: 0, transaction: 'x', at: 0, keys: ['ff01'] };
      const forged = signEntry(STORE, { kind: 'sold', ...sale }, signer);
      const writer = new MessageWriter({ signer, clock: systemClock, ids: machine.ids });
      for (const topic of [sells('lane-2'), sells('lane-1')])
        await say('lane-2', topic, Buffer.from(writer.write(topic, 'tagsSold', forged)));
      for (const { topic, payload } of heard())
        for (const at of [topic, topic.replace('lane-1', 'lane-2')]) await say('lane-2', at, payload);
      // Lane 1's password too, and what it once said truly, in other order.
      await lane1.off();
      for (const { topic, payload } of heard().toReversed()) await say('lane-1', topic, payload);

      lane1.on();
      lane1.sell('s-2', ['aa02']);
      await expect.poll(() => gate.ledger.standing('aa02').length, SOON).toBe(1);
      expect(gate.ledger.standing('ff01')).toEqual([]);
      expect(gate.ledger.standing('aa01')).toEqual([]);
      expect(gate.ledger.all().length).toBe(counted + 1);
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
