import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpStreamTransport } from '../../src/device/transport/http-stream.ts';
import { createMqttTransport } from '../../src/device/transport/mqtt.ts';
import { createRestClient } from '../../src/device/transport/rest.ts';
import { selfSigned } from '../fixtures/certificates.ts';
import { LOGIN, ReaderUnderTest, startZebra } from '../fixtures/iot-readers.ts';
import { Mosquitto, mosquittoProgram } from '../fixtures/mosquitto.ts';

const timers = {
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
const never = new AbortController().signal;
const deaf = { data: () => undefined, closed: () => undefined };
const mine = selfSigned();
const other = selfSigned('elsewhere');

describe('a reader over TLS (needs openssl)', () => {
  let server: Server;
  let address: { host: string; port: number; secure: boolean };

  beforeEach(async (context) => {
    if (mine === null) return context.skip('needs openssl');
    server = createServer(mine, (request, response) => {
      if (request.url === '/stream') response.writeHead(200).flushHeaders();
      else response.end('{"status":"idle"}');
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    address = { host: 'localhost', port: (server.address() as { port: number }).port, secure: true };
  });
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((done) => server?.close(done));
  });

  const openStream = async (ca: string | undefined, host = 'localhost') => {
    const credentials = ca === undefined ? {} : { ca };
    const transport = createHttpStreamTransport({ ...address, host }, { timers, path: '/stream', credentials });
    const outcome = await transport.open(deaf, never);
    if (outcome.kind === 'open') outcome.connection.close();
    return outcome.kind === 'open' ? 'open' : outcome.failure;
  };
  const ask = (ca: string | undefined) => {
    const client = createRestClient(address, { timers, credentials: ca === undefined ? {} : { ca } });
    return client.request('GET', '/status').finally(() => client.close());
  };

  it('is believed by the certificate that was named, and by no other', async () => {
    expect(await openStream(mine!.cert)).toBe('open');
    expect(await ask(mine!.cert)).toMatchObject({ kind: 'answered', body: { status: 'idle' } });
    for (const ca of [undefined, other!.cert]) {
      expect(await openStream(ca)).toBe('unreachable');
      expect(await ask(ca)).toEqual({ kind: 'failed' });
    }
  });

  it('is not believed under another name than its certificate’s', async () => {
    expect(await openStream(mine!.cert, '127.0.0.1')).toMatch(/unreachable|refused/);
  });
});

describe('a broker over TLS with logins and access lists (needs mosquitto and openssl)', () => {
  let broker: Mosquitto;
  let folder: string;
  const passwords = (file: string) => spawnSync('mosquitto_passwd', ['-U', file], { stdio: 'ignore' }).status === 0;

  beforeEach(async (context) => {
    if (mosquittoProgram() === null || mine === null) return context.skip('needs mosquitto and openssl');
    folder = mkdtempSync(join(tmpdir(), 'checkstand-tls-'));
    const file = join(folder, 'passwords');
    writeFileSync(file, 'gate:right\nreader:secret\nthief:right\n');
    if (!passwords(file)) return context.skip('needs mosquitto_passwd');
    const acl =
      'user gate\ntopic read gate/reader-1/#\ntopic write gate/reader-1/+\n\nuser reader\ntopic readwrite gate/reader-1/#\n';
    const more = [
      'cafile FOLDER/cert.pem',
      'certfile FOLDER/cert.pem',
      'keyfile FOLDER/key.pem',
      'allow_anonymous false',
    ];
    broker = await Mosquitto.start([...more, `password_file ${file}`, 'acl_file FOLDER/acl'].join('\n'), {
      'cert.pem': mine.cert,
      'key.pem': mine.key,
      acl,
    });
    writeFileSync(join(folder, 'ca.pem'), mine.cert);
    writeFileSync(join(folder, 'gate.password'), 'right\n');
  });
  afterEach(async () => {
    await broker?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const open = async (credentials: object) => {
    const at = { host: 'localhost', port: broker.port, secure: true };
    const options = { timers, random: Math.random, name: 'gate', subscribe: ['gate/reader-1/tevents'], credentials };
    const outcome = await createMqttTransport(at, options).open(deaf, never);
    if (outcome.kind === 'open') outcome.connection.close();
    return outcome.kind === 'open' ? 'open' : outcome.failure;
  };

  it('lets in who has the password and believes its certificate, and nobody else', async () => {
    const ca = mine!.cert;
    expect(await open({ username: 'gate', password: 'right', ca })).toBe('open');
    expect(await open({ username: 'gate', password: 'wrong', ca })).toBe('unauthorised');
    expect(await open({ ca })).toBe('unauthorised');
    expect(await open({ username: 'gate', password: 'right' })).toBe('unreachable');
    expect(await open({ username: 'gate', password: 'right', ca: other!.cert })).toBe('unreachable');
  });

  it('carries a Zebra reader, bound by files that hold the password and the certificate', async () => {
    const reader = await startZebra({
      url: `mqtts://localhost:${broker.port}`,
      username: 'reader',
      password: 'secret',
      ca: mine!.cert,
    });
    const options = { username: 'gate', passwordFile: join(folder, 'gate.password'), caFile: join(folder, 'ca.pem') };
    const driven = new ReaderUnderTest({
      profile: 'zebra-fx9600-mqtt',
      url: `mqtts://localhost:${broker.port}/gate/reader-1`,
      options,
    });
    reader.field.put('E280');
    try {
      await expect.poll(driven.state, { timeout: 8000 }).toBe('ready');
      await expect.poll(driven.epcs, { timeout: 8000 }).toEqual(['E280']);
      expect(driven.logged.join()).not.toMatch(/right|secret/);
    } finally {
      await driven.devices.stop();
      await reader.stop();
    }
  }, 20_000);
});

describe('what a store says of a reader', () => {
  const bind = (profile: string, url: string, options: object) => () =>
    void new ReaderUnderTest({ profile, url, options: options as never });
  it.each<[string, string, string, object, RegExp]>([
    [
      'an Impinj reader behind a broker without its own address',
      'impinj-r700-mqtt',
      'mqtt://hub/pad',
      {},
      /restUrl is missing/,
    ],
    [
      'a broker as its own address',
      'impinj-r700-mqtt',
      'mqtt://hub/pad',
      { restUrl: 'mqtt://hub/pad' },
      /mqtt: is not supported/,
    ],
    [
      'rest options without a broker',
      'impinj-r700-http',
      'http://r700',
      { ...LOGIN, restPassword: 'hush' },
      /rest… belongs/,
    ],
    ['a Zebra reader over TCP', 'zebra-fx9600-mqtt', 'tcp://fx9600:1', {}, /tcp: is not supported for this device/],
    ['an LLRP reader over MQTT', 'impinj-r700-llrp', 'mqtt://hub/pad', {}, /mqtt: is not supported for this device/],
    ['an option that there is not', 'zebra-fx9600-mqtt', 'mqtt://hub/pad', { pasword: 'hush' }, /options of reader-1/],
    ['ports that are none', 'zebra-fx9600-mqtt', 'mqtt://hub/pad', { antennas: '1;2' }, /antennas/],
    [
      'a password file that is not there',
      'zebra-fx9600-mqtt',
      'mqtt://hub/pad',
      { username: 'a', passwordFile: '/hush' },
      /passwordFile cannot be read$/,
    ],
  ])('is refused when it is %s', (_, profile, url, options, message) => {
    expect(bind(profile, url, options)).toThrow(message);
    expect(bind(profile, url, options)).not.toThrow(/hush/);
  });
});
