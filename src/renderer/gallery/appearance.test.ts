import { expect, test } from 'vitest';
import { appearanceOf } from './appearance.ts';

const base = { text: 2, theme: 'light', contrast: 'normal', lowReach: false } as const;

test('the address changes what it names and nothing else', () => {
  expect(appearanceOf(new URLSearchParams('theme=dark&text=4'), base)).toEqual({ ...base, theme: 'dark', text: 4 });
  expect(appearanceOf(new URLSearchParams('reach=low&contrast=more'), base)).toEqual({
    ...base,
    lowReach: true,
    contrast: 'more',
  });
});

test('what is not understood is left as it is', () => {
  expect(appearanceOf(new URLSearchParams('theme=pink&text=9'), base)).toEqual(base);
});
