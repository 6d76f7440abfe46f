import { describe, expect, it } from 'vitest';
import { compilePromotions } from './compile.ts';
import type { PromotableLine } from './engine.ts';
import { type Promotion, promotionsSchema } from './shape.ts';

const CONTEXT = { at: '2026-03-02T10:00:00Z', coupons: [] as string[], segments: [] as string[] };
const sha256 = (bytes: Uint8Array) => Array.from(bytes).join();

function line(itemId: string, unitPrice: number, quantity = 1, more: Partial<PromotableLine> = {}): PromotableLine {
  const base = {
    lineId: itemId,
    itemId,
    categories: [],
    quantity,
    unitPrice,
    gross: unitPrice * quantity,
    promotable: true,
  };
  return { ...base, ...more };
}

type Draft = { id: string; family: Promotion['family'] } & Record<string, unknown>;

function engine(drafts: readonly Draft[], strategy: 'optimal' | 'ordered' = 'optimal') {
  const promotions = promotionsSchema.parse(drafts.map((draft) => ({ title: draft.id, ...draft })));
  return compilePromotions(promotions, { sha256, timeZone: 'Europe/London', strategy });
}

function price(lines: readonly PromotableLine[], drafts: readonly Draft[], context = CONTEXT) {
  const { applied, modifiers, proof, hints } = engine(drafts).evaluate(lines, context);
  const off = Object.fromEntries(
    lines.map(({ lineId }) => [
      lineId,
      modifiers.filter((each) => each.lineId === lineId).reduce((sum, each) => sum + each.amount, 0),
    ]),
  );
  return { applied: applied.map((each) => [each.promotionId, each.applications, each.discount]), off, proof, hints };
}

const all = { all: true };
const group = (quantity: number, match: object = all, id = 'g') => ({ id, match, quantity });
const off = (percent: string, per = 'unit') => ({ percent, per });
const multibuy = (id: string, quantity: number, discount: object, more: object = {}): Draft => ({
  id,
  family: 'multibuy',
  groups: [group(quantity)],
  discount,
  ...more,
});

describe('ties', () => {
  it('go to fewer applications', () => {
    const single = multibuy('a', 1, off('10'));
    const pair = multibuy('b', 2, off('10'));
    expect(price([line('x', 100, 2)], [single, pair]).applied).toEqual([['b', 1, 20]]);
  });

  it('then to the lower priority number, then to the id', () => {
    expect(
      price([line('x', 100)], [multibuy('a', 1, off('10')), multibuy('b', 1, off('10'), { priority: -1 })]).applied,
    ).toEqual([['b', 1, 10]]);
    expect(price([line('x', 100)], [multibuy('b', 1, off('10')), multibuy('a', 1, off('10'))]).applied).toEqual([
      ['a', 1, 10],
    ]);
    expect(price([line('x', 100, 2)], [multibuy('b', 2, off('10')), multibuy('a', 2, off('10'))]).applied).toEqual([
      ['a', 1, 20],
    ]);
  });

  it('then to the dearer unit, and among equals to the item id', () => {
    const once = multibuy('a', 1, { amount: 50, per: 'unit' }, { limit: 1 });
    expect(price([line('y', 100), line('z', 200)], [once]).off).toEqual({ y: 0, z: 50 });
    expect(price([line('z', 200), line('y', 200)], [once]).off).toEqual({ y: 50, z: 0 });
  });
});

describe('rounding', () => {
  it('of a percent per unit is half-up for each unit, per set once for the set', () => {
    expect(price([line('x', 5, 2)], [multibuy('a', 2, off('10'))]).applied).toEqual([['a', 1, 2]]);
    expect(price([line('x', 5, 2)], [multibuy('a', 2, off('10', 'set'))]).applied).toEqual([['a', 1, 1]]);
  });

  it('of weighed goods takes amount and price per kilogram', () => {
    const cheese = line('cheese', 750, 1, { grams: 500 });
    expect(price([cheese], [multibuy('a', 1, { amount: 100, per: 'unit' })]).applied).toEqual([['a', 1, 50]]);
    expect(price([cheese], [multibuy('a', 1, { price: 1000, per: 'unit' })]).applied).toEqual([['a', 1, 250]]);
    expect(price([cheese], [multibuy('a', 1, { price: 600, per: 'set' })]).applied).toEqual([['a', 1, 150]]);
  });

  it('never raises a price nor goes below nothing', () => {
    expect(price([line('x', 100)], [multibuy('a', 1, { price: 150, per: 'unit' })]).applied).toEqual([]);
    expect(price([line('x', 100)], [multibuy('a', 1, { amount: 500, per: 'unit' })]).off).toEqual({ x: 100 });
  });
});

describe('limits', () => {
  it('bound applications, and a cap truncates without forbidding', () => {
    expect(price([line('x', 100, 3)], [multibuy('a', 1, off('50'), { limit: 2 })]).applied).toEqual([['a', 2, 100]]);
    expect(price([line('x', 100), line('y', 40)], [multibuy('a', 2, off('100'), { maxDiscount: 70 })]).off).toEqual({
      x: 50,
      y: 20,
    });
  });
});

describe('layers', () => {
  const first = multibuy('a', 1, off('50'));
  it('run in order, and what one took is out of the next', () => {
    expect(price([line('x', 100)], [first, multibuy('b', 1, off('50'), { layer: 1 })]).applied).toEqual([['a', 1, 50]]);
  });
  it('may take it at its reduced price where they say so', () => {
    const second = multibuy('b', 1, off('50'), { layer: 1, onDiscounted: true });
    expect(price([line('x', 100)], [second, first]).applied).toEqual([
      ['a', 1, 50],
      ['b', 1, 25],
    ]);
  });
  it('end with thresholds, which count what is left to pay or, if they say so, the shelf price', () => {
    const threshold = {
      id: 't',
      family: 'threshold' as const,
      groups: [{ id: 'g', match: all, spend: 100 }],
      discount: off('10'),
      onDiscounted: true,
    };
    expect(price([line('x', 100)], [first, threshold]).applied).toEqual([['a', 1, 50]]);
    expect(price([line('x', 100)], [first, { ...threshold, gross: true }]).applied).toEqual([
      ['a', 1, 50],
      ['t', 1, 5],
    ]);
  });
  it('take those by priority after the best, as often as possible', () => {
    const often = multibuy('p', 1, { amount: 1, per: 'unit' }, { choice: 'priority' });
    const pair = multibuy('b', 2, off('10'));
    expect(price([line('x', 100, 3)], [often, pair]).applied).toEqual([
      ['b', 1, 20],
      ['p', 1, 1],
    ]);
  });
});

describe('exclusive promotions', () => {
  it('stand alone against all the others, and yield to them in a tie', () => {
    const others = multibuy('a', 1, off('10'));
    expect(price([line('x', 100)], [others, multibuy('e', 1, off('20'), { exclusive: true })]).applied).toEqual([
      ['e', 1, 20],
    ]);
    expect(price([line('x', 100)], [others, multibuy('e', 1, off('10'), { exclusive: true })]).applied).toEqual([
      ['a', 1, 10],
    ]);
  });
});

describe('conditions', () => {
  it('are a coupon, which counts once, a segment and a window', () => {
    const drafts = [multibuy('c', 1, off('10'), { requires: { coupon: 'SAVE' }, limit: 1 })];
    expect(price([line('x', 100, 2)], drafts).applied).toEqual([]);
    expect(price([line('x', 100, 2)], drafts, { ...CONTEXT, coupons: ['SAVE', 'SAVE'] }).applied).toEqual([
      ['c', 1, 10],
    ]);
    expect(price([line('x', 100)], [multibuy('s', 1, off('10'), { requires: { segment: 'staff' } })]).applied).toEqual(
      [],
    );
    expect(price([line('x', 100)], [multibuy('w', 1, off('10'), { window: { days: ['tue'] } })]).applied).toEqual([]);
  });
  it('leave goods that no promotion may touch out of groups and thresholds', () => {
    const threshold: Draft = {
      id: 't',
      family: 'threshold',
      groups: [{ id: 'g', match: all, spend: 150 }],
      discount: off('10'),
    };
    expect(price([line('x', 100), line('bag', 100, 1, { promotable: false })], [threshold]).applied).toEqual([]);
  });
});

describe('hints', () => {
  it('say what is missing', () => {
    expect(price([line('x', 100, 2)], [multibuy('3 for 2', 3, off('33.33'))]).hints).toEqual([
      { promotionId: '3 for 2', title: '3 for 2', missing: 1, lineId: 'x' },
    ]);
    const spend: Draft = {
      id: 't',
      family: 'threshold',
      groups: [{ id: 'g', match: all, spend: 250 }],
      discount: off('10'),
    };
    expect(price([line('x', 100, 2)], [spend]).hints).toEqual([
      { promotionId: 't', title: 't', missing: 50, of: 'spend' },
    ]);
  });
});

describe('hints', () => {
  const trio = multibuy('trio', 3, off('10'));
  const spend = (least: number): Draft => ({
    id: 't',
    family: 'threshold',
    groups: [{ id: 'g', match: all, spend: least }],
    discount: off('10'),
  });
  it('end where a promotion applies, and begin where no more is missing than is there', () => {
    expect(price([line('x', 100, 4)], [trio]).hints).toEqual([]);
    expect(price([line('x', 100)], [trio]).hints).toEqual([]);
  });
  it('of a spend begin at seven tenths of it', () => {
    expect(price([line('x', 70)], [spend(100)]).hints).toMatchObject([{ missing: 30, of: 'spend' }]);
    expect(price([line('x', 69)], [spend(100)]).hints).toEqual([]);
  });
  it('are nearest first, units before spends', () => {
    const four = multibuy('four', 4, off('10'));
    const { hints } = price([line('x', 100, 2)], [spend(210), four, trio]);
    expect(hints.map(({ promotionId, missing }) => [promotionId, missing])).toEqual([
      ['trio', 1],
      ['four', 2],
      ['t', 10],
    ]);
  });
  it('name a line whose goods would do for the group that is short', () => {
    const groups = [group(1, { items: ['x'] }, 'one'), group(2, { items: ['y'] }, 'two')];
    const deal: Draft = { id: 'deal', family: 'bundle', groups, discount: { amount: 50, per: 'set' } };
    expect(price([line('x', 100), line('y', 100)], [deal]).hints).toMatchObject([{ missing: 1, lineId: 'y' }]);
  });
});

describe('a basket', () => {
  it('of ten thousand equal units is priced without being unrolled', () => {
    expect(price([line('x', 100, 9_999)], [multibuy('a', 3, off('10')), multibuy('b', 2, off('8'))]).applied).toEqual([
      ['a', 3333, 99_990],
    ]);
  });
  it('that is none is refused', () => {
    const { evaluate } = engine([multibuy('a', 1, off('10'))]);
    expect(() => evaluate([line('x', -1)], CONTEXT)).toThrow(/no price: -1/);
    expect(() => evaluate([line('x', 1, 1.5)], CONTEXT)).toThrow(/no quantity: 1.5/);
    expect(() => evaluate([line('x', 1, 2_000_000)], CONTEXT)).toThrow(/at most 1000000 units/);
  });
});

describe('the name of a set', () => {
  it('is its content, in whatever order, with or without defaults', () => {
    const a = multibuy('a', 1, off('10'));
    const b = multibuy('b', 2, off('10'));
    const name = engine([a, b]).setHash;
    expect(engine([b, { ...a, layer: 0, choice: 'best', onDiscounted: false, fundedBy: 'store' }]).setHash).toBe(name);
    expect(engine([a]).setHash).not.toBe(name);
  });
});

describe('the ordered method', () => {
  it('takes the dearest first in the best order, where the optimum pairs dear with cheap', () => {
    const drafts = [multibuy('trio', 3, { price: 300, per: 'set' }), multibuy('pair', 2, { amount: 100, per: 'set' })];
    const lines = [line('a', 200), line('b', 190), line('c', 30), line('d', 20)];
    const { optimal, ordered } = engine(drafts).compare(lines, CONTEXT);
    expect({ optimal, ordered }).toEqual({ optimal: 200, ordered: 150 });
    expect(engine(drafts, 'ordered').evaluate(lines, CONTEXT).applied).toEqual([
      { promotionId: 'pair', title: 'pair', applications: 2, discount: 150 },
    ]);
  });
  it('above six goes by the discount lost per unit shared, in that one order', () => {
    // One of x for 10 off, so 5 for each unit shared, against both for 15, so 7.5: the pair goes first, though ten and ten are more.
    const tens = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => multibuy(id, 1, { amount: 10, per: 'unit' }, { limit: 1 }));
    const pair = multibuy('pair', 2, { amount: 15, per: 'set' }, { limit: 1 });
    const lines = [line('x', 100, 2)];
    expect(engine([...tens, pair]).compare(lines, CONTEXT)).toEqual({ optimal: 20, ordered: 15 });
    // Of six every order is tried.
    expect(engine([...tens.slice(1), pair]).compare(lines, CONTEXT)).toEqual({ optimal: 20, ordered: 20 });
  });
  it('tries both orders of two, and finds the better', () => {
    const drafts = [
      multibuy('amount', 2, { amount: 50, per: 'set' }, { limit: 1 }),
      { ...multibuy('half', 1, off('50')), groups: [group(1, { items: ['a'] })] },
    ];
    const { optimal, ordered } = engine(drafts).compare([line('a', 200), line('b', 100), line('c', 90)], CONTEXT);
    expect({ optimal, ordered }).toEqual({ optimal: 150, ordered: 150 });
  });
});
