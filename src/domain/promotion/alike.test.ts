import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveAlike } from './alike.ts';
import { rulesOf } from './rule.ts';
import type { Discount, Promotion } from './shape.ts';
import { type Candidate, scaleOf } from './solver/problem.ts';
import { type Solved, solveComponent } from './solver/solve.ts';

const seed = 20_261_126;
const match = { items: ['tea'] };
const groups = (...quantities: number[]) => quantities.map((quantity, at) => ({ id: `${at}`, match, quantity }));

function ruleOf(promotion: object) {
  return rulesOf([{ id: 'p', title: 'p', ...promotion } as Promotion])[0]!;
}

/** How often it applies, and to how many units. */
const madeOf = ({ applications, gap }: Solved) => ({
  gap,
  made: applications.map(({ candidate, takes, times, saving }) => ({ candidate, takes, times, saving })),
});

const discount: fc.Arbitrary<Discount> = fc.oneof(
  fc.record({ percent: fc.constantFrom('10', '33.33', '100'), per: fc.constantFrom('unit', 'set') }),
  fc.record({ amount: fc.integer({ min: 1, max: 400 }), per: fc.constantFrom('unit', 'set') }),
  fc.record({ price: fc.integer({ min: 1, max: 400 }), per: fc.constantFrom('unit', 'set') }),
);
const quantity = fc.integer({ min: 1, max: 3 });
const cap = fc.constantFrom({}, {}, { maxDiscount: 120 }, { limit: 2 });
const promotion = fc
  .tuple(
    fc.oneof(
      fc.record({ family: fc.constant('multibuy'), groups: quantity.map((q) => groups(q)), discount }),
      fc.record({
        family: fc.constant('bundle'),
        groups: fc.tuple(quantity, quantity).map((q) => groups(...q)),
        discount,
      }),
      fc.record({
        family: fc.constantFrom('buyGet', 'spread'),
        groups: fc.tuple(quantity, quantity).map((q) => groups(...q)),
        discount,
      }),
      fc.record({ family: fc.constant('bulk'), groups: quantity.map((q) => groups(q)), discount }),
    ),
    cap,
  )
  .map(([own, more]) => ({ ...own, ...(own.family === 'bulk' ? {} : more) }));

describe('one rule over units that are all alike', () => {
  it('makes as many sets as there are units for', () => {
    const rule = ruleOf({ family: 'multibuy', groups: groups(3), discount: { amount: 100, per: 'set' } });
    const solved = solveAlike({ price: 150, grams: null, count: 8 }, [rule], [0], 0, scaleOf(1200, 8, 1));
    expect(madeOf(solved!)).toEqual({ gap: 0, made: [{ candidate: 0, takes: [[[0, 3]]], times: 2, saving: 100 }] });
  });

  it('makes none where its units save more alone', () => {
    const rule = ruleOf({ family: 'multibuy', groups: groups(3), discount: { amount: 100, per: 'set' } });
    const scale = scaleOf(1200, 8, 1);
    const solved = solveAlike({ price: 150, grams: null, count: 8 }, [rule], [0], 34 * scale.money, scale);
    expect(solved?.applications).toEqual([]);
  });

  it('makes no more sets than its cap pays for', () => {
    const discounted = { family: 'multibuy', groups: groups(2), discount: { amount: 100, per: 'set' } };
    const rule = ruleOf({ ...discounted, maxDiscount: 150 });
    const solved = solveAlike({ price: 150, grams: null, count: 8 }, [rule], [0], 0, scaleOf(1200, 8, 1));
    expect(solved?.applications[0]?.times).toBe(2);
  });

  it('is answered as the solver answers, and so are several', () => {
    const units = fc.record({ price: fc.integer({ min: 0, max: 300 }), count: fc.integer({ min: 1, max: 9 }) });
    const several = fc.array(promotion, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(units, several, fc.constantFrom(0, 0, 7, 40), ({ price, count }, all, alone) => {
        const unit = { price, count, grams: null };
        const rules = all
          .map((each, rank) => ({ ...ruleOf(each), rank }))
          .filter(({ quantities }) => quantities.reduce((a, b) => a + b, 0) <= count);
        if (rules.length === 0) return;
        const scale = scaleOf(price * count, count, rules.length);
        const base = Math.min(price, alone) * scale.money;
        const places = rules.map((_, at) => at);
        const mine = solveAlike(unit, rules, places, base, scale);
        const candidates = rules.map((rule): Candidate => ({ rule, groups: rule.quantities.map(() => [0]) }));
        const component = { classes: [unit], candidates, places, base: Float64Array.of(base), scale };
        if (mine !== null) expect(madeOf(mine)).toEqual(madeOf(solveComponent(component)));
      }),
      { numRuns: 400, seed },
    );
  });
});
