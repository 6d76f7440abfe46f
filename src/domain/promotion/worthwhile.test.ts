import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesOf } from './rule.ts';
import { type Promotion, promotionsSchema } from './shape.ts';
import { offerOf } from './solver/offer.ts';
import { everySet } from './solver/patterns.ts';
import type { Candidate, UnitClass } from './solver/problem.ts';
import { savingOf } from './solver/realise.ts';
import { worthwhile } from './worthwhile.ts';

const G = { match: { all: true } } as const;
const unit = (price: number, count = 2, grams: number | null = null): UnitClass => ({ price, grams, count });
const candidate = (body: object, groups: number[][]): Candidate => {
  const [promotion] = promotionsSchema.parse([{ id: 'p', title: 'p', ...body }]) as [Promotion];
  return { rule: rulesOf([promotion])[0]!, groups };
};
const threeFor = (discount: object) => ({ family: 'multibuy', groups: [{ id: 'g', ...G, quantity: 3 }], discount });

describe('what is worth while', () => {
  it('is nothing of a set price that no units reach', () => {
    const three = candidate(threeFor({ price: 1000, per: 'set' }), [[0, 1]]);
    expect(worthwhile(three, [unit(300), unit(200)], new Float64Array(2))).toBeNull();
  });

  it('is not what saves more alone', () => {
    const three = candidate(threeFor({ percent: '10', per: 'unit' }), [[0, 1, 2]]);
    const classes = [unit(1000, 3), unit(900, 3), unit(100, 3)];
    // Three of the first save 300; even with two of them the second, at 450 off alone, would lose by it.
    expect(worthwhile(three, classes, Float64Array.of(0, 450, 0))?.groups).toEqual([[0, 2]]);
  });

  it('is what saves just as much, since fewer applications win', () => {
    const three = candidate(threeFor({ percent: '10', per: 'unit' }), [[0]]);
    expect(worthwhile(three, [unit(1000, 3)], Float64Array.of(100))).toBe(three);
    expect(worthwhile(three, [unit(1000, 3)], Float64Array.of(101))).toBeNull();
  });

  it('is not a reward whose dearer companions lose more than it saves', () => {
    const buyGet = candidate(
      {
        family: 'buyGet',
        groups: [
          { id: 'buy', ...G, quantity: 1 },
          { id: 'get', ...G, quantity: 1 },
        ],
        discount: { percent: '100', per: 'unit' },
      },
      [
        [0, 1],
        [0, 1],
      ],
    );
    // A free cheap one takes a dear one with it, which alone is 200 off.
    const classes = [unit(1000, 1), unit(100, 2)];
    expect(worthwhile(buyGet, classes, Float64Array.of(200, 0))?.groups).toEqual([[1], [1]]);
  });
});

const discount = fc.record({
  kind: fc.constantFrom('percent', 'amount', 'price'),
  percent: fc.constantFrom('5', '12.5', '33.3', '50', '100'),
  value: fc.integer({ min: 0, max: 600 }),
});
const body = fc
  .record({
    family: fc.constantFrom('multibuy', 'bulk', 'bundle', 'lines', 'buyGet', 'spread'),
    quantities: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
    per: fc.constantFrom('unit', 'set'),
    discount,
    alike: fc.boolean(),
  })
  .map(({ family, quantities: [one, two], per, discount: { kind, percent, value }, alike }) => {
    const said = { [kind]: kind === 'percent' ? percent : value, per: family === 'lines' ? 'unit' : per };
    const single = family === 'multibuy' || family === 'bulk';
    const ids = family === 'buyGet' || family === 'spread' ? ['buy', 'get'] : ['one', 'two'];
    const groups = (single ? [one] : [one, two]).map((quantity, at) => ({
      id: ids[at]!,
      match: at === 0 || alike ? { all: true } : { items: ['x'] },
      quantity,
      ...(family === 'lines' ? { discount: said } : {}),
    }));
    return { family, groups, ...(family === 'lines' ? {} : { discount: said }) };
  });
const classes = fc
  .array(
    fc.record({
      price: fc.integer({ min: 0, max: 500 }),
      grams: fc.option(fc.integer({ min: 1, max: 1500 })),
      count: fc.integer({ min: 1, max: 3 }),
      alone: fc.integer({ min: 0, max: 150 }),
      in: fc.tuple(fc.boolean(), fc.boolean()),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => all.sort((a, b) => b.price - a.price));

describe('what is not worth while', () => {
  it('saves less in every application than its units alone, whatever the promotion', () => {
    let dropped = 0;
    fc.assert(
      fc.property(body, classes, (promotion, units) => {
        const cheapest =
          (promotion.family === 'buyGet' || promotion.family === 'spread') && promotion.groups.length === 2;
        const same =
          cheapest && JSON.stringify(promotion.groups[0]!.match) === JSON.stringify(promotion.groups[1]!.match);
        const groups = promotion.groups.map((_, at) => units.flatMap((each, n) => (same || each.in[at] ? [n] : [])));
        if (groups.some((group) => group.length === 0)) return;
        const before = candidate(promotion, groups);
        const alone = Float64Array.from(units, ({ alone: saves, price }) => Math.min(saves, price));
        const after = worthwhile(before, units, alone);
        const offer = offerOf(before, 0, 0, units, { money: 100, application: 1, penalty: 9 });
        const spare = Int32Array.from(offer.unit, ({ count }) => count);
        for (const set of everySet(offer, spare) ?? []) {
          const saved = savingOf(offer, set);
          const lost = set.flat().reduce((sum, local) => sum + alone[offer.classes[local]!]!, 0);
          const stays = after?.groups ?? [];
          const kept = set.every((locals, at) => locals.every((local) => stays[at]?.includes(offer.classes[local]!)));
          if (!kept) {
            dropped += 1;
            expect(saved === 0 || saved < lost).toBe(true);
          }
        }
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(dropped).toBeGreaterThan(100);
  });
});
