import { describe, expect, it } from 'vitest';
import { type Barriers, breakBarrier, directionOf, UNBROKEN } from './direction.ts';

describe('two light barriers', () => {
  const rule = { crossingMs: 2000 };
  const walk = (...steps: readonly ['inside' | 'outside', number][]) => {
    let barriers: Barriers = UNBROKEN;
    return steps.map(([side, at]) => {
      const crossing = breakBarrier(barriers, side, at, rule);
      barriers = crossing.barriers;
      return crossing.crossed;
    });
  };

  it('tell the way by which is broken first', () => {
    expect(walk(['inside', 0], ['outside', 600])).toEqual([null, 'out']);
    expect(walk(['outside', 0], ['inside', 600])).toEqual([null, 'in']);
  });

  it('tell nothing of who turns back, or takes too long', () => {
    expect(walk(['inside', 0], ['inside', 900])).toEqual([null, null]);
    expect(walk(['inside', 0], ['outside', 2001], ['inside', 2500])).toEqual([null, null, 'in']);
  });

  it('start anew with the next person', () => {
    expect(walk(['inside', 0], ['outside', 500], ['inside', 700], ['outside', 1100])).toEqual([
      null,
      'out',
      null,
      'out',
    ]);
  });
});

describe('two sides that hear a tag', () => {
  it('tell nothing before each has heard it often enough', () => {
    expect(directionOf(5, 0, 1, 900, 2, 200)).toBeNull();
  });

  it('tell the way by the middles of their times', () => {
    expect(directionOf(2, 100, 2, 900, 2, 200)).toBe('out');
    expect(directionOf(2, 900, 2, 100, 2, 200)).toBe('in');
    expect(directionOf(2, 500, 2, 600, 2, 200)).toBeNull();
  });
});
