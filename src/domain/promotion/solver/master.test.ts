import { describe, expect, it } from 'vitest';
import { dealOffers } from './deals.fixture.ts';
import { atMost, rootNode, setAside, sets, shelfOf } from './node.ts';
import type { UnitClass } from './problem.ts';
import { relax } from './relax.ts';

const CLASSES: UnitClass[] = [90, 80, 70, 60].map((price) => ({ price, grams: null, count: 2 }));
const PAIRS = [
  [30, [0, 1]],
  [40, [1, 2]],
  [45, [0, 2]],
  [20, [2, 3]],
] as const;
const OFFERS = dealOffers(CLASSES, PAIRS, 3);
const ROOT = rootNode(
  CLASSES.map(({ count }) => count),
  OFFERS,
);

function relaxed(node: typeof ROOT, from: ReturnType<typeof relax> | null) {
  const none = new Float64Array(CLASSES.length);
  const work = { left: 1e9, each: 1 };
  const [wishes, duals, master] = from === null ? [[], none, null] : [from.wishes, from.duals, from.master];
  return relax(
    node,
    OFFERS,
    none,
    wishes,
    duals,
    Number.NEGATIVE_INFINITY,
    OFFERS.map(shelfOf),
    work,
    null,
    60,
    master,
  );
}

describe('the linear program of a node', () => {
  const root = relaxed(ROOT, null);
  const parts = {
    'an offer may take fewer units': atMost(ROOT, 1, 1, 0),
    'units are set aside for an offer': setAside(ROOT, OFFERS[0]!, 0, 0, 2),
    'units are set aside for an offer that may do without sets': setAside(ROOT, OFFERS[3]!, 3, 0, 1),
    'an offer makes fewer sets': sets(ROOT, 2, 0).fewer,
    'an offer makes more sets': sets(ROOT, 3, 0).more,
  };

  it('mixes what fights for the same units', () => {
    expect(root.master).not.toBeNull();
    expect(root.support.flat().length).toBeGreaterThan(1);
  });

  it.each(Object.entries(parts))('goes on where it stood, to the same bound as one begun anew: %s', (_, node) => {
    const anew = relaxed(node, null);
    expect(relaxed(node, root).bound).toBeCloseTo(anew.bound, 3);
  });
});
