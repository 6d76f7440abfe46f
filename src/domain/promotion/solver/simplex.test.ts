import { describe, expect, it } from 'vitest';
import { simplex } from './simplex.ts';

describe('the linear program', () => {
  it('mixes what fights for the same rows and prices the rows', () => {
    const program = simplex(Float64Array.of(1, 1, 1));
    program.add({ value: 2, rows: [0, 1], at: [1, 1] });
    program.add({ value: 2, rows: [1, 2], at: [1, 1] });
    program.add({ value: 2, rows: [0, 2], at: [1, 1] });
    expect(program.optimise(100)).toBe(true);
    for (const share of program.shares()) expect(share).toBeCloseTo(0.5, 5);
    for (const dual of program.duals()) expect(dual).toBeCloseTo(1, 5);
  });

  it('goes on from where it stood when a column joins', () => {
    const program = simplex(Float64Array.of(4));
    program.add({ value: 1, rows: [0], at: [1] });
    program.optimise(10);
    program.add({ value: 3, rows: [0], at: [2] });
    program.optimise(10);
    const shares = program.shares();
    expect(shares[0]).toBeCloseTo(0, 5);
    expect(shares[1]).toBeCloseTo(2, 5);
  });

  it('says when it ran out of pivots', () => {
    const program = simplex(Float64Array.of(1));
    program.add({ value: 1, rows: [0], at: [1] });
    expect(program.optimise(0)).toBe(false);
  });

  it('does without a column that was dropped, and goes on from a copy of its own', () => {
    const program = simplex(Float64Array.of(2));
    program.add({ value: 5, rows: [0], at: [1] });
    program.add({ value: 3, rows: [0], at: [1] });
    program.optimise(10);
    const part = program.copy();
    part.drop(0, -100);
    expect(part.optimise(10)).toBe(true);
    expect(part.shares()[0]).toBeCloseTo(0, 5);
    expect(part.shares()[1]).toBeCloseTo(2, 5);
    expect(program.shares()[0]).toBeCloseTo(2, 5);
  });

  it('fills a row whose rest is worth less than nothing', () => {
    const program = simplex(Float64Array.of(1));
    program.leave(0, -10);
    program.add({ value: -3, rows: [0], at: [1] });
    program.optimise(10);
    expect(program.shares()[0]).toBeCloseTo(1, 5);
    expect(program.duals()[0]).toBeCloseTo(-3, 5);
  });
});
