/** Letters with their marks off, as the index of names folds them: Latin only, so that й stays another letter than и. */
const MARKED_LATIN = /(\p{Script=Latin})\p{M}+/gu;

/** A text as it is compared while searching: lower case, Latin letters without diacritics, composed. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKED_LATIN, '$1').normalize('NFC').toLowerCase();
}

/** The runs of letters and digits in a text, marks with the letters they stand on; at most `limit`. */
export function wordsOf(text: string, limit: number): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu)) {
    if (words.length === limit) break;
    words.push(word);
  }
  return words;
}
