import { describe, expect, it } from 'vitest';
import { rulesOf } from '../rule.ts';
import type { Promotion } from '../shape.ts';
import { partsOf, within } from './apart.ts';
import { atMost, rootNode } from './node.ts';
import { offerOf } from './offer.ts';

const PAIR_OFF = { amount: 10, per: 'set' } as const;
const pairOf = (id: string): Promotion => ({
  id,
  title: id,
  family: 'multibuy',
  groups: [{ id: 'g', match: { all: true }, quantity: 2 }],
  discount: PAIR_OFF,
});
const CLASSES = [900, 800, 700, 600].map((price) => ({ price, grams: null, count: 2 }));
const GROUPS = [[[0, 1]], [[1, 2]], [[3]]];
const OFFERS = rulesOf(['a', 'b', 'c'].map(pairOf)).map((rule, at) =>
  offerOf({ rule, groups: GROUPS[at]! }, at, at, CLASSES, { money: 100, application: 1, penalty: 9 }),
);
const ROOT = rootNode([2, 2, 2, 2], OFFERS);

describe('the parts of a node', () => {
  it('are the offers that dispute units, directly or through others; who disputes nothing is alone', () => {
    expect(partsOf(ROOT, OFFERS)).toEqual({ parts: [[0, 1]], alone: [2] });
  });

  it('fall asunder where an offer may no longer take what joined them', () => {
    expect(partsOf(atMost(ROOT, 1, 0, 0), OFFERS)).toEqual({ parts: [], alone: [0, 1, 2] });
  });

  it('have only the open units that one of them may take', () => {
    expect([...within(ROOT, OFFERS, [0, 1]).open]).toEqual([2, 2, 2, 0]);
  });
});
