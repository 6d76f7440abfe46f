import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate, mulDivHalfUp } from './money.ts';

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 40 });

describe('mulDivHalfUp', () => {
  test('rounds a half away from zero, on both sides of it', () => {
    expect(mulDivHalfUp(1, 1, 2)).toBe(1);
    expect(mulDivHalfUp(-1, 1, 2)).toBe(-1);
    expect(mulDivHalfUp(5, 1, 2)).toBe(3);
    expect(mulDivHalfUp(-5, 1, 2)).toBe(-3);
    expect(mulDivHalfUp(7, 1, 5)).toBe(1);
    expect(mulDivHalfUp(-7, 1, 5)).toBe(-1);
  });

  test('never answers minus zero', () => {
    expect(Object.is(mulDivHalfUp(-1, 1, 3), 0)).toBe(true);
    expect(Object.is(mulDivHalfUp(-5, 0, 3), 0)).toBe(true);
    expect(Object.is(mulDivHalfUp(-1, 1, Number.MAX_SAFE_INTEGER), 0)).toBe(true);
  });

  test('is exact where the product leaves the safe integers', () => {
    const big = Number.MAX_SAFE_INTEGER;
    expect(mulDivHalfUp(big, big, big)).toBe(big);
    expect(mulDivHalfUp(big - 1, 1, 2)).toBe((big - 1) / 2);
    expect(mulDivHalfUp(-big, big, big)).toBe(-big);
  });

  test('refuses fractions, a denominator that is not positive, and results beyond the safe integers', () => {
    expect(() => mulDivHalfUp(0.5, 1, 1)).toThrow(RangeError);
    expect(() => mulDivHalfUp(1, Number.NaN, 1)).toThrow(RangeError);
    expect(() => mulDivHalfUp(1, 1, 0)).toThrow(RangeError);
    expect(() => mulDivHalfUp(1, 1, -2)).toThrow(RangeError);
    expect(() => mulDivHalfUp(Number.MAX_SAFE_INTEGER, 2, 1)).toThrow(RangeError);
  });

  test('is floor(x + ½) of the exact magnitude, by integers of any size', () => {
    const factor = fc.oneof(amount, fc.maxSafeInteger());
    const divisor = fc.oneof(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    );
    fc.assert(
      fc.property(
        factor,
        fc.integer({ min: -100_000_000, max: 100_000_000 }),
        divisor,
        (value, numerator, denominator) => {
          const product = BigInt(value) * BigInt(numerator);
          const magnitude = product < 0n ? -product : product;
          const rounded = (magnitude * 2n + BigInt(denominator)) / (BigInt(denominator) * 2n);
          fc.pre(rounded <= BigInt(Number.MAX_SAFE_INTEGER));
          expect(BigInt(mulDivHalfUp(value, numerator, denominator))).toBe(product < 0n ? -rounded : rounded);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('allocate', () => {
  test('splits 1000 over three equal pens as 334, 333, 333', () => {
    expect(allocate(1000, [1500, 1500, 1500])).toEqual([334, 333, 333]);
  });

  test('splits 5000 over three burgers and two cokes as the bundle of the design', () => {
    expect(allocate(5000, [1000, 1000, 1000, 1500, 1500])).toEqual([834, 833, 833, 1250, 1250]);
  });

  test('gives everything to the first where all weights are zero, and nothing to nobody', () => {
    expect(allocate(7, [0, 0])).toEqual([7, 0]);
    expect(allocate(0, [])).toEqual([]);
    expect(() => allocate(1, [])).toThrow(RangeError);
  });

  test('refuses negative, fractional and infinite weights', () => {
    for (const weight of [-1, 0.5, Number.POSITIVE_INFINITY, Number.NaN]) {
      expect(() => allocate(10, [1, weight])).toThrow(RangeError);
    }
    expect(() => allocate(0.1, [1])).toThrow(RangeError);
  });

  test('gives the same shares in plain numbers as where a product leaves the safe integers', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), weights, (total, given) => {
        fc.pre(given.some((weight) => weight > 0));
        // The same proportions, too large for plain numbers.
        const large = given.map((weight) => weight * 2 ** 40);
        expect(allocate(total, given)).toEqual(allocate(total, large));
      }),
    );
  });

  test('always sums to the total', () => {
    fc.assert(
      fc.property(amount, weights, (total, given) => {
        expect(allocate(total, given).reduce((a, b) => a + b, 0)).toBe(total);
      }),
      { numRuns: 1000 },
    );
  });

  test('gives each weight the floor or the ceiling of its exact share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), weights, (total, given) => {
        const sum = given.reduce((a, b) => a + BigInt(b), 0n);
        fc.pre(sum > 0n);
        allocate(total, given).forEach((part, index) => {
          const floor = (BigInt(total) * BigInt(given[index]!)) / sum;
          const exact = (BigInt(total) * BigInt(given[index]!)) % sum === 0n;
          expect(BigInt(part) === floor || (!exact && BigInt(part) === floor + 1n)).toBe(true);
        });
      }),
    );
  });

  test('rounds up the largest remainders, and the earlier of equal ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), weights, (total, given) => {
        const sum = given.reduce((a, b) => a + BigInt(b), 0n);
        fc.pre(sum > 0n);
        const shares = allocate(total, given).map((part, index) => {
          const exact = BigInt(total) * BigInt(given[index]!);
          return { up: BigInt(part) > exact / sum, remainder: exact % sum, index };
        });
        for (const up of shares.filter((share) => share.up)) {
          for (const down of shares.filter((share) => !share.up)) {
            const ahead = up.remainder > down.remainder || (up.remainder === down.remainder && up.index < down.index);
            expect(ahead).toBe(true);
          }
        }
      }),
    );
  });

  test('a negative total mirrors the positive one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), weights, (total, given) => {
        expect(allocate(-total, given).map((part) => 0 - part)).toEqual(allocate(total, given));
      }),
    );
  });
});
