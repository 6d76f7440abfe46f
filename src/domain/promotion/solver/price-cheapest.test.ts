import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesOf } from '../rule.ts';
import { promotionsSchema } from '../shape.ts';
import { offerOf } from './offer.ts';
import { priceCheapest } from './price-cheapest.ts';

const SCALE = { money: 1, application: 0, penalty: 0 };

function offer(buy: number, get: number, prices: readonly number[], limit?: number) {
  const match = { all: true };
  const groups = [
    { id: 'buy', match, quantity: buy },
    { id: 'get', match, quantity: get },
  ];
  const discount = { percent: '100', per: 'unit' };
  const [rule] = rulesOf(
    promotionsSchema.parse([{ id: 'p', title: 'p', family: 'buyGet', groups, discount, ...(limit && { limit }) }]),
  );
  const classes = prices.map((price) => ({ price, grams: null, count: 1 }));
  const ids = prices.map((_, id) => id);
  return offerOf({ rule: rule!, groups: [ids, ids] }, 0, 0, classes, SCALE);
}

/** Every choice of units, dearest first in sets of neighbours. */
function most(prices: readonly number[], costs: readonly number[], buy: number, get: number, limit: number): number {
  let best = 0;
  for (let bits = 0; bits < 2 ** prices.length; bits += 1) {
    const chosen = [...prices.keys()].filter((at) => (bits & (1 << at)) !== 0);
    const sets = chosen.length / (buy + get);
    if (!Number.isInteger(sets) || sets > limit) continue;
    const worth = chosen.reduce((sum, at, n) => sum + (n % (buy + get) < buy ? 0 : prices[at]!) - costs[at]!, 0);
    best = Math.max(best, worth);
  }
  return best;
}

describe('the price of "buy some, get the cheapest free"', () => {
  it('is the best of all choices of units, whether or not sets are limited', () => {
    const unit = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 12 }));
    const few = fc.integer({ min: 1, max: 2 });
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 1, maxLength: 8 }),
        few,
        few,
        fc.constantFrom(1, 2, 99),
        (units, buy, get, limit) => {
          const sorted = [...units].sort(([a], [b]) => b - a);
          const prices = sorted.map(([price]) => price);
          const costs = sorted.map(([, cost]) => cost);
          const none = new Int32Array(prices.length);
          const cost = Float64Array.from(costs);
          const shared = new Int32Array(prices.length).fill(1);
          const plan = priceCheapest(offer(buy, get, prices, limit === 99 ? undefined : limit), {
            own: none,
            ownCost: cost,
            shared,
            sharedCost: cost,
          });
          expect(plan?.bound ?? 0).toBe(most(prices, costs, buy, get, limit));
          expect(plan?.use.reduce((a, b) => a + b, 0) ?? 0).toBe((plan?.sets ?? 0) * (buy + get));
        },
      ),
    );
  });
});
