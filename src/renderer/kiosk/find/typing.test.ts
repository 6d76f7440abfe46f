import { describe, expect, it } from 'vitest';
import { headingOfId, MOST_TYPED, WORDS } from './typing.ts';

const typed = (keys: string): string => [...keys].reduce(WORDS, '');

describe('what is typed to find goods', () => {
  it.each([
    ['Bananas', 'bananas'],
    ['4011', '4011'],
    [' red  apple', 'red apple'],
    ['äpfel', 'äpfel'],
    ['موز', 'موز'],
    ['<b>%_*"', 'b'],
  ])('%j is taken as %j', (keys, text) => {
    expect(typed(keys)).toBe(text);
  });

  it('is no longer than the edge takes', () => {
    expect(typed('a'.repeat(100))).toHaveLength(MOST_TYPED);
  });
});

it('a category without a name of its own is named by its id', () => {
  expect(headingOfId('fresh-herbs')).toBe('Fresh herbs');
});
