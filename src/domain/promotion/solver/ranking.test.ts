import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranking } from './ranking.ts';

describe('a ranking', () => {
  it('gives the best that is there, the first of equals', () => {
    const values = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 });
    fc.assert(
      fc.property(values, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (worth, there) => {
        const list = ranking();
        worth.forEach((value, unit) => {
          list.put(unit, value);
        });
        const left = [...worth.keys()].filter((unit) => there[unit] === true);
        const best = left.sort((a, b) => worth[b]! - worth[a]! || a - b)[0] ?? -1;
        expect(list.best((unit) => there[unit] === true)).toBe(best);
      }),
    );
  });

  it('has nothing where nothing was put', () => {
    expect(ranking().best(() => true)).toBe(-1);
  });
});
