import { expect, it } from 'vitest';
import { Chance } from '../chance.ts';
import { demoGoods } from './goods.ts';
import { visit } from './script.ts';

const goods = demoGoods();
const visits = (seeds: number) => Array.from({ length: seeds }, (_, seed) => visit(goods, new Chance(seed)));

it('draws the same visit from the same seed, and another from another', () => {
  expect(visit(goods, new Chance(42))).toEqual(visit(goods, new Chance(42)));
  expect(visit(goods, new Chance(42))).not.toEqual(visit(goods, new Chance(43)));
});

it('comes to everything that a shopper, a terminal and a printer can do', () => {
  const steps = visits(2_000).flat();
  expect(new Set(steps.map((step) => step.kind))).toEqual(
    new Set([
      'touch',
      'scan',
      'weigh',
      'quantity',
      'void',
      'undo',
      'help',
      'locale',
      'review',
      'back',
      'cancel',
      'walkAway',
      'pay',
      'printer',
      'unplugTerminal',
      'restartTerminal',
      'unasked',
      'staff',
      'suspend',
      'takeUp',
      'refund',
      'orElse',
      'goodbye',
    ]),
  );
  const restricted = steps.filter((step) => step.kind === 'scan' && goods.restricted.includes(step.data));
  expect(restricted.length).toBeGreaterThan(100);
  // A part is approved and its answer lost, now and then.
  const parts = steps.filter((step) => step.kind === 'pay' && 'most' in step.mode);
  expect(parts.length).toBeGreaterThan(0);
  const modes = steps.flatMap((step) => (step.kind === 'pay' ? [step.mode.kind] : []));
  expect(new Set(modes).size).toBe(17);
  const troubles = steps.flatMap((step) => (step.kind === 'printer' ? [step.trouble.kind] : []));
  expect(new Set(troubles).size).toBe(6);
});
