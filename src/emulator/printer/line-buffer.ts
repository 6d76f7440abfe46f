import { type Bitmap, blankBitmap, enlarged, hasInk, ink, upsideDown } from './bitmap.ts';
import type { PrintMode } from './mode.ts';

interface Item {
  readonly x: number;
  readonly bitmap: Bitmap;
  readonly text: string;
}

export interface ComposedLine {
  readonly bitmap: Bitmap;
  /** Dots from the left edge of the paper. */
  readonly x: number;
  /** The line's characters; gaps and the way in from the left edge as spaces of one font A cell. */
  readonly text: string;
}

/** Columns of text are counted in cells of font A, whatever the font. */
const COLUMN_DOTS = 12;
const MISSING_BORDER = 2;

/** What waits in the print buffer for the line to be printed: characters and bit images side by side, on one base line. */
export class LineBuffer {
  #items: Item[] = [];
  #x = 0;

  get empty(): boolean {
    return this.#items.length === 0 && this.#x === 0;
  }

  /** Where the next character begins, in dots from the left margin. */
  get position(): number {
    return this.#x;
  }

  moveTo(x: number): void {
    this.#x = Math.max(0, x);
  }

  clear(): void {
    this.#items = [];
    this.#x = 0;
  }

  add(bitmap: Bitmap, text: string): void {
    this.#items.push({ x: this.#x, bitmap, text });
    this.#x += bitmap.width;
  }

  /** Puts the items of the line together, bottoms aligned, and empties the buffer. `undefined` when nothing was in it. */
  compose(mode: PrintMode): ComposedLine | undefined {
    const items = this.#items;
    this.clear();
    if (items.length === 0) return undefined;
    const width = Math.min(mode.areaWidth, Math.max(...items.map((item) => item.x + item.bitmap.width)));
    const height = Math.max(...items.map((item) => item.bitmap.height));
    const line = blankBitmap(width, height);
    for (const { bitmap, x } of items) copy(bitmap, line, x, height - bitmap.height);
    const at = mode.leftMargin + alignedAt(mode, width);
    return { bitmap: mode.upsideDown ? upsideDown(line) : line, x: at, text: textOf(items, at) };
  }
}

/** Dots from the left margin at which something of this width begins. */
export function alignedAt(mode: PrintMode, width: number): number {
  const free = Math.max(0, mode.areaWidth - width);
  return mode.align === 'left' ? 0 : mode.align === 'center' ? Math.floor(free / 2) : free;
}

/** The picture of one character in the styles of the mode, its right-side spacing included. */
export function characterCell(character: string, mode: PrintMode): Bitmap {
  const { face, width, height } = mode;
  const rows = face.glyph(character.codePointAt(0) ?? 0) ?? hollowBox(face.width, face.height);
  const bold = mode.emphasized || mode.doubleStrike;
  const cell = blankBitmap(face.width, face.height);
  for (let y = 0; y < face.height; y++) {
    // A thermal head prints bold by heating each dot twice, the second time one dot further on.
    const row = bold ? (rows[y] ?? 0) | ((rows[y] ?? 0) >> 1) : (rows[y] ?? 0);
    for (let x = 0; x < face.width; x++) if (row & (1 << (face.width - 1 - x))) ink(cell, x, y);
  }
  const large = enlarged(cell, width, height);
  const whole = blankBitmap(large.width + mode.characterSpacing * width, large.height);
  copy(large, whole, 0, 0);
  if (mode.reverse) return reversed(whole);
  for (let y = whole.height - mode.underline; y < whole.height; y++) {
    for (let x = 0; x < whole.width; x++) ink(whole, x, y);
  }
  return whole;
}

function copy(from: Bitmap, to: Bitmap, x: number, y: number): void {
  for (let row = 0; row < from.height; row++) {
    for (let column = 0; column < from.width; column++) {
      if (hasInk(from, column, row)) ink(to, x + column, y + row);
    }
  }
}

function reversed(bitmap: Bitmap): Bitmap {
  const other = blankBitmap(bitmap.width, bitmap.height);
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) if (!hasInk(bitmap, x, y)) ink(other, x, y);
  }
  return other;
}

/** What stands for a character that the face has not: seen at once, and never taken for a space. */
function hollowBox(width: number, height: number): Uint16Array {
  const rows = new Uint16Array(height);
  const full = (1 << (width - 1)) - 2;
  const sides = (1 << (width - 2)) | 2;
  for (let y = 4; y < height - 4; y++)
    rows[y] = y < 4 + MISSING_BORDER || y >= height - 4 - MISSING_BORDER ? full : sides;
  return rows;
}

function textOf(items: readonly Item[], at: number): string {
  const written = items.slice(items.findIndex((item) => item.text !== ' '));
  let text = '';
  let right = -at;
  for (const item of written) {
    const gap = Math.max(0, item.x - right);
    text += ' '.repeat(text === '' ? Math.floor(gap / COLUMN_DOTS) : Math.round(gap / COLUMN_DOTS)) + item.text;
    right = item.x + item.bitmap.width;
  }
  return text.trimEnd();
}
