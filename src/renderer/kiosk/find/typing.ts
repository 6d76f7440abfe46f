import type { Rule } from '../staff/pad/entry.ts';

/** As much as the edge takes. */
export const MOST_TYPED = 24;

/** Letters, digits and single spaces between words. */
export const WORDS: Rule = (text, character) => {
  if (text.length >= MOST_TYPED) return text;
  if (character === ' ') return text === '' || text.endsWith(' ') ? text : text + character;
  return /^[\p{L}\p{M}\p{N}]$/u.test(character) ? text + character.toLowerCase() : text;
};

/** "fruit-vegetables" as a heading, for a category that has no name of its own in this language. */
export function headingOfId(id: string): string {
  const words = id.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
