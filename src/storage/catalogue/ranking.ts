import { type Item, itemName } from '../../domain/item/item.ts';
import { fold, wordsOf } from './folding.ts';

const MAX_NAME_WORDS = 40;

/**
 * Orders candidates by how well their name in `language` fits what was typed: the very name, a name that starts so, names with
 * the words whole, names with words that start so, then what only another language's name matched. Short before long, then by
 * name and id, so that the order never wavers.
 */
export function bestFirst(candidates: readonly Item[], words: readonly string[], language: string): Item[] {
  const typed = words.map(fold);
  const phrase = typed.join(' ');
  const scored = candidates.map((item) => {
    const nameWords = wordsOf(fold(itemName(item, language)), MAX_NAME_WORDS);
    const name = nameWords.join(' ');
    return { item, name, fit: fitOf(name, nameWords, phrase, typed) };
  });
  scored.sort(
    (a, b) =>
      a.fit - b.fit || a.name.length - b.name.length || compare(a.name, b.name) || compare(a.item.id, b.item.id),
  );
  return scored.map(({ item }) => item);
}

function fitOf(name: string, nameWords: readonly string[], phrase: string, typed: readonly string[]): number {
  if (name === phrase) return 0;
  if (name.startsWith(phrase)) return 1;
  if (typed.every((word) => nameWords.includes(word))) return 2;
  if (typed.every((word) => nameWords.some((nameWord) => nameWord.startsWith(word)))) return 3;
  return 4;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
