/**
 * A space between columns, as opposed to one within a text: what stands on either side of it is placed on its own. No text has one, and
 * paper shows it as a space.
 */
export const GAP = '\u00a0';

/** Characters that take two columns: those of East Asia, and the full forms of others (Unicode, "East Asian Width", W and F). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u;
/** Marks that stand on or under the character before them, and what joins characters. */
const NARROWEST = /[\p{Mn}\p{Me}\u200c\u200d]/u;

/** Columns of paper that a printable text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

/** A text with gaps behind it, or before it, so that it takes so many columns; as it is where it takes more. */
export function padded(text: string, columns: number, where: 'after' | 'before' = 'after'): string {
  const gaps = GAP.repeat(Math.max(0, columns - columnsOf(text)));
  return where === 'after' ? text + gaps : gaps + text;
}

/** Pieces of at most `columns`, marks kept with what they stand on. Never an empty list. */
export function split(text: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const character of text) {
    const width = widthOf(character);
    if (taken + width > columns && piece !== '') {
      pieces.push(piece);
      piece = '';
      taken = 0;
    }
    piece += character;
    taken += width;
  }
  return [...pieces, piece];
}

function widthOf(character: string): number {
  if (character < '\u0300') return 1;
  if (NARROWEST.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
