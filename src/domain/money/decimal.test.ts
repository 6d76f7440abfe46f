import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDecimal } from './decimal.ts';

test('reads a percent as it was written', () => {
  expect(parseDecimal('12.5')).toEqual({ numerator: 125, denominator: 10 });
  expect(parseDecimal('19')).toEqual({ numerator: 19, denominator: 1 });
  expect(parseDecimal('9.975')).toEqual({ numerator: 9975, denominator: 1000 });
  expect(parseDecimal('0')).toEqual({ numerator: 0, denominator: 1 });
});

test('zeros at the end of the fraction change nothing', () => {
  expect(parseDecimal('7.00')).toEqual(parseDecimal('7'));
  expect(parseDecimal('5.50')).toEqual(parseDecimal('5.5'));
});

test('takes no sign, exponent, space, comma, bare point or foreign digit', () => {
  for (const text of [
    '',
    '-1',
    '+1',
    '1e3',
    ' 1',
    '1 ',
    '1\n',
    '1,5',
    '.5',
    '5.',
    '1.2.3',
    '0x1',
    '٣',
    '１',
    'NaN',
    'Infinity',
  ]) {
    expect(parseDecimal(text)).toBeNull();
  }
});

test('takes nine digits before the point and six after it, no more', () => {
  expect(parseDecimal('999999999.999999')).toEqual({ numerator: 999_999_999_999_999, denominator: 1_000_000 });
  expect(parseDecimal('1000000000')).toBeNull();
  expect(parseDecimal('0.1234567')).toBeNull();
});

test('numerator over denominator is exactly what was written', () => {
  const fraction = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.nat(999_999_999), fraction, (whole, digits) => {
      const read = parseDecimal(`${whole}.${digits}`);
      expect(read).not.toBeNull();
      const scaled = BigInt(read!.numerator) * (1_000_000n / BigInt(read!.denominator));
      expect(scaled).toBe(BigInt(whole) * 1_000_000n + BigInt(digits.padEnd(6, '0')));
    }),
  );
});

test('any other text is null, never an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = parseDecimal(text);
      expect(read === null).toBe(!/^[0-9]{1,9}(\.[0-9]{1,6})?$/.test(text));
    }),
  );
});
