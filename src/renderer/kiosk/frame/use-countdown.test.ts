import { expect, test } from 'vitest';
import { secondsLeft } from './use-countdown.ts';

test('eight seconds are eight for their whole first second', () => {
  expect(secondsLeft(8000, 0)).toBe(8);
  expect(secondsLeft(8000, 1)).toBe(8);
  expect(secondsLeft(8000, 999)).toBe(8);
  expect(secondsLeft(8000, 1000)).toBe(7);
});

test('it ends at zero and stays there', () => {
  expect(secondsLeft(8000, 7999)).toBe(1);
  expect(secondsLeft(8000, 8000)).toBe(0);
  expect(secondsLeft(8000, 60_000)).toBe(0);
});
