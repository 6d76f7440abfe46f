import { expect, test } from 'vitest';
import { arrange } from './arrange.ts';

test.each([1, 2, 3, 4, 5, 6, 7, 8])('%d goods all stand on the counter', (count) => {
  const places = arrange(count);
  expect(places).toHaveLength(count);
  for (const { x, size } of places) {
    expect(x).toBeGreaterThanOrEqual(-0.001);
    expect(x + size).toBeLessThanOrEqual(100.001);
  }
});

test('an empty basket leaves the counter empty', () => {
  expect(arrange(0)).toEqual([]);
});

test('the newest stands in front, on the counter itself', () => {
  for (let count = 1; count <= 8; count++) expect(arrange(count).at(-1)).toMatchObject({ front: true, lift: 0 });
});

test('no two in front stand in the same place', () => {
  const fronts = arrange(8).filter((place) => place.front);
  expect(new Set(fronts.map((place) => place.x)).size).toBe(fronts.length);
});
