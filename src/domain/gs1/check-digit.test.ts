import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gs1CheckDigit, hasCheckDigit } from './check-digit.ts';

const payload = fc
  .constantFrom(7, 11, 12, 13, 16, 17)
  .chain((length) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length }));

test('weights are three and one in turn from the right', () => {
  expect(gs1CheckDigit('0000001')).toBe('7');
  expect(gs1CheckDigit('0000010')).toBe('9');
  expect(gs1CheckDigit('000000000100')).toBe('7');
  expect(gs1CheckDigit('0000000')).toBe('0');
});

test('a key has the length of a GS1 key and nothing but ASCII digits', () => {
  for (const text of ['', '0', '000000000', '000000000000000', 'abcdefg', '000000٣', ' 000000', '0000000\n']) {
    expect(gs1CheckDigit(text)).toBeNull();
  }
  expect(hasCheckDigit('')).toBe(false);
  expect(hasCheckDigit('0000000a')).toBe(false);
});

test('of the ten last digits exactly one holds', () => {
  fc.assert(
    fc.property(payload, (digits) => {
      expect([...'0123456789'].filter((last) => hasCheckDigit(digits + last))).toEqual([gs1CheckDigit(digits)]);
    }),
  );
});

test('any single wrong digit is noticed', () => {
  fc.assert(
    fc.property(payload, fc.nat(16), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
      const at = place % digits.length;
      const wrong = `${digits.slice(0, at)}${(Number(digits[at]) + by) % 10}${digits.slice(at + 1)}`;
      expect(gs1CheckDigit(wrong)).not.toBe(gs1CheckDigit(digits));
    }),
  );
});

test('zeros in front change no check digit, so that a GTIN is one number at any length', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 7, maxLength: 7 }), (digits) => {
      for (const length of [11, 12, 13, 16, 17])
        expect(gs1CheckDigit(digits.padStart(length, '0'))).toBe(gs1CheckDigit(digits));
    }),
  );
});
