import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UPLOAD_BACK_OFF, waitAfter } from './back-off.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('doubles up to a minute, and half of it is chance', () => {
  expect([1, 2, 3, 6, 7, 50].map((failures) => waitAfter(failures, 0, null))).toEqual([
    500, 1000, 2000, 16_000, 30_000, 30_000,
  ]);
  expect(waitAfter(1, 0.5, null)).toBe(750);
});

it('never waits longer than a minute by itself, and never not at all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), random, (failures, chance) => {
      const wait = waitAfter(failures, chance, null);
      expect(wait).toBeGreaterThanOrEqual(UPLOAD_BACK_OFF.first / 2);
      expect(wait).toBeLessThanOrEqual(UPLOAD_BACK_OFF.longest);
    }),
  );
});

it('waits as long as it is asked to, up to ten minutes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      random,
      fc.integer({ min: 0, max: 10_000_000 }),
      (failures, chance, asked) => {
        const wait = waitAfter(failures, chance, asked);
        expect(wait).toBeGreaterThanOrEqual(Math.min(asked, UPLOAD_BACK_OFF.longestAsked));
        expect(wait).toBeLessThanOrEqual(UPLOAD_BACK_OFF.longestAsked + UPLOAD_BACK_OFF.first);
      },
    ),
  );
});
