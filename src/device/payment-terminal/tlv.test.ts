import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTlv, type TlvItem } from './tlv.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const outline = (items: readonly TlvItem[]): unknown[] =>
  items.map(({ tag, value, children }) =>
    children.length === 0
      ? [tag.toString(16), Buffer.from(value).toString('hex')]
      : [tag.toString(16), outline(children)],
  );
const read = (text: string) => {
  const result = readTlv(hex(text));
  return result.kind === 'tlv' ? outline(result.items) : result.reason;
};

test('reads primitive and constructed items, one and two byte tags, short and long lengths', () => {
  expect(read('1f07 01 02 25 06 07 01 41 07 01 42')).toEqual([
    ['1f07', '02'],
    [
      '25',
      [
        ['7', '41'],
        ['7', '42'],
      ],
    ],
  ]);
  expect(read(`0781 80 ${'41'.repeat(128)}`)).toEqual([['7', '41'.repeat(128)]]);
  expect(read(`0782 0100 ${'41'.repeat(256)}`)).toEqual([['7', '41'.repeat(256)]]);
  expect(read('')).toEqual([]);
});

test.each([
  ['a length of unknown end', '25 80 07 01 41 00 00', 'length'],
  ['a length longer than it need be', '07 81 01 41', 'length'],
  ['a two byte length that fits into one', `07 82 00ff ${'41'.repeat(255)}`, 'length'],
  ['a length of three bytes', '07 83 010000', 'length'],
  ['a value cut short', '07 05 41', 'truncated'],
  ['a child that runs over its parent', '25 02 07 05', 'truncated'],
  ['a tag without a length', '07', 'truncated'],
  ['half a tag', '1f', 'truncated'],
  ['a tag without end', '1f ff ff ff 01 00', 'tag'],
  ['nesting without end', '21 10 21 0e 21 0c 21 0a 21 08 21 06 21 04 21 02 21 00', 'tooDeep'],
])('refuses %s', (_, bytes, reason) => {
  expect(read(bytes)).toBe(reason);
});

test('refuses more items than any message has', () => {
  expect(read('0700'.repeat(1000))).toHaveLength(1000);
  expect(read('0700'.repeat(1001))).toBe('tooMany');
});

test('survives any bytes, and what it accepts it has read to the last byte', () => {
  const bytes = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x25, 0x07, 0x1f, 0x01, 0x80, 0x81)),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(bytes, (stream) => {
      const result = readTlv(Uint8Array.from(stream));
      if (result.kind === 'malformed') return;
      const size = (items: readonly TlvItem[]): number =>
        items.reduce(
          (sum, { tag, value }) =>
            sum + (tag > 0xffff ? 3 : tag > 0xff ? 2 : 1) + (value.length > 127 ? 2 : 1) + value.length,
          0,
        );
      expect(size(result.items)).toBe(stream.length);
    }),
    { numRuns: 10_000 },
  );
});
