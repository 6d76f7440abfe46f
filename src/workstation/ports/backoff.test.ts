import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

function first(count: number, random: () => number, options = {}): number[] {
  const pauses = backoff(random, options);
  return Array.from({ length: count }, () => pauses.next().value);
}

test('starts fast and doubles up to the cap', () => {
  expect(first(8, () => 0)).toEqual([100, 200, 400, 800, 1600, 2000, 2000, 2000]);
});

test('chance only shortens a pause, by a quarter at most', () => {
  expect(first(6, () => 0.999_999)).toEqual([75, 150, 300, 600, 1200, 1500]);
});

test('no pause is ever longer than the cap, nor shorter than its share of the first', () => {
  const options = fc.record({
    firstMs: fc.integer({ min: 1, max: 5000 }),
    factor: fc.integer({ min: 1, max: 5 }),
    capMs: fc.integer({ min: 1, max: 5000 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(options, fc.double({ min: 0, max: 0.999, noNaN: true }), (given, chance) => {
      for (const pause of first(12, () => chance, given)) {
        expect(pause).toBeLessThanOrEqual(given.capMs);
        expect(pause).toBeGreaterThanOrEqual(Math.floor(Math.min(given.firstMs, given.capMs) * (1 - given.jitter)));
      }
    }),
  );
});
