import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownSavings } from './savings.ts';

const saving = (title: string, amount: number) => ({ title, amount });

test('up to three savings are named, the largest first', () => {
  const { rows, others } = shownSavings([saving('Meal deal', 150), saving('3 for 2', 200)], 350);
  expect(rows.map((row) => row.title)).toEqual(['3 for 2', 'Meal deal']);
  expect(others).toBe(0);
});

test('of more than three the smaller ones share a row', () => {
  const all = [saving('a', 10), saving('b', 40), saving('c', 30), saving('d', 20)];
  expect(shownSavings(all, 100)).toEqual({ rows: [saving('b', 40), saving('c', 30)], others: 2, othersAmount: 30 });
});

test('without a saving there is no row', () => {
  expect(shownSavings([], 0)).toEqual({ rows: [], others: 0, othersAmount: 0 });
});

test('the rows always come to the whole discount', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000 })), (amounts) => {
      const savings = amounts.map((amount, index) => saving(`p${index}`, amount));
      const discount = amounts.reduce((sum, amount) => sum + amount, 0);
      const { rows, others, othersAmount } = shownSavings(savings, discount);
      expect(rows.reduce((sum, { amount }) => sum + amount, 0) + (others === 0 ? 0 : othersAmount)).toBe(discount);
    }),
  );
});
