import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerKinds, hasBroker, type TestBroker, testStore } from '../../fixtures/brokers.ts';
import { type RawClient, rawClient } from '../../fixtures/raw-mqtt.ts';

const STORE = 'checkstand/store-12';
const BOXES = { 'hub-1': ['hub'], 'lane-1': ['lane'], 'lane-2': ['lane'], 'gate-1': ['gate'] } as const;

/** Who says something where, and whether anybody may come to hear it. All these places can be read by gate-1. */
const WRITES: readonly [box: keyof typeof BOXES, topic: string, delivered: boolean][] = [
  ['lane-1', `${STORE}/lane-1/event/tagsSold`, true],
  ['lane-1', `${STORE}/lane-1/request/gate-1/settle`, true],
  ['lane-1', `${STORE}/lane-1/response/gate-1/ledgerRange`, true],
  ['lane-1', 'homie/5/lane-1/$state', true],
  ['lane-1', 'homie/5/lane-1/scanner/state', true],
  ['hub-1', `${STORE}/hub-1/directory`, true],
  ['lane-1', `${STORE}/lane-2/event/tagsSold`, false],
  ['lane-1', `${STORE}/lane-2/request/gate-1/settle`, false],
  ['lane-1', `${STORE}/hub-1/response/gate-1/exitClaim`, false],
  ['lane-1', `${STORE}/hub-1/directory`, false],
  ['lane-1', `${STORE}/lane-1/directory`, false],
  ['lane-1', 'homie/5/lane-2/$state', false],
  ['lane-1', 'homie/5/$broadcast/alert', false],
  ['hub-1', `${STORE}/lane-1/event/tagsSold`, false],
];

/** What lane-1 listens to, what gate-1 then says, and whether it is heard. */
const READS: readonly [filter: string, topic: string, heard: boolean][] = [
  [`${STORE}/+/event/+`, `${STORE}/gate-1/event/gateAlarm`, true],
  [`${STORE}/gate-1/event/gateAlarm`, `${STORE}/gate-1/event/gateAlarm`, true],
  [`${STORE}/+/request/lane-1/+`, `${STORE}/gate-1/request/lane-1/settle`, true],
  ['homie/5/gate-1/#', 'homie/5/gate-1/$state', true],
  [`${STORE}/+/request/lane-2/+`, `${STORE}/gate-1/request/lane-2/settle`, false],
  [`${STORE}/+/request/#`, `${STORE}/gate-1/request/lane-2/settle`, false],
  [`${STORE}/+/response/+/+`, `${STORE}/gate-1/response/lane-2/settle`, false],
  [`${STORE}/#`, `${STORE}/gate-1/response/lane-2/settle`, false],
  ['#', `${STORE}/gate-1/request/lane-2/settle`, false],
  ['+/+/+/+/+/+', `${STORE}/gate-1/request/lane-2/settle`, false],
];

describe.each(brokerKinds.map((kind) => [hasBroker(kind) ? kind : `${kind} (needs mosquitto)`, kind] as const))(
  'rights at the broker: %s',
  (_name, kind) => {
    let broker: TestBroker;
    let store: Awaited<ReturnType<typeof testStore>>;

    const client = (box: string): Promise<RawClient> => {
      const { ca, certificate, privateKey, username, password } = store.access(box, broker.port);
      return rawClient(broker.port, { ca, cert: certificate, key: privateKey, clientId: box, username, password });
    };

    beforeAll(async () => {
      if (!hasBroker(kind)) return;
      store = await testStore(BOXES);
      broker = await store.start(kind);
    });
    afterAll(async () => {
      await broker?.stop();
    });

    it.skipIf(!hasBroker(kind)).each(WRITES)(
      '%s says something at %s: delivered is %s',
      async (box, topic, delivered) => {
        const [writer, reader] = await Promise.all([client(box), client('gate-1')]);
        for (const filter of [
          `${STORE}/+/event/+`,
          `${STORE}/+/request/gate-1/+`,
          `${STORE}/+/response/gate-1/+`,
          `${STORE}/+/directory`,
          'homie/5/#',
        ]) {
          expect(await reader.subscribe(filter)).toBe(true);
        }
        await writer.publish(topic, 'said');
        // Whatever the broker passed on of it was on its way before this.
        await reader.publish('homie/5/gate-1/fence', topic);
        await reader.hears('homie/5/gate-1/fence');
        expect(reader.heard.some((each) => each.topic === topic)).toBe(delivered);
        await Promise.all([writer.end(), reader.end()]);
      },
    );

    it.skipIf(!hasBroker(kind)).each(READS)(
      'lane-1 listens to %s while gate-1 speaks at %s: heard is %s',
      async (filter, topic, heard) => {
        const [reader, writer] = await Promise.all([client('lane-1'), client('gate-1')]);
        await reader.subscribe(`${STORE}/+/event/fence`);
        const granted = await reader.subscribe(filter);
        // Mosquitto grants anything, and then delivers what is allowed.
        if (kind === 'embedded') expect(granted).toBe(heard);
        expect(await writer.publish(topic, 'said')).toBe(true);
        await writer.publish(`${STORE}/gate-1/event/fence`, '');
        await reader.hears(`${STORE}/gate-1/event/fence`);
        expect(reader.heard.some((each) => each.topic === topic)).toBe(heard);
        await Promise.all([writer.end(), reader.end()]);
      },
    );

    it.skipIf(!hasBroker(kind))('tells nothing of itself under $SYS', async () => {
      const reader = await client('lane-1');
      await reader.subscribe('$SYS/#');
      await reader.subscribe(`${STORE}/+/event/+`);
      const other = await client('lane-2');
      await other.publish(`${STORE}/lane-2/event/fence`, '');
      await reader.hears(`${STORE}/lane-2/event/fence`);
      expect(reader.heard.map(({ topic }) => topic)).toEqual([`${STORE}/lane-2/event/fence`]);
      await Promise.all([reader.end(), other.end()]);
    });
  },
);
