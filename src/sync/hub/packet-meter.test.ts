import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metered, PacketMeter } from './packet-meter.ts';

/** A packet with this many bytes behind its fixed header. */
function packet(length: number): Uint8Array {
  const digits: number[] = [];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    digits.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    if (rest < 128) break;
  }
  return Uint8Array.of(0x30, ...digits, ...new Uint8Array(length));
}

const join = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

test('packets up to the limit pass, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }),
      fc.array(fc.nat(400)),
      (lengths, cuts) => {
        const meter = new PacketMeter(300);
        let rest = join(lengths.map(packet));
        for (const cut of cuts) {
          expect(meter.take(rest.subarray(0, cut))).toBe(true);
          rest = rest.subarray(cut);
        }
        expect(meter.take(rest)).toBe(true);
        expect(meter.take(packet(301))).toBe(false);
      },
    ),
  );
});

test('a packet that is too long is refused by its length, before a byte of it came', () => {
  expect(new PacketMeter(16_383).take(packet(16_383).subarray(0, 3))).toBe(true);
  expect(new PacketMeter(16_383).take(packet(16_384).subarray(0, 4))).toBe(false);
  expect(new PacketMeter(1e9).take(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x7f))).toBe(false);
});

test('the connection is ended with it, and what came before is still read', async () => {
  const socket = new PassThrough();
  const stream = metered(socket, 100);
  const read: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => read.push(chunk));
  const ended = new Promise<Error>((resolve) => stream.once('error', resolve));
  socket.write(packet(100));
  await new Promise((resolve) => setImmediate(resolve));
  socket.write(packet(101));
  expect((await ended).message).toBe('packet too large');
  expect(Buffer.concat(read)).toHaveLength(102);
  expect(socket.destroyed).toBe(true);
});
