import { expect, test } from 'vitest';
import { QUIET, wedgeKey } from './wedge.ts';

const type = (keys: readonly string[], every: number): boolean[] => {
  let state = QUIET;
  return keys.map((key, index) => {
    const step = wedgeKey(state, key, 1000 + index * every);
    state = step.state;
    return step.swallow;
  });
};

test('a code typed by a scanner does nothing, and its Enter presses nothing', () => {
  expect(type([...'5012345678900', 'Enter'], 8)).not.toContain(false);
});

test('spaces inside a code and a Tab at its end are part of it', () => {
  expect(type(['A', ' ', 'B', 'Tab'], 40)).toEqual([true, true, true, true]);
});

test('Enter and space by hand press the button they stand on', () => {
  expect(type(['Enter', ' ', 'Enter'], 20)).toEqual([false, false, false]);
});

test('Enter some time after a letter is a hand again', () => {
  expect(type(['x', 'Enter'], 200)).toEqual([true, false]);
});

test('arrows and Escape are never a scanner', () => {
  expect(type(['5', 'ArrowDown', 'Escape'], 5)).toEqual([true, false, false]);
});
