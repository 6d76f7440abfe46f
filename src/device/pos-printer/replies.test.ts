import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrinterReplies } from './replies.ts';

const read = (...pieces: (readonly number[])[]) => {
  const replies = new PrinterReplies();
  return pieces.flatMap((piece) => replies.push(Uint8Array.from(piece)));
};
const PROCESSED = [0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0x00];
const AUTOMATIC = [0x10, 0x00, 0x03, 0x0f];

test('tells the kinds of answers apart', () => {
  expect(read([0x12])).toEqual([{ kind: 'status', byte: 0x12 }]);
  expect(read([0x7e])).toEqual([{ kind: 'status', byte: 0x7e }]);
  expect(read(AUTOMATIC)).toEqual([{ kind: 'automatic', bytes: Uint8Array.from(AUTOMATIC) }]);
  expect(read([0x0c])).toEqual([{ kind: 'paperStatus', byte: 0x0c }]);
  expect(read(PROCESSED)).toEqual([{ kind: 'processed', id: '0042' }]);
});

test('the clear response is one, and confirms nothing', () => {
  expect(read([0x37, 0x25, 0x00, 0x12])).toEqual([{ kind: 'cleared' }, { kind: 'status', byte: 0x12 }]);
  expect(read([0x37, 0x25, 0x12])).toEqual([{ kind: 'status', byte: 0x12 }]);
});

test('flow control (XON 11h, XOFF 13h) and bytes with bit 7 are skipped', () => {
  expect(read([0x11, 0x13, 0xff, 0x92, 0x12])).toEqual([{ kind: 'status', byte: 0x12 }]);
});

test('an automatic status that breaks off is given up for what follows', () => {
  expect(read([0x10, 0x00, 0x12])).toEqual([{ kind: 'status', byte: 0x12 }]);
  expect(read([0x10, 0x00, ...PROCESSED])).toEqual([{ kind: 'processed', id: '0042' }]);
});

test('a response block of another kind swallows nothing that follows it', () => {
  expect(read([0x37, 0x23, 0x12]).at(-1)).toEqual({ kind: 'status', byte: 0x12 });
  expect(read([0x37, 0x12])).toEqual([{ kind: 'status', byte: 0x12 }]);
});

test('cut anywhere, the same bytes give the same answers; any bytes are survived', () => {
  const bytes = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x37, 0x22, 0x10, 0x12, 0x00, 0x30)),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(bytes, fc.nat(80), (stream, cut) => {
      expect(read(stream.slice(0, cut), stream.slice(cut))).toEqual(read(stream));
      expect(read(...stream.map((byte) => [byte]))).toEqual(read(stream));
    }),
    { numRuns: 5000 },
  );
});
