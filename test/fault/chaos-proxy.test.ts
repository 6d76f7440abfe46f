import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';
import { ChaosProxy } from './chaos-proxy.ts';
import { ROUGH, type Weather } from './chaos-weather.ts';

const FAIR: Weather = { delay: 0, pieces: 0, coalesce: 0, cut: 0, halfClose: 0, stall: 0, duplicate: 0, lose: 0 };
const TEXT = Buffer.from('0123456789'.repeat(20));

let device: Server;
let lines: Socket[];
let heard: Buffer;
let proxy: ChaosProxy;

beforeEach(async () => {
  lines = [];
  heard = Buffer.alloc(0);
  device = createServer((socket) => {
    lines.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
    });
  }).listen(0, '127.0.0.1');
  await once(device, 'listening');
  proxy = await ChaosProxy.listen(() => (device.address() as AddressInfo).port);
});

afterEach(async () => {
  await proxy.close();
  for (const line of lines) line.destroy();
  device.close();
});

/** Sends the text and waits until the line is gone, or all of it was heard. */
async function send(more: { until?: () => boolean } = {}): Promise<void> {
  const socket = createConnection({ port: proxy.port, host: '127.0.0.1' });
  socket.on('error', () => {});
  const gone = once(socket, 'close');
  socket.resume();
  await once(socket, 'connect');
  socket.write(TEXT);
  const done = more.until ?? (() => heard.length >= TEXT.length);
  const ended = { now: false };
  void gone.then(() => {
    ended.now = true;
  });
  await expect.poll(() => ended.now || done(), { interval: 2 }).toBe(true);
  socket.destroy();
}

const weather = (part: Partial<Weather>) => proxy.setWeather({ ...FAIR, ...part }, new Chance(1));

describe('a proxy before a device', () => {
  it('passes bytes on in fair weather', async () => {
    await send();
    expect(heard).toEqual(TEXT);
  });

  it.each(['delay', 'pieces', 'coalesce', 'halfClose'] as const)('loses nothing where it is only %s', async (fate) => {
    weather({ [fate]: 1 });
    await send({ until: () => heard.length >= TEXT.length });
    expect(heard).toEqual(TEXT);
    expect([...proxy.happened.keys()]).toEqual([fate]);
  });

  it('repeats, loses and cuts where it is told to', async () => {
    weather({ duplicate: 1 });
    await send({ until: () => heard.length >= 2 * TEXT.length });
    expect(heard).toEqual(Buffer.concat([TEXT, TEXT]));
    heard = Buffer.alloc(0);
    weather({ cut: 1 });
    await send({ until: () => false });
    expect(heard.length).toBeLessThanOrEqual(TEXT.length);
    expect(TEXT.subarray(0, heard.length)).toEqual(heard);
  });

  it('leads a line to the device twice where it is told to', async () => {
    proxy.setTwins(1, new Chance(1));
    await send({ until: () => heard.length >= 2 * TEXT.length });
    expect([lines.length, heard.length]).toEqual([2, 2 * TEXT.length]);
  });

  it('calls after exactly so many bytes, and passes no more of them on', async () => {
    let called = 0;
    proxy.after('toDevice', 37, () => {
      called += 1;
    });
    await send({ until: () => called > 0 && heard.length >= 37 });
    expect([called, heard.length]).toEqual([1, 37]);
  });
});

describe('rough weather', () => {
  it('never loses or repeats a byte of a line that TCP would not', () => {
    expect([ROUGH.duplicate, ROUGH.lose]).toEqual([0, 0]);
  });
});
