import { describe, expect, it } from 'vitest';
import { solvedCache } from './solved.ts';

const saving = (gap: number) => ({ applications: [], gap });

describe('solved components', () => {
  it('are found again by what they were made of', () => {
    const cache = solvedCache(10);
    cache.put([1, 7, 499, -1, 2, 3], saving(1));
    cache.put([1, 7, 499, -1, 2, 4], saving(2));
    expect(cache.get([1, 7, 499, -1, 2, 3])).toEqual(saving(1));
    expect(cache.get([1, 7, 499, -1, 2, 4])).toEqual(saving(2));
    expect(cache.get([1, 7, 499, -1, 2])).toBeUndefined();
  });

  it('tell apart prices that differ only beyond 32 bits', () => {
    const cache = solvedCache(10);
    cache.put([500], saving(1));
    expect(cache.get([500 + 2 ** 32])).toBeUndefined();
    expect(cache.get([500 + 2 ** 40])).toBeUndefined();
  });

  it('are forgotten, the oldest first, where there are too many', () => {
    const cache = solvedCache(3);
    for (let n = 0; n < 5; n += 1) cache.put([n], saving(n));
    expect([0, 1, 2, 3, 4].map((n) => cache.get([n])?.gap)).toEqual([undefined, undefined, 2, 3, 4]);
  });
});
