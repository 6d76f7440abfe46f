import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHubBroker } from '../../../src/sync/hub/broker.ts';
import { brokerKinds, hasBroker, type TestBroker, testStore } from '../../fixtures/brokers.ts';
import { quietLog } from '../../fixtures/ledger-store.ts';
import { type RawOptions, rawClient } from '../../fixtures/raw-mqtt.ts';
import { testAuthority } from '../../fixtures/store-pki.ts';

/** Long enough for a busy machine; what is waited for comes in milliseconds. */
const SOON = { timeout: 15_000 };

const BOXES = { 'hub-1': ['hub'], 'lane-1': ['lane'], 'lane-2': ['lane'] } as const;
const REFUSED = /refused|authori|closed|alert|certificate|ECONNRESET|socket/i;

describe.each(brokerKinds.map((kind) => [hasBroker(kind) ? kind : `${kind} (needs mosquitto)`, kind] as const))(
  'strangers at the broker: %s',
  (_name, kind) => {
    let broker: TestBroker;
    let store: Awaited<ReturnType<typeof testStore>>;
    const run = it.skipIf(!hasBroker(kind));

    function options(box: string): RawOptions {
      const { ca, certificate, privateKey, username, password } = store.access(box, broker.port);
      return { ca, cert: certificate, key: privateKey, clientId: box, username, password };
    }
    const attempt = (given: RawOptions) => rawClient(broker.port, given);

    beforeAll(async () => {
      if (!hasBroker(kind)) return;
      store = await testStore(BOXES);
      broker = await store.start(kind);
    });
    afterAll(async () => {
      await broker?.stop();
    });

    run('a box of the store comes in', async () => {
      await (await attempt(options('lane-1'))).end();
    });

    run.each([
      ['a wrong password', { password: 'guess' }],
      ['no password', { password: undefined }],
      ['no name', { username: undefined, password: undefined }],
      ['the name of nobody', { username: 'lane-9', clientId: 'lane-9', password: 'password of lane-9' }],
      ['a password that is a name', { username: '__proto__', clientId: '__proto__' }],
    ])('%s stays out', async (_what, given) => {
      await expect(attempt({ ...options('lane-1'), ...given } as RawOptions)).rejects.toThrow(REFUSED);
    });

    run('a certificate of another authority stays out, and so does none', async () => {
      const foreign = testAuthority().issue('lane-1', 'client');
      const { cert: _cert, key: _key, ...bare } = options('lane-1');
      await expect(attempt({ ...bare, cert: foreign.certificate, key: foreign.privateKey })).rejects.toThrow(REFUSED);
      await expect(attempt(bare)).rejects.toThrow(REFUSED);
    });

    run('a broker of another authority is not trusted by a box', async () => {
      await expect(attempt({ ...options('lane-1'), ca: testAuthority().ca })).rejects.toThrow(/certificate/);
    });

    run('a packet larger than the bus takes ends the connection before it is held', async () => {
      const client = await attempt(options('lane-1'));
      const sent = await client.publish('checkstand/store-12/lane-1/event/tagsSold', Buffer.alloc(1024 * 1024));
      expect(sent).toBe(false);
      await client.closed;
    });

    // What Mosquitto can't be told, or does in another way.
    if (kind === 'embedded') {
      it("a sibling's certificate doesn't open this account, whatever the password", async () => {
        const { cert, key } = options('lane-2');
        await expect(attempt({ ...options('lane-1'), cert, key } as RawOptions)).rejects.toThrow(REFUSED);
      });

      it.each([
        ['the client id of another box', { clientId: 'lane-2' }],
        ['a session that outlives its connection', { clean: false }],
        ['a connection without keep-alive', { keepalive: 0 }],
        ['MQTT 5', { protocolVersion: 5 }],
      ])('%s is refused', async (_what, given) => {
        await expect(attempt({ ...options('lane-1'), ...given } as RawOptions)).rejects.toThrow();
      });

      it("a last will under a sibling's name is never said", async () => {
        const reader = await attempt(options('lane-2'));
        await reader.subscribe('homie/5/#');
        const will = { topic: 'homie/5/hub-1/$state', payload: Buffer.from('lost'), qos: 1, retain: true } as const;
        const client = await attempt({ ...options('lane-1'), will });
        const gone = client.closed;
        broker.disconnect('lane-1');
        await gone;
        await reader.publish('homie/5/lane-2/fence', '');
        await reader.hears('homie/5/lane-2/fence');
        expect(reader.heard.map(({ topic }) => topic)).toEqual(['homie/5/lane-2/fence']);
        await reader.end();
      });

      it('nothing but states is kept for those who come later', async () => {
        const client = await attempt(options('lane-1'));
        expect(await client.publish('checkstand/store-12/lane-1/event/tagsSold', 'kept?', true)).toBe(false);
      });

      it('those who connect and say nothing do not keep others out', async () => {
        const silent = Array.from({ length: 40 }, () => connectTcp(broker.port, '127.0.0.1').on('error', () => {}));
        const refused = silent.slice(16).map((socket) => new Promise((resolve) => socket.once('close', resolve)));
        await Promise.all(refused);
        for (const socket of silent) socket.destroy();
        await Promise.all(
          silent.map((socket) => (socket.closed ? null : new Promise((resolve) => socket.once('close', resolve)))),
        );
        await expect
          .poll(
            () =>
              attempt(options('lane-1')).then(
                (it) => it.end().then(() => true),
                () => false,
              ),
            SOON,
          )
          .toBe(true);
      });
    }
  },
);

it("a lane's certificate makes no broker: boxes turn away from it", async () => {
  const authority = testAuthority();
  const lane = authority.issue('hub-1', 'client');
  const parts = { store: 'store-12', host: '127.0.0.1', port: 0, log: quietLog, accounts: { account: () => null } };
  const broker = await startHubBroker({ ...parts, tls: { ...lane, ca: authority.ca } });
  const own = authority.issue('lane-1', 'client');
  const options = {
    ca: authority.ca,
    cert: own.certificate,
    key: own.privateKey,
    clientId: 'lane-1',
    username: 'lane-1',
    password: 'x',
  };
  await expect(rawClient(broker.port, options)).rejects.toThrow(/purpose|certificate/);
  await broker.close();
});
