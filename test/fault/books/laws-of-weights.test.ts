import { expect, it } from 'vitest';
import type { Entry } from '../product-journal.ts';
import { violations } from './laws.ts';
import { weightsAgainstScale } from './laws-of-weights.ts';
import { dayWith } from './made-up-day.ts';

const line = (lineId: string, gross: number, more: object = {}): Entry => ({
  epoch: 'e',
  seq: 1,
  kind: 'LineAdded',
  body: { lineId, quantity: 1, grams: gross - 5, weighing: { gross, tare: 5, scale: 'scale-1' }, ...more },
});
const told = [{ grams: 742 }, { grams: 1_006 }];

it('finds nothing where each load was told and sold once, undone and brought back, or given back', () => {
  const again = [line('a', 742, { restored: true }), line('r', 742, { returns: 'a' })];
  expect(weightsAgainstScale([line('a', 742), line('b', 1_006), ...again], told)).toEqual([]);
});

it('finds a load that was sold twice, one that the scale never told, and grams that are not gross less tare', () => {
  const sold = [line('a', 742), line('b', 742), line('c', 744), line('d', 1_006, { grams: 1_006 })];
  expect(weightsAgainstScale(sold, told)).toEqual([
    'line c was sold by 744 g, which the scale never told',
    'line d has 1006 g of 1006 g less 5 g',
    'the load of 742 g was sold 2 times',
  ]);
});

it('is one of the laws of a day', () => {
  const weighed = (weights: { grams: number }[]) =>
    violations({ ...dayWith(({ entries }) => entries.push(line('w', 742, { transactionId: 'w' }))), weights }, 'cut');
  expect(weighed([{ grams: 742 }])).toEqual([]);
  expect(weighed([])).toEqual(['line w was sold by 742 g, which the scale never told']);
});
