import { expect, it } from 'vitest';
import { GAP } from '../layout/columns.ts';
import { RowSettler } from './rows.ts';
import type { PlacedText, Typesetter } from './typesetter.ts';

/** Letters of one width, and a picture of nothing: what is asked to be drawn is what counts. */
function rig({ letter = 10, drawing = true } = {}) {
  const placed: PlacedText[] = [];
  const missing: string[] = [];
  const typesetter: Typesetter = {
    has: (character) => /\p{Script=Arabic}|[ -~]/u.test(character),
    width: (text) => [...text].length * letter,
    draw: ({ width, height }, texts) => {
      placed.push(...texts);
      return { rowBytes: width / 8, height, bits: new Uint8Array((width / 8) * height) };
    },
  };
  const settler = new RowSettler({
    columns: 48,
    dots: 576,
    written: (character) => character <= '\u00ff',
    typesetter: () => (drawing ? typesetter : null),
    missing: (character) => missing.push(character),
  });
  const settle = (text: string, { rtl = false, style = 'plain' as 'plain' | 'strong' | 'tall' } = {}) =>
    settler.settle({ kind: 'text', text: text.replaceAll('_', GAP), style }, rtl);
  return { settle, placed, missing };
}

it('lets the printer write what it has, gaps as spaces', () => {
  const { settle, placed } = rig();
  expect(settle('Grüße__£1')).toEqual({ kind: 'written', text: 'Grüße  £1', style: 'plain' });
  expect(placed).toEqual([]);
});

it('draws a name that the printer has no characters for, and the price in the columns where the printer would write it', () => {
  const { settle, placed } = rig();
  expect(settle('موز طازج____________________________________£12')).toMatchObject({
    kind: 'drawn',
    picture: { rowBytes: 72, height: 34 },
  });
  expect(placed[0]).toMatchObject({ text: 'موز طازج', x: 0, direction: 'rtl', widened: 1 });
  // Cells of twelve dots, each character in the middle of its own.
  expect(placed.slice(1).map(({ text, x }) => [text, x])).toEqual([
    ['£', 44 * 12 + 1],
    ['1', 45 * 12 + 1],
    ['2', 46 * 12 + 1],
  ]);
});

it('on paper that begins at the right a name keeps its right edge', () => {
  const { settle, placed } = rig();
  settle('£1______________________________________موز طازج', { rtl: true });
  const name = placed.find(({ text }) => text === 'موز طازج');
  expect((name?.x ?? 0) + 80).toBe(576);
});

it('keeps the right edge of an amount in letters of its own, in both directions: digits stand below digits', () => {
  const { settle, placed } = rig();
  const ends = () => placed.splice(0).flatMap(({ text, x }) => (text.includes('ر') ? [x + [...text].length * 10] : []));
  settle('Milk____________12.00 ر.س');
  settle('Milk_____________2.00 ر.س');
  expect(ends()).toEqual([25 * 12, 25 * 12]);
  settle('12.00 ر.س___________Milk', { rtl: true });
  settle('_2.00 ر.س___________Milk', { rtl: true });
  expect(ends()).toEqual([9 * 12, 9 * 12]);
});

it('narrows a name that would run into its price', () => {
  const { settle, placed } = rig({ letter: 20 });
  settle(`${'م'.repeat(30)}____________£1`);
  // From the left edge to six dots before the price.
  expect(placed[0]?.widened).toBeCloseTo((42 * 12 - 6) / (30 * 20));
});

it('keeps a text that stands in the middle in the middle, whatever its width', () => {
  const { settle, placed } = rig({ letter: 15 });
  settle(`${'_'.repeat(18)}سوق المدينة`);
  expect(placed[0]?.x).toBe(((18 + 29) / 2) * 12 - (11 * 15) / 2);
});

it('draws tall rows twice as high, and as wide where there is room', () => {
  const { settle, placed } = rig();
  expect(settle('سوق', { style: 'tall' })).toMatchObject({ picture: { height: 68 } });
  expect(placed[0]).toMatchObject({ heightened: 2, widened: 2, strong: true });
});

it('prints "?" for what nobody has, as many columns as it would take, and tells of it', () => {
  const { settle, missing } = rig();
  expect(settle('牛乳___£1')).toEqual({ kind: 'written', text: '????   £1', style: 'plain' });
  expect(missing).toEqual(['牛', '乳']);
  expect(settle('นม้ موز')).toMatchObject({ kind: 'drawn' });
});

it('prints "?" for all of it where nothing can be drawn, marks left out', () => {
  const { settle } = rig({ drawing: false });
  expect(settle('น้ำ موز___£1')).toEqual({ kind: 'written', text: '?? ???   £1', style: 'plain' });
});
