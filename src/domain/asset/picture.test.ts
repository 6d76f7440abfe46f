import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPicture } from './picture.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const ihdr = (width: number, height: number): readonly number[] => [
  ...[0, 0, 0, 13, ...Buffer.from('IHDR')],
  ...[0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255],
  ...[8, 2, 0, 0, 0, 1, 2, 3, 4],
];
const IDAT = [0, 0, 0, 1, ...Buffer.from('IDAT'), 0, 1, 2, 3, 4];
const ACTL = [0, 0, 0, 8, ...Buffer.from('acTL'), 0, 0, 0, 2, 0, 0, 0, 0, 1, 2, 3, 4];
const APP0 = [0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0];
const sof = (kind: number, width: number, height: number): readonly number[] => [
  ...[0xff, kind, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0],
];
const riff = (kind: string, ...rest: readonly number[]): Uint8Array =>
  bytes('RIFF', [0, 0, 0, 0], 'WEBP', kind, [0, 0, 0, 0], rest, Array(12).fill(0));

describe('a picture', () => {
  it('is a PNG, a JPEG or a WebP by its first bytes, and says its size there', () => {
    expect(readPicture(bytes(SIGNATURE, ihdr(640, 480), IDAT))).toEqual({ type: 'image/png', width: 640, height: 480 });
    expect(readPicture(readFileSync('test/fixtures/jam.png'))).toMatchObject({
      type: 'image/png',
      width: 48,
      height: 48,
    });
    expect(readPicture(bytes([0xff, 0xd8], APP0, sof(0xc0, 640, 480)))).toEqual({
      ...{ type: 'image/jpeg', width: 640, height: 480 },
    });
    // Progressive, behind a fill byte and a table of Huffman codes, which is no frame.
    const huffman = [0xff, 0xc4, 0, 4, 0, 0];
    expect(readPicture(bytes([0xff, 0xd8], huffman, [0xff], sof(0xc2, 32, 16)))).toMatchObject({
      width: 32,
      height: 16,
    });
    const lossy = riff('VP8 ', 0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01);
    expect(readPicture(lossy)).toEqual({ type: 'image/webp', width: 640, height: 480 });
    // 14 bits of width - 1, then 14 of height - 1.
    expect(readPicture(riff('VP8L', 0x2f, 0x7f, 0xc2, 0x77, 0x00))).toMatchObject({ width: 640, height: 480 });
    expect(readPicture(riff('VP8X', 0, 0, 0, 0, 0x7f, 0x02, 0, 0xdf, 0x01, 0))).toMatchObject({
      width: 640,
      height: 480,
    });
  });

  it('stands still and has no side of more than 2048 pixels', () => {
    expect(readPicture(bytes(SIGNATURE, ihdr(64, 64), ACTL, IDAT))).toBeNull();
    expect(readPicture(riff('VP8X', 0x02, 0, 0, 0, 9, 0, 0, 9, 0, 0))).toBeNull();
    expect(readPicture(bytes(SIGNATURE, ihdr(2048, 2048), IDAT))).not.toBeNull();
    expect(readPicture(bytes(SIGNATURE, ihdr(2049, 8), IDAT))).toBeNull();
    expect(readPicture(bytes(SIGNATURE, ihdr(0, 8), IDAT))).toBeNull();
    expect(readPicture(bytes([0xff, 0xd8], sof(0xc0, 65_535, 1)))).toBeNull();
  });

  it.each([
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['GIF', bytes('GIF89a', Array(40).fill(1))],
    ['HTML behind the signature of a PNG', bytes(SIGNATURE, '<html><script>alert(1)</script></html>')],
    ['a JPEG that begins its data before it says its size', bytes([0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0])],
    ['nothing', bytes()],
  ])('is not: %s', (_, given) => {
    expect(readPicture(given)).toBeNull();
  });

  it('is looked for in any bytes to their end, and no further', () => {
    const starts = fc.constantFrom<number[]>(
      [],
      SIGNATURE,
      [...SIGNATURE, ...ihdr(9, 9)],
      [0xff, 0xd8],
      [...riff('VP8L')],
    );
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 80 }), (start, rest) => {
        const facts = readPicture(bytes(start, [...rest]));
        expect(facts === null || facts.width * facts.height <= 2048 * 2048).toBe(true);
      }),
    );
  });
});
