import { describe, expect, it } from 'vitest';
import type { PromotableLine } from './engine.ts';
import { reachIndex } from './reach.ts';
import { type Rule, rulesOf } from './rule.ts';
import { promotionsSchema } from './shape.ts';
import { mergePools, type Pool, poolsOf } from './units.ts';

const [rule] = rulesOf(
  promotionsSchema.parse([
    {
      id: 'p',
      title: 'p',
      family: 'multibuy',
      groups: [{ id: 'g', match: { all: true, except: { items: ['bag'] } }, quantity: 2 }],
      discount: { percent: '10', per: 'unit' },
    },
  ]),
) as [Rule];

function line(lineId: string, itemId: string, unitPrice: number, categories: string[], grams?: number): PromotableLine {
  const base = { lineId, itemId, categories, quantity: 2, unitPrice, gross: 2 * unitPrice, promotable: true };
  return grams === undefined ? base : { ...base, grams };
}

const kindsOf = (lines: readonly PromotableLine[]) =>
  poolsOf(lines, reachIndex([rule])).map(({ kind, count }) => [
    kind.itemId,
    kind.lines.map(({ index }) => index),
    count,
  ]);

describe('the units of a basket', () => {
  it('are one kind on whatever lines they stand, dearest first', () => {
    const lines = [line('a', 'mug', 300, []), line('b', 'tea', 499, ['tea']), line('c', 'mug', 300, [])];
    expect(kindsOf(lines)).toEqual([
      ['tea', [1], 2],
      ['mug', [0, 2], 4],
    ]);
  });

  it('are left out where no rule takes them', () => {
    expect(kindsOf([line('a', 'bag', 10, []), line('b', 'tea', 499, ['tea'])])).toEqual([['tea', [1], 2]]);
  });

  it('are in the same order however many lines there are', () => {
    const few = Array.from({ length: 70 }, (_, at) => line(`${at}`, `i${at % 7}`, 100 + (at % 5), []));
    const places = (most: number) => kindsOf(few.slice(0, most)).map(([, lines]) => lines as number[]);
    const within = (most: number) =>
      places(70)
        .map((lines) => lines.filter((at) => at < most))
        .filter(({ length }) => length > 0);
    expect(places(50)).toEqual(within(50));
  });

  it('are told apart by price, weight and categories, not by how categories are listed', () => {
    const lines = [
      line('a', 'tea', 499, ['tea', 'hot']),
      line('b', 'tea', 499, ['hot', 'tea', 'tea']),
      line('c', 'tea', 499, ['hot']),
      line('d', 'tea', 499, ['hot', 'tea'], 0),
      line('e', 'tea', 489, ['hot', 'tea']),
    ];
    expect(kindsOf(lines)).toEqual([
      ['tea', [2], 2],
      ['tea', [0, 1], 4],
      ['tea', [3], 2],
      ['tea', [4], 2],
    ]);
  });

  it('are one pool again where they cost and went through the same', () => {
    const [tea] = poolsOf([line('a', 'tea', 499, ['tea'])], reachIndex([rule])) as [Pool];
    const cut = (amount: number, count: number): Pool => ({
      ...tea,
      count,
      net: 449,
      takenIn: 0,
      cuts: [{ rule, amount }],
    });
    const merged = mergePools(
      [{ ...tea, count: 0 }, tea, cut(50, 1), { ...cut(50, 1), takenIn: null }],
      [cut(50, 3), cut(50, 0)],
    );
    expect(merged.map(({ net, takenIn, count }) => [net, takenIn, count])).toEqual([
      [499, null, 2],
      [449, 0, 4],
      [449, null, 1],
    ]);
  });
});
