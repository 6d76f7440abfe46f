import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packing } from './packing.ts';

const seed = 20_261_126;

/** By looking at every choice. */
function everyChoice(groups: readonly number[][], values: readonly number[]) {
  const sums: number[] = [];
  for (let chosen = 0; chosen < 1 << groups.length; chosen += 1) {
    const mine = groups.filter((_, at) => (chosen & (1 << at)) !== 0).flat();
    if (new Set(mine).size < mine.length) continue;
    sums.push(values.reduce((sum, value, at) => sum + ((chosen & (1 << at)) !== 0 ? value : 0), 0));
  }
  return sums.sort((a, b) => b - a);
}

describe('things that each take all of their units', () => {
  it('are chosen where they are worth more than what they shut out', () => {
    expect(packing([[0, 1, 2], [0], [1], [2]], [10, 4, 3, 2])).toEqual([0]);
    expect(packing([[0, 1, 2], [0], [1], [2]], [10, 4, 4, 3])).toEqual([1, 2, 3]);
  });

  it('are left to others where two choices are worth the same', () => {
    expect(packing([[0, 1], [0], [1]], [7, 4, 3])).toBeNull();
  });

  it('are left to others where there are too many', () => {
    const many = Array.from({ length: 25 }, (_, at) => at);
    expect(
      packing(
        many.map((at) => [at]),
        many.map((at) => at + 1),
      ),
    ).toBeNull();
  });

  it('are chosen as by looking at every choice', () => {
    const thing = fc.record({
      group: fc.uniqueArray(fc.nat({ max: 6 }), { minLength: 1, maxLength: 3 }),
      value: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(thing, { minLength: 1, maxLength: 8 }), (things) => {
        const groups = things.map(({ group }) => group);
        const values = things.map(({ value }) => value);
        const [most, next] = everyChoice(groups, values);
        const chosen = packing(groups, values);
        if (most === next) return chosen === null;
        return chosen !== null && chosen.reduce((sum, at) => sum + values[at]!, 0) === most;
      }),
      { numRuns: 300, seed },
    );
  });
});
