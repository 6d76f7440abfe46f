import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasCheckDigit } from './check-digit.ts';
import { expandUpcE } from './upc-e.ts';

/** Suppresses zeros by the published conditions, so that expansion has something to be the inverse of. */
function suppress(gtin12: string): string | null {
  const [company, item] = [gtin12.slice(1, 6), gtin12.slice(6, 11)];
  if (/^..[012]00$/.test(company) && /^00...$/.test(item))
    return company.slice(0, 2) + item.slice(2) + company.charAt(2);
  if (/^..[3-9]00$/.test(company) && /^000..$/.test(item)) return `${company.slice(0, 3)}${item.slice(3)}3`;
  if (/^...[1-9]0$/.test(company) && /^0000.$/.test(item)) return `${company.slice(0, 4)}${item.slice(4)}4`;
  if (/^....[1-9]$/.test(company) && /^0000[5-9]$/.test(item)) return company + item.slice(4);
  return null;
}

/** Six digits that a printer could have made: with no zero left that should have been suppressed. */
const six = fc
  .string({ unit: fc.constantFrom(...'0123456789'), minLength: 6, maxLength: 6 })
  .filter((text) => /^(?:.{5}[012]|..[3-9]..3|...[1-9].4|....[1-9][5-9])$/.test(text));

test('expanding is the inverse of suppressing zeros', () => {
  fc.assert(
    fc.property(fc.constantFrom('0', '1'), six, (numberSystem, digits) => {
      const read = expandUpcE(numberSystem + digits);
      if (read.kind !== 'ok') throw new Error(read.reason);
      expect(read.gtin12).toHaveLength(12);
      expect(hasCheckDigit(read.gtin12)).toBe(true);
      expect(read.gtin12.charAt(0)).toBe(numberSystem);
      expect(suppress(read.gtin12)).toBe(digits);
      expect(expandUpcE(numberSystem + digits + read.gtin12.charAt(11))).toEqual(read);
    }),
    { numRuns: 2000 },
  );
});

test('six digits have number system 0', () => {
  expect(expandUpcE('123456')).toEqual({ kind: 'ok', gtin12: '012345000065' });
  expect(expandUpcE('0123456')).toEqual({ kind: 'ok', gtin12: '012345000065' });
});

test('number system 1 is another item than number system 0', () => {
  expect(expandUpcE('1123456')).toEqual({ kind: 'ok', gtin12: '112345000062' });
});

test('the check digit of the eight-digit form is verified', () => {
  expect(expandUpcE('01234565')).toEqual({ kind: 'ok', gtin12: '012345000065' });
  expect(expandUpcE('01234566')).toEqual({ kind: 'refused', reason: 'checkDigit' });
});

test('number systems 2 to 9 have no zero suppression', () => {
  for (const first of '23456789') {
    expect(expandUpcE(`${first}123456`)).toEqual({ kind: 'refused', reason: 'numberSystem' });
    expect(expandUpcE(`${first}1234565`)).toEqual({ kind: 'refused', reason: 'numberSystem' });
  }
});

test('anything but six to eight digits is no UPC-E', () => {
  for (const text of ['', '12345', '012345000065', '12345a', '１２３４５６', '123456\n']) {
    expect(expandUpcE(text)).toEqual({ kind: 'refused', reason: 'notUpcE' });
  }
});
