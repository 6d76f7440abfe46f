import { PNG } from 'pngjs';

/** A printed sheet as ink and no ink, with quick answers about whole areas. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Ink outside of the picture is no ink. */
  ink(x: number, y: number): boolean;
  /** Whether an area (right and bottom exclusive) has no ink. */
  blank(left: number, top: number, right: number, bottom: number): boolean;
}

const DARK = 128;

/** Decodes a PNG; dark dots are ink. */
export function pictureOf(png: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(png);
  const ink = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && (data[(y * width + x) * 4] ?? 255) < DARK;
  // Sums over the rectangle from the top left corner, so that any area is four look-ups.
  const sums = new Uint32Array((width + 1) * (height + 1));
  const sum = (x: number, y: number) => sums[y * (width + 1) + x] ?? 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sums[(y + 1) * (width + 1) + x + 1] = (ink(x, y) ? 1 : 0) + sum(x, y + 1) + sum(x + 1, y) - sum(x, y);
    }
  }
  const blank = (left: number, top: number, right: number, bottom: number) => {
    const [l, r] = [Math.max(0, left), Math.min(width, right)];
    const [t, b] = [Math.max(0, top), Math.min(height, bottom)];
    return l >= r || t >= b || sum(r, b) - sum(l, b) - sum(r, t) + sum(l, t) === 0;
  };
  return { width, height, ink, blank };
}
