/**
 * Makes a text safe to stand on paper: composed characters, plain spaces, and nothing that a printer would take for a command or
 * that would reorder what is beside it. Characters beyond the basic plane become "?", so that one character is one column.
 */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Zs}\t]/gu, ' ')
    .replace(/\u2212/g, '-')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[\u{10000}-\u{10ffff}]|\p{Cs}/gu, '?');
}

/** Breaks a printable text into lines of at most `width` columns, between words where it can. Never gives an empty list. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((piece) => piece !== '')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length <= width) {
      line = `${line} ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = rest;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** Puts spaces before a text so that it stands in the middle of `width` columns. */
export function centred(text: string, width: number): string {
  return ' '.repeat(Math.max(0, Math.floor((width - text.length) / 2))) + text;
}

/** Cuts a text into pieces of `width` columns and changes nothing else: what a terminal printed stays as it was. */
export function chopped(text: string, width: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += width) pieces.push(text.slice(at, at + width));
  return pieces.length === 0 ? [''] : pieces;
}
