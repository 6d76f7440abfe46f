import { describe, expect, it } from 'vitest';
import { type Deal, dealOffers, units } from './deals.fixture.ts';
import { direct } from './direct.ts';
import type { UnitClass } from './problem.ts';

/** Pairs for so much off, each over some of the classes. */
function answer(classes: readonly UnitClass[], pairs: readonly Deal[]) {
  const offers = dealOffers(classes, pairs);
  const counts = classes.map(({ count }) => count);
  const found = direct(offers, counts, new Float64Array(classes.length), 0.5);
  return found?.chosen.map((each) =>
    each === null ? [] : Array.from(each.use.keys()).filter((c) => each.use[c]! > 0),
  );
}

describe('a component of few promotions', () => {
  it('is what each does for itself where nobody is in the way', () => {
    expect(
      answer(units(90, 80, 70, 60), [
        [10, [0, 1]],
        [20, [2, 3]],
      ]),
    ).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('is divided where they fight, and what is worth more together wins', () => {
    // The one in the middle is worth most alone, the two beside it more.
    const pairs = [
      [30, [0, 1]],
      [40, [1, 2]],
      [20, [2, 3]],
    ] as const;
    expect(
      answer(
        units(90, 80, 70, 60),
        pairs.map(([off, ids]) => [off, [...ids]] as const),
      ),
    ).toEqual([[0, 1], [], [0, 1]]);
  });

  it('is left to the search where another answer is worth as much', () => {
    const over = (one: number, other: number) =>
      answer(units(90, 80, 70), [
        [one, [0, 1]],
        [other, [1, 2]],
      ]);
    expect(over(40, 41)).toEqual([[], [0, 1]]);
    expect(over(40, 40)).toBeUndefined();
  });

  it('is left to the search where it has too many', () => {
    expect(
      answer(units(90, 80), [
        [9, [0, 1]],
        [8, [0, 1]],
        [7, [0, 1]],
        [6, [0, 1]],
        [5, [0, 1]],
      ]),
    ).toBeUndefined();
  });
});
