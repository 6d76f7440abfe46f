import { expect, test } from 'vitest';
import { QUIET, wedgeControl, wedgeKey } from './wedge.ts';

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

const scanned = (keys: readonly string[], every: number): (string | null)[] => {
  let state = QUIET;
  const scans = keys.map((key, index) => {
    const now = 1000 + index * every;
    if (key.startsWith('^')) {
      state = wedgeControl(state, key.slice(1), now);
      return null;
    }
    const step = wedgeKey(state, key, now);
    state = step.state;
    return step.scan;
  });
  return scans.filter((scan) => scan !== null);
};

test.each([
  ['fast and ended by Enter', [...'5012345678900', 'Enter'], 8, ['5012345678900']],
  ['ended by Tab, with capitals and spaces', ['Shift', ...'AB 12-X', 'Tab'], 30, ['AB 12-X']],
  ['two after each other', [...'96385074', 'Enter', ...'5012345678900', 'Enter'], 5, ['96385074', '5012345678900']],
  ['with a separator, typed as Ctrl and ]', [...'10ABC', '^Control', '^]', ...'2112', 'Enter'], 5, ['10ABC\x1d2112']],
])('what is %s is a scan', (_, keys, every, scans) => {
  expect(scanned(keys, every)).toEqual(scans);
});

test.each([
  ['slower than a scanner', [...'5012345678900', 'Enter'], 31],
  ['shorter than six characters', [...'12345', 'Enter'], 5],
  ['without an end', [...'5012345678900'], 5],
  ['longer than any symbol', [...'7'.repeat(4097), ...'5012345678900', 'Enter'], 1],
  ['without the space that it began with', [' ', ...'96385074', 'Enter'], 5],
  ['with a shortcut in it', [...'50123456', '^r', ...'78', 'Enter'], 5],
])('what is %s is none', (_, keys, every) => {
  expect(scanned(keys, every)).toEqual([]);
});
