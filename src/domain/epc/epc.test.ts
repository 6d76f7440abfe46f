import { describe, expect, it } from 'vitest';
import { decodeEpc } from './epc.ts';

type Field = readonly [value: number | bigint | string, bits: number];

/** Fields as hex digits, with zeros behind them up to so many bits. */
function tag(fields: readonly Field[], total?: number): string {
  const bits = fields.map(([value, width]) => BigInt(value).toString(2).padStart(width, '0')).join('');
  const padded = bits.padEnd(Math.ceil((total ?? bits.length) / 4) * 4, '0');
  return (padded.match(/.{4}/g) ?? [])
    .map((nibble) => Number.parseInt(nibble, 2).toString(16))
    .join('')
    .toUpperCase();
}

const ascii = (text: string): Field[] => [...text].map((each) => [each.charCodeAt(0), 7]);
const six = (text: string): Field[] => [...text].map((each) => [each.charCodeAt(0) & 0x3f, 6]);
const nibbles = (text: string): Field[] => [...text].map((each) => [Number.parseInt(each, 16), 4]);

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
/** No data behind it, filter 3, a GTIN, and how its serial number is written. */
const plus = (indicator: number, length: number, ...rest: Field[]): string =>
  tag([[0xf7, 8], [3, 4], ...nibbles('79521141123453'), [indicator, 3], [length, 5], ...rest]);

describe('a tag', () => {
  it('says all that the standard has of it', () => {
    expect(decodeEpc(SGTIN)).toEqual({
      kind: 'epc',
      scheme: 'SGTIN-96',
      hex: SGTIN,
      bits: 96,
      filter: 3,
      tagUri: 'urn:epc:tag:sgtin-96:3.0614141.812345.6789',
      epcUri: 'urn:epc:id:sgtin:0614141.812345.6789',
      digitalLink: 'https://id.gs1.org/01/80614141123458/21/6789',
      gtin: '80614141123458',
      serial: '6789',
    });
  });

  it('keeps dots, escapes and leading zeros of its serial number', () => {
    const hex = tag([...sgtin(0x36), ...ascii('0.a/"%')], 198);
    expect(decodeEpc(hex)).toMatchObject({
      tagUri: 'urn:epc:tag:sgtin-198:3.0614141.812345.0.a%2F%22%25',
      digitalLink: 'https://id.gs1.org/01/80614141123458/21/0.a%2F%22%25',
      serial: '0.a/"%',
    });
  });

  it('has an empty component where its company prefix has all the digits', () => {
    const hex = tag([
      [0x32, 8],
      [0, 3],
      [0, 3],
      [614141123456n, 40],
      [0, 1],
      [7, 41],
    ]);
    expect(decodeEpc(hex)).toMatchObject({
      tagUri: 'urn:epc:tag:sgln-96:0.614141123456..7',
      digitalLink: 'https://id.gs1.org/414/6141411234562/254/7',
      serial: '7',
    });
  });

  it('of a place without an extension has none', () => {
    expect(decodeEpc(tag([[0x32, 8], ...gln, [0, 41]]))).toMatchObject({
      epcUri: 'urn:epc:id:sgln:0614141.12345.0',
      digitalLink: 'https://id.gs1.org/414/0614141123452',
      serial: null,
    });
  });

  it('of no GS1 key has no Digital Link, and no GTIN', () => {
    expect(decodeEpc('3500E86F8000A9E000000586')).toMatchObject({ filter: null, digitalLink: null, gtin: null });
  });

  it.each([50, 52])('may be filled with zeros to %i digits where it has 198 bits', (length) => {
    expect(decodeEpc(tag([...sgtin(0x36), ...ascii('a')], length * 4))).toMatchObject({ bits: 198, serial: 'a' });
  });
});

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
  ])('TDS 2.x with %s', (_, hex, reason) => {
    expect(reasonOf(hex)).toBe(reason);
  });

  it('reads a TDS 2.x EPC whose toggle is set though nothing follows', () => {
    expect(decodeEpc(tag([[0xf9, 8], [8, 4], ...nibbles('095201234567891235')]))).toMatchObject({
      kind: 'epc',
      filter: 0,
    });
  });

  it('takes day 00 for a month, and the 29th of February of a leap year', () => {
    for (const [year, month, day] of [
      [22, 6, 0],
      [24, 2, 29],
      [0, 2, 29],
    ] as const) {
      const serial: Field[] = [
        [0, 3],
        [1, 5],
        [1, 4],
      ];
      const date: Field[] = [
        [year, 7],
        [month, 4],
        [day, 5],
      ];
      const read = decodeEpc(tag([[0xfb, 8], [0, 4], [4, 4], ...date, ...nibbles('79521141123453'), ...serial]));
      expect(read).toMatchObject({ scheme: 'DSGTIN+', serial: '1' });
    }
  });
});
