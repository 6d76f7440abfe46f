import { describe, expect, it } from 'vitest';
import { undominated } from './dominated.ts';
import { rulesOf } from './rule.ts';
import type { Promotion } from './shape.ts';
import type { Candidate } from './solver/problem.ts';

const classes = [100, 80, 60].map((price) => ({ price, grams: null, count: 4 }));
const match = { all: true } as const;

/** Ids of what is left of promotions on two of any goods, each over the classes given with it. */
function left(...all: [more: object, classes: number[]][]): string[] {
  const promotions = all.map(([more], at) => {
    const groups = [{ id: 'g', match, quantity: 2 }];
    return { id: `p${at}`, title: 'p', family: 'multibuy', groups, ...more } as Promotion;
  });
  const candidates = rulesOf(promotions).map(
    (rule, at): Candidate => ({ rule, groups: rule.quantities.map(() => all[at]![1]) }),
  );
  return undominated(candidates, classes).map(({ rule }) => rule.promotion.id);
}

const percent = (value: string, more = {}) => ({ discount: { percent: value, per: 'unit' }, ...more });

describe('a promotion that another does better', () => {
  it('is left out, whichever goes first', () => {
    expect(left([percent('20'), [0, 1, 2]], [percent('10'), [1, 2]])).toEqual(['p0']);
    expect(left([percent('10'), [1, 2]], [percent('20'), [0, 1, 2]])).toEqual(['p1']);
  });

  it('is the later one where both save as much', () => {
    expect(left([percent('20'), [0, 1]], [percent('20'), [0, 1]])).toEqual(['p0']);
    expect(left([percent('20'), [0]], [percent('20'), [0, 1]])).toEqual(['p0', 'p1']);
  });

  it('stays where the other is limited, capped, or takes less or fewer goods', () => {
    expect(left([percent('20', { limit: 1 }), [0, 1]], [percent('10'), [0, 1]])).toEqual(['p0', 'p1']);
    expect(left([percent('20', { maxDiscount: 50 }), [0, 1]], [percent('10'), [0, 1]])).toEqual(['p0', 'p1']);
    expect(left([percent('20'), [0, 1]], [percent('10'), [0, 2]])).toEqual(['p0', 'p1']);
    const three = { groups: [{ id: 'g', match, quantity: 3 }] };
    expect(left([percent('20', three), [0, 1]], [percent('10'), [0, 1]])).toEqual(['p0', 'p1']);
  });

  it('is told by amounts and prices of sets too', () => {
    const price = (value: number) => ({ discount: { price: value, per: 'set' } });
    expect(left([price(90), [0, 1]], [price(100), [0, 1]], [price(80), [0, 1]])).toEqual(['p0', 'p2']);
    expect(left([price(90), [0, 1]], [percent('10'), [0, 1]])).toEqual(['p0', 'p1']);
  });

  it('is told group by group where there are several', () => {
    const deal = (get: string) => ({
      family: 'buyGet',
      groups: [
        { id: 'buy', match, quantity: 1 },
        { id: 'get', match, quantity: 1 },
      ],
      ...percent(get),
    });
    expect(left([deal('100'), [0, 1]], [deal('50'), [0, 1]])).toEqual(['p0']);
  });
});
