import { inflateSync } from 'node:zlib';
import fontA from './font-a.json' with { type: 'json' };
import fontB from './font-b.json' with { type: 'json' };

/** A bitmap face on a strict grid: every character fills a cell of `width` by `height` dots. */
export interface Face {
  readonly width: number;
  readonly height: number;
  /** All characters the face can draw, as code points in ascending order. */
  readonly codePoints: readonly number[];
  /** A cell's rows from the top; in each, bit `width - 1` is the leftmost dot. */
  glyph(codePoint: number): Uint16Array | undefined;
}

interface FaceFile {
  readonly width: number;
  readonly height: number;
  readonly codePoints: string;
  readonly bits: string;
}

/** 12 by 24 dots: 48 characters on 80 mm paper. */
export const faceA: Face = faceFrom(fontA);

/** 9 by 17 dots: 64 characters on 80 mm paper. */
export const faceB: Face = faceFrom(fontB);

function faceFrom(file: FaceFile): Face {
  const codePoints = file.codePoints.split(' ').flatMap(rangeOf);
  const bytes = inflateSync(Buffer.from(file.bits, 'base64'));
  const glyphs = new Map<number, Uint16Array>();
  for (const [index, codePoint] of codePoints.entries()) {
    const rows = new Uint16Array(file.height);
    for (let y = 0; y < file.height; y++) rows[y] = bytes.readUInt16BE((index * file.height + y) * 2);
    glyphs.set(codePoint, rows);
  }
  return { width: file.width, height: file.height, codePoints, glyph: (codePoint) => glyphs.get(codePoint) };
}

function rangeOf(text: string): number[] {
  const [first = 0, last = first] = text.split('-').map((hex) => Number.parseInt(hex, 16));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
