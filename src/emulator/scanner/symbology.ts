/**
 * The AIM identifier a scanner would send before this text (ISO/IEC 15424; GS1 General Specifications 5.1.3), guessed from the
 * text alone, since a page or a test has only that. Empty when any guess would be a bad one.
 */
export function guessAim(text: string): string {
  if (/^\d{13}$/.test(text)) return ']E0';
  // UPC-A is EAN-13 with a leading zero, and carries the same identifier.
  if (/^\d{12}$/.test(text)) return ']E0';
  if (/^\d{8}$/.test(text)) return ']E4';
  if (/^\d{14}$/.test(text)) return ']I1';
  if (/^https?:\/\//i.test(text)) return ']Q1';
  if (/^01\d{14}/.test(text) || text.includes('\x1d')) return ']d2';
  return /^[\x20-\x7e]+$/.test(text) ? ']C0' : '';
}
