import { columnsOf, GAP, split } from './columns.ts';

/** Letters that join, or do not, by U+200C and U+200D: elsewhere those say nothing. */
const JOINING = String.raw`\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{M}`;
const NO_JOINER = new RegExp(String.raw`(?<![${JOINING}])[\u200c\u200d]`, 'gu');

/**
 * Makes a text safe to stand on paper: composed characters, plain spaces, and nothing that a printer would take for a command or
 * that would reorder what is beside it. Characters beyond the basic plane become "?".
 */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Zs}\t]/gu, ' ')
    .replace(/\u2212/g, '-')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(NO_JOINER, '')
    .replace(/[\u{10000}-\u{10ffff}]|\p{Cs}/gu, '?');
}

/** Breaks a printable text into lines of at most `width` columns, between words where it can. Never gives an empty list. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((piece) => piece !== '')) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) <= width) {
      line = `${line} ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = split(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** Puts spaces before a text so that it stands in the middle of `width` columns. */
export function centred(text: string, width: number): string {
  return GAP.repeat(Math.max(0, Math.floor((width - columnsOf(text)) / 2))) + text;
}

/** Cuts a text into pieces of `width` columns and changes nothing else: what a terminal printed stays as it was. */
export function chopped(text: string, width: number): string[] {
  return split(text, width);
}
