import { describe, expect, it } from 'vitest';
import { encodeEpc } from '../../src/domain/epc/encode.ts';
import { decodeEpc } from '../../src/domain/epc/epc.ts';
import annex from './epc-annex-e.json' with { type: 'json' };
import { PREFIX_BITS } from './epc-arbitraries.ts';
import { ascii, type Field, tag } from './epc-tag.ts';

const reasonOf = (hex: string) => {
  const read = decodeEpc(hex);
  return read.kind === 'refused' ? read.reason : 'read';
};
const bitsOf = (hex: string): number => {
  const read = decodeEpc(hex);
  if (read.kind === 'refused') throw new Error(`${hex}: ${read.reason}`);
  return read.bits;
};

describe.each(annex.examples)('$scheme $hex is refused', ({ hex }) => {
  const bits = bitsOf(hex);
  /** To the next hex digit, byte and word: what readers deliver. */
  const lengths = new Set([4, 8, 16].map((unit) => (Math.ceil(bits / unit) * unit) / 4));

  it('at any other length than its own, filled to a digit, a byte or a word', () => {
    const longest = Math.max(...lengths);
    const filled = hex.padEnd(longest + 8, '0');
    for (let length = 1; length <= longest + 8; length += 1) {
      const cut = filled.slice(0, length);
      if (lengths.has(length)) expect(reasonOf(cut)).toBe('read');
      else expect(['length', 'tooLong']).toContain(reasonOf(cut));
    }
  });

  it('with any digit that is no hex digit, wherever it stands', () => {
    for (let at = 0; at < hex.length; at += 1)
      for (const digit of ['g', ' ', '\u0661', '\0']) {
        expect(reasonOf(hex.slice(0, at) + digit + hex.slice(at + 1))).toBe('notHex');
      }
  });

  it('with any bit set behind its end', () => {
    const longest = Math.max(...lengths) * 4;
    const value = BigInt(`0x${hex.padEnd(longest / 4, '0')}`);
    for (let at = bits; at < longest; at += 1) {
      const spoilt = (value | (1n << BigInt(longest - 1 - at))).toString(16).padStart(longest / 4, '0');
      expect(['padding', 'aidcData']).toContain(reasonOf(spoilt));
    }
  });
});

/** Header, bits of company prefix and reference together, and of the whole (TDS 14.6, "Partition Value" of each). */
const PARTITIONED: readonly (readonly [scheme: string, header: number, both: number, bits: number])[] = [
  ['SGTIN-96', 0x30, 44, 96],
  ['SGTIN-198', 0x36, 44, 198],
  ['SSCC-96', 0x31, 58, 96],
  ['SGLN-96', 0x32, 41, 96],
  ['SGLN-195', 0x39, 41, 195],
  ['GRAI-96', 0x33, 44, 96],
  ['GRAI-170', 0x37, 44, 170],
  ['GIAI-96', 0x34, 82, 96],
  ['GIAI-202', 0x38, 188, 202],
  ['GSRN-96', 0x2d, 58, 96],
  ['GSRNP-96', 0x2e, 58, 96],
  ['GDTI-96', 0x2c, 41, 96],
  ['GDTI-174', 0x3e, 41, 174],
  ['SGCN-96', 0x3f, 41, 96],
  ['CPI-96', 0x3c, 51, 96],
  ['CPI-var', 0x3d, 51, 96],
  ['ITIP-110', 0x40, 44, 110],
  ['ITIP-212', 0x41, 44, 212],
];

describe.each(PARTITIONED)('%s is refused', (_, header, both, bits) => {
  it('with partition value 7, whatever follows', () => {
    for (const rest of [0n, 1n << BigInt(both - 1)]) {
      const fields: Field[] = [
        [header, 8],
        [3, 3],
        [7, 3],
        [rest, both],
      ];
      expect(reasonOf(tag(fields, bits))).toBe('partition');
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('at partition %i with the least company prefix above its digits', (partition) => {
    const wide = PREFIX_BITS[partition] ?? 0;
    const fields = (prefix: bigint): Field[] => [
      [header, 8],
      [3, 3],
      [partition, 3],
      [prefix, wide],
      [0, both - wide],
    ];
    const above = 10n ** BigInt(12 - partition);
    expect(reasonOf(tag(fields(above), bits))).toBe('companyPrefix');
    expect(reasonOf(tag(fields(2n ** BigInt(wide) - 1n), bits))).toBe('companyPrefix');
    // The greatest that it may be is not what anything is refused for.
    expect(reasonOf(tag(fields(above - 1n), bits))).not.toBe('companyPrefix');
  });
});

/** Schemes whose serial number is text: header, bits before the text at partition 5, bits of the whole. */
const TEXTS: readonly (readonly [scheme: string, header: number, reference: readonly Field[], bits: number])[] = [
  ['SGTIN-198', 0x36, [[812345, 20]], 198],
  ['SGLN-195', 0x39, [[12345, 17]], 195],
  ['GRAI-170', 0x37, [[12345, 20]], 170],
  ['GIAI-202', 0x38, [], 202],
  ['GDTI-174', 0x3e, [[12345, 17]], 174],
  [
    'ITIP-212',
    0x41,
    [
      [812345, 20],
      [1, 7],
      [2, 7],
    ],
    212,
  ],
];

describe.each(TEXTS)('the text of %s is refused', (_, header, reference, bits) => {
  const start: Field[] = [[header, 8], [3, 3], [5, 3], [614141, 24], ...reference];
  const read = (text: string) => reasonOf(tag([...start, ...ascii(text)], bits));

  it('with each of the characters of seven bits that table A-1 has not', () => {
    const allowed = new Set('!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz');
    for (let code = 1; code < 128; code += 1) {
      const character = String.fromCharCode(code);
      expect([code, read(`a${character}b`)]).toEqual([code, allowed.has(character) ? 'read' : 'character']);
    }
  });

  it('where it is empty, or goes on behind its end', () => {
    expect(read('')).toBe('textLength');
    expect(read('a\0b')).toBe('terminator');
  });

  it('not for a full stop: it stands whole in the URI, and is not cut there', () => {
    const epc = decodeEpc(tag([...start, ...ascii('a.b')], bits));
    expect(epc).toMatchObject({ kind: 'epc' });
    expect(epc.kind === 'epc' && epc.tagUri?.endsWith('.a.b')).toBe(true);
  });
});

describe('zeros in front are kept', () => {
  it.each([
    ['urn:epc:tag:gsrn-96:3.0614141.0000000001', 'GSRN', '8018'],
    ['urn:epc:tag:gsrnp-96:3.0614141.0000000001', 'GSRNP', '8017'],
    ['urn:epc:tag:sgcn-96:3.0614141.00001.0012', 'SGCN', '255'],
    ['urn:epc:tag:sgtin-96:3.000614141012.0.1', 'SGTIN', '01'],
    ['urn:epc:tag:sgln-96:3.061414112345..0', 'SGLN', '414'],
  ])('%s', (uri, _scheme, ai) => {
    const encoded = encodeEpc(uri);
    if (encoded.kind === 'refused') throw new Error(encoded.reason);
    const read = decodeEpc(encoded.hex);
    expect(read).toMatchObject({ kind: 'epc', tagUri: uri });
    expect(read.kind === 'epc' && read.digitalLink).toContain(`/${ai}/`);
  });
});
