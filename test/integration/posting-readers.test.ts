import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { PostAddress } from '../../src/emulator/rfid-reader/http/poster.ts';
import type { EmulatedZebra } from '../../src/emulator/rfid-reader/zebra/index.ts';
import { PROFILES } from '../../src/main/project.ts';
import { selfSigned } from '../fixtures/certificates.ts';
import { freePort } from '../fixtures/free-port.ts';
import { hastyReader } from '../fixtures/hasty-profile.ts';
import { LOGIN, ReaderUnderTest, startImpinj, startPostingZebra } from '../fixtures/iot-readers.ts';

const TIE = '30340789000C0E42DFDC1C35';
const SHIRT = '3034257BF7194E4000001A85';
const soon = { timeout: 8000, interval: 10 };
const GIVEN = { username: 'fx9600', password: 'given' };

let port: number;
let reader: EmulatedZebra;

function drive(options = {}, profile = 'zebra-fx9600-http', profiles = PROFILES): ReaderUnderTest {
  const listen = { listen: `127.0.0.1:${port}`, listenUsername: GIVEN.username, listenPassword: GIVEN.password };
  const url = `http://127.0.0.1:${reader.http.port}`;
  const driven = new ReaderUnderTest({ profile, url, options: { ...LOGIN, ...listen, ...options } }, profiles);
  onTestFinished(() => driven.devices.stop());
  return driven;
}

const hasty = (more: object) => hastyReader('zebra-fx9600-http', more);

async function start(post: Partial<PostAddress> = {}): Promise<void> {
  reader = await startPostingZebra({ url: `http://127.0.0.1:${port}`, ...GIVEN, ...post });
}

beforeEach(async () => {
  port = await freePort();
});
afterEach(() => reader?.stop());

describe('a Zebra reader over HTTP', () => {
  it('is given its mode and started, and its tags come with antenna, strength and count; its inputs and outputs too', async () => {
    await start();
    reader.field.put(TIE, 2, -61);
    reader.field.put(SHIRT, 1, -48);
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    expect(driven.reads.find(({ epc }) => epc === TIE)).toMatchObject({ antenna: 2, rssi: -61, count: 1 });
    expect(reader.mode).toMatchObject({ type: 'CUSTOM', antennas: [1, 2, 3, 4] });
    reader.trip(2, true);
    await expect.poll(() => driven.inputs, soon).toMatchObject([{ reader: 'reader-1', port: 2, high: true }]);
    driven.reader.setOutput(3, true);
    await expect.poll(() => [...reader.outputs], soon).toEqual([[3, true]]);
    expect(driven.logged.join()).not.toMatch(/impinj|given|30340789/i);
  });

  it('is not given its mode again when it carries it already, and logs in anew when its token has run out', async () => {
    await start();
    const first = drive();
    await expect.poll(first.state, soon).toBe('ready');
    await first.devices.stop();
    const second = drive();
    await expect.poll(second.state, soon).toBe('ready');
    expect(reader.modesSet).toBe(1);
    const { logins } = reader.http;
    reader.http.expire();
    await expect.poll(() => reader.http.logins, soon).toBe(logins + 1);
    expect(second.state()).toBe('ready');
  });

  it('reads through lists and batches, and counts halves and garbage without making a read of them', async () => {
    await start();
    reader.field.put(TIE);
    reader.field.put(SHIRT);
    reader.setBehaviour({ batch: 'list' });
    const driven = drive();
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    reader.setBehaviour({ batch: 'concatenated' });
    driven.reads.length = 0;
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    reader.setBehaviour({ batch: 'split' });
    await expect.poll(() => driven.logged.join(), soon).toContain('"reason":"unreadable"');
    for (const where of ['data', 'events'] as const)
      reader.garbage(Buffer.from('{"data":{"idHex":"xyz","antenna":1}}}{[[[\xff\x00', 'latin1'), where);
    reader.garbage(Buffer.alloc(600_000, '['), 'data');
    await expect.poll(() => driven.logged.join(), soon).toContain('"reason":"badEpc"');
    expect(driven.state()).toBe('ready');
    expect(driven.epcs().toSorted()).toEqual([TIE, SHIRT].toSorted());
    expect(driven.logged.join()).not.toMatch(/xyz|30340789/i);
  });

  it('that is silent, or whose plug is pulled, is gone within 3 s, and comes back with its outputs', async () => {
    await start();
    const driven = drive();
    await expect.poll(driven.state, soon).toBe('ready');
    driven.reader.setOutput(1, true);
    await expect.poll(() => reader.outputs.get(1), soon).toBe(true);
    for (const [away, back] of [
      [() => reader.setBehaviour({ silent: true }), () => reader.setBehaviour({ silent: false })],
      [() => reader.unplug(), () => reader.plug()],
    ] as const) {
      await away();
      const gone = performance.now();
      await expect.poll(driven.state, soon).toMatch(/^disconnected/);
      expect(performance.now() - gone).toBeLessThan(3000);
      await back();
      await expect.poll(driven.state, { ...soon, timeout: 15_000 }).toBe('ready');
      await expect.poll(() => reader.outputs.get(1), soon).toBe(true);
    }
  }, 40_000);

  it('whose login is not taken is unauthorised', async () => {
    await start();
    const driven = drive({ password: 'wrong' });
    await expect.poll(driven.state, soon).toBe('disconnected DEVICE_UNAUTHORISED');
    expect(reader.active).toBe(false);
  });

  it('that posts with another password is not heard, and the lane says that nothing arrives', async () => {
    await start({ password: 'guessed' });
    reader.field.put(TIE);
    const driven = drive({}, 'hasty', hasty({ postsMs: 2000 }));
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(driven.state, soon).toBe('degraded DEVICE_EVENTS_MISSING');
    expect(reader.http.answered).toBe(401);
    expect(driven.reads).toEqual([]);
  });

  it('posts over TLS to the certificate that it was given, and to no other (needs openssl)', async (context) => {
    const [mine, other] = [selfSigned(), selfSigned()];
    if (mine === null || other === null) return context.skip('needs openssl');
    const folder = mkdtempSync(join(tmpdir(), 'checkstand-posting-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = { listenCertFile: join(folder, 'cert.pem'), listenKeyFile: join(folder, 'key.pem') };
    writeFileSync(files.listenCertFile, mine.cert);
    writeFileSync(files.listenKeyFile, mine.key);
    const url = `https://localhost:${port}`;
    await start({ url, ca: mine.cert });
    reader.field.put(TIE);
    const driven = drive(files);
    await expect.poll(driven.epcs, soon).toEqual([TIE]);
    await expect.poll(() => reader.http.answered, soon).toBe(204);
    await Promise.all([reader.stop(), driven.devices.stop()]);
    await start({ url, ca: other.cert });
    reader.field.put(TIE);
    const deceived = drive(files);
    await expect.poll(deceived.state, soon).toBe('ready');
    reader.trip(1, true);
    await expect.poll(() => reader.http.posted, soon).toBeGreaterThan(3);
    expect(reader.http.answered).toBe(null);
    expect(deceived.reads).toEqual([]);
    expect(deceived.inputs).toEqual([]);
  });
});

describe('an Impinj reader that posts its events', () => {
  it('is read off lists, and leaves its stream to others', async () => {
    const impinj = await startImpinj(undefined, undefined, { url: `http://127.0.0.1:${port}`, ...GIVEN });
    onTestFinished(() => impinj.stop());
    impinj.field.put(TIE, 2, -61);
    impinj.field.put(SHIRT, 1, -48);
    impinj.setBehaviour({ batch: 'list' });
    const driven = new ReaderUnderTest({
      profile: 'impinj-r700-http',
      url: `http://127.0.0.1:${impinj.port}`,
      options: {
        ...LOGIN,
        ...{ listen: `127.0.0.1:${port}`, listenUsername: GIVEN.username, listenPassword: GIVEN.password },
      },
    });
    onTestFinished(() => driven.devices.stop());
    await expect.poll(driven.state, soon).toBe('ready');
    await expect.poll(() => driven.epcs().toSorted(), soon).toEqual([TIE, SHIRT].toSorted());
    expect(driven.reads.find(({ epc }) => epc === TIE)).toMatchObject({ antenna: 2, rssi: -61 });
  });
});

describe('what a store says of a reader that posts', () => {
  const bind = (profile: string, url: string, options: object) => () =>
    void new ReaderUnderTest({ profile, url, options: options as never });
  it.each<[string, string, string, object, RegExp]>([
    ['without an address to post to', 'zebra-fx9600-http', 'https://fx9600', LOGIN, /listen is an address/],
    ['behind a broker', 'zebra-fx9600-mqtt', 'mqtt://hub/gate', { listen: '127.0.0.1:1' }, /listen… belongs/],
    [
      'an Impinj behind a broker',
      'impinj-r700-mqtt',
      'mqtt://hub/pad',
      { restUrl: 'http://r700', listen: '127.0.0.1:1' },
      /listen… belongs/,
    ],
  ])('is refused when it is %s', (_, profile, url, options, message) => {
    expect(bind(profile, url, options)).toThrow(message);
  });
});
