import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { documentPricer, type PriceResult } from './price-document.ts';

const price = documentPricer((bytes) => createHash('sha256').update(bytes).digest('hex'));

const threeForTwo = {
  id: '3for2',
  title: '3 for 2',
  family: 'multibuy',
  groups: [{ id: 'g', match: { categories: ['pens'] }, quantity: 3 }],
  discount: { price: 200, per: 'set' },
};

const document = (more: object = {}) => ({
  store: { currency: 'GBP', timezone: 'Europe/London', pricesIncludeTax: true, taxRounding: 'line' },
  at: '2026-03-02T10:00:00Z',
  items: [
    { id: 'pen', price: 100, categories: ['pens', 'office'], tax: ['A'] },
    { id: 'apples', price: 250, soldBy: 'weight' },
  ],
  taxes: [{ code: 'A', percent: '20' }],
  promotions: [threeForTwo],
  basket: [{ item: 'pen', quantity: 3 }],
  ...more,
});

function result(more: object = {}): PriceResult {
  const pricing = price(document(more));
  if (pricing.kind !== 'priced') throw new Error(JSON.stringify(pricing.problems));
  return pricing.result;
}

function problem(more: object): string {
  const pricing = price(document(more));
  if (pricing.kind === 'priced') return 'priced';
  const [first] = pricing.problems;
  return `${first?.path}: ${first?.message}`;
}

describe('a document', () => {
  it('is priced with exactly the members that its readers know', () => {
    expect(result()).toEqual({
      gross: 300,
      discount: 100,
      total: 200,
      tax: 33,
      proof: 'optimal',
      lines: [
        {
          item: 'pen',
          quantity: 3,
          gross: 300,
          discount: 100,
          net: 200,
          tax: 33,
          modifiers: [{ promotion: '3for2', amount: 100 }],
        },
      ],
      promotions: [{ id: '3for2', applications: 1, discount: 100 }],
      taxes: [{ code: 'A', base: 167, tax: 33 }],
      hints: [],
    });
  });

  it('keeps the order of its basket, and takes a line without quantity as one piece', () => {
    const basket = [{ item: 'apples', grams: 500 }, { item: 'pen' }, { item: 'apples', grams: 2, quantity: 1 }];
    expect(result({ basket }).lines.map(({ item, quantity, gross }) => [item, quantity, gross])).toEqual([
      ['apples', 1, 125],
      ['pen', 1, 100],
      ['apples', 1, 1],
    ]);
  });

  it('hints at what is nearly reached', () => {
    expect(result({ basket: [{ item: 'pen', quantity: 2 }] }).hints).toEqual([{ promotion: '3for2', missing: 1 }]);
  });

  it('says with the strategy "ordered" what the optimum would save', () => {
    const { optimum, proof } = result({ strategy: 'ordered' });
    expect({ optimum, proof }).toEqual({ optimum: { discount: 100, saves: 0 }, proof: 'optimal' });
  });

  it('says how much more the optimum saves, where dear goods are better paired with cheap ones', () => {
    const dear = { id: 'dear', price: 200, categories: ['pens'] };
    const cheap = { id: 'cheap', price: 20, categories: ['pens'] };
    const half = { ...threeForTwo, groups: [{ id: 'g', match: { categories: ['pens'] }, quantity: 2 }] };
    const pair = { ...half, id: 'pair', discount: { amount: 100, per: 'set' } };
    const trio = { ...threeForTwo, discount: { price: 300, per: 'set' } };
    const { discount, optimum } = result({
      strategy: 'ordered',
      items: [dear, cheap],
      promotions: [trio, pair],
      basket: [
        { item: 'dear', quantity: 2 },
        { item: 'cheap', quantity: 2 },
      ],
    });
    expect({ discount, optimum }).toEqual({ discount: 140, optimum: { discount: 200, saves: 60 } });
  });

  it('gives a promotion to those who have its coupon and belong to its segment', () => {
    const promotions = [{ ...threeForTwo, requires: { coupon: 'PENS', segment: 'staff' } }];
    expect(result({ promotions }).discount).toBe(0);
    expect(result({ promotions, coupons: ['PENS'] }).discount).toBe(0);
    expect(result({ promotions, coupons: ['PENS', 'PENS'], segments: ['staff'] }).discount).toBe(100);
  });

  it('takes categories and items that no promotion or basket knows: they match nothing', () => {
    const promotions = [{ ...threeForTwo, groups: [{ id: 'g', match: { categories: ['none'] }, quantity: 3 }] }];
    expect(result({ promotions }).discount).toBe(0);
  });

  it('is empty with an empty basket', () => {
    expect(result({ basket: [] })).toMatchObject({ gross: 0, total: 0, lines: [], taxes: [] });
  });
});

describe('a bad document is refused with the path of the bad value', () => {
  const promotion = (more: object) => ({ promotions: [{ ...threeForTwo, ...more }] });
  it.each([
    [
      'a negative price',
      { items: [{ id: 'pen', price: -1 }] },
      'items[0].price: expected a number of at least 0, found -1',
    ],
    [
      'a price that is no integer',
      { items: [{ id: 'pen', price: 1.5 }] },
      'items[0].price: expected a whole number, found 1.5',
    ],
    ['a price as text', { items: [{ id: 'pen', price: '100' }] }, 'items[0].price: expected a number, found "100"'],
    [
      'a percent above 100',
      promotion({ discount: { percent: '101', per: 'unit' } }),
      'promotions[0].discount.percent: a percent',
    ],
    [
      'a negative percent',
      promotion({ discount: { percent: '-5', per: 'unit' } }),
      'promotions[0].discount.percent: a percent',
    ],
    [
      'a percent that is a number',
      promotion({ discount: { percent: 10, per: 'unit' } }),
      'promotions[0].discount.percent: expected a string',
    ],
    ['an absurd rate of tax', { taxes: [{ code: 'A', percent: '1e9' }] }, 'taxes[0].percent: a percent'],
    ['a promotion without groups', promotion({ groups: [] }), 'promotions[0].groups'],
    [
      'a match that matches nothing',
      promotion({ groups: [{ id: 'g', match: {}, quantity: 3 }] }),
      'promotions[0].groups[0].match: a match lists',
    ],
    [
      'an empty list in a match',
      promotion({ groups: [{ id: 'g', match: { items: [] }, quantity: 3 }] }),
      'promotions[0].groups[0].match.items: expected at least 1 entries',
    ],
    [
      'a promotion that is there twice',
      { promotions: [threeForTwo, threeForTwo] },
      'promotions[1].id: the promotion "3for2" is there twice',
    ],
    [
      'an item that is there twice',
      {
        items: [
          { id: 'pen', price: 1 },
          { id: 'pen', price: 2 },
        ],
      },
      'items[1].id: the item "pen" is there twice',
    ],
    [
      'an unknown item in the basket',
      { basket: [{ item: 'pen' }, { item: 'ink' }] },
      'basket[1].item: "items" has no item "ink"',
    ],
    [
      'an unknown code of tax',
      { items: [{ id: 'pen', price: 1, tax: ['B'] }] },
      'items[0].tax[0]: "taxes" has no code "B"',
    ],
    [
      'a quantity of nothing',
      { basket: [{ item: 'pen', quantity: 0 }] },
      'basket[0].quantity: expected a number of at least 1, found 0',
    ],
    ['a negative quantity', { basket: [{ item: 'pen', quantity: -2 }] }, 'basket[0].quantity: expected'],
    ['a weighed line without grams', { basket: [{ item: 'apples' }] }, 'basket[0].grams: is missing'],
    [
      'grams of what is sold by the piece',
      { basket: [{ item: 'pen', grams: 5 }] },
      'basket[0].grams: "pen" is sold by the piece',
    ],
    [
      'several weighed at once',
      { basket: [{ item: 'apples', grams: 5, quantity: 2 }] },
      'basket[0].quantity: a weighed line is one piece',
    ],
    [
      'a window that never opens',
      promotion({ window: { from: '2026-02-02T00:00:00Z', until: '2026-02-01T00:00:00Z' } }),
      'promotions[0].window.until: a window ends after',
    ],
    [
      'hours that never open',
      promotion({ window: { hours: [{ from: '10:00', until: '10:00' }] } }),
      'promotions[0].window.hours[0]: hours that end',
    ],
    [
      'an unknown family',
      promotion({ family: 'bogof' }),
      'promotions[0].family: expected one of the families multibuy',
    ],
    ['an unknown member', { basket: [{ item: 'pen', colour: 'red' }] }, 'basket[0].colour: is not known here'],
    ['an unknown member at the top', { cart: [] }, 'cart: is not known here'],
    ['a member of the prototype', JSON.parse('{"__proto__": {"polluted": true}}'), '__proto__: is not known here'],
    [
      'a zone that there is not',
      { store: { ...document().store, timezone: 'Mars/Olympus' } },
      'store.timezone: not an IANA',
    ],
    ['a currency that there is not', { store: { ...document().store, currency: 'ABC' } }, 'store.currency: not an ISO'],
    ['an instant without a zone', { at: '2026-03-02T10:00:00' }, 'at: not an instant'],
    ['a basket that is missing', { basket: undefined }, 'basket: is missing'],
    ['a basket that is no list', { basket: {} }, 'basket: expected a list, found an object'],
    [
      'a basket that costs too much',
      { items: [{ id: 'pen', price: 100_000_000_000 }], basket: [{ item: 'pen', quantity: 1000 }] },
      'basket: expected at most',
    ],
    [
      'more pieces than a shop holds',
      { basket: [{ item: 'pen', quantity: 1_000_000 }, { item: 'pen' }] },
      'basket: expected at most 1000000 pieces',
    ],
    [
      'a rate that has not begun',
      { taxes: [{ code: 'A', percent: '20', validFrom: '2026-03-03' }] },
      'items[0].tax[0]: the rate "A" has not begun',
    ],
  ])('%s', (_, more, sentence) => expect(problem(more)).toContain(sentence));

  it.each([
    ['a list', []],
    ['nothing', null],
    ['a number', 5],
  ])('%s instead of a document', (_, input) => {
    const pricing = price(input);
    expect(pricing).toMatchObject({ kind: 'bad', problems: [{ path: '(document)' }] });
  });
});
