import { expect, test } from 'vitest';
import { CUES, spoken } from './cues.ts';

test('half a minute is heard often enough and not all the time', () => {
  const said = Array.from({ length: 30 }, (_, index) => spoken(30 - index)).filter((each) => each !== null);
  expect(said).toEqual([20, 10, 5]);
});

test('the last seconds are counted without words', () => {
  expect([...CUES].filter((each) => spoken(each) === null)).toEqual([3, 2, 1]);
});
