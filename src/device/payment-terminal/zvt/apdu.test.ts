import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Apdu, ApduReader, encodeApdu } from './apdu.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const from = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const seen = (apdus: readonly Apdu[]) => apdus.map(({ control, data }) => [control.toString(16), hex(data)]);

function read(...pieces: Uint8Array[]): unknown[] {
  const reader = new ApduReader();
  return pieces.flatMap((piece) => {
    const { kind, apdus } = reader.push(piece);
    return [...seen(apdus), ...(kind === 'broken' ? ['broken'] : [])];
  });
}

test('writes one byte of length up to FE, and FF with two bytes, low byte first, from there', () => {
  expect(hex(encodeApdu({ control: 0x8000, data: new Uint8Array(0) }))).toBe('800000');
  expect(hex(encodeApdu({ control: 0x0601, data: from('04') }))).toBe('06010104');
  expect(hex(encodeApdu({ control: 0x06d3, data: new Uint8Array(254) })).slice(0, 6)).toBe('06d3fe');
  expect(hex(encodeApdu({ control: 0x06d3, data: new Uint8Array(255) })).slice(0, 10)).toBe('06d3ffff00');
  expect(hex(encodeApdu({ control: 0x06d3, data: new Uint8Array(861) })).slice(0, 10)).toBe('06d3ff5d03');
  expect(() => encodeApdu({ control: 0x06d3, data: new Uint8Array(65_536) })).toThrow(RangeError);
});

test('reads messages whole, in pieces and run together', () => {
  const stream = from('80 00 00 04 ff 01 0a 04 0f 02 27 00 06 0f 00');
  const expected = [
    ['8000', ''],
    ['4ff', '0a'],
    ['40f', '2700'],
    ['60f', ''],
  ];
  expect(read(stream)).toEqual(expected);
  expect(read(...Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(expected);
});

test('a class that this line does not know means that the ends are out of step; what came before it counts', () => {
  expect(read(from('80 00 00 47 45 54 20'))).toEqual([['8000', ''], 'broken']);
  expect(read(from('10 02 06 0f 00'))).toEqual(['broken']);
});

test('what is written is read again, at any size and however it is cut', () => {
  const apdu = fc.record({
    control: fc
      .tuple(fc.constantFrom(0x04, 0x05, 0x06, 0x80, 0x84), fc.nat(255))
      .map(([type, instruction]) => type * 256 + instruction),
    data: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 250, maxLength: 600 })),
  });
  fc.assert(
    fc.property(fc.array(apdu, { maxLength: 6 }), fc.array(fc.nat(2000), { maxLength: 10 }), (apdus, cuts) => {
      const stream = Uint8Array.from(apdus.flatMap((one) => [...encodeApdu(one)]));
      const at = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length];
      const pieces = at.slice(1).map((end, index) => stream.subarray(at[index], end));
      expect(read(...pieces)).toEqual(seen(apdus));
    }),
    { numRuns: 2000 },
  );
});

test('any bytes are survived', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }), (pieces) => {
      read(...pieces);
    }),
    { numRuns: 5000 },
  );
});
