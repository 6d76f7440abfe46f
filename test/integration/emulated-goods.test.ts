import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEpc } from '../../src/domain/epc/epc.ts';
import { gs1CheckDigit } from '../../src/domain/gs1/check-digit.ts';
import { sgtin96 } from '../../src/emulator/rfid-reader/sgtin.ts';

test('the tags of emulated goods are read as their articles', () => {
  const payload = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 13, maxLength: 13 })
    .map((digits) => digits.join(''));
  fc.assert(
    fc.property(payload, fc.integer({ min: 0, max: 2 ** 38 - 1 }), (digits, serial) => {
      const gtin = `${digits}${gs1CheckDigit(digits)}`;
      expect(decodeEpc(sgtin96(gtin, serial))).toMatchObject({ kind: 'epc', gtin, serial: String(serial) });
    }),
  );
});
