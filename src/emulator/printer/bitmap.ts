/** One bit a dot, rows padded to bytes, the leftmost dot in the highest bit, 1 is ink. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly rowBytes: number;
  readonly bits: Uint8Array;
}

/** An empty bitmap. */
export function blankBitmap(width: number, height: number): Bitmap {
  const rowBytes = (width + 7) >> 3;
  return { width, height, rowBytes, bits: new Uint8Array(rowBytes * height) };
}

/** Whether a dot has ink; outside of the bitmap nothing has. */
export function hasInk(bitmap: Bitmap, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return false;
  return ((bitmap.bits[y * bitmap.rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

/** Puts ink on one dot; dots outside are lost, as beside the print head. */
export function ink(bitmap: Bitmap, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return;
  const at = y * bitmap.rowBytes + (x >> 3);
  bitmap.bits[at] = (bitmap.bits[at] ?? 0) | (0x80 >> (x & 7));
}

/** Each dot becomes a block of so many dots. */
export function enlarged(bitmap: Bitmap, byX: number, byY: number): Bitmap {
  if (byX === 1 && byY === 1) return bitmap;
  const large = blankBitmap(bitmap.width * byX, bitmap.height * byY);
  for (let y = 0; y < large.height; y++) {
    for (let x = 0; x < large.width; x++) {
      if (hasInk(bitmap, Math.floor(x / byX), Math.floor(y / byY))) ink(large, x, y);
    }
  }
  return large;
}

/** The bitmap turned by half a turn. */
export function upsideDown(bitmap: Bitmap): Bitmap {
  const turned = blankBitmap(bitmap.width, bitmap.height);
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      if (hasInk(bitmap, x, y)) ink(turned, bitmap.width - 1 - x, bitmap.height - 1 - y);
    }
  }
  return turned;
}
