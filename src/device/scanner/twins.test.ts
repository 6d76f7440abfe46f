import { expect, it } from 'vitest';
import { TwinSymbols } from './twins.ts';

const LINEAR = { aim: ']E0', data: '5000112637922' };
const MATRIX = { aim: ']d2', data: '010500011263792217991231' };
const LINK = { aim: ']Q1', data: 'https://id.example/01/05000112637922' };
const OTHER = { aim: ']d2', data: '0104006381333931' };
const twins = (...scans: readonly [scan: { aim?: string; data: string }, at: number][]) => {
  const symbols = new TwinSymbols();
  return scans.map(([scan, at]) => symbols.isTwin(scan, at));
};

it('takes two symbologies of one item within a moment for one pack, whichever comes first', () => {
  expect(twins([LINEAR, 0], [MATRIX, 120])).toEqual([false, true]);
  expect(twins([MATRIX, 0], [LINEAR, 500])).toEqual([false, true]);
  expect(twins([LINEAR, 0], [LINK, 20])).toEqual([false, true]);
  expect(twins([{ data: LINEAR.data }, 0], [{ data: MATRIX.data }, 20])).toEqual([false, true]);
});

it('counts the next pack, also of the same item: after a pair, after a moment, of the same symbology', () => {
  expect(twins([LINEAR, 0], [MATRIX, 100], [LINEAR, 400], [MATRIX, 450])).toEqual([false, true, false, true]);
  expect(twins([LINEAR, 0], [MATRIX, 501])).toEqual([false, false]);
  expect(twins([LINEAR, 0], [LINEAR, 100])).toEqual([false, false]);
});

it('keeps other items, and what is no item, apart', () => {
  expect(twins([LINEAR, 0], [OTHER, 20])).toEqual([false, false]);
  expect(twins([LINEAR, 0], [{ aim: ']C0', data: 'HELLO' }, 20], [MATRIX, 40])).toEqual([false, false, false]);
});
