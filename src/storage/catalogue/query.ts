import { fold, wordsOf } from './folding.ts';
import { LONGEST_INDEXED_PREFIX } from './schema.ts';

/** What is read of a typed text; the rest is ignored. */
const MAX_TEXT = 200;
const MAX_WORDS = 8;
const MAX_WORD = 32;

/** Most words that a long prefix is spelled out into. */
export const MAX_SPELLINGS = 200;

/** The words that people typed, ready to be asked for. */
export interface Query {
  readonly words: readonly string[];
}

/** Reads a typed text: hostile or endless ones come down to a few short words, or none. */
export function readQuery(text: string): Query {
  const words = wordsOf(text.slice(0, MAX_TEXT), MAX_WORDS);
  return { words: words.map((word) => [...word].slice(0, MAX_WORD).join('')) };
}

/**
 * The query in FTS5's language: every word must start a word of a name. FTS5 gathers all entries of an unindexed prefix before
 * it gives the first; where a word's spellings in the catalogue are few enough they are asked for one by one, which it does
 * lazily, so that a word which every name has costs no more than a rare one. `spellings` lists the catalogue's words that start
 * with a prefix, `limit` at most. Source: sqlite.org/fts5.html, 3 (query syntax) and 4.2 (prefix indexes).
 */
export function matchExpression(query: Query, spellings: (prefix: string, limit: number) => readonly string[]): string {
  const alone = query.words.length === 1;
  const parts = query.words.map((word) => {
    const prefix = fold(word);
    if ([...prefix].length <= LONGEST_INDEXED_PREFIX) return `${quoted(word)} *`;
    const spelled = spellings(prefix, MAX_SPELLINGS);
    // Alone, the first spellings bring all the candidates there is room for; beside others the missing ones could be the match.
    const complete = spelled.length < MAX_SPELLINGS || alone;
    // None: the index may fold this script in its own way, so it is asked itself.
    return spelled.length > 0 && complete ? `(${spelled.map(quoted).join(' OR ')})` : `${quoted(word)} *`;
  });
  return parts.join(' AND ');
}

function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
