import { describe, expect, it } from 'vitest';
import { decodeEpc } from '../../src/domain/epc/epc.ts';
import { ascii, type Field, nibbles, tag } from './epc-tag.ts';

const reasonOf = (hex: string) => {
  const read = decodeEpc(hex);
  return read.kind === 'refused' ? read.reason : read;
};

/** No data behind it, filter 3, a GTIN, and how its serial number is written. */
const plus = (indicator: number, length: number, ...rest: Field[]): string =>
  tag([[0xf7, 8], [3, 4], ...nibbles('79521141123453'), [indicator, 3], [length, 5], ...rest]);

describe('a tag of TDS 2.x is refused that has', () => {
  it.each([
    ['a digit that is none', tag([[0xf9, 8], [0, 4], ...nibbles('09520123456789123A')]), 'digit'],
    ['a wrong check digit', tag([[0xf9, 8], [0, 4], ...nibbles('095201234567891234')]), 'checkDigit'],
    [
      'a wrong check digit in an ITIP',
      tag([[0xf3, 8], [0, 4], ...nibbles('095211411234550102'), [0, 3], [1, 5], [1, 4]]),
      'checkDigit',
    ],
    [
      'a GRAI without its zero',
      tag([[0xf1, 8], [0, 4], ...nibbles('79521141123453'), [0, 3], [1, 5], [1, 4]]),
      'padDigit',
    ],
    ['a reserved indicator', plus(6, 1, [0, 7]), 'indicator'],
    ['no serial number', plus(0, 0), 'textLength'],
    ['a serial number of 21', plus(1, 21, ...nibbles('1'.repeat(21))), 'textLength'],
    ['a number above its digits', plus(0, 1, [10, 4]), 'serial'],
    ['a character that is in no set', plus(4, 1, ...ascii(' ')), 'character'],
    ['a # in a serial number', plus(4, 1, ...ascii('#')), 'character'],
    ['a group of URN Code 40 that is none', plus(5, 3, [0, 16]), 'character'],
    ['a filler inside of URN Code 40', plus(5, 3, [1600 + 1, 16]), 'character'],
    ['a character where URN Code 40 has ended', plus(5, 1, [1600 + 40 + 1, 16]), 'character'],
    ['the end before the serial number', plus(1, 20, ...nibbles('1')), 'length'],
    ['a bit in the padding', plus(0, 1, [1, 4], [1, 2]), 'padding'],
    ['a word too many', `${plus(0, 1, [1, 4])}0000`, 'length'],
    ['data behind it', tag([[0xf9, 8], [8, 4], ...nibbles('095201234567891235'), ...nibbles('17')]), 'aidcData'],
    [
      'a date type that is none',
      tag(
        [
          [0xfb, 8],
          [0, 4],
          [7, 4],
          [22, 7],
          [6, 4],
          [30, 5],
        ],
        112,
      ),
      'date',
    ],
    [
      'a 31st of June',
      tag(
        [
          [0xfb, 8],
          [0, 4],
          [4, 4],
          [22, 7],
          [6, 4],
          [31, 5],
        ],
        112,
      ),
      'date',
    ],
    [
      'a 29th of February 2023',
      tag(
        [
          [0xfb, 8],
          [0, 4],
          [4, 4],
          [23, 7],
          [2, 4],
          [29, 5],
        ],
        112,
      ),
      'date',
    ],
    [
      'a month 0',
      tag(
        [
          [0xfb, 8],
          [0, 4],
          [4, 4],
          [22, 7],
          [0, 4],
          [1, 5],
        ],
        112,
      ),
      'date',
    ],
    [
      'a year of three digits',
      tag(
        [
          [0xfb, 8],
          [0, 4],
          [4, 4],
          [100, 7],
          [1, 4],
          [1, 5],
        ],
        112,
      ),
      'date',
    ],
    ['a GIAI without a company prefix', tag([[0xfa, 8], [0, 4], ...nibbles('123F')]), 'companyPrefix'],
    ['a digit behind the delimiter', tag([[0xfa, 8], [0, 4], ...nibbles('1234E'), [0, 3], [1, 5], [1, 4]]), 'digit'],
    ['a GIAI of 31 digits', tag([[0xfa, 8], [0, 4], ...nibbles(`${'1'.repeat(31)}F`)]), 'textLength'],
    [
      'a small letter in a part',
      tag([[0xf0, 8], [0, 4], ...nibbles('1234E'), [3, 3], [1, 5], [26, 6], [1, 4], [1, 4]]),
      'character',
    ],
    ['a coupon of 13 digits', tag([[0xf8, 8], [0, 4], ...nibbles('9521141678909'), [13, 4], [0, 44]]), 'textLength'],
  ])('%s', (_, hex, reason) => {
    expect(reasonOf(hex)).toBe(reason);
  });
});
