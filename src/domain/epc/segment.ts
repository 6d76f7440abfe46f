import { type BitReader, bitsOf, decimalOf } from './bits.ts';
import { type EpcRefusalReason, type EpcRefused, refuse } from './refusal.ts';

/** A value of an EPC as text, and where there are several ways to write it in bits, which of them it was. */
export interface Part {
  readonly text: string;
  /** An encoding indicator, or the pieces of a host name, `coding.ts` and `host.ts` say which. */
  readonly coding?: number | readonly string[];
}

/** A column of a coding table: bits that hold one value or two. */
export interface Segment {
  /** How many values. */
  readonly parts: number;
  read(bits: BitReader): readonly Part[] | EpcRefused;
  write(parts: readonly Part[]): string | EpcRefused;
}

export const textOf = (parts: readonly Part[], index: number): string => parts[index]?.text ?? '';

export function isRefused(result: string | readonly Part[] | EpcRefused): result is EpcRefused {
  return typeof result === 'object' && 'reason' in result;
}

const INTEGER = /^(?:0|[1-9][0-9]*)$/;
const DIGITS = /^[0-9]+$/;

export const isInteger = (text: string): boolean => INTEGER.test(text);
export const isDigits = (text: string): boolean => DIGITS.test(text);

/** "Integer" (TDS 2.3, 14.3.1 and 14.4.1): no leading zeros, and no more digits than the field has in GS1's own words. */
export function integer(width: number, reason: EpcRefusalReason, mostDigits = 20): Segment {
  return {
    parts: 1,
    read(bits) {
      const taken = bits.take(width);
      if (taken === null) return refuse('length');
      const text = decimalOf(taken);
      return text.length > mostDigits ? refuse(reason) : [{ text }];
    },
    write(parts) {
      const text = textOf(parts, 0);
      if (!isInteger(text) || text.length > mostDigits) return refuse(reason);
      return bitsOf(text, width) ?? refuse(reason);
    },
  };
}

/** "Fixed width integer" (14.3.10 and 14.4.10): as many digits as the bits can always hold; seven of them, two. */
export function fixedWidth(width: number, digits: number): Segment {
  return {
    parts: 1,
    read(bits) {
      const taken = bits.take(width);
      if (taken === null) return refuse('length');
      const text = decimalOf(taken).padStart(digits, '0');
      return text.length > digits ? refuse('reference') : [{ text }];
    },
    write(parts) {
      const text = textOf(parts, 0);
      if (!isDigits(text) || text.length !== digits) return refuse('reference');
      return bitsOf(text, width) ?? refuse('reference');
    },
  };
}

/** "Numeric string" (14.3.6 and 14.4.6): a digit 1 in front keeps the leading zeros. */
export function numericString(width: number, mostDigits: number): Segment {
  return {
    parts: 1,
    read(bits) {
      const taken = bits.take(width);
      if (taken === null) return refuse('length');
      const numeral = decimalOf(taken);
      const fits = numeral.length > 1 && numeral.length <= mostDigits + 1;
      return fits && numeral.startsWith('1') ? [{ text: numeral.slice(1) }] : refuse('serial');
    },
    write(parts) {
      const text = textOf(parts, 0);
      if (!isDigits(text) || text.length > mostDigits) return refuse('serial');
      return bitsOf(`1${text}`, width) ?? refuse('serial');
    },
  };
}

/** Bits that the standard reserves and wants zero. */
export function zeros(width: number): Segment {
  return {
    parts: 0,
    read(bits) {
      const taken = bits.take(width);
      if (taken === null) return refuse('length');
      return taken.includes('1') ? refuse('reserved') : [];
    },
    write: () => '0'.repeat(width),
  };
}
