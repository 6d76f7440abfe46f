import { describe, expect, it } from 'vitest';
import { concede } from './concede.ts';
import { type Deal, dealOffers, units } from './deals.fixture.ts';
import { rootNode, shelfOf } from './node.ts';
import { effortOf } from './price.ts';
import { relax } from './relax.ts';

const SLACK = 0.5;

/** Pairs for so much off, each over some of the classes; what is taken by each, where that is worth more than `known`. */
function conceded(pairs: readonly Deal[], { known = 0, asks = 100 } = {}) {
  const classes = units(90, 80, 70, 60, 50);
  const offers = dealOffers(classes, pairs);
  const node = rootNode([1, 1, 1, 1, 1], offers);
  const shelves = offers.map(shelfOf);
  const none = new Float64Array(classes.length);
  const relaxed = relax(node, offers, none, [], none, 0, shelves, { left: 1e6, each: 1 });
  const { answer, sure } = concede(node, offers, none, relaxed, known, shelves, offers.map(effortOf), asks, SLACK);
  const taken = answer?.chosen.map((each) =>
    each === null ? [] : Array.from(each.use.keys()).filter((local) => each.use[local]! > 0),
  );
  return { taken, sure, bound: relaxed.bound, value: answer?.value };
}

/** Three pairs over three goods, two of which always meet: half of each is what the prices promise. */
const ODD = [
  [30, [0, 1]],
  [30, [1, 2]],
  [31, [0, 2]],
] as const;

describe('offers that give way to each other', () => {
  it('find the best answer below what the prices promise', () => {
    const { taken, sure, bound, value } = conceded(ODD);
    expect(bound).toBeGreaterThan(4000);
    expect(value).toBe(3099);
    expect({ taken, sure }).toEqual({ taken: [[], [], [0, 1]], sure: true });
  });

  it('are sure that nothing beats what is as good as the best', () => {
    expect(conceded(ODD, { known: 3099 })).toMatchObject({ taken: undefined, sure: true });
  });

  it('are not sure of anything where they may not be asked', () => {
    expect(conceded(ODD, { asks: -1 })).toMatchObject({ taken: undefined, sure: false });
  });
});
