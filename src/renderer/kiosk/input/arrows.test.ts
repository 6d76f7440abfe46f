import { expect, test } from 'vitest';
import { arrowDirection, type Box, nextByArrow } from './arrows.ts';

const box = (left: number, top: number, width = 10, height = 10): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

//  0      1
//  2      3
//  4 (wide)
const boxes = [box(0, 0), box(50, 0), box(0, 20), box(50, 20), box(0, 40, 60)];

test('arrows lead to the neighbour on their side', () => {
  expect(nextByArrow(boxes, 0, 'right')).toBe(1);
  expect(nextByArrow(boxes, 0, 'down')).toBe(2);
  expect(nextByArrow(boxes, 3, 'up')).toBe(1);
  expect(nextByArrow(boxes, 3, 'left')).toBe(2);
  expect(nextByArrow(boxes, 3, 'down')).toBe(4);
});

test('with nothing in the focus the first one gets it', () => {
  expect(nextByArrow(boxes, -1, 'up')).toBe(0);
  expect(nextByArrow([], -1, 'up')).toBe(-1);
});

test('where nothing is on that side, reading order goes on', () => {
  expect(nextByArrow(boxes, 1, 'right')).toBe(2);
  expect(nextByArrow(boxes, 2, 'left')).toBe(1);
  expect(nextByArrow(boxes, 4, 'down')).toBe(4);
  expect(nextByArrow(boxes, 0, 'up')).toBe(0);
});

test('from any one, arrows reach every other', () => {
  const reached = new Set([0]);
  for (let round = 0; round < boxes.length; round++) {
    for (const from of [...reached]) {
      for (const direction of ['up', 'down', 'left', 'right'] as const)
        reached.add(nextByArrow(boxes, from, direction));
    }
  }
  expect(reached.size).toBe(boxes.length);
});

test('only arrow keys are arrows', () => {
  expect(arrowDirection('ArrowLeft')).toBe('left');
  expect(arrowDirection('Enter')).toBeNull();
});
