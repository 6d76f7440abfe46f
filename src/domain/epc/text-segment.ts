import { type BitReader, numberOf } from './bits.ts';
import { CAGE_OR_DODAAC, SET_39, SET_82, sevenBitsOf, sixBitCharacter, sixBitsOf } from './characters.ts';
import { type EpcRefused, refuse } from './refusal.ts';
import { type Segment, textOf } from './segment.ts';

/** Seven bits a character, then zeros to the end (TDS 2.3, 14.3.2, 14.3.5, 14.4.2 and 14.4.5). */
export function readSevenBit(bits: string, most: number): string | EpcRefused {
  let text = '';
  let at = 0;
  for (; at + 7 <= bits.length; at += 7) {
    const code = numberOf(bits.slice(at, at + 7));
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  if (bits.indexOf('1', at) !== -1) return refuse('terminator');
  if (text === '' || text.length > most) return refuse('textLength');
  return SET_82.test(text) ? text : refuse('character');
}

export function writeSevenBit(text: string, width: number, most: number): string | EpcRefused {
  if (!SET_82.test(text)) return refuse('character');
  if (text === '' || text.length > most) return refuse('textLength');
  return Array.from(text, sevenBitsOf).join('').padEnd(width, '0');
}

/** "String" (14.3.2 and 14.4.2): of as many characters as its bits can hold. */
export function string(width: number): Segment {
  const most = Math.floor(width / 7);
  return {
    parts: 1,
    read(bits) {
      const taken = bits.take(width);
      if (taken === null) return refuse('length');
      const text = readSevenBit(taken, most);
      return typeof text === 'string' ? [{ text }] : text;
    },
    write: (parts) => writeSevenBit(textOf(parts, 0), width, most),
  };
}

/** Six bits a character up to six zeros (14.3.8, 14.3.9, 14.4.8 and 14.4.9). */
export function readSixBit(bits: BitReader, most: number): string | EpcRefused {
  for (let text = ''; ; ) {
    const code = bits.takeNumber(6);
    if (code === null) return refuse('length');
    if (code === 0) return text;
    const character = sixBitCharacter(code);
    if (character === null) return refuse('character');
    if (text.length === most) return refuse('textLength');
    text += character;
  }
}

export function writeSixBit(text: string, least: number, most: number): string | EpcRefused {
  if (!SET_39.test(text)) return refuse('character');
  if (text.length < least || text.length > most) return refuse('textLength');
  return `${Array.from(text, sixBitsOf).join('')}000000`;
}

/** Part number of an ADI: up to 32 characters, none of them `#` (14.6.14.1, notes). */
export const adiPartNumber: Segment = adiText(0, 32, /^[^#]*$/);

/** Serial number of an ADI: up to 30 characters, the first of which may be `#` with others behind it (14.6.14.1 and 6.3.18). */
export const adiSerial: Segment = adiText(1, 30, /^#?[^#]+$/);

function adiText(least: number, most: number, allowed: RegExp): Segment {
  return {
    parts: 1,
    read(bits) {
      const text = readSixBit(bits, most);
      if (typeof text !== 'string') return text;
      if (text.length < least) return refuse('textLength');
      return allowed.test(text) ? [{ text }] : refuse('character');
    },
    write(parts) {
      const text = textOf(parts, 0);
      if (text.length >= least && !allowed.test(text)) return refuse('character');
      return writeSixBit(text, least, most);
    },
  };
}

/** "6-bit CAGE/DoDAAC" (14.3.7 and 14.4.7): six characters, the first of a five-character code a blank. */
export const cageSixBit: Segment = cage(6, '100000', sixBitsOf, sixBitCharacter);

/** The same in eight bits of ASCII a character (United States DoD Suppliers' Passive RFID Information Guide, USDOD-96). */
export const cageAscii: Segment = cage(
  8,
  '00100000',
  (character) => `0${sevenBitsOf(character)}`,
  (value) => String.fromCharCode(value),
);

function cage(
  width: number,
  blank: string,
  bitsOfCharacter: (character: string) => string,
  characterOf: (value: number) => string | null,
): Segment {
  return {
    parts: 1,
    read(bits) {
      const taken = bits.take(6 * width);
      if (taken === null) return refuse('length');
      let text = '';
      for (let at = taken.startsWith(blank) ? width : 0; at < taken.length; at += width) {
        text += characterOf(numberOf(taken.slice(at, at + width))) ?? ' ';
      }
      return CAGE_OR_DODAAC.test(text) ? [{ text }] : refuse('character');
    },
    write(parts) {
      const text = textOf(parts, 0);
      if (!CAGE_OR_DODAAC.test(text)) return refuse('character');
      return (text.length === 5 ? blank : '') + Array.from(text, bitsOfCharacter).join('');
    },
  };
}
