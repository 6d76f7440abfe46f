import { expect, test } from 'vitest';
import { pixelsPerMillimetre } from './panel.ts';

test('a 21.5 inch panel of 1920 by 1080 has 4.03 pixels per millimetre, either way up', () => {
  expect(pixelsPerMillimetre(21.5, 1920, 1080)).toBeCloseTo(4.034, 3);
  expect(pixelsPerMillimetre(21.5, 1080, 1920)).toBe(pixelsPerMillimetre(21.5, 1920, 1080));
});

test('the same picture on a smaller panel is drawn with more pixels per millimetre', () => {
  expect(pixelsPerMillimetre(10.1, 1920, 1080)).toBeGreaterThan(8.5);
});
