import jsQR from 'jsqr';
import { expect, test } from 'vitest';
import { groupCode, QUIET_ZONE, qrPath } from './qr.ts';

/** Paints the path's runs as a camera would see them, `scale` pixels a module. */
function photograph(payload: string, scale: number) {
  const { side, path } = qrPath(payload);
  const width = (side + 2 * QUIET_ZONE) * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let column = 0; column < Number(run) * scale; column++) {
      for (let row = 0; row < scale; row++) {
        const left = (Number(x) + QUIET_ZONE) * scale + column;
        const top = (Number(y) + QUIET_ZONE) * scale + row;
        pixels.set([0, 0, 0, 255], (top * width + left) * 4);
      }
    }
  }
  return { pixels, width };
}

test.each(['7Q2M9KXF', 'https://receipts.example/r/4f9c2f0b6d1e4b7aa1c2d3e4f5a6b7c8#7Q2M9KXF'])(
  'a reader reads %s back',
  (payload) => {
    const { pixels, width } = photograph(payload, 4);
    expect(jsQR(pixels, width, width)?.data).toBe(payload);
  },
);

test('a code is read in groups of four', () => {
  expect(groupCode('7Q2M9KXF')).toBe('7Q2M 9KXF');
  expect(groupCode('7Q2M-9KXF')).toBe('7Q2M 9KXF');
  expect(groupCode('ABCDE')).toBe('ABCD E');
  expect(groupCode('')).toBe('');
});
