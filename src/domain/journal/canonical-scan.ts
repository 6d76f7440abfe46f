import { MAX_DEPTH } from './canonical.ts';

/** Of one member of the outermost object: where its value begins and ends in the text. */
export interface Span {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;
const LAST_ASCII = 0x7f;
/** Digits of a whole number that a double holds exactly, whichever they are. */
const MOST_DIGITS = 15;
const WORDS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const NOT_PLAIN = -1;

/**
 * The members of an object that is in the canonical form at first sight: plain strings, whole numbers, members in order, nothing between.
 * Null says nothing: what has an escape, a fraction or a key beyond ASCII may be canonical too, and has to be judged in full. Reads the text
 * once and builds nothing, at a third of what parsing and writing it again would cost: a cloud does this for every entry that it takes.
 * @param text decoded from valid UTF-8: no half of a surrogate pair can stand in it.
 */
export function plainMembers(text: string): readonly Span[] | null {
  const members: Span[] = [];
  return text.charCodeAt(0) === OPEN_OBJECT && objectEnd(text, 0, 0, members) === text.length ? members : null;
}

/** Where the value that begins at `at` ends. */
function valueEnd(text: string, at: number, depth: number): number {
  const code = text.charCodeAt(at);
  if (code === QUOTE) return stringEnd(text, at);
  if (code === OPEN_OBJECT) return objectEnd(text, at, depth, null);
  if (code === OPEN_ARRAY) return arrayEnd(text, at, depth);
  if (code === MINUS || (code >= ZERO && code <= NINE)) return numberEnd(text, at);
  const word = WORDS[text[at] ?? ''];
  return word !== undefined && text.startsWith(word, at) ? at + word.length : NOT_PLAIN;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH || code < SPACE) return NOT_PLAIN;
  }
  return NOT_PLAIN;
}

function numberEnd(text: string, start: number): number {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  let at = first;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) at += 1;
  const digits = at - first;
  if (digits === 0 || digits > MOST_DIGITS) return NOT_PLAIN;
  // "0" alone, never "-0" nor "007". A fraction or an exponent is no delimiter, and ends it for whoever reads on.
  if (text.charCodeAt(first) === ZERO && (digits > 1 || first > start)) return NOT_PLAIN;
  return at;
}

function arrayEnd(text: string, start: number, depth: number): number {
  if (depth >= MAX_DEPTH) return NOT_PLAIN;
  let at = start + 1;
  if (text.charCodeAt(at) === CLOSE_ARRAY) return at + 1;
  for (;;) {
    at = valueEnd(text, at, depth + 1);
    if (at === NOT_PLAIN) return NOT_PLAIN;
    const code = text.charCodeAt(at);
    at += 1;
    if (code === CLOSE_ARRAY) return at;
    if (code !== COMMA) return NOT_PLAIN;
  }
}

function objectEnd(text: string, start: number, depth: number, members: Span[] | null): number {
  if (depth >= MAX_DEPTH) return NOT_PLAIN;
  let at = start + 1;
  if (text.charCodeAt(at) === CLOSE_OBJECT) return at + 1;
  let before = -1;
  for (;;) {
    const key = at;
    if (text.charCodeAt(key) !== QUOTE || (before !== -1 && !isBefore(text, before, key))) return NOT_PLAIN;
    const from = stringEnd(text, key);
    if (from === NOT_PLAIN || text.charCodeAt(from) !== COLON) return NOT_PLAIN;
    at = valueEnd(text, from + 1, depth + 1);
    if (at === NOT_PLAIN) return NOT_PLAIN;
    members?.push({ key: text.slice(key + 1, from - 1), from: from + 1, to: at });
    before = key;
    const code = text.charCodeAt(at);
    at += 1;
    if (code === CLOSE_OBJECT) return at;
    if (code !== COMMA) return NOT_PLAIN;
  }
}

/** Whether the key at `one` comes before the one at `other`, and is not the same; both begin with their quote. */
function isBefore(text: string, one: number, other: number): boolean {
  for (let at = 1; ; at += 1) {
    const [a, b] = [text.charCodeAt(one + at), text.charCodeAt(other + at)];
    if (a > LAST_ASCII || b > LAST_ASCII) return false;
    // A key that ends first comes first.
    if (a === QUOTE || b === QUOTE || a !== b) return b !== QUOTE && (a === QUOTE || a < b);
  }
}
