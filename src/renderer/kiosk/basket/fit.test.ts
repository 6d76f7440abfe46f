import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextPage, rowsBelow, wholeRows } from './fit.ts';

const bottoms = [100, 200, 330, 430, 530];

test('rows that all fit need no window and no button', () => {
  expect(wholeRows(bottoms, 530, 60)).toEqual({ height: null, hidden: 0 });
  expect(wholeRows([], 0, 60)).toEqual({ height: null, hidden: 0 });
});

test('otherwise whole rows show, and the button has its room below them', () => {
  expect(wholeRows(bottoms, 529, 60)).toEqual({ height: 430, hidden: 1 });
  expect(wholeRows(bottoms, 400, 60)).toEqual({ height: 330, hidden: 2 });
  expect(wholeRows(bottoms, 389, 60)).toEqual({ height: 200, hidden: 3 });
});

test('one row shows even where there is too little room for it', () => {
  expect(wholeRows(bottoms, 120, 60)).toEqual({ height: 60, hidden: 4 });
});

test('scrolled down, fewer rows are below, and at the end none', () => {
  expect(rowsBelow(bottoms, 200, 0)).toBe(3);
  expect(rowsBelow(bottoms, 200, 130)).toBe(2);
  expect(rowsBelow(bottoms, 200, 330)).toBe(0);
});

test('the next page begins with the first row that was cut off', () => {
  expect(nextPage(bottoms, 200, 0)).toBe(200);
  expect(nextPage(bottoms, 200, 200)).toBe(330);
  expect(nextPage(bottoms, 200, 330)).toBe(0);
});

test('rows and button never need more room than there is, and every row is counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 40, max: 200 }), { maxLength: 40 }),
      fc.integer({ min: 300, max: 1500 }),
      (heights, room) => {
        let sum = 0;
        const edges = heights.map((height) => (sum += height));
        const fit = wholeRows(edges, room, 60);
        if (fit.height === null) expect(sum).toBeLessThanOrEqual(room);
        else {
          expect(fit.height + 60).toBeLessThanOrEqual(room);
          expect(fit.hidden).toBe(rowsBelow(edges, fit.height - 1, 0));
        }
      },
    ),
  );
});
