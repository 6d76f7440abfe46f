import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesOf } from '../rule.ts';
import type { Discount, Promotion } from '../shape.ts';
import { chainOf } from './chain.ts';
import { machineOf } from './machine.ts';
import { type Offer, offerOf } from './offer.ts';
import { price } from './price.ts';
import { priceCounted } from './price-capped.ts';
import { priceRests, restsOf } from './price-rest.ts';
import { priceTable } from './price-table.ts';
import { costOfUse, type Plan, type Supply } from './problem.ts';
import { realise } from './realise.ts';
import { searchAlone } from './search.ts';
import { tableOf } from './table.ts';

const SCALE = { money: 64, application: 2, penalty: 40 };
const NAMED = { id: 'p', title: 'p' };
const MATCH = { all: true } as const;

interface Goods {
  readonly price: number;
  readonly count: number;
  /** What one of them is worth elsewhere. */
  readonly cost: number;
}

const goods: fc.Arbitrary<Goods[]> = fc.array(
  fc.record({
    price: fc.integer({ min: 1, max: 199 }),
    count: fc.integer({ min: 1, max: 2 }),
    cost: fc.nat({ max: 3000 }),
  }),
  { minLength: 2, maxLength: 4 },
);
const discount: fc.Arbitrary<Discount> = fc.oneof(
  fc.constantFrom('10', '25', '33.3', '15').map((percent): Discount => ({ percent, per: 'set' })),
  fc.integer({ min: 1, max: 250 }).map((amount): Discount => ({ amount, per: 'set' })),
  fc.integer({ min: 1, max: 250 }).map((value): Discount => ({ price: value, per: 'set' })),
);

function offered(promotion: Promotion, units: readonly Goods[]) {
  const classes = units.map(({ price: each, count }) => ({ price: each, grams: null, count }));
  const groups = promotion.groups.map(() => classes.map((_, id) => id));
  const offer = offerOf({ rule: rulesOf([promotion])[0]!, groups }, 0, 0, classes, SCALE);
  const supply: Supply = {
    own: new Int32Array(units.length),
    ownCost: new Float64Array(units.length),
    shared: Int32Array.from(units, ({ count }) => count),
    sharedCost: Float64Array.from(units, ({ cost }) => cost),
  };
  return { offer, supply };
}

describe('an offer that is followed count by count', () => {
  it('is worth by its table what an exhaustive search finds, and its sets are worth that', () => {
    const cap = fc.option(fc.integer({ min: 1, max: 200 }));
    fc.assert(
      fc.property(discount, fc.integer({ min: 2, max: 3 }), cap, goods, (off, quantity, most, units) => {
        const capped = most === null ? {} : { maxDiscount: most };
        const groups: [{ id: string; match: typeof MATCH; quantity: number }] = [{ id: 'g', match: MATCH, quantity }];
        const { offer, supply } = offered({ ...NAMED, ...capped, family: 'multibuy', groups, discount: off }, units);
        const table = tableOf(offer, supply.shared)!;
        const plan = priceTable({ ...offer, table }, table, supply, 0, offer.limit);
        const bare = { ...offer, table: null, countable: false };
        const alone = searchAlone(bare, supply, null, { left: 1_000_000 });
        // The search stops within half an application of its bound.
        expect(plan?.bound ?? 0).toBeGreaterThan(alone.value - 0.001);
        expect(plan?.bound ?? 0).toBeLessThan(alone.value + SCALE.application / 2 + 0.001);
        if (plan === null) return;
        const made = realise({ ...offer, table }, plan);
        const cost = made.use.reduce((sum, count, local) => sum + count * units[local]!.cost, 0);
        expect(made.worth - cost).toBeCloseTo(plan.bound, 3);
      }),
      { numRuns: 300 },
    );
  });

  it('is worth by what its prices leave over what an exhaustive search finds', () => {
    const percent = fc.constantFrom('10', '25', '15').map((each): Discount => ({ percent: each, per: 'set' }));
    fc.assert(
      fc.property(percent, fc.integer({ min: 2, max: 3 }), fc.nat({ max: 1 }), goods, (off, quantity, least, units) => {
        const groups: [{ id: string; match: typeof MATCH; quantity: number }] = [{ id: 'g', match: MATCH, quantity }];
        const { offer, supply } = offered({ ...NAMED, family: 'multibuy', groups, discount: off }, units);
        const plan = priceRests(offer, restsOf(offer)!, supply, least, offer.limit);
        expectAsSearched({ ...offer, table: null }, supply, plan, least);
      }),
      { numRuns: 200 },
    );
  });

  it('is worth with a cap what an exhaustive search finds, minor unit by minor unit', () => {
    const kind = fc.constantFrom('multibuy', 'buyGet');
    const cap = fc.integer({ min: 1, max: 300 });
    const limit = fc.option(fc.constant({ limit: 1 }), { nil: {} });
    fc.assert(
      fc.property(kind, cap, limit, fc.nat({ max: 1 }), goods, (name, maxDiscount, limited, least, some) => {
        const units = [...some].sort((a, b) => b.price - a.price);
        const { offer, supply } = offered({ ...promotionOf(name, limited), maxDiscount }, units);
        if (!offer.countable) return;
        const plan = priceCounted(offer, supply, least);
        expectAsSearched({ ...offer, table: null, countable: false }, supply, plan, least);
      }),
      { numRuns: 200 },
    );
  });

  it('is worth class by class what it is worth as a whole', () => {
    const family = fc.constantFrom('multibuy', 'buyGet', 'bulk');
    fc.assert(
      fc.property(family, fc.option(fc.constant(1)), goods, (name, limit, units) => {
        const { offer, supply } = offered(promotionOf(name, limit === null ? {} : { limit }), units);
        const machine = machineOf(offer, 0, offer.limit)!;
        const links = machine.order.map((local) => {
          const { count, cost } = units[local]!;
          const options = Array.from({ length: count + 1 }, (_, n) => ({ units: n, open: n, cost: n * cost }));
          return { local, row: local, options };
        });
        const worth = price(offer, supply)?.bound ?? 0;
        expect(chainOf(machine, links, Number.POSITIVE_INFINITY)?.worth).toBeCloseTo(worth, 3);
      }),
      { numRuns: 300 },
    );
  });
});

/** The price is what an exhaustive search finds, and its sets are worth that. */
function expectAsSearched(bare: Offer, supply: Supply, plan: Plan | null, least: number): void {
  const alone = searchAlone(bare, supply, null, { left: 1_000_000 }, least);
  if (plan === null) {
    expect(alone.best).toBeNull();
    return;
  }
  expect(plan.bound).toBeGreaterThan(alone.value - 0.001);
  // The search stops within half an application of its bound. It makes no set that saves nothing, which a price may still count.
  const isMade = alone.best !== null && plan.bound > 0;
  if (isMade) expect(plan.bound).toBeLessThan(alone.value + SCALE.application / 2 + 0.001);
  const made = realise(bare, plan);
  if (plan.bound > 0) expect(made.worth - costOfUse(made.use, supply)).toBeGreaterThan(plan.bound - 0.001);
}

function promotionOf(family: string, limit: { limit?: number }): Promotion {
  const percent = { percent: '50', per: 'unit' } as const;
  const group = <Id extends string>(id: Id, quantity: number) => ({ id, match: MATCH, quantity });
  if (family === 'bulk') {
    const more = { percent: '80', per: 'unit' } as const;
    const tiers = [
      { quantity: 2, discount: percent },
      { quantity: 4, discount: more },
    ];
    return { ...NAMED, family: 'bulk', groups: [group('g', 2)], tiers };
  }
  if (family === 'buyGet') {
    return { ...NAMED, ...limit, family: 'buyGet', groups: [group('buy', 1), group('get', 1)], discount: percent };
  }
  return { ...NAMED, ...limit, family: 'multibuy', groups: [group('g', 2)], discount: { price: 150, per: 'set' } };
}
