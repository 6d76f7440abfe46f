import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsOf, GAP, padded, split } from './columns.ts';
import { printable, wrap } from './text.ts';

it.each([
  ['Milk £1', 7],
  ['牛乳', 4],
  ['우유', 4],
  ['ﾐﾙｸ', 3],
  ['นมสด', 4],
  ['น้ำ', 2],
  ['حليب', 4],
  ['می\u200cخواهم', 7],
])('%s takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

it('pads with gaps, and never cuts', () => {
  expect(padded('牛', 4)).toBe(`牛${GAP}${GAP}`);
  expect(padded('12', 4, 'before')).toBe(`${GAP}${GAP}12`);
  expect(padded('12345', 4)).toBe('12345');
});

it('splits between characters, marks kept with what they stand on', () => {
  expect(split('牛乳パック', 5)).toEqual(['牛乳', 'パッ', 'ク']);
  expect(split('น้ำนม', 2)).toEqual(['น้ำ', 'นม']);
  expect(split('', 5)).toEqual(['']);
});

it('wraps whatever is written to the width it is given, and loses nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 2, max: 48 }), (raw, width) => {
      const text = printable(raw);
      const lines = wrap(text, width);
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

it('keeps what joins letters where letters join, and nowhere else', () => {
  expect(printable('می\u200cخواهم')).toBe('می\u200cخواهم');
  expect(printable('Mi\u200clk \u200fnow')).toBe('Milk now');
});
