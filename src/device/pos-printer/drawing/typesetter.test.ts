import { beforeAll, expect, it } from 'vitest';
import type { Bits } from './bits.ts';
import { createTypesetter, type PlacedText, type Typesetter } from './typesetter.ts';

const STYLE = { size: 22, strong: false };
let setter: Typesetter;
beforeAll(() => {
  setter = createTypesetter([]);
});

const draw = (text: string, more: Partial<PlacedText> = {}): Bits =>
  setter.draw({ width: 240, height: 34 }, [
    { ...STYLE, text, x: 0, baseline: 25, direction: 'rtl', widened: 1, heightened: 1, ...more },
  ]);
/** The columns of dots that have ink: the first, the last, and how many. */
function inked({ rowBytes, bits }: Bits) {
  const columns = Array.from({ length: rowBytes * 8 }, (_, x) => x).filter((x) =>
    bits.some((byte, at) => at % rowBytes === x >> 3 && (byte & (0x80 >> (x & 7))) !== 0),
  );
  return { first: columns[0] ?? -1, last: columns.at(-1) ?? -1, count: columns.length };
}
const hex = ({ bits }: Bits) => Buffer.from(bits).toString('hex');

it('has the letters of Arabic and Latin, and of no font what is no character', () => {
  expect(['س', 'پ', 'A', '£', 'ł'].map((character) => setter.has(character))).toEqual([true, true, true, true, true]);
  expect(setter.has('\ufdd0')).toBe(false);
});

it('joins the letters of a word: together they are narrower than apart', () => {
  const apart = [...'عربي'].reduce((sum, letter) => sum + setter.width(letter, STYLE), 0);
  expect(setter.width('عربي', STYLE)).toBeLessThan(apart * 0.9);
});

it('joins without a gap where letters join, and with one where they do not', () => {
  const { first, last, count } = inked(draw('سس'));
  expect(count).toBe(last - first + 1);
  const zero = inked(draw('دد'));
  expect(zero.count).toBeLessThan(zero.last - zero.first + 1);
});

it('sets a text from the right, and the number in it from the left', () => {
  // The number is the last to be read, so that it stands first from the left; its own digits keep their order.
  const whole = draw('موز 12');
  const number = draw('12', { direction: 'ltr' });
  const { last } = inked(number);
  const cut = (bits: Bits) =>
    Array.from({ length: 34 }, (_, y) =>
      Array.from(
        { length: last + 1 },
        (_, x) => ((bits.bits[y * bits.rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1,
      ).join(''),
    ).join('\n');
  expect(cut(whole)).toBe(cut(number));
});

it('mirrors brackets where the text runs from the right', () => {
  expect(hex(draw('(س'))).not.toBe(hex(draw('(س', { direction: 'ltr' })));
});

it('draws the same dots each time, and on every machine', () => {
  expect(hex(draw('قهوة'))).toBe(hex(draw('قهوة')));
  expect(inked(draw('قهوة')).count).toBeGreaterThan(20);
});

it('refuses a file that is no font', () => {
  expect(() => createTypesetter([import.meta.filename])).toThrow(/no font/);
  expect(() => createTypesetter(['/no/such/font.ttf'])).toThrow(/ENOENT/);
});
