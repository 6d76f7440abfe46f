import { describe, expect, it } from 'vitest';
import { decodeEpc } from '../../src/domain/epc/epc.ts';
import { ascii, type Field, six, tag } from './epc-tag.ts';

const reasonOf = (hex: string) => {
  const read = decodeEpc(hex);
  return read.kind === 'refused' ? read.reason : read;
};

const SGTIN = '3074257BF7194E4000001A85';
/** Header, filter 3, partition 5, company prefix 0614141, reference 812345. */
const sgtin = (header: number): Field[] => [
  [header, 8],
  [3, 3],
  [5, 3],
  [614141, 24],
  [812345, 20],
];
const gln: Field[] = [
  [3, 3],
  [5, 3],
  [614141, 24],
  [12345, 17],
];
describe('what is no tag of its scheme is refused:', () => {
  it.each([
    ['', 'empty'],
    ['0', 'length'],
    ['30', 'length'],
    [' 3074257BF7194E4000001A85', 'notHex'],
    ['3074257BF7194E4000001A8G', 'notHex'],
    ['3074257BF7194E4000001A8\n', 'notHex'],
    ['3074257BF7194E4000001A8\u0661', 'notHex'],
    ['0x74257BF7194E4000001A85', 'notHex'],
    ['3'.repeat(125), 'tooLong'],
    ['0'.repeat(24), 'unprogrammed'],
    ['E28011052000', 'unknownHeader'],
    ['3A76451FD46072000000000000000', 'unknownHeader'],
    [SGTIN.slice(0, -1), 'length'],
    [`${SGTIN}0`, 'length'],
    [`${SGTIN}0000`, 'length'],
    [SGTIN.slice(0, 14), 'length'],
    [tag([...sgtin(0x36), ...ascii('a')], 196), 'length'],
    [tag([...sgtin(0x36), ...ascii('a')], 204), 'length'],
    [tag([...sgtin(0x36), ...ascii('a')], 224), 'length'],
  ])('%s (%s)', (hex, reason) => {
    expect(reasonOf(hex)).toBe(reason);
  });

  it.each([
    ['bits in the padding', `${tag([...sgtin(0x36), ...ascii('a')], 196)}1`, 'padding'],
    ['bits in the reserved end of an SSCC', '311BA1B300CE0A6A83000001', 'reserved'],
    [
      'partition value 7',
      tag([
        [0x30, 8],
        [3, 3],
        [7, 3],
        [0, 82],
      ]),
      'partition',
    ],
    [
      'partition value 7 of a longer scheme',
      tag(
        [
          [0x39, 8],
          [3, 3],
          [7, 3],
        ],
        196,
      ),
      'partition',
    ],
    [
      'a company prefix of 8 digits in 7',
      tag([
        [0x30, 8],
        [3, 3],
        [5, 3],
        [10_000_000, 24],
        [1, 58],
      ]),
      'companyPrefix',
    ],
    [
      'a company prefix of 13 digits',
      tag([
        [0x30, 8],
        [3, 3],
        [0, 3],
        [1_000_000_000_000n, 40],
        [1, 42],
      ]),
      'companyPrefix',
    ],
    [
      'a company prefix above its digits in an SSCC',
      tag(
        [
          [0x31, 8],
          [3, 3],
          [6, 3],
          [1_000_000, 20],
        ],
        96,
      ),
      'companyPrefix',
    ],
    [
      'an item reference of 7 digits in 6',
      tag([
        [0x30, 8],
        [3, 3],
        [5, 3],
        [614141, 24],
        [1_000_000, 20],
        [1, 38],
      ]),
      'reference',
    ],
    [
      'a bit where there are no digits',
      tag([
        [0x32, 8],
        [0, 3],
        [0, 3],
        [614141123456n, 40],
        [1, 1],
        [7, 41],
      ]),
      'reference',
    ],
    [
      'a part reference of 4 digits in 3',
      tag([
        [0x3c, 8],
        [3, 3],
        [0, 3],
        [1, 40],
        [1000, 11],
        [1, 31],
      ]),
      'reference',
    ],
    ['a piece of three digits', tag([...sgtin(0x40), [100, 7], [1, 7], [1, 38]], 112), 'reference'],
    [
      'a part number of 13 digits',
      tag([[0x3d, 8], ...gln.slice(0, 3), ...six('A'), [0, 6], [1_000_000_000_000n, 40]]),
      'serial',
    ],
    ['a coupon without the digit that keeps zeros', tag([[0x3f, 8], ...gln, [2_000_000, 41]]), 'serial'],
    ['a coupon without a serial number', tag([[0x3f, 8], ...gln, [1, 41]]), 'serial'],
    ['a character that is in no set', tag([...sgtin(0x36), ...ascii('a b')], 200), 'character'],
    ['a # in a serial number', tag([...sgtin(0x36), ...ascii('#')], 200), 'character'],
    ['an empty serial number', tag(sgtin(0x36), 200), 'textLength'],
    ['text behind the end', tag([...sgtin(0x36), ...ascii('a\0b')], 200), 'terminator'],
    [
      'a bit behind the last character of a GIAI',
      tag([[0x38, 8], ...gln.slice(0, 3), ...ascii('a'), [1, 9]], 204),
      'terminator',
    ],
    ['an I in a CAGE code', '2F320434947455900000162E', 'character'],
    ['a small letter in a CAGE code', '2F320634147455900000162E', 'character'],
    ['six bits of no character', tag([[0x3d, 8], ...gln.slice(0, 3), [0x1c, 6], [0, 46]]), 'character'],
    ['text without an end', tag([[0x3d, 8], ...gln.slice(0, 3), ...six('ABCDEF')], 96), 'length'],
    ['text longer than it may be', tag([[0x3d, 8], ...gln.slice(0, 3), ...six('A'.repeat(24)), [0, 46]]), 'textLength'],
    [
      'a # inside a serial number of an ADI',
      tag([[0x3b, 8], [0, 6], ...six(' 35962'), [0, 6], ...six('A#B'), [0, 6]]),
      'character',
    ],
    [
      'a # in a part number of an ADI',
      tag([[0x3b, 8], [0, 6], ...six(' 35962'), ...six('#'), [0, 6], ...six('AB'), [0, 6]]),
      'character',
    ],
  ])('%s', (_, hex, reason) => {
    expect(reasonOf(hex)).toBe(reason);
  });
});
