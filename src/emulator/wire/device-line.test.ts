import { afterEach, expect, test } from 'vitest';
import { eventually, RawHost } from '../../../test/emulator/raw-host.ts';
import { silentLog } from '../log.ts';
import { piecesOf } from './chunks.ts';
import { DeviceLine } from './device-line.ts';

const lines: DeviceLine[] = [];
afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.stop()));
});

async function plugged(onBytes: (bytes: Uint8Array) => void = () => {}): Promise<DeviceLine> {
  const line = new DeviceLine({ name: 'device', host: '127.0.0.1', port: 0, onBytes, log: silentLog });
  lines.push(line);
  await line.plug();
  return line;
}

async function connected(line: DeviceLine): Promise<RawHost> {
  const host = await RawHost.connect(line.port);
  await eventually(() => line.connected, 'the line has a host');
  return host;
}

test('bytes go to the host, and to nobody when there is none', async () => {
  const line = await plugged();
  expect(await line.write(Buffer.from('x'))).toEqual({ kind: 'nobodyThere' });
  const host = await connected(line);
  expect(await line.write(Buffer.from([1, 2, 3]))).toEqual({ kind: 'written', bytes: 3 });
  expect(await host.take(3)).toBe('01 02 03');
});

test('the newest host wins and the older one is cut off', async () => {
  const line = await plugged();
  const first = await connected(line);
  const second = await RawHost.connect(line.port);
  await first.closed();
  await eventually(() => line.connected, 'the second host has the line');
  await line.write(Buffer.from([7]));
  expect(await second.take(1)).toBe('07');
});

test('two writes in small pieces do not mix', async () => {
  const line = await plugged();
  const host = await connected(line);
  void line.write(Buffer.from([1, 1, 1]), 'bytes');
  void line.write(Buffer.from([2, 2, 2]), 2);
  expect(await host.take(6)).toBe('01 01 01 02 02 02');
});

test('joined writes leave in one, in their order', async () => {
  const line = await plugged();
  const host = await connected(line);
  const said = [1, 2, 3].map((byte) => line.write(Buffer.from([byte]), 'joined'));
  expect(await Promise.all(said)).toEqual(Array(3).fill({ kind: 'written', bytes: 3 }));
  expect(await host.take(3)).toBe('01 02 03');
});

test('an unplugged line drops its host, refuses others, and has the same port when plugged in again', async () => {
  const line = await plugged();
  const port = line.port;
  const host = await connected(line);
  line.unplug();
  await host.closed();
  await expect(RawHost.connect(port)).rejects.toThrow('ECONNREFUSED');
  await line.plug();
  expect(line.port).toBe(port);
  await connected(line);
});

test('a line unplugged for a time comes back by itself', async () => {
  const line = await plugged();
  line.unplug(5);
  expect(line.plugged).toBe(false);
  await eventually(() => line.plugged, 'plugged in again');
});

test('a port that is taken is an error', async () => {
  const line = await plugged();
  const second = new DeviceLine({
    name: 'device',
    host: '127.0.0.1',
    port: line.port,
    onBytes: () => {},
    log: silentLog,
  });
  await expect(second.plug()).rejects.toThrow('EADDRINUSE');
  expect(second.plugged).toBe(false);
});

test('chunks are whole, single bytes, or of a size', () => {
  const sizes = (chunks: 'whole' | 'bytes' | number) =>
    [...piecesOf(Buffer.from('hello'), chunks)].map((piece) => piece.length);
  expect(sizes('whole')).toEqual([5]);
  expect(sizes('bytes')).toEqual([1, 1, 1, 1, 1]);
  expect(sizes(2)).toEqual([2, 2, 1]);
  expect(() => sizes(0)).toThrow(RangeError);
});
