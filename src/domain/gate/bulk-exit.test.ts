import { describe, expect, it } from 'vitest';
import { BulkExit } from './bulk-exit.ts';
import { RecentReturns } from './recent-returns.ts';

describe('a bulk exit', () => {
  it('begins with the last of so many tags within so long', () => {
    const bulk = new BulkExit({ atLeast: 3, withinMs: 1000 });
    expect([0, 500, 1000].map((at) => bulk.count(at))).toEqual(['single', 'single', 'begins']);
  });

  it('is none when they come slowly', () => {
    const bulk = new BulkExit({ atLeast: 3, withinMs: 1000 });
    expect([0, 501, 1002, 1503, 2004].map((at) => bulk.count(at))).toEqual(Array(5).fill('single'));
  });

  it('goes on until there was quiet, and can begin again', () => {
    const bulk = new BulkExit({ atLeast: 2, withinMs: 1000 });
    expect([0, 1, 1001, 2001, 3002, 3003].map((at) => bulk.count(at))).toEqual([
      ...['single', 'begins', 'goesOn', 'goesOn'],
      ...['single', 'begins'],
    ]);
  });
});

describe('the grace after a void', () => {
  it('lasts as long as it says, from the last return', () => {
    const returns = new RecentReturns(1000);
    returns.add(['a'], 0);
    expect([returns.has('a', 999), returns.has('a', 1000), returns.has('b', 0)]).toEqual([true, false, false]);
    returns.add(['a'], 2000);
    expect(returns.has('a', 2500)).toBe(true);
  });

  it('holds no more than it may, and nothing that is over', () => {
    const returns = new RecentReturns(1000, 2);
    returns.add(['a', 'b', 'c'], 0);
    expect([returns.size, returns.has('a', 1), returns.has('c', 1)]).toEqual([2, false, true]);
    returns.add(['d'], 5000);
    expect(returns.size).toBe(1);
  });

  it('is none when the store wants none', () => {
    const returns = new RecentReturns(0);
    returns.add(['a'], 0);
    expect(returns.has('a', 0)).toBe(false);
  });
});
