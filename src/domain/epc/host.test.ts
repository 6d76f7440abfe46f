import { describe, expect, it } from 'vitest';
import { BitReader } from './bits.ts';
import { hostName, isHost } from './host.ts';

/** Codes of seven bits behind the mark of ASCII and their number. */
const codes = (...values: number[]) =>
  `1${[values.length, ...values].map((value, at) => value.toString(2).padStart(at === 0 ? 6 : 7, '0')).join('')}`;
const letters = (text: string) => Array.from(text, (each) => each.charCodeAt(0));
const read = (bits: string) => hostName.read(new BitReader(bits));

describe('a host name', () => {
  it.each([
    ['id.example.com', codes(32, ...letters('example'), 91)],
    ['www.example.co.uk', codes(31, ...letters('example'), 2, 25)],
    ['a.ac', codes(...letters('a'), 0, 0)],
    ['a.zw', codes(...letters('a'), 1, 116)],
    ['a.org.cn', codes(...letters('a'), 2, 29)],
    ['a.tech', codes(...letters('a'), 3, 0)],
    // "id." in the middle would cost the code of ".com".
    ['android.com', codes(...letters('android'), 91)],
  ])('%s is written in the fewest codes, and read', (text, bits) => {
    expect(hostName.write([{ text }])).toBe(bits);
    expect(read(bits)).toMatchObject([{ text }]);
  });

  it('in capitals is written in URN Code 40', () => {
    const bits = hostName.write([{ text: 'EXAMPLE.COM' }]);
    expect(bits).toHaveLength(7 + 4 * 16);
    expect(read(String(bits))).toEqual([{ text: 'EXAMPLE.COM', coding: 0 }]);
  });

  it('that was written with fewer pieces than it could be is written so again', () => {
    const plain = codes(...letters('id.example.com'));
    const parts = read(plain);
    expect(Array.isArray(parts) && hostName.write(parts)).toBe(plain);
  });

  it.each([
    ['nothing', codes()],
    ['a slash, which would begin a path', codes(...letters('a.de/x'))],
    ['an @, a ? or other ASCII', codes(...letters('a?b'))],
    ['a control character', codes(...letters('a'), 10)],
    ['a reserved code', codes(...letters('a'), 0x40)],
    ['half a code', codes(...letters('a'), 0)],
    ['a place in a table where there is none', codes(...letters('a'), 3, 1)],
    ['a dot at its end', codes(...letters('a.'))],
    ['two dots', codes(...letters('a..b'))],
  ])('is not made of %s', (_, bits) => {
    expect(read(bits)).toEqual({ kind: 'refused', reason: 'host' });
  });

  it('has 63 characters at most, however few codes', () => {
    expect(isHost(`${'a'.repeat(59)}.com`)).toBe(true);
    expect(isHost(`${'a'.repeat(60)}.com`)).toBe(false);
    expect(read(codes(...letters('a'.repeat(60)), 91))).toEqual({ kind: 'refused', reason: 'host' });
  });
});
