import { type Bitmap, blankBitmap, enlarged, ink } from './bitmap.ts';

const MAX_WIDTH = 4_096;
const MAX_HEIGHT = 16_000;

/**
 * A raster image: rows of `rowBytes` bytes, leftmost dot highest (GS v 0, GS ( L function 112 of Epson's ESC/POS command
 * reference). Short data leave the rest blank. `undefined` when no printer could hold it.
 */
export function rasterImage(data: Uint8Array, rowBytes: number, height: number, byX = 1, byY = 1): Bitmap | undefined {
  const width = rowBytes * 8;
  if (width === 0 || height === 0 || width > MAX_WIDTH || height * byY > MAX_HEIGHT) return undefined;
  const bits = new Uint8Array(rowBytes * height);
  bits.set(data.subarray(0, bits.length));
  return enlarged({ width, height, rowBytes, bits }, byX, byY);
}

/** Dots a column byte stands for, and how far apart they are, by m of `ESC * m`. */
const columnModes: Readonly<Record<number, { readonly bytes: number; readonly byX: number; readonly byY: number }>> = {
  0: { bytes: 1, byX: 2, byY: 3 },
  1: { bytes: 1, byX: 1, byY: 3 },
  32: { bytes: 3, byX: 2, byY: 1 },
  33: { bytes: 3, byX: 1, byY: 1 },
};

/** A column image of 8 or 24 dots' height (ESC *), topmost dot highest. */
export function columnImage(mode: number, columns: number, data: Uint8Array): Bitmap | undefined {
  const shape = columnModes[mode];
  if (shape === undefined || columns === 0 || columns > MAX_WIDTH) return undefined;
  const image = blankBitmap(columns, shape.bytes * 8);
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < image.height; y++) {
      if ((data[x * shape.bytes + (y >> 3)] ?? 0) & (0x80 >> (y & 7))) ink(image, x, y);
    }
  }
  return enlarged(image, shape.byX, shape.byY);
}
