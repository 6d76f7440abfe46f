import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader, LONGEST_LINE } from './lines.ts';

const text = (lines: readonly Uint8Array[]) => lines.map((line) => Buffer.from(line).toString());
const bytes = (value: string) => Buffer.from(value);

describe('the lines of a stream', () => {
  it('end with LF or CR LF, and keep-alives are none', () => {
    expect(text(new LineReader().push(bytes('a\r\n\r\nb\n\n\r\nc')))).toEqual(['a', 'b']);
  });

  it('are put together from the pieces that they come in', () => {
    const reader = new LineReader();
    expect(text(['{"a"', ':1', '}\r', '\n\r', '\n{', '}\n'].flatMap((piece) => reader.push(bytes(piece))))).toEqual([
      '{"a":1}',
      '{}',
    ]);
  });

  it('keep nothing of one that is too long, and go on behind it', () => {
    const reader = new LineReader();
    const longest = 'a'.repeat(LONGEST_LINE);
    expect(text(reader.push(bytes(`${longest}\r\nb\n`)))).toEqual([longest, 'b']);
    expect(reader.tooLong).toBe(0);
    for (let piece = 0; piece < 100; piece++) expect(reader.push(new Uint8Array(LONGEST_LINE).fill(0x61))).toEqual([]);
    expect(text(reader.push(bytes('a\nb\n')))).toEqual(['b']);
    expect(reader.tooLong).toBe(1);
  });

  it('that began on a line that dropped never end', () => {
    const reader = new LineReader();
    reader.push(bytes('{"a":'));
    reader.reset();
    expect(text(reader.push(bytes('1}\n{}\n')))).toEqual(['1}', '{}']);
  });

  it('are the same however the stream is cut, and the bytes that were pushed may change afterwards', () => {
    const stream = fc.array(fc.oneof(fc.constantFrom('\n', '\r\n', '\r'), fc.string()), { maxLength: 30 });
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (parts, sizes) => {
        const all = bytes(parts.join(''));
        const whole = text(new LineReader().push(all));
        const reader = new LineReader();
        const lines: string[] = [];
        for (let at = 0, turn = 0; at < all.length; turn++) {
          const piece = Buffer.from(all.subarray(at, at + (sizes[turn % sizes.length] ?? 1)));
          at += piece.length;
          lines.push(...text(reader.push(piece)));
          piece.fill(0);
        }
        expect(lines).toEqual(whole);
        expect(whole.every((line) => line !== '' && !line.includes('\n'))).toBe(true);
      }),
    );
  });
});
