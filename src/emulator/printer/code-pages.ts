import { upperHalves } from './code-tables.ts';

/** The twelve positions that ESC R changes, in the order of the rows below. */
const POSITIONS = [0x23, 0x24, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x60, 0x7b, 0x7c, 0x7d, 0x7e];

/** International character sets by n of `ESC R n` (Epson's ESC/POS command reference, "International character sets"). */
const internationalSets = [
  '#$@[\\]^`{|}~', // U.S.A.
  '#$à°ç§^`éùè¨', // France
  '#$§ÄÖÜ^`äöüß', // Germany
  '£$@[\\]^`{|}~', // U.K.
  '#$@ÆØÅ^`æøå~', // Denmark I
  '#¤ÉÄÖÅÜéäöåü', // Sweden
  '#$@°\\é^ùàòèì', // Italy
  '₧$@¡Ñ¿^`¨ñ}~', // Spain I
  '#$@[¥]^`{|}~', // Japan
  '#¤ÉÆØÅÜéæøåü', // Norway
  '#$ÉÆØÅÜéæøåü', // Denmark II
  '#$á¡Ñ¿é`íñóú', // Spain II
  '#$á¡Ñ¿éüíñóú', // Latin America
];

/** Whether `ESC t n` selects a table that the font can draw. */
export function knowsTable(n: number): boolean {
  return upperHalves[n] !== undefined;
}

/** The character that a byte prints as; U+FFFD, which prints as a box with a question mark, where the table has none. */
export function characterOf(byte: number, table: number, international: number): string {
  if (byte >= 0x80) return upperHalves[table]?.characters[byte - 0x80] ?? '\ufffd';
  const position = POSITIONS.indexOf(byte);
  if (position < 0) return String.fromCharCode(byte);
  return internationalSets[international]?.[position] ?? String.fromCharCode(byte);
}
