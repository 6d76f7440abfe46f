import type { Scan } from '../../domain/gs1/identity.ts';

const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** AIM symbology identifier: "]", a code character and a modifier (ISO/IEC 15424). */
const AIM = /^\][A-Za-z][0-9A-Za-z]/;

/**
 * Reads a symbol's bytes as text. What is not UTF-8 becomes U+FFFD, and is for the domain to refuse: this layer judges nothing.
 * @param aim `inline` where the reader puts the AIM identifier in front of each symbol.
 */
export function readSymbol(bytes: Uint8Array, aim: 'inline' | 'none'): Scan {
  const text = utf8.decode(bytes);
  const identifier = aim === 'inline' ? AIM.exec(text)?.[0] : undefined;
  return identifier === undefined ? { data: text } : { data: text.slice(identifier.length), aim: identifier };
}
