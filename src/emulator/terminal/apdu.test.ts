import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spaced } from '../../../test/emulator/raw-host.ts';
import { ApduReader, apdu, encodeApdu } from './apdu.ts';
import { bmp, packed, readFields, readTlv, tlv, unpacked } from './fields.ts';

const read = (...pieces: string[]) => {
  const reader = new ApduReader();
  return pieces.flatMap((piece) => reader.read(Buffer.from(piece.replaceAll(' ', ''), 'hex')));
};

test('a message of 255 bytes has a length of three bytes, low first', () => {
  expect(spaced(encodeApdu(apdu(0x06d3, new Uint8Array(254))).subarray(0, 4))).toBe('06 d3 fe 00');
  expect(spaced(encodeApdu(apdu(0x06d3, new Uint8Array(300))).subarray(0, 5))).toBe('06 d3 ff 2c 01');
});

test('messages are read whole, split and together', () => {
  expect(read('80 00 00 06', '01 01', 'ff 05')).toMatchObject([
    { class: 0x80 },
    { class: 0x06, instruction: 0x01, data: Buffer.from([0xff]) },
  ]);
  expect(read('05', '01 00')).toMatchObject([{ class: 5, instruction: 1 }]);
  expect(read('06 d3 ff 01 00 aa')).toMatchObject([{ data: Buffer.from([0xaa]) }]);
});

test('any bytes are read without a fault, and whole messages come back as they went', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.uint8Array({ maxLength: 400 }), (noise, data) => {
      new ApduReader().read(noise);
      readFields(noise);
      readTlv(noise);
      expect(new ApduReader().read(encodeApdu(apdu(0x0601, data)))).toEqual([
        { class: 6, instruction: 1, data: Buffer.from(data) },
      ]);
    }),
  );
});

test('fields are told apart by the lengths of the protocol', () => {
  const fields = readFields(Buffer.from('04000000001234490978' + '22f0f2aabb' + '0603240101', 'hex'));
  expect(unpacked(fields?.get(0x04))).toBe(1234);
  expect(unpacked(fields?.get(0x49))).toBe(978);
  expect(spaced(fields?.get(0x22) ?? new Uint8Array(0))).toBe('aa bb');
  expect(spaced(fields?.get(0x06) ?? new Uint8Array(0))).toBe('24 01 01');
  expect(readFields(Buffer.from('0400', 'hex'))).toBeUndefined();
  expect(readFields(Buffer.from('ff00', 'hex'))).toBeUndefined();
});

test('numbers are packed digit by digit, and lengths spelt as the kind of field asks', () => {
  expect(spaced(packed(1234, 3))).toBe('00 12 34');
  expect(unpacked(Uint8Array.of(0x1a))).toBeUndefined();
  expect(spaced(bmp(0x8b, Buffer.from('VISA')))).toBe('8b f0 f4 56 49 53 41');
  expect(spaced(bmp(0x60, new Uint8Array(123)).subarray(0, 4))).toBe('60 f1 f2 f3');
  expect(spaced(tlv(0x1f07, Uint8Array.of(2)))).toBe('1f 07 01 02');
  expect(spaced(tlv(0x25, new Uint8Array(200)).subarray(0, 3))).toBe('25 81 c8');
});
