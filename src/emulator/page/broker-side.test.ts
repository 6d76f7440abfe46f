import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../../test/emulator/raw-host.ts';
import { type Emulators, startEmulators } from '../index.ts';

const free = { pagePort: 0, scannerPort: 0, printerPort: 0, terminalPort: 0, lightsPort: 0, rfidReaderPort: 0 };
const nobody = { url: 'http://127.0.0.1:9', username: 'reader', password: 'given' };
let emulators: Emulators;

beforeAll(async () => {
  emulators = await startEmulators({
    ...free,
    iotReaders: { impinjPort: 0, zebraHttp: { port: 0, post: nobody } },
    relays: { laneRelays: 'shelly', gateRelays: 'tasmota' },
  });
  const { broker } = emulators.brokerSide!;
  await eventually(() => broker.connections === 4, 'all at the broker');
});
afterAll(() => emulators.stop());

interface Shown {
  readonly [device: string]: Readonly<Record<string, unknown>> | null;
}

async function shown(name: string, of = emulators): Promise<Readonly<Record<string, unknown>> | null | undefined> {
  const response = await fetch(new URL('/api/state', of.page.url));
  return ((await response.json()) as Shown)[name];
}

async function post(path: string, body: unknown, to = emulators) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(new URL(path, to.page.url), init);
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

test('a board of relays is switched by hand, sticks, is silent, loses its power, and closes nothing while unplugged', async () => {
  const at = '/api/gateRelays';
  await post(`${at}/fault`, { byHand: { relay: 3, closed: true }, stuck: { relay: 2, stuck: true }, silent: true });
  expect(await shown('gateRelays')).toMatchObject({
    ...{ dialect: 'tasmota', outputs: 4, closed: [3], stuck: [2], silent: true, past: ['3+'] },
  });
  await post(`${at}/fault`, { blink: true, garbage: 'ff', stuck: { relay: 2, stuck: false } });
  expect(await shown('gateRelays')).toMatchObject({ closed: [], stuck: [], plugged: true });
  await post(`${at}/plug`, { plugged: false });
  await post(`${at}/fault`, { byHand: { relay: 1, closed: true } });
  expect(await shown('gateRelays')).toMatchObject({ plugged: false, connected: false, closed: [] });
  await post(`${at}/plug`, { plugged: true });
  expect(await shown('laneRelays')).toMatchObject({ dialect: 'shelly', plugged: true, closed: [] });
});

test('readers that speak JSON are broken and mended', async () => {
  const { impinj, zebra, zebraHttp } = emulators.brokerSide!.iotReaders!;
  await post('/api/impinj/fault', { behaviour: { refuseStart: true }, antenna: { port: 4, connected: false } });
  expect(impinj.behaviour).toMatchObject({ refuseStart: true, silent: false });
  expect(await shown('impinj')).toMatchObject({ antennas: [1, 2, 3], inputs: [], port: impinj.port, reading: false });
  await post('/api/zebra/fault', {
    behaviour: { refuse: ['set_mode'], batch: 'list' },
    input: { port: 4, high: true },
  });
  expect(await shown('zebra')).toMatchObject({ inputs: [4], behaviour: { refuse: ['set_mode'], batch: 'list' } });
  zebra.meddle({ active: true });
  await post('/api/zebra/fault', { halt: true });
  expect(zebra.active).toBe(false);
  zebraHttp!.meddle({ mode: { type: 'CUSTOM' } });
  await post('/api/zebraHttp/fault', { expire: true, meddle: true, garbage: '7b', where: 'events' });
  await eventually(() => zebraHttp!.http.posted > 0, 'the post that nobody took');
  expect(await shown('zebraHttp')).toMatchObject({ mode: 'SIMPLE', connected: false, answered: null, logins: 0 });
});

test('a cable takes a reader away until it is put back, and the broker takes all of its', async () => {
  await post('/api/zebraHttp/plug', { plugged: false });
  expect(await shown('zebraHttp')).toMatchObject({ plugged: false });
  await post('/api/zebraHttp/plug', { plugged: true });
  expect(await shown('zebraHttp')).toMatchObject({ plugged: true });
  await post('/api/broker/plug', { plugged: false });
  const { impinj, zebra } = emulators.brokerSide!.iotReaders!;
  await eventually(() => !impinj.connected && !zebra.connected, 'readers without a broker');
  await post('/api/broker/plug', { plugged: true });
  await eventually(() => impinj.connected && zebra.connected, 'readers at the broker again');
});

test.each([
  ['/api/laneRelays/fault', { byHand: { relay: 5, closed: true } }, 'byHand.relay: '],
  ['/api/zebra/fault', { behaviour: { refuse: ['reboot'] } }, 'behaviour.refuse.0: '],
  ['/api/zebraHttp/fault', { where: 'controlResponse' }, 'where: '],
  ['/api/impinj/fault', { input: { port: 3, high: true } }, 'input.port: '],
  ['/api/broker/plug', { plugged: false, forMs: 10 }, 'body: '],
])('%s refuses %o in one sentence', async (path, body, begins) => {
  const answer = await post(path, body);
  expect(answer).toMatchObject({ status: 400, body: { error: 'BAD_BODY' } });
  expect(answer.body.message).toContain(begins);
});

test('what was not asked for is not shown, and says how it is had', async () => {
  const plain = await startEmulators(free);
  for (const name of ['broker', 'impinj', 'zebra', 'zebraHttp', 'laneRelays', 'gateRelays']) {
    expect(await shown(name, plain)).toBeNull();
    const answer = await post(`/api/${name}/plug`, { plugged: true }, plain);
    expect(answer).toMatchObject({ status: 404, body: { error: 'NO_SUCH_DEVICE' } });
    expect(answer.body.message).toContain('--gate-relays');
  }
  await plain.stop();
});
