import { expect, it } from 'vitest';
import type { Scan } from '../../domain/gs1/identity.ts';
import { type Pack, packOf, packSymbol, withPack } from './packs.ts';

const LINEAR = { aim: ']E0', data: '5000112637922' };
const MATRIX = { aim: ']d2', data: '0105000112637922' };
const LINK = { aim: ']Q1', data: 'https://id.example/01/05000112637922' };
type Carried = { readonly serial?: string; readonly batch?: string };

/** For each scan whose pack it is, by the order in which packs were first seen. */
function packs(...scans: readonly [scan: Scan, at: number, carried?: Carried, gtin?: string][]): number[] {
  let seen: readonly Pack<number>[] = [];
  let count = 0;
  return scans.map(([scan, at, carried = {}, gtin = '05000112637922']) => {
    const symbol = packSymbol(scan, { gtin, ...carried }, at);
    const pack = packOf(seen, symbol);
    if (pack === null) count += 1;
    const fate = pack?.fate ?? count;
    seen = withPack(seen, pack, { symbols: pack === null ? [symbol] : [...pack.symbols, symbol], fate });
    return fate;
  });
}

it('takes different symbologies of one item within a moment for one pack, whichever comes first, and three of them too', () => {
  expect(packs([LINEAR, 0], [MATRIX, 120])).toEqual([1, 1]);
  expect(packs([MATRIX, 0], [LINEAR, 500])).toEqual([1, 1]);
  expect(packs([LINEAR, 0], [MATRIX, 20], [LINK, 40])).toEqual([1, 1, 1]);
});

it('tells symbols apart by what they can be, where one of them has no identifier', () => {
  expect(packs([{ data: LINEAR.data }, 0], [{ data: MATRIX.data }, 20])).toEqual([1, 1]);
  expect(packs([LINEAR, 0], [{ data: LINEAR.data }, 20])).toEqual([1, 2]);
});

it('counts the next pack of the same item: of the same symbology, after a pair, after a moment', () => {
  expect(packs([LINEAR, 0], [LINEAR, 100])).toEqual([1, 2]);
  expect(packs([LINEAR, 0], [MATRIX, 100], [LINEAR, 400], [MATRIX, 450])).toEqual([1, 1, 2, 2]);
  expect(packs([LINEAR, 0], [LINEAR, 50], [MATRIX, 100], [MATRIX, 150])).toEqual([1, 2, 2, 1]);
  expect(packs([LINEAR, 0], [MATRIX, 501])).toEqual([1, 2]);
});

it('counts a pack that names another serial number or batch, whatever the symbology', () => {
  expect(packs([MATRIX, 0, { serial: 'A' }], [LINK, 50, { serial: 'B' }])).toEqual([1, 2]);
  expect(packs([MATRIX, 0, { batch: 'A', serial: '1' }], [LINK, 50, { batch: 'B' }])).toEqual([1, 2]);
  expect(packs([MATRIX, 0, { serial: 'A' }], [LINEAR, 50], [LINK, 90, { serial: 'B' }])).toEqual([1, 1, 2]);
});

it('keeps other items apart, also between the two symbols of a pack', () => {
  expect(packs([LINEAR, 0], [MATRIX, 20, {}, '04006381333931'], [MATRIX, 40])).toEqual([1, 2, 1]);
});

it('remembers few packs, and none for long', () => {
  let seen: readonly Pack<null>[] = [];
  for (let index = 0; index < 100; index += 1) {
    seen = withPack(seen, null, { symbols: [packSymbol(LINEAR, { gtin: `${index}` }, 1)], fate: null });
  }
  expect(seen).toHaveLength(8);
  const later = { symbols: [packSymbol(LINEAR, { gtin: 'later' }, 502)], fate: null } as const;
  expect(withPack(seen, null, later)).toEqual([later]);
});
