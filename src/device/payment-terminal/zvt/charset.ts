/** Upper half of code page 437, the terminal's default character set (PA00P015, "ZVT character sets"). */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

export type TerminalCharset = 'cp437' | 'latin1' | 'utf-8';

/** A terminal's text, control characters left out. Bytes that make no sense become replacement characters. */
export function terminalText(bytes: Uint8Array, charset: TerminalCharset): string {
  return decode(bytes, charset).replace(/[\p{Cc}\p{Cf}]/gu, '');
}

function decode(bytes: Uint8Array, charset: TerminalCharset): string {
  switch (charset) {
    case 'cp437':
      return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : (CP437[byte - 0x80] ?? '?'))).join(
        '',
      );
    case 'latin1':
      return Buffer.from(bytes).toString('latin1');
    case 'utf-8':
      return new TextDecoder('utf-8').decode(bytes);
  }
}
