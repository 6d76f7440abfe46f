import { describe, expect, it } from 'vitest';
import { type Barriers, breakBarrier, smoothLevel, UNBROKEN, UNHEARD } from './direction.ts';

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

describe('the level at which a side hears a tag', () => {
  it('is the first one that it hears, and none before that', () => {
    expect(smoothLevel(UNHEARD, -5000, 0, -7000)).toBe(-5000);
    expect(smoothLevel(UNHEARD, UNHEARD, 0, -7000)).toBe(UNHEARD);
  });

  it('follows new answers, little by one and wholly after a long silence', () => {
    expect(smoothLevel(-6000, -5000, 50, -7000)).toBe(-5700);
    expect(smoothLevel(-6000, -5000, 60_000, -7000)).toBeCloseTo(-5000, 5);
  });

  it('is forgotten within seconds', () => {
    expect(smoothLevel(-5000, UNHEARD, 1000, -7000)).toBeCloseTo(-6264, 0);
    expect(smoothLevel(-5000, UNHEARD, 60_000, -7000)).toBeCloseTo(-7000, 5);
  });
});
