import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PromotableLine } from '../../src/domain/promotion/engine.ts';
import { type Promotion, promotionsSchema } from '../../src/domain/promotion/shape.ts';
import { CONTEXT, compiled } from '../promotion/compiled.ts';
import { smallCase } from '../promotion/random-cases.ts';
import { basket, promotions, seeded } from '../promotion/synthetic-shop.ts';

const FAMILIES: Promotion['family'][] = [
  'multibuy',
  'bulk',
  'bundle',
  'lines',
  'buyGet',
  'spread',
  'threshold',
  'thresholdGet',
];
const MINUTE = 60_000;

function priced(lines: readonly PromotableLine[], rules: readonly Promotion[]) {
  const { modifiers, proof, applied } = compiled(rules).evaluate(lines, CONTEXT);
  const gross = lines.reduce((sum, line) => sum + line.gross, 0);
  return { gross, discount: modifiers.reduce((sum, each) => sum + each.amount, 0), proof, applied };
}

/** Each line of several units as two lines. */
function split(lines: readonly PromotableLine[]): PromotableLine[] {
  return lines.flatMap((line) => {
    const { quantity, unitPrice } = line;
    if (quantity < 2) return [line];
    const part = (lineId: string, count: number) => ({ ...line, lineId, quantity: count, gross: unitPrice * count });
    return [part(`${line.lineId}a`, quantity - 1), part(`${line.lineId}b`, 1)];
  });
}

test(
  'the order of lines and of promotions and the splitting of lines change nothing',
  () => {
    const cases = smallCase(FAMILIES).chain(({ lines, promotions: rules }) =>
      fc.record({
        lines: fc.constant(lines),
        rules: fc.constant(rules),
        shuffledLines: fc.shuffledSubarray([...lines], { minLength: lines.length }),
        shuffledRules: fc.shuffledSubarray([...rules], { minLength: rules.length }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ lines, rules, shuffledLines, shuffledRules }) => {
        const plain = priced(lines, rules);
        expect(priced(shuffledLines, shuffledRules)).toEqual(plain);
        expect(priced(split(lines), rules)).toEqual(plain);
      }),
      { numRuns: 400 },
    );
  },
  MINUTE,
);

test(
  'the same holds of baskets of many lines',
  () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = seeded(seed);
      const lines = basket(random, 30);
      const rules = promotions(random, 200, 'dense');
      const plain = priced(lines, rules);
      expect(priced([...lines].reverse(), [...rules].reverse())).toEqual(plain);
      expect(priced(split(lines), rules)).toEqual(plain);
    }
  },
  MINUTE,
);

test(
  'what an engine remembers of baskets before never changes an answer',
  () => {
    const random = seeded(7);
    const rules = promotions(random, 300, 'dense');
    const lasting = compiled(rules);
    const lines = basket(random, 40);
    for (let scanned = 1; scanned <= lines.length; scanned += 1) {
      const soFar = lines.slice(0, scanned);
      expect(lasting.evaluate(soFar, CONTEXT)).toEqual(compiled(rules).evaluate(soFar, CONTEXT));
    }
  },
  MINUTE,
);

test(
  'the optimum never saves less than the ordered method where it is proved',
  () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seeded(seed);
      const lines = basket(random, 25);
      const engine = compiled(promotions(random, 150, 'dense', false));
      const { optimal, ordered } = engine.compare(lines, CONTEXT);
      if (engine.evaluate(lines, CONTEXT).proof === 'optimal') expect(optimal).toBeGreaterThanOrEqual(ordered);
    }
  },
  MINUTE,
);

test('what the generators make is what the schema reads', () => {
  fc.assert(
    fc.property(smallCase(FAMILIES), ({ promotions: rules }) => void promotionsSchema.parse(rules)),
    { numRuns: 200 },
  );
  for (const density of ['sparse', 'dense'] as const) promotionsSchema.parse(promotions(seeded(1), 500, density));
});

test(
  'ten thousand lines end in an answer, with a gap where there is one',
  () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => {
      const unitPrice = 100 + (at % 4000);
      return {
        lineId: `${at}`,
        itemId: `i${at}`,
        categories: ['c'],
        quantity: 1,
        unitPrice,
        gross: unitPrice,
        promotable: true,
      };
    });
    const groups = [{ id: 'g', match: { categories: ['c'] }, quantity: 3 }];
    const rules = promotionsSchema.parse([
      { id: 'a', title: 'a', family: 'multibuy', groups, discount: { percent: '10', per: 'unit' } },
      {
        id: 'b',
        title: 'b',
        family: 'multibuy',
        groups: [{ ...groups[0], quantity: 2 }],
        discount: { amount: 100, per: 'set' },
      },
    ]);
    const { discount } = priced(lines, rules);
    expect(discount).toBeGreaterThan(500_000);
  },
  MINUTE,
);
