/** Scripts that a printer's own characters cannot write: right to left, joined, with marks above and below, or of thousands of characters. */
const DRAWN =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Tibetan}\p{Script=Ethiopic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LETTER = /\p{L}/u;

/** Whether a text has characters that are drawn even where some code page has them. */
export function isDrawn(text: string): boolean {
  return DRAWN.test(text);
}

/** The direction of a text: that of its first letter (Unicode Bidirectional Algorithm, P2 and P3); null without one. */
export function directionOf(text: string): 'ltr' | 'rtl' | null {
  for (const character of text) if (LETTER.test(character)) return FROM_RIGHT.test(character) ? 'rtl' : 'ltr';
  return null;
}
