import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookAlike } from '../../../test/paper/glyph-table.ts';
import { pictureOf } from '../../../test/paper/picture.ts';
import { readPaper } from '../../../test/paper/read-paper.ts';
import { characterOf } from './code-pages.ts';
import { upperHalves } from './code-tables.ts';
import { CommandParser } from './command-parser.ts';
import { faceA } from './font/face.ts';
import { Interpreter } from './interpreter.ts';

interface Printed {
  readonly png: Buffer;
  readonly text: readonly string[];
  readonly notes: readonly string[];
}

/** Prints bytes, given as text (one character a byte) or as they are. */
function print(...parts: readonly (string | Uint8Array)[]): Printed {
  const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const notes: string[] = [];
  const sheets: Printed[] = [];
  const interpreter = new Interpreter({
    fed: () => {},
    noted: (what) => notes.push(what),
    finished: (sheet, text) => sheets.push({ png: sheet.png(), text, notes }),
  });
  const parser = new CommandParser();
  for (let at = 0; at < bytes.length; ) {
    const { next, command } = parser.take(bytes, at);
    at = next;
    if (command !== undefined) interpreter.execute(command);
  }
  interpreter.finishSheet();
  return sheets[0] ?? { png: Buffer.alloc(0), text: [], notes };
}

const rows = (...parts: readonly (string | Uint8Array)[]) => readPaper(print(...parts).png).rows;
const MARGIN = 30;

test('a letter fills its cell dot by dot, below the margin and at the left edge', () => {
  const picture = pictureOf(print('A\n').png);
  const glyph = faceA.glyph(0x41) ?? [];
  expect(picture.width).toBe(576);
  for (let y = 0; y < 24; y++) {
    for (let x = 0; x < 12; x++) expect(picture.ink(x, MARGIN + y)).toBe((((glyph[y] ?? 0) >> (11 - x)) & 1) === 1);
  }
  expect(picture.blank(12, 0, 576, picture.height)).toBe(true);
});

test('lines stand 30 dots apart, or as ESC 3 says, and never overlap', () => {
  const tops = (spacing: string) => {
    const picture = pictureOf(print(spacing, '\xdb\n\xdb\n\xdb\n').png);
    return Array.from({ length: picture.height }, (_, y) => y).filter(
      (y) => picture.ink(0, y) && !picture.ink(0, y - 1),
    );
  };
  expect(tops('')).toEqual([30, 60, 90]);
  expect(tops('\x1b3\x64')).toEqual([30, 80, 130]);
  expect(tops('\x1b3\x00')).toEqual([30]);
});

test.each(Object.keys(upperHalves).map(Number))('every character of table %i reads back', (table) => {
  const upper = Uint8Array.from({ length: 128 }, (_, index) => 128 + index).filter((byte) => {
    const character = characterOf(byte, table, 0);
    return faceA.glyph(character.codePointAt(0) ?? 0) !== undefined && character.trim() !== '';
  });
  expect(upper.length).toBeGreaterThan(30);
  const expected = [...upper].map((byte) => lookAlike(characterOf(byte, table, 0))).join('');
  expect(rows(Uint8Array.of(0x1b, 0x74, table), 'Ag|', upper, '\n').join('')).toBe(`Ag|${expected}`);
});

test('all of ASCII reads back in every style and size', () => {
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('');
  for (const style of [
    '',
    '\x1bE\x01',
    '\x1bG\x01',
    '\x1b-\x01',
    '\x1b-\x02',
    '\x1dB\x01',
    '\x1d!\x01',
    '\x1d!\x10',
    '\x1d!\x22',
    '\x1b!\x39',
  ]) {
    expect([style, rows(style, ascii, '\n').join('')]).toEqual([style, ascii]);
  }
});

test('font B takes 64 characters a line, font A 48, and the rest goes on the next', () => {
  expect(rows('x'.repeat(50), '\n')).toEqual(['x'.repeat(48), 'xx']);
  expect(rows('\x1bM\x01', 'y'.repeat(65), '\n')).toEqual(['y'.repeat(64), 'y']);
});

test('lines are aligned to the dot', () => {
  expect(rows('\x1ba\x01Total\n\x1ba\x02Total\n\x1ba\x00Total\n')).toEqual([
    `${' '.repeat(21)}Total`,
    `${' '.repeat(43)}Total`,
    'Total',
  ]);
  const picture = pictureOf(print('\x1ba\x02\xdb\n').png);
  expect(picture.ink(564, MARGIN)).toBe(true);
  expect(picture.ink(563, MARGIN)).toBe(false);
});

test('alignment in the middle of a line is ignored, as a printer ignores it', () => {
  expect(rows('left\x1ba\x02\nleft again\n')).toEqual(['left', 'left again']);
});

test('sizes of one line stand on one base line', () => {
  expect(rows('small \x1d!\x11BIG\x1d!\x00 small\n')).toEqual(['small BIG small']);
});

test('positions, tabs and margins put words where they belong', () => {
  expect(rows('a\x1b$\x78\x00b\n')).toEqual(['a         b']);
  expect(rows('a\tb\tc\n')).toEqual(['a       b       c']);
  expect(rows('\x1bD\x05\x00', 'a\tb\n')).toEqual(['a    b']);
  expect(rows('\x1dL\x18\x00in\n')).toEqual(['  in']);
  expect(rows('\x1dW\x30\x00abcdef\n')).toEqual(['abcd', 'ef']);
});

test('reversed words keep their spaces', () => {
  expect(rows('\x1dB\x01 PAID IN FULL \x1dB\x00\n')[0]?.trim()).toBe('PAID IN FULL');
});

test('national characters replace some of ASCII', () => {
  expect(rows('\x1bR\x03#5 \x1bR\x02[]\n')).toEqual(['£5 ÄÜ']);
});

test('a character of a table that is not drawn prints as one that nobody takes for another', () => {
  const { png, notes } = print('\x1bt\x01', '\xb1', '\n');
  expect(notes).toEqual(['character code table 1 not drawn']);
  expect(readPaper(png).rows).toEqual(['\ufffd']);
});

const qr = (text: string, size = 6, level = 0x31) =>
  Buffer.concat([
    Buffer.from('1d286b0400314132001d286b03003143', 'hex'),
    Uint8Array.of(size),
    Buffer.from('1d286b03003145', 'hex'),
    Uint8Array.of(level),
    Uint8Array.of(0x1d, 0x28, 0x6b, (text.length + 3) & 0xff, (text.length + 3) >> 8, 0x31, 0x50, 0x30),
    Buffer.from(text, 'latin1'),
    Buffer.from('1d286b0300315130', 'hex'),
  ]);

test.each([3, 6, 8])('a QR code of %i dots a module reads back, with the text around it', (size) => {
  const text = 'https://receipts.example/r/0123456789abcdef0123456789abcdef';
  const { png } = print('above\n\x1ba\x01', qr(text, size), 'below\n');
  expect(readPaper(png)).toEqual({ rows: ['above', `${' '.repeat(21)}below`], qr: text });
});

test('a QR code that does not fit the paper, or has no data, is not printed', () => {
  expect(readPaper(print(qr('x'.repeat(900), 8), 'after\n').png)).toEqual({ rows: ['after'], qr: null });
  expect(print(Buffer.from('1d286b0300315130', 'hex'), 'x\n').notes).toEqual(['picture that does not fit']);
});

test('raster and column pictures land on their dots', () => {
  const raster = pictureOf(print(Uint8Array.of(0x1d, 0x76, 0x30, 0, 1, 0, 2, 0, 0x81, 0x01)).png);
  expect([0, 7].map((x) => raster.ink(x, MARGIN))).toEqual([true, true]);
  expect([0, 7].map((x) => raster.ink(x, MARGIN + 1))).toEqual([false, true]);
  const column = pictureOf(print(Uint8Array.of(0x1b, 0x2a, 33, 2, 0, 0x80, 0, 0, 0, 0, 0x01, 0x0a)).png);
  expect([column.ink(0, MARGIN), column.ink(1, MARGIN), column.ink(1, MARGIN + 23)]).toEqual([true, false, true]);
  const stored = pictureOf(
    print(Buffer.from('1d284c0b0030703001013108000100ff', 'hex'), Buffer.from('1d284c02003032', 'hex')).png,
  );
  expect(stored.blank(0, 0, 8, MARGIN)).toBe(true);
  expect([stored.ink(0, MARGIN), stored.ink(7, MARGIN), stored.ink(8, MARGIN)]).toEqual([true, true, false]);
});

test('a barcode is passed over and noted', () => {
  const { png, notes } = print('\x1dk\x49\x04{B12', 'after\n');
  expect(readPaper(png).rows).toEqual(['after']);
  expect(notes).toEqual(['barcode of system 73 not drawn']);
});

test('ESC @ empties the line and puts everything back', () => {
  expect(rows('lost\x1bE\x01\x1d!\x77\x1ba\x01\x1b@found\n')).toEqual(['found']);
});

test('one wrong dot and the line does not read', () => {
  const picture = print('Total 12.59\n');
  expect(readPaper(picture.png).rows).toEqual(['Total 12.59']);
  const spoilt = print(
    '\x1b*\x21\x0c\x00',
    Buffer.from([...Array(17).fill(0), 0x40, ...Array(18).fill(0)]),
    'Total 12.59\n',
  );
  expect(readPaper(spoilt.png).rows).toEqual([]);
});

test('what the printer understood is what the paper says, for any text', () => {
  const line = fc
    .string({ unit: fc.constantFrom(...'abcXYZ019 .,-£%/:'), minLength: 1, maxLength: 48 })
    .filter((text) => text.trim() !== '');
  const style = fc.constantFrom(
    '\x1bE\x00',
    '\x1bE\x01',
    '\x1d!\x00',
    '\x1d!\x01',
    '\x1ba\x00',
    '\x1ba\x01',
    '\x1b-\x00',
    '\x1b-\x01',
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(style, line), { minLength: 1, maxLength: 6 }), (lines) => {
      const printed = print('\x1bt\x10', ...lines.map(([before, text]) => `${before}A${text}A\n`));
      expect(readPaper(printed.png).rows).toEqual(printed.text);
    }),
    { numRuns: 40 },
  );
});

test('a job without end goes on sheet after sheet, each of bounded length', () => {
  const sheets: number[] = [];
  const interpreter = new Interpreter({
    fed: () => {},
    noted: () => {},
    finished: (sheet) => sheets.push(sheet.height),
  });
  const line = { name: 'text', head: [0x41], data: new Uint8Array(0), lost: 0, known: true };
  const feed = { name: 'ESC d', head: [255], data: new Uint8Array(0), lost: 0, known: true };
  for (let i = 0; i < 10; i++) {
    interpreter.execute(line);
    interpreter.execute(feed);
  }
  expect(sheets.length).toBeGreaterThan(2);
  expect(Math.max(...sheets)).toBe(16_000);
});
