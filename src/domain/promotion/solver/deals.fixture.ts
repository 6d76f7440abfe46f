/** Offers for tests: some units of some classes for so much off. */
import { rulesOf } from '../rule.ts';
import type { Promotion } from '../shape.ts';
import { type Offer, offerOf } from './offer.ts';
import type { UnitClass } from './problem.ts';

const SCALE = { money: 100, application: 1, penalty: 9 };

/** So much off, and the classes that it may take. */
export type Deal = readonly [amount: number, classes: readonly number[]];

/** One of each. */
export const units = (...prices: number[]): UnitClass[] => prices.map((price) => ({ price, grams: null, count: 1 }));

export function dealOffers(classes: readonly UnitClass[], deals: readonly Deal[], quantity = 2): Offer[] {
  const rules = rulesOf(
    deals.map(
      ([amount], at): Promotion => ({
        id: `p${at}`,
        title: `p${at}`,
        family: 'multibuy',
        groups: [{ id: 'g', match: { all: true }, quantity }],
        discount: { amount, per: 'set' },
      }),
    ),
  );
  return rules.map((rule, at) => offerOf({ rule, groups: [deals[at]![1]] }, at, at, classes, SCALE));
}
