import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockReader, encodeBlock, type LineSign } from './block.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** Blocks as registers and terminals send them, from published logs of ZVT on a serial line. */
const PUBLISHED = [
  ['registration', '06 00 06 12 34 56 ba 09 78', '10 02 06 00 06 12 34 56 ba 09 78 10 03 24 c3'],
  ['initialisation', '06 93 03 12 34 56', '10 02 06 93 03 12 34 56 10 03 ca a4'],
  [
    'a payment whose amount holds a DLE',
    '06 01 0a 04 00 00 00 01 10 00 49 09 78',
    '10 02 06 01 0a 04 00 00 00 01 10 10 00 49 09 78 10 03 f2 ff',
  ],
  ['diagnosis', '06 70 00', '10 02 06 70 00 10 03 d9 f9'],
  ['done', '80 00 00', '10 02 80 00 00 10 03 f5 1f'],
  ['not now', '84 9c 00', '10 02 84 9c 00 10 03 c3 41'],
  ['status enquiry', '05 01 03 12 34 56', '10 02 05 01 03 12 34 56 10 03 e0 43'],
] as const;

const said = (...parts: Uint8Array[]): LineSign[] => {
  const reader = new BlockReader();
  return parts.flatMap((part) => reader.push(part));
};
const words = (signs: readonly LineSign[]) => signs.map((it) => (it.kind === 'block' ? hex(it.apdu) : it.kind));

describe('blocks on a serial line', () => {
  it.each(PUBLISHED)('%s is as published', (_, apdu, block) => {
    expect(hex(encodeBlock(bytes(apdu)))).toBe(hex(bytes(block)));
    expect(words(said(bytes(block)))).toEqual([hex(bytes(apdu))]);
  });

  it('are read whatever they hold, however they are cut, with noise between them', () => {
    const noise = fc.uint8Array({ maxLength: 8 }).map((it) => it.filter((byte) => ![0x06, 0x10, 0x15].includes(byte)));
    const apdu = fc.uint8Array({ minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, apdu), { maxLength: 5 }), fc.infiniteStream(fc.nat(7)), (parts, cuts) => {
        const all = Buffer.concat(parts.flatMap(([before, it]) => [before, encodeBlock(it)]));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < all.length; ) {
          const size = 1 + cuts.next().value;
          pieces.push(all.subarray(at, at + size));
          at += size;
        }
        expect(words(said(...pieces))).toEqual(parts.map(([, it]) => hex(it)));
      }),
    );
  });

  it('with any bit turned are never taken for another', () => {
    const whole = encodeBlock(bytes('06 01 07 04 00 00 00 00 06 62'));
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const spoilt = Uint8Array.from(whole);
      spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(said(spoilt).filter(({ kind }) => kind === 'block')).toEqual([]);
    }
  });

  it('tells acknowledgements between blocks, and none inside one', () => {
    expect(words(said(bytes('06 15'), encodeBlock(bytes('06 15 00'))))).toEqual(['ack', 'nak', '061500']);
  });

  it('finds the block that begins where the end of another was lost', () => {
    expect(words(said(bytes('10 02 06 01 0a'), encodeBlock(bytes('80 00 00'))))).toEqual(['damaged', '800000']);
  });

  it('gives up a block that never ends, and keeps no more than the longest of it', () => {
    const endless = new Uint8Array(70_000).fill(0x41);
    expect(words(said(bytes('10 02'), endless, encodeBlock(bytes('80 00 00'))))).toEqual(['damaged', '800000']);
  });
});
