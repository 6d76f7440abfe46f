import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, RawHost } from '../../../../test/emulator/raw-host.ts';
import { silentLog } from '../../log.ts';
import { EmulatedImpinj } from './index.ts';

const NOW = Date.UTC(2026, 10, 26, 10, 0, 0, 500);
const TIE = '30340789000C0E42DFDC1C35';
const PRESET = {
  eventConfig: {
    common: { hostname: 'enabled' },
    tagInventory: { epc: 'enabled', epcHex: 'enabled', lastSeenTime: 'enabled' },
  },
  antennaConfigs: [{ antennaPort: 2, transmitPowerCdbm: 2700 }],
};

let now = NOW;
let reader: EmulatedImpinj;
beforeEach(async () => {
  now = NOW;
  const login = { username: 'root', password: 'impinj' };
  const options = {
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    now: () => now,
    onChange: () => {},
    roundMs: 10,
    login,
  };
  reader = new EmulatedImpinj({ ...options, keepAliveMs: 1000 });
  await reader.start();
});
afterEach(() => reader.stop());

async function call(method: string, path: string, body?: unknown, authorization = 'Basic cm9vdDppbXBpbmo=') {
  const response = await fetch(`http://127.0.0.1:${reader.port}/api/v1${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

/** The stream as bytes, as a host without any HTTP library sees it. */
async function stream(): Promise<RawHost> {
  const host = await RawHost.connect(reader.port);
  host.write(
    Buffer.from('GET /api/v1/data/stream HTTP/1.1\r\nHost: r\r\nAuthorization: Basic cm9vdDppbXBpbmo=\r\n\r\n'),
  );
  await eventually(() => reader.connected, 'the stream');
  return host;
}

describe('an emulated Impinj reader', () => {
  it('stores a preset, runs it, and says what its antennas see, a line each', async () => {
    reader.field.put(TIE, 2, -61);
    reader.field.put(TIE, 1, -20);
    expect(await call('GET', '/profiles/inventory/presets/shop')).toEqual({ status: 404, body: null });
    expect(await call('PUT', '/profiles/inventory/presets/shop', PRESET)).toMatchObject({ status: 201 });
    expect(await call('GET', '/profiles/inventory/presets/shop')).toEqual({ status: 200, body: PRESET });
    const host = await stream();
    expect(await call('POST', '/profiles/inventory/presets/shop/start')).toMatchObject({ status: 204 });
    expect(await call('GET', '/status')).toMatchObject({ body: { status: 'running', activePreset: { id: 'shop' } } });
    await eventually(() => host.waiting.includes('tagInventoryEvent'), 'a tag');
    const event = /\{"timestamp[^\r]*"tagInventoryEvent[^\r]*\}(?=\r\n)/.exec(host.waiting.toString())![0];
    expect(JSON.parse(event)).toEqual({
      timestamp: '2026-11-26T10:00:00.500123456Z',
      hostname: 'impinj-13-f8-f5',
      eventType: 'tagInventory',
      tagInventoryEvent: {
        epc: Buffer.from(TIE, 'hex').toString('base64url'),
        epcHex: TIE,
        antennaPort: 2,
        peakRssiCdbm: -6100,
        lastSeenTime: '2026-11-26T10:00:00.500Z',
      },
    });
    expect(await call('POST', '/profiles/stop')).toMatchObject({ status: 204 });
    await eventually(() => host.waiting.includes('"inventoryStatus":"idle"'), 'the end');
    host.destroy();
  });

  it('keeps a quiet stream alive with an empty line', async () => {
    const host = await stream();
    now += 1000;
    await eventually(() => host.waiting.toString().endsWith('2\r\n\r\n\r\n'), 'a keep-alive');
    host.destroy();
  });

  it.each<[string, string, string, unknown, number]>([
    ['a preset without antennas', 'PUT', '/profiles/inventory/presets/shop', { antennaConfigs: [] }, 400],
    [
      'a preset with an antenna that it has not',
      'PUT',
      '/profiles/inventory/presets/shop',
      { antennaConfigs: [{ antennaPort: 9 }] },
      400,
    ],
    ['what is no JSON', 'PUT', '/profiles/inventory/presets/shop', '{', 400],
    ['to start what it does not know', 'POST', '/profiles/inventory/presets/other/start', undefined, 404],
    ['an output that it has not', 'PUT', '/device/gpos', { gpoConfigurations: [{ gpo: 4, state: 'high' }] }, 400],
    ['an input that it has not', 'PUT', '/device/gpis', { gpiConfigurations: [{ gpi: 3, enabled: true }] }, 400],
    ['what it does not have', 'GET', '/nothing', undefined, 404],
  ])('refuses %s', async (_, method, path, body, status) => {
    expect(await call(method, path, body)).toMatchObject({ status });
  });

  it('knows who may ask', async () => {
    expect(await call('GET', '/status', undefined, 'Basic cm9vdDp3cm9uZw==')).toMatchObject({ status: 401 });
  });

  it('tells of an input only when it was asked to, and sets outputs', async () => {
    const host = await stream();
    reader.trip(1, true);
    await call('PUT', '/device/gpis', {
      gpiTransitionEvents: 'enabled',
      gpiConfigurations: [{ gpi: 1, enabled: true }],
    });
    reader.trip(1, false);
    await eventually(() => host.waiting.includes('gpiTransitionEvent'), 'the input');
    expect(host.waiting.toString()).not.toContain('low-to-high');
    await call('PUT', '/device/gpos', { gpoConfigurations: [{ gpo: 3, state: 'high' }] });
    expect([...reader.outputs]).toEqual([[3, true]]);
    host.destroy();
  });

  it('keeps its presets over a pulled plug, and nothing else', async () => {
    await call('PUT', '/profiles/inventory/presets/shop', PRESET);
    await call('POST', '/profiles/inventory/presets/shop/start');
    const host = await stream();
    await reader.unplug();
    await host.closed();
    await reader.plug();
    expect(reader.running).toBeNull();
    expect(await call('GET', '/profiles/inventory/presets/shop')).toMatchObject({ status: 200 });
  });
});

describe('an upgrade', () => {
  const form = (bytes: string, name = 'upgradeFile') => {
    const data = new FormData();
    data.set(name, new Blob([bytes]), 'image.upgx');
    return fetch(`http://127.0.0.1:${reader.port}/api/v1/system/image/upgrade`, {
      ...{ method: 'POST', headers: { authorization: 'Basic cm9vdDppbXBpbmo=' }, body: data },
    });
  };
  const look = async () => (await call('GET', '/system/image/upgrade')).body;

  it('is taken one at a time, step by step, and runs once the reader was started anew', async () => {
    expect((await form('new image')).status).toBe(202);
    expect((await form('another')).status).toBe(409);
    expect(await look()).toMatchObject({ status: 'verifying' });
    expect(await look()).toMatchObject({ status: 'installing' });
    expect(await look()).toEqual({ status: 'successful', message: 'Waiting for manual reboot' });
    expect(reader.firmware).toBeNull();
    expect((await call('POST', '/system/reboot')).status).toBe(202);
    await eventually(() => reader.firmware?.toString() === 'new image', 'the new image runs');
  });

  it('fails where the image is none, and is refused where the form has none', async () => {
    expect((await form('')).status).toBe(400);
    expect((await form('image', 'anotherName')).status).toBe(400);
    reader.setBehaviour({ failUpgrade: true });
    await form('not an image');
    await look();
    expect(await look()).toMatchObject({ status: 'failed' });
    expect((await form('again')).status).toBe(202);
    expect((await call('POST', '/system/image/upgrade', '{}')).status).toBe(404);
  });
});
