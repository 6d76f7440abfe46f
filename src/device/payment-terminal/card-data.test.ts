import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutCardData } from './card-data.ts';

test.each([
  ['4111111111111111', '************1111'],
  ['Karte: 4111111111111111 ok', 'Karte: ************1111 ok'],
  ['PAN4111111111111111X', 'PAN************1111X'],
  ['4111 1111 1111 1111', '**** **** **** 1111'],
  ['3782-822463-10005', '****-******-*0005'],
  ['6799 9985 0000 0000 017', '**** **** **** ***0 017'],
  ['4111.1111.1111.1111', '****.****.****.1111'],
  ['4111  1111  1111  1111', '****  ****  ****  1111'],
  ['%B4111111111111111^DOE/JOHN^2512101000?', '%B************1111'],
  [';4111111111111111=25121010000012345678?', ';************1111'],
  ['4111111111111111D2512101', '************1111'],
  ['411111xxxxxx1111', '******xxxxxx1111'],
  ['4111 11** **** 1111', '**** **** **** 1111'],
])('%j gives away no more than the last four', (text, expected) => {
  expect(withoutCardData(text).trimEnd()).toBe(expected);
});

test.each([
  'Terminal-ID 65001234',
  'VU-Nr.     4556677889',
  'Datum 01.07.2025 Zeit 10:05:33',
  'TA-Nr. 000123   BNr. 0042',
  'EMV-AID: A0000000041010',
  'Betrag EUR          12,50',
  '************1234',
  'Autorisierungscode 081597',
  '',
])('%j is left as it is', (text) => {
  expect(withoutCardData(text)).toBe(text);
});

/** A number of a length that cards have, with the check digit that cards have. */
const pan = fc
  .tuple(
    fc.constantFrom('2', '3', '4', '5', '6'),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 17 }),
  )
  .map(([first, rest]) => {
    const body = first + rest.join('');
    const sum = [...body].reverse().reduce((total, digit, at) => {
      const value = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return body + String((10 - (sum % 10)) % 10);
  });
const written = fc.tuple(pan, fc.constantFrom('', ' ', '-', '.', '  ')).map(([digits, separator]) => ({
  digits,
  text: digits.match(/.{1,4}/g)!.join(separator),
}));
const around = fc.constantFrom('', ' ', 'Karte ', '12 ', 'Nr.', ' 12/25', ' EUR 3,00', '=2512101', 'x', ' 7');

test('no card number survives, however it is written and whatever stands beside it', () => {
  fc.assert(
    fc.property(written, around, around, ({ digits, text }, before, after) => {
      const clean = withoutCardData(before + text + after);
      expect(clean).toHaveLength((before + text + after).length);
      expect(clean.replace(/\D/g, '')).not.toContain(digits.slice(0, -4));
      expect(clean).not.toContain(text);
    }),
    { numRuns: 4000 },
  );
});

test.each([
  ['CVV 843', 'CVV ***'],
  ['CVC2: 8431', 'CVC2: ****'],
  ['cid=8431', 'cid=****'],
  ['PIN 739215', 'PIN ******'],
  ['PIN OK', 'PIN OK'],
  ['PINGUIN 123', 'PINGUIN 123'],
  ['Terminal 68001234', 'Terminal 68001234'],
])('a check value or a PIN is known by its name: %s', (text, kept) => {
  expect(withoutCardData(text)).toBe(kept);
});
