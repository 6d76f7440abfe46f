import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from './spread.ts';

test('the missing units go to the largest remainders, ties to the earlier', () => {
  expect(spread(10, [33n, 34n, 33n], 10n)).toEqual([3, 4, 3]);
  expect(spread(2, [5n, 5n, 5n], 10n)).toEqual([1, 1, 0]);
});

test('amounts of both signs keep their sign and still sum', () => {
  expect(spread(0, [19n, -19n], 10n)).toEqual([1, -1]);
  expect(spread(1, [15n, -9n, 4n], 10n)).toEqual([1, 0, 0]);
});

test('sums to the floor or the ceiling of the exact sum, and to the mirror of it when every sign turns', () => {
  const numerators = fc.array(fc.bigInt({ min: -1_000_000n, max: 1_000_000n }), { maxLength: 20 });
  fc.assert(
    fc.property(numerators, fc.bigInt({ min: 1n, max: 1000n }), fc.boolean(), (given, denominator, ceiling) => {
      const exact = given.reduce((a, b) => a + b, 0n);
      const floor = exact / denominator - (exact % denominator < 0n ? 1n : 0n);
      const total = Number(ceiling && exact % denominator !== 0n ? floor + 1n : floor);
      const parts = spread(total, given, denominator);
      expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
      parts.forEach((part, index) => {
        const apart = BigInt(part) * denominator - given[index]!;
        expect(apart < denominator && apart > -denominator).toBe(true);
      });
      const turned = given.map((numerator) => -numerator);
      expect(spread(-total, turned, denominator).map((part) => 0 - part)).toEqual(parts.map((part) => part + 0));
    }),
    { numRuns: 1000 },
  );
});
