import { hasCheckDigit } from '../gs1/check-digit.ts';
import { numericBits, readCoded, writeCoded } from './alphanumeric.ts';
import { type BitReader, bitsOf, decimalOf, numberOf } from './bits.ts';
import { type EpcRefusalReason, type EpcRefused, refuse } from './refusal.ts';
import { isDigits, type Segment, textOf } from './segment.ts';

/** "+AIDC data toggle bit" (TDS 2.3, 14.5.1). */
export const toggle: Segment = {
  parts: 1,
  read(bits) {
    const taken = bits.take(1);
    return taken === null ? refuse('length') : [{ text: taken }];
  },
  write: (parts) => (/^[01]$/.test(textOf(parts, 0)) ? textOf(parts, 0) : refuse('toggle')),
};

/** "Fixed-length numeric" (14.5.4): four bits a digit. The key must be one, so its check digit is looked at. */
export function digits(count: number, flaw: (key: string) => EpcRefusalReason | null): Segment {
  const checked = (text: string) => {
    if (!isDigits(text) || text.length !== count) return 'digit';
    return flaw(text);
  };
  return {
    parts: 1,
    read(bits) {
      const taken = bits.take(4 * count);
      if (taken === null) return refuse('length');
      let text = '';
      for (let at = 0; at < taken.length; at += 4) text += numberOf(taken.slice(at, at + 4)).toString(16);
      const reason = checked(text);
      return reason === null ? [{ text }] : refuse(reason);
    },
    write(parts) {
      const text = textOf(parts, 0);
      const reason = checked(text);
      return reason === null ? fourBits(text) : refuse(reason);
    },
  };
}

const fourBits = (text: string) => Array.from(text, (digit) => bitsOf(digit, 4)).join('');

export const checkDigitLast = (key: string): EpcRefusalReason | null => (hasCheckDigit(key) ? null : 'checkDigit');
/** Of a GRAI with the zero that AI (8003) puts in front. */
export const padThenGrai = (key: string): EpcRefusalReason | null =>
  key.startsWith('0') ? checkDigitLast(key) : 'padDigit';
/** Of an ITIP: a GTIN, then the piece and how many there are. */
export const gtinFirst = (key: string): EpcRefusalReason | null => checkDigitLast(key.slice(0, 14));

/** AIs by their date type indicator (table in 14.5.3). */
const DATE_AIS: readonly string[] = ['11', '13', '15', '16', '17', '7006', '7007'];
const DAYS: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DATE = /^([0-9]+)=([0-9]{2})([0-9]{2})([0-9]{2})$/;

/** Day 00 says the whole month (GS1 General Specifications, 3.4). Of the hundred years that YY can mean, 00 is a leap year. */
function isDate(year: number, month: number, day: number): boolean {
  const days = month === 2 && year % 4 !== 0 ? 28 : (DAYS[month - 1] ?? -1);
  return year <= 99 && day <= days;
}

/** "Prioritised date" (14.5.3); its text is as in a Digital Link's query: `17=220630`. */
export const prioritisedDate: Segment = {
  parts: 1,
  read(bits) {
    const [type, year, month, day] = [4, 7, 4, 5].map((width) => bits.takeNumber(width));
    if (type == null || year == null || month == null || day == null) return refuse('length');
    const ai = DATE_AIS[type];
    if (ai === undefined || !isDate(year, month, day)) return refuse('date');
    return [{ text: `${ai}=${[year, month, day].map((each) => String(each).padStart(2, '0')).join('')}` }];
  },
  write(parts) {
    const [, ai = '', year, month, day] = DATE.exec(textOf(parts, 0)) ?? [];
    const type = DATE_AIS.indexOf(ai);
    if (type === -1 || !isDate(Number(year), Number(month), Number(day))) return refuse('date');
    return [bitsOf(type, 4), bitsOf(Number(year), 7), bitsOf(Number(month), 4), bitsOf(Number(day), 5)].join('');
  },
};

/** "Variable-length numeric string without encoding indicator" (14.5.13), its length in four bits. */
export function countedDigits(most: number): Segment {
  return {
    parts: 1,
    read(bits) {
      const length = bits.takeNumber(4);
      if (length === null) return refuse('length');
      if (length < 1 || length > most) return refuse('textLength');
      const taken = bits.take(numericBits(length));
      if (taken === null) return refuse('length');
      const text = decimalOf(taken).padStart(length, '0');
      return text.length > length ? refuse('serial') : [{ text }];
    },
    write(parts) {
      const text = textOf(parts, 0);
      if (text.length < 1 || text.length > most) return refuse('textLength');
      if (!isDigits(text)) return refuse('serial');
      return `${bitsOf(text.length, 4)}${bitsOf(text, numericBits(text.length))}`;
    },
  };
}

const DELIMITER = 0xe;
const TERMINATOR = 0xf;
/** A GS1 company prefix, with which both keys begin, has four digits at least (14.6.5.3, total bits). */
const LEAST_DIGITS = 4;
const MOST_CHARACTERS = 30;

/** "Delimited/terminated numeric" (14.5.5): digits at four bits each, and from the first that is none as alphanumeric text. */
export function delimited(allowed: RegExp): Segment {
  return {
    parts: 1,
    read(bits) {
      const start = readDigits(bits);
      if ('kind' in start) return start;
      if (start.ended) return [{ text: start.digits }];
      const rest = readCoded(bits, MOST_CHARACTERS - start.digits.length, allowed);
      if ('kind' in rest) return rest;
      return /^[0-9]/.test(rest.text) ? refuse('digit') : [{ text: start.digits + rest.text, coding: rest.coding }];
    },
    write(parts) {
      const text = textOf(parts, 0);
      const start = /^[0-9]*/.exec(text)?.[0] ?? '';
      if (start.length < LEAST_DIGITS) return refuse('companyPrefix');
      if (text.length > MOST_CHARACTERS) return refuse('textLength');
      if (start === text) return `${fourBits(start)}1111`;
      const rest = writeCoded(text.slice(start.length), MOST_CHARACTERS - start.length, allowed, parts[0]?.coding);
      return typeof rest === 'string' ? `${fourBits(start)}1110${rest}` : rest;
    },
  };
}

function readDigits(bits: BitReader): { readonly digits: string; readonly ended: boolean } | EpcRefused {
  for (let text = ''; ; ) {
    const nibble = bits.takeNumber(4);
    if (nibble === null) return refuse('length');
    if (nibble === DELIMITER || nibble === TERMINATOR) {
      return text.length < LEAST_DIGITS ? refuse('companyPrefix') : { digits: text, ended: nibble === TERMINATOR };
    }
    if (nibble > 9) return refuse('digit');
    if (text.length === MOST_CHARACTERS) return refuse('textLength');
    text += nibble;
  }
}
