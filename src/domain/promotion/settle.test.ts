import { describe, expect, it } from 'vitest';
import { equalShares } from './settle.ts';

describe('equal shares', () => {
  it('are as equal as minor units allow, the first ones a unit more', () => {
    expect(equalShares(100, [500, 500, 500])).toEqual([34, 33, 33]);
  });

  it('stop at the price of a unit, and the others share the rest', () => {
    expect(equalShares(100, [500, 300, 10])).toEqual([45, 45, 10]);
  });

  it('are the prices where they come to no more', () => {
    expect(equalShares(30, [10, 15, 5])).toEqual([10, 15, 5]);
  });
});
