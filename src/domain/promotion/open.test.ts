import { describe, expect, it } from 'vitest';
import type { Step } from './classes.ts';
import { openerOf } from './open.ts';
import { reachIndex } from './reach.ts';
import { roomFor } from './room.ts';
import { rulesOf } from './rule.ts';
import type { Discount, Promotion } from './shape.ts';

/** Ids of the rules for one unit alone that are looked at for a unit that all of them may take. */
function simpleOf(...discounts: Discount[]): string[] {
  const rules = rulesOf(
    discounts.map((discount, at): Promotion => {
      const groups: [{ id: string; match: { all: true }; quantity: number }] = [
        { id: 'g', match: { all: true }, quantity: 1 },
      ];
      return { id: `p${at}`, title: 'p', family: 'multibuy', groups, discount };
    }),
  );
  const opener = openerOf(rules);
  const step: Step = { layer: 0, rules, room: roomFor(rules), opener, takesPart: () => true, slot: null };
  return opener.of(reachIndex(rules).of('tea', []).reach, false, step).simple.map(({ promotion }) => promotion.id);
}

describe('rules that need one unit alone', () => {
  it('are left out where one before them saves as much, whatever the unit costs', () => {
    expect(
      simpleOf({ percent: '10', per: 'unit' }, { percent: '25', per: 'unit' }, { percent: '20', per: 'set' }),
    ).toEqual(['p0', 'p1']);
    expect(simpleOf({ amount: 50, per: 'unit' }, { amount: 50, per: 'unit' }, { amount: 60, per: 'unit' })).toEqual([
      'p0',
      'p2',
    ]);
    expect(simpleOf({ price: 80, per: 'unit' }, { price: 90, per: 'unit' }, { price: 70, per: 'unit' })).toEqual([
      'p0',
      'p2',
    ]);
  });

  it('stay where that goes by what the unit costs or weighs', () => {
    expect(simpleOf({ percent: '50', per: 'unit' }, { amount: 10, per: 'unit' }, { amount: 9, per: 'set' })).toEqual([
      'p0',
      'p1',
      'p2',
    ]);
  });
});
