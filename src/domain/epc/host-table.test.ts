import { expect, it } from 'vitest';
import { longPieceOf } from './host-table.ts';

/** Places read off optimisation tables B1 to B4 of TDS 2.3, so close that an entry left out or turned round would be noticed. */
const PLACES = [
  'ac 0, ao 8, az 16, bi 24, bt 32, cg 40, cr 48, dj 56, eh 64, fm 72, gg 79, gr 87, hn 95, hu 98, io 104, jp 112, kr 120, li 127',
  'lk 0, ly 6, ma 7, mn 16, mt 22, mx 26, nf 32, nz 40, pl 48, qa 56, sc 64, sm 72, sy 80, th 86, to 92, tz 97, uy 101, vu 109, ' +
    'ye 112, zw 116',
  'com.au 0, co.at 3, co.nz 8, co.kr 16, co.tt 20, co.uk 25, com.cn 28, gov.cn 31',
  'tech 0',
];

it.each(PLACES.map((places, table) => ({ name: `B${table + 1}`, table, places })))(
  'table $name has its names where the standard has them',
  ({ table, places }) => {
    for (const place of places.split(', ')) {
      const [name, index] = place.split(' ');
      expect([place, longPieceOf(table, Number(index))]).toEqual([place, `.${name}`]);
    }
  },
);

it.each([
  [0, 128],
  [1, 117],
  [2, 32],
  [3, 1],
])('what is behind the last of table %i is reserved', (table, place) => {
  expect(longPieceOf(table, place - 1)).toBeDefined();
  expect(longPieceOf(table, place)).toBeUndefined();
});

it('no name is there twice, and those of countries are in their order', () => {
  for (const table of [0, 1]) {
    const names = Array.from({ length: 128 }, (_, place) => longPieceOf(table, place)).filter(
      (name) => name !== undefined,
    );
    expect(names).toEqual([...new Set(names)].toSorted());
  }
});
