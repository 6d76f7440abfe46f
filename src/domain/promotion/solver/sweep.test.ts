import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alternative } from './alternatives.ts';
import { narrowed, type Swept, sweep } from './sweep.ts';

const plain = (takes: readonly number[], loss: number): Alternative => ({
  takes: Int32Array.from(takes),
  loss,
  plan: null,
  units: 0,
  from: 0,
  to: 0,
});

/** The least that any choice for all offers loses, units left over included. */
function leastByTryingAll(capacity: readonly number[], duals: readonly number[], offers: readonly Swept[]): number {
  let least = Number.POSITIVE_INFINITY;
  const visit = (at: number, left: readonly number[], lost: number): void => {
    const offer = offers[at];
    if (offer === undefined) {
      least = Math.min(
        least,
        left.reduce((sum, units, row) => sum + units * duals[row]!, lost),
      );
      return;
    }
    for (const { takes, loss } of offer.choices) {
      const rest = [...left];
      offer.rows.forEach((row, n) => {
        rest[row]! -= takes[n]!;
      });
      if (rest.every((units) => units >= 0)) visit(at + 1, rest, lost + loss);
    }
  };
  visit(0, capacity, 0);
  return least;
}

const ROWS = 4;
const offer = fc.uniqueArray(fc.nat({ max: ROWS - 1 }), { minLength: 1, maxLength: 3 }).chain((rows) => {
  const takes = fc.array(fc.nat({ max: 2 }), { minLength: rows.length, maxLength: rows.length });
  const choices = fc.array(fc.tuple(takes, fc.nat({ max: 9 })), { minLength: 1, maxLength: 4 });
  return choices.map(
    (list): Swept => ({ rows, choices: list.map(([of, loss]) => plain(of, loss)).sort((a, b) => a.loss - b.loss) }),
  );
});
const problem = fc.record({
  capacity: fc.array(fc.nat({ max: 3 }), { minLength: ROWS, maxLength: ROWS }),
  duals: fc.array(fc.nat({ max: 5 }), { minLength: ROWS, maxLength: ROWS }),
  offers: fc.array(offer, { minLength: 1, maxLength: 5 }),
  most: fc.nat({ max: 40 }),
});

describe('a sweep', () => {
  it('finds the least loss there is, or that none is so small', () => {
    fc.assert(
      fc.property(problem, ({ capacity, duals, offers, most }) => {
        const least = leastByTryingAll(capacity, duals, offers);
        const room = Int32Array.from(capacity);
        const kept = narrowed(room, offers, most);
        const found = kept.some(({ choices }) => choices.length === 0)
          ? 'none'
          : sweep(room, Float64Array.from(duals), kept, most, { left: 100_000 });
        if (least > most) expect(found).toBe('none');
        else expect(found).toMatchObject({ loss: least });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a chain to the places that its stages lead to', () => {
    const stage = (from: number, to: number, loss: number): Alternative => ({
      ...plain([], loss),
      from,
      to,
      units: to,
    });
    const offers: Swept[] = [
      { rows: [], chain: 1, choices: [stage(0, 0, 0), stage(0, 1, 2)] },
      { rows: [], chain: 1, after: 0, choices: [stage(1, 0, 0), stage(0, 0, 5)] },
    ];
    const found = sweep(new Int32Array(2), Float64Array.of(0), offers, 10, { left: 100 });
    expect(found).toMatchObject({ loss: 2, chosen: [{ to: 1 }, { from: 1 }] });
  });

  it('says so when it runs out of steps', () => {
    const offers: Swept[] = [{ rows: [0], choices: [plain([0], 0), plain([1], 0)] }];
    expect(sweep(Int32Array.of(1), Float64Array.of(0), offers, 10, { left: 1 })).toBe('unsure');
  });
});
