import { type BitReader, bitsOf, decimalOf, numberOf } from './bits.ts';
import { sevenBitsOf } from './characters.ts';
import { type EpcRefused, refuse } from './refusal.ts';
import { type Segment, textOf } from './segment.ts';

interface Coding {
  readonly indicator: number;
  readonly allowed: RegExp;
  bitsFor(length: number): number;
  read(bits: string, length: number): string | EpcRefused;
  write(text: string): string;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Table 14-8; the first place is the filler of an unfinished group of three. */
const CODE_40 = '\u0000ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789';

/** Bits of a number of so many decimal digits (TDS 2.3, table B). */
export function numericBits(digits: number): number {
  return digits === 0 ? 0 : (10n ** BigInt(digits) - 1n).toString(2).length;
}

/** Characters of the same width, by their place in an alphabet. */
function fixed(indicator: number, width: number, alphabet: string, allowed: RegExp): Coding {
  return {
    indicator,
    allowed,
    bitsFor: (length) => length * width,
    read(bits) {
      let text = '';
      for (let at = 0; at < bits.length; at += width) text += alphabet.charAt(numberOf(bits.slice(at, at + width)));
      return text;
    },
    write: (text) =>
      Array.from(text, (character) => alphabet.indexOf(character).toString(2).padStart(width, '0')).join(''),
  };
}

/** "Variable-length numeric string" (14.5.6.1): a number of the digits that were counted, zeros in front and all. */
const numeric: Coding = {
  indicator: 0,
  allowed: /^[0-9]*$/,
  bitsFor: numericBits,
  read(bits, length) {
    const text = decimalOf(bits).padStart(length, '0');
    return text.length > length ? refuse('serial') : text;
  },
  write: (text) => bitsOf(text, numericBits(text.length)) ?? '',
};

/** "Variable-length 7-bit ASCII" (14.5.6.6). */
const ascii: Coding = {
  indicator: 4,
  allowed: /^[!-#%-?A-Z_a-z]*$/,
  bitsFor: (length) => length * 7,
  read(bits) {
    let text = '';
    for (let at = 0; at < bits.length; at += 7) text += String.fromCharCode(numberOf(bits.slice(at, at + 7)));
    return text;
  },
  write: (text) => Array.from(text, sevenBitsOf).join(''),
};

/** "Variable-length URN Code 40" (14.5.6.5): three characters in 16 bits; host names are written so too (14.5.16). */
export const code40: Coding = {
  indicator: 5,
  allowed: /^[0-9A-Z.:-]*$/,
  bitsFor: (length) => Math.ceil(length / 3) * 16,
  read(bits, length) {
    let text = '';
    for (let at = 0; at < bits.length; at += 16) {
      const value = numberOf(bits.slice(at, at + 16)) - 1;
      if (value < 0 || value >= 64_000) return refuse('character');
      for (const place of [Math.floor(value / 1600), Math.floor(value / 40) % 40, value % 40]) {
        text += CODE_40.charAt(place);
      }
    }
    const value = text.slice(0, length);
    const filler = text.slice(length);
    return value.includes('\u0000') || filler !== '\u0000'.repeat(filler.length) ? refuse('character') : value;
  },
  write(text) {
    let bits = '';
    for (let at = 0; at < text.length; at += 3) {
      const [first = 0, second = 0, third = 0] = Array.from(text.slice(at, at + 3), (each) => CODE_40.indexOf(each));
      bits += (1600 * first + 40 * second + third + 1).toString(2).padStart(16, '0');
    }
    return bits;
  },
};

/** By their encoding indicators (TDS 2.3, table E); 6 and 7 are reserved. */
const CODINGS: readonly Coding[] = [
  numeric,
  fixed(1, 4, '0123456789ABCDEF', /^[0-9A-F]*$/),
  fixed(2, 4, '0123456789abcdef', /^[0-9a-f]*$/),
  fixed(3, 6, BASE64, /^[\w-]*$/),
  ascii,
  code40,
];

/** The shortest way to write a value; of equal ones the first of table E, but URN Code 40 before ASCII. */
function shortest(text: string): Coding | undefined {
  const able = CODINGS.filter(({ allowed }) => allowed.test(text));
  return able.toSorted((a, b) => a.bitsFor(text.length) - b.bitsFor(text.length))[0];
}

export interface CodedText {
  readonly text: string;
  readonly coding: number;
}

/** An encoding indicator, a length and the value (TDS 2.3, 14.5.6). At least one character. */
export function readCoded(bits: BitReader, most: number, allowed: RegExp): CodedText | EpcRefused {
  const indicator = bits.takeNumber(3);
  const length = bits.takeNumber(5);
  if (indicator === null || length === null) return refuse('length');
  const coding = CODINGS[indicator];
  if (coding === undefined) return refuse('indicator');
  if (length < 1 || length > most) return refuse('textLength');
  const taken = bits.take(coding.bitsFor(length));
  if (taken === null) return refuse('length');
  const text = coding.read(taken, length);
  if (typeof text !== 'string') return text;
  return allowed.test(text) ? { text, coding: indicator } : refuse('character');
}

/** Writes it with the encoding that is named, or the shortest. */
export function writeCoded(text: string, most: number, allowed: RegExp, indicator?: unknown): string | EpcRefused {
  if (text.length < 1 || text.length > most) return refuse('textLength');
  const coding = typeof indicator === 'number' ? CODINGS[indicator] : shortest(text);
  if (!allowed.test(text) || coding === undefined || !coding.allowed.test(text)) return refuse('character');
  return `${bitsOf(coding.indicator, 3)}${bitsOf(text.length, 5)}${coding.write(text)}`;
}

/** "Variable-length alphanumeric" (14.5.6) of at most so many characters; lengths have five bits (table F, column g). */
export function alphanumeric(most: number, allowed: RegExp): Segment {
  return {
    parts: 1,
    read(bits) {
      const coded = readCoded(bits, most, allowed);
      return 'kind' in coded ? coded : [coded];
    },
    write: (parts) => writeCoded(textOf(parts, 0), most, allowed, parts[0]?.coding),
  };
}
