import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refundSum, returnedLines, withPieces } from './selection.ts';

const milk = { lineId: 'milk', name: 'Whole milk', picture: null, left: 2, each: 175 };
const loaf = { lineId: 'loaf', name: 'Seeded loaf', picture: null, left: 1, each: 320 };
const sale = { total: 670, lines: [milk, loaf] };

test('what comes back is summed piece by piece', () => {
  expect(refundSum(sale, { milk: 2, loaf: 1 })).toBe(670);
  expect(refundSum(sale, { milk: 1 })).toBe(175);
  expect(refundSum(sale, {})).toBe(0);
});

test('lines of which nothing comes back are not sent', () => {
  expect(returnedLines(sale, { milk: 1, loaf: 0 })).toEqual([{ lineId: 'milk', quantity: 1 }]);
});

test('never fewer than none, never more than are left', () => {
  expect(withPieces({}, milk, 3)).toEqual({ milk: 2 });
  expect(withPieces({ milk: 1 }, milk, -1)).toEqual({ milk: 0 });
});

test('when another lane took pieces back meanwhile, only what is left counts', () => {
  const fewer = { ...sale, lines: [{ ...milk, left: 1 }, loaf] };
  expect(returnedLines(fewer, { milk: 2 })).toEqual([{ lineId: 'milk', quantity: 1 }]);
  expect(refundSum(fewer, { milk: 2 })).toBe(175);
});

test('no selection gives back more than was paid', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('milk', 'loaf'), fc.nat(9)), fc.nat(2000), (selection, total) => {
      expect(refundSum({ ...sale, total }, selection)).toBeLessThanOrEqual(total);
    }),
  );
});
