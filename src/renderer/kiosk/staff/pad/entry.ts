/**
 * What is being keyed in, on the screen's keys or a keyboard's. A scanner that types is told from a hand by its speed, and what it
 * typed is taken out again: a barcode is no operator number.
 */
export interface Entry {
  readonly text: string;
  /** The text before the latest run of keyboard keys, and when the last of them came, in monotonic milliseconds. */
  readonly before: string;
  readonly typedAt: number;
  readonly scanning: boolean;
}

export const EMPTY: Entry = { text: '', before: '', typedAt: Number.NEGATIVE_INFINITY, scanning: false };

/** The text with one more character, or the same text where it takes none of this kind or no more. */
export type Rule = (text: string, character: string) => string;

/** Digits only, `most` of them. */
export function digits(most: number): Rule {
  return (text, character) => (/^\d$/.test(character) && text.length < most ? text + character : text);
}

/** An amount in minor units, `most` digits of it: each digit comes in on the right, as at a till, whatever the language writes between. */
export function minorUnits(most: number): Rule {
  const digit = digits(most);
  return (text, character) => (text === '' && character === '0' ? text : digit(text, character));
}

/** No hand presses two keys within this many milliseconds, and no scanner pauses longer than the second between two characters. */
const TOO_FAST_MS = 30;
const SCAN_OVER_MS = 120;

/** A key of the screen. */
export function pressed(entry: Entry, character: string, rule: Rule): Entry {
  return { ...EMPTY, text: rule(entry.text, character) };
}

/** The last character taken back. */
export function deleted(entry: Entry): Entry {
  return { ...EMPTY, text: entry.text.slice(0, -1) };
}

/** A key of a keyboard at `now`, monotonic milliseconds. */
export function typed(entry: Entry, character: string, now: number, rule: Rule): Entry {
  const pause = now - entry.typedAt;
  if (pause < (entry.scanning ? SCAN_OVER_MS : TOO_FAST_MS)) {
    return { text: entry.before, before: entry.before, typedAt: now, scanning: true };
  }
  return { text: rule(entry.text, character), before: entry.text, typedAt: now, scanning: false };
}
