import { describe, expect, it } from 'vitest';
import { promotionsSchema } from './shape.ts';

const GOOD = {
  id: 'p',
  title: '3 for 2',
  family: 'multibuy',
  groups: [{ id: 'g', match: { items: ['pen'] }, quantity: 3 }],
  discount: { percent: '33.33', per: 'unit' },
};

function issues(...promotions: object[]): string[] {
  const read = promotionsSchema.safeParse(promotions);
  return read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('a promotion', () => {
  it('is read where it says what its family needs', () => expect(issues(GOOD)).toEqual([]));

  const refused: [string, object, RegExp][] = [
    ['a family nobody knows', { ...GOOD, family: 'bogof' }, /^0\.family: .*/],
    ['a key nobody knows', { ...GOOD, maximum: 3 }, /maximum/],
    [
      'a percent above 100',
      { ...GOOD, discount: { percent: '101', per: 'unit' } },
      /0\.discount\.percent: .*from 0 to 100/,
    ],
    ['a percent that is no decimal', { ...GOOD, discount: { percent: '1e9', per: 'unit' } }, /0\.discount\.percent/],
    [
      'two discounts in one',
      { ...GOOD, discount: { percent: '10', price: 5, per: 'unit' } },
      /0\.discount: .*exactly one/,
    ],
    ['a negative amount', { ...GOOD, discount: { amount: -5, per: 'unit' } }, /0\.discount\.amount/],
    [
      'a match that takes nothing',
      { ...GOOD, groups: [{ id: 'g', match: {}, quantity: 3 }] },
      /0\.groups\.0\.match: .*items/,
    ],
    [
      'an empty list',
      { ...GOOD, groups: [{ id: 'g', match: { items: [] }, quantity: 3 }] },
      /0\.groups\.0\.match\.items/,
    ],
    ['no group', { ...GOOD, groups: [] }, /0\.groups/],
    [
      'a quantity of none',
      { ...GOOD, groups: [{ id: 'g', match: { all: true }, quantity: 0 }] },
      /0\.groups\.0\.quantity/,
    ],
    ['a quantity without end', { ...GOOD, groups: [{ id: 'g', match: { all: true }, quantity: 1e9 }] }, /quantity/],
    ['a limit for bulk, which applies once', { ...GOOD, family: 'bulk', limit: 2 }, /limit/],
    [
      'the retailer\'s favour for "best"',
      {
        ...GOOD,
        family: 'buyGet',
        groups: [
          { ...GOOD.groups[0], id: 'buy' },
          { ...GOOD.groups[0], id: 'get' },
        ],
        favour: 'retailer',
      },
      /0\.favour: .*priority/,
    ],
    [
      'a window that never opens',
      { ...GOOD, window: { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' } },
      /0\.window\.until: .*never opens/,
    ],
    [
      'hours that never open',
      { ...GOOD, window: { hours: [{ from: '10:00', until: '10:00' }] } },
      /0\.window\.hours\.0: .*never open/,
    ],
    [
      'tiers that do not climb',
      {
        ...GOOD,
        family: 'bulk',
        discount: undefined,
        tiers: [
          { quantity: 5, discount: GOOD.discount },
          { quantity: 3, discount: GOOD.discount },
        ],
      },
      /0\.tiers\.1\.quantity: .*above/,
    ],
  ];
  for (const [what, promotion, said] of refused) {
    it(`is refused with ${what}, by the path of it`, () => expect(issues(promotion).join('\n')).toMatch(said));
  }

  it('is refused where its id is there twice', () => {
    expect(issues(GOOD, { ...GOOD })).toEqual(['1.id: the promotion "p" is there twice']);
  });
});
