import { PNG } from 'pngjs';
import { type Bitmap, hasInk } from './bitmap.ts';

/** Dots across the printable width of 80 mm paper at 203 dots per inch. */
export const SHEET_DOTS = 576;
/** Blank rows above the first line, and below the last one at least. */
export const SHEET_MARGIN = 30;
/** Two metres of paper. A job without a cut continues on another sheet. */
export const SHEET_ROWS = 16_000;

/** Codes on one sheet that are remembered. */
const MOST_CODES = 32;

const ROW_BYTES = SHEET_DOTS / 8;
const INK = 0x15;
const PAPER = 0xff;

/** Paper coming out of the printer: grows downward as it is fed. */
export class Sheet {
  #bits = new Uint8Array(ROW_BYTES * 1_000);
  #height = 0;
  #inked = 0;
  readonly #codes: string[] = [];

  /** Rows fed so far, without margins. */
  get height(): number {
    return this.#height;
  }

  /** Whether anything was printed on it. */
  get blank(): boolean {
    return this.#inked === 0;
  }

  /** What the codes on it say, top to bottom. */
  get codes(): readonly string[] {
    return this.#codes;
  }

  /** The picture that was drawn last is a code that says this. */
  says(code: string): void {
    if (this.#codes.length < MOST_CODES) this.#codes.push(code);
  }

  get full(): boolean {
    return this.#height >= SHEET_ROWS;
  }

  /** Draws at a distance below the rows fed so far, which stay as they are. Dots beside the paper are lost. */
  draw(bitmap: Bitmap, x: number, below = 0): void {
    this.#room(this.#height + below + bitmap.height);
    for (let row = 0; row < bitmap.height; row++) {
      for (let column = 0; column < bitmap.width; column++) {
        if (hasInk(bitmap, column, row)) this.#ink(x + column, this.#height + below + row);
      }
    }
  }

  /** Moves the paper on. */
  feed(rows: number): void {
    this.#height = Math.min(SHEET_ROWS, this.#height + Math.max(0, Math.floor(rows)));
    this.#room(this.#height);
  }

  /** The sheet as a grey PNG, 576 dots wide, one pixel a dot, with margins. */
  png(): Buffer {
    const bottom = Math.max(this.#height, this.#inked + SHEET_MARGIN);
    const height = SHEET_MARGIN + bottom;
    const png = new PNG({ width: SHEET_DOTS, height, colorType: 0, inputColorType: 0, inputHasAlpha: false });
    const pixels = Buffer.alloc(SHEET_DOTS * height, PAPER);
    for (let y = 0; y < this.#inked; y++) {
      for (let x = 0; x < SHEET_DOTS; x++) {
        if (((this.#bits[y * ROW_BYTES + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) {
          pixels[(y + SHEET_MARGIN) * SHEET_DOTS + x] = INK;
        }
      }
    }
    png.data = pixels;
    return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false });
  }

  #ink(x: number, y: number): void {
    if (x < 0 || x >= SHEET_DOTS || y < 0 || y >= SHEET_ROWS) return;
    const at = y * ROW_BYTES + (x >> 3);
    this.#bits[at] = (this.#bits[at] ?? 0) | (0x80 >> (x & 7));
    this.#inked = Math.max(this.#inked, y + 1);
  }

  #room(rows: number): void {
    const wanted = Math.min(rows, SHEET_ROWS) * ROW_BYTES;
    if (wanted <= this.#bits.length) return;
    const grown = new Uint8Array(Math.min(SHEET_ROWS * ROW_BYTES, Math.max(wanted, this.#bits.length * 2)));
    grown.set(this.#bits);
    this.#bits = grown;
  }
}
