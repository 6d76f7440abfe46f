import fc from 'fast-check';
import type { PromotableLine } from '../../src/domain/promotion/engine.ts';
import type { Discount, Match, Promotion } from '../../src/domain/promotion/shape.ts';

/** A basket and the promotions that it is priced with. */
export interface Case {
  readonly lines: readonly PromotableLine[];
  readonly promotions: readonly Promotion[];
}

const ITEMS = ['a', 'b', 'c', 'd', 'e'];
const CATEGORIES = ['x', 'y'];
const price = fc.oneof(
  fc.constantFrom(0, 1, 5, 10, 99, 100, 149, 150, 200, 995, 1000),
  fc.integer({ min: 1, max: 400 }),
);

const item = fc.record({ price, categories: fc.subarray(CATEGORIES), weighed: fc.boolean().map((odd) => odd) });

function linesFor(most: number): fc.Arbitrary<PromotableLine[]> {
  return fc
    .record({
      goods: fc.array(item, { minLength: ITEMS.length, maxLength: ITEMS.length }),
      picked: fc.array(
        fc.record({
          at: fc.nat({ max: ITEMS.length - 1 }),
          quantity: fc.integer({ min: 1, max: 3 }),
          grams: fc.integer({ min: 1, max: 2000 }),
        }),
        { minLength: 1, maxLength: most },
      ),
      weights: fc.integer({ min: 0, max: 3 }),
      barred: fc.nat({ max: 12 }),
    })
    .map(({ goods, picked, weights, barred }) => {
      const lines: PromotableLine[] = [];
      let units = 0;
      for (const { at, quantity, grams } of picked) {
        const good = goods[at]!;
        const weighed = weights === 0 && good.weighed;
        const count = Math.min(weighed ? 1 : quantity, most - units);
        if (count <= 0) break;
        units += count;
        const unitPrice = weighed ? Math.floor((2 * good.price * grams + 1000) / 2000) : good.price;
        const line = {
          lineId: `L${lines.length}`,
          itemId: ITEMS[at]!,
          categories: good.categories,
          quantity: count,
          unitPrice,
        };
        const promotable = barred !== lines.length;
        lines.push({ ...line, gross: unitPrice * count, promotable, ...(weighed ? { grams } : {}) });
      }
      return lines;
    });
}

const match: fc.Arbitrary<Match> = fc.oneof(
  { weight: 3, arbitrary: fc.subarray(ITEMS, { minLength: 1, maxLength: 3 }).map((items) => ({ items })) },
  { weight: 3, arbitrary: fc.constantFrom(...CATEGORIES).map((each) => ({ categories: [each] })) },
  { weight: 1, arbitrary: fc.constant<Match>({ all: true }) },
  {
    weight: 1,
    arbitrary: fc
      .subarray(ITEMS, { minLength: 1, maxLength: 2 })
      .map((items) => ({ all: true as const, except: { items } })),
  },
);

const percent = fc.constantFrom('10', '20', '50', '100', '33.33', '12.5', '5', '0');
const amount = fc.oneof(fc.constantFrom(1, 50, 100), fc.integer({ min: 0, max: 500 }));

function discountFor(per: fc.Arbitrary<'unit' | 'set'>): fc.Arbitrary<Discount> {
  return fc.oneof(fc.record({ percent, per }), fc.record({ amount, per }), fc.record({ price: amount, per }));
}

const unitDiscount = discountFor(fc.constant('unit'));
const discount = discountFor(fc.constantFrom('unit', 'set'));
const quantity = fc.constantFrom(1, 1, 2, 2, 3);
const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 3) => fc.option(arbitrary, { nil: undefined, freq: weight });

const group = (id: string) => fc.record({ id: fc.constant(id), match, quantity });
const withDiscount = fc.record({ discount });

function tiers<Key extends 'quantity' | 'spend'>(key: Key, step: fc.Arbitrary<number>) {
  const tier = fc.record({ step, discount });
  return fc.array(tier, { minLength: 1, maxLength: 3 }).map((list) => {
    let reached = 0;
    return list.map((each) => {
      reached += each.step;
      return { [key]: reached, discount: each.discount } as Record<Key, number> & { discount: Discount };
    });
  });
}

const buyGetGroups = fc.oneof(
  fc.tuple(group('buy'), group('get')),
  fc.tuple(group('buy'), quantity).map(([buy, count]) => [buy, { ...buy, id: 'get', quantity: count }]),
);

const limit = fc.record({ limit: maybe(fc.integer({ min: 1, max: 2 }), 4) });
const families: Record<Promotion['family'], fc.Arbitrary<object>> = {
  multibuy: fc.tuple(fc.record({ groups: fc.tuple(group('g')) }), withDiscount, limit).map(merge),
  bulk: fc
    .tuple(
      fc.record({
        groups: fc.tuple(
          fc
            .tuple(group('g'), maybe(fc.nat({ max: 3 })))
            .map(([g, more]) => ({ ...g, ...(more === undefined ? {} : { max: g.quantity + more }) })),
        ),
      }),
      fc.oneof(withDiscount, fc.record({ tiers: tiers('quantity', fc.integer({ min: 1, max: 3 })) })),
    )
    .map(merge),
  bundle: fc
    .tuple(
      fc.record({ groups: fc.oneof(fc.tuple(group('1'), group('2')), fc.tuple(group('1'), group('2'), group('3'))) }),
      withDiscount,
      limit,
    )
    .map(merge),
  lines: fc
    .tuple(
      fc.record({
        groups: fc
          .array(fc.tuple(group('g'), unitDiscount), { minLength: 1, maxLength: 3 })
          .map((list) => list.map(([g, each], at) => ({ ...g, id: `${at}`, discount: each }))),
      }),
      limit,
    )
    .map(merge),
  buyGet: fc.tuple(fc.record({ groups: buyGetGroups }), withDiscount, limit).map(merge),
  spread: fc
    .tuple(fc.record({ groups: buyGetGroups, split: fc.constantFrom('proportional', 'equal') }), withDiscount, limit)
    .map(merge),
  threshold: fc
    .tuple(
      fc.record({
        groups: fc.tuple(fc.record({ id: fc.constant('g'), match, spend: fc.integer({ min: 1, max: 600 }) })),
        gross: fc.boolean(),
      }),
      fc.oneof(withDiscount, fc.record({ tiers: tiers('spend', fc.integer({ min: 1, max: 500 })) })),
    )
    .map(merge),
  thresholdGet: fc
    .tuple(
      fc.record({
        groups: fc.tuple(
          fc.record({ id: fc.constant('spend'), match, spend: fc.integer({ min: 1, max: 600 }) }),
          group('get'),
        ),
        gross: fc.boolean(),
      }),
      withDiscount,
      limit,
    )
    .map(merge),
};

function merge(parts: readonly object[]): object {
  return Object.assign({}, ...parts);
}

const more = fc.record({
  layer: maybe(fc.constantFrom(0, 1, 100), 4),
  choice: maybe(fc.constant('priority'), 6),
  priority: maybe(fc.integer({ min: -1, max: 1 })),
  maxDiscount: maybe(fc.integer({ min: 1, max: 400 }), 5),
  onDiscounted: maybe(fc.constant(true)),
  exclusive: maybe(fc.constant(true), 10),
  favour: fc.constantFrom('customer', 'retailer'),
});

/** One promotion of the families given, with or without what any may carry besides. */
export function promotionOf(names: readonly Promotion['family'][], plain = false): fc.Arbitrary<Promotion> {
  return fc.constantFrom(...names).chain((family) =>
    fc.tuple(families[family], more).map(([own, extra]) => {
      const { favour, ...rest } = plain
        ? { ...extra, layer: undefined, choice: undefined, exclusive: undefined }
        : extra;
      const retailer = (family === 'buyGet' || family === 'spread') && rest.choice === 'priority' ? { favour } : {};
      const all = { family, title: family, ...own, ...rest, ...retailer };
      return JSON.parse(JSON.stringify({ id: 'p', ...all })) as Promotion;
    }),
  );
}

/** Cases small enough to look at everything. */
export function smallCase(names: readonly Promotion['family'][], plain = false): fc.Arbitrary<Case> {
  return fc.integer({ min: 1, max: 4 }).chain((count) =>
    fc.record({
      lines: linesFor(count > 2 ? 6 : 8),
      promotions: fc
        .array(promotionOf(names, plain), { minLength: count, maxLength: count })
        .map((list) => list.map((promotion, at) => ({ ...promotion, id: `p${at}` }))),
    }),
  );
}
