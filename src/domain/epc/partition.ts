import { type BitReader, bitsOf, decimalOf } from './bits.ts';
import { type EpcRefused, refuse } from './refusal.ts';
import { isDigits, isInteger, type Part, type Segment, textOf } from './segment.ts';
import { readSevenBit, readSixBit, writeSevenBit, writeSixBit } from './text-segment.ts';

/** Bits of the GS1 company prefix by partition value; it has 12 digits less the value (every partition table of TDS 2.3, 14.6). */
export const PREFIX_BITS: readonly number[] = [40, 37, 34, 30, 27, 24, 20];
export const MOST_PREFIX_DIGITS = 12;

/** How the field behind the company prefix is written. */
export interface Reference {
  read(bits: BitReader, partition: number): string | EpcRefused;
  write(text: string, partition: number): string | EpcRefused;
}

/** A partition value, a company prefix and what follows it (TDS 2.3, 14.3.3 to 14.3.5, 14.3.9 and their decoding). */
export function partitioned(reference: Reference): Segment {
  return {
    parts: 2,
    read(bits) {
      const partition = bits.takeNumber(3);
      if (partition === null) return refuse('length');
      const width = PREFIX_BITS[partition];
      if (width === undefined) return refuse('partition');
      const taken = bits.take(width);
      if (taken === null) return refuse('length');
      const digits = MOST_PREFIX_DIGITS - partition;
      const prefix = decimalOf(taken).padStart(digits, '0');
      if (prefix.length > digits) return refuse('companyPrefix');
      const text = reference.read(bits, partition);
      return typeof text === 'string' ? [{ text: prefix }, { text }] : text;
    },
    write(parts: readonly Part[]) {
      const prefix = textOf(parts, 0);
      const partition = MOST_PREFIX_DIGITS - prefix.length;
      const width = PREFIX_BITS[partition];
      if (width === undefined || !isDigits(prefix)) return refuse('companyPrefix');
      const bits = reference.write(textOf(parts, 1), partition);
      if (typeof bits !== 'string') return bits;
      return `${bitsOf(partition, 3)}${bitsOf(prefix, width)}${bits}`;
    },
  };
}

/** "Partition table": both fields padded, of so many bits and digits together (14.3.3 and 14.4.3). */
export function padded(allBits: number, allDigits: number): Segment {
  const widthAt = (partition: number) => allBits - (PREFIX_BITS[partition] ?? 0);
  const digitsAt = (partition: number) => allDigits - MOST_PREFIX_DIGITS + partition;
  return partitioned({
    read(bits, partition) {
      const taken = bits.take(widthAt(partition));
      if (taken === null) return refuse('length');
      const digits = digitsAt(partition);
      if (digits === 0) return taken.includes('1') ? refuse('reference') : '';
      const text = decimalOf(taken).padStart(digits, '0');
      return text.length > digits ? refuse('reference') : text;
    },
    write(text, partition) {
      const digits = digitsAt(partition);
      if (text.length !== digits || (digits > 0 && !isDigits(text))) return refuse('reference');
      return bitsOf(text, widthAt(partition)) ?? refuse('reference');
    },
  });
}

/** "Unpadded partition table": the second field without leading zeros (14.3.4 and 14.4.4), of at most its digits (6.3.9). */
export function unpadded(allBits: number, mostDigits: (partition: number) => number): Segment {
  const widthAt = (partition: number) => allBits - (PREFIX_BITS[partition] ?? 0);
  return partitioned({
    read(bits, partition) {
      const taken = bits.take(widthAt(partition));
      if (taken === null) return refuse('length');
      const text = decimalOf(taken);
      return text.length > mostDigits(partition) ? refuse('reference') : text;
    },
    write(text, partition) {
      if (!isInteger(text) || text.length > mostDigits(partition)) return refuse('reference');
      return bitsOf(text, widthAt(partition)) ?? refuse('reference');
    },
  });
}

/** "String partition table" (14.3.5 and 14.4.5). */
export function sevenBit(allBits: number, mostCharacters: (partition: number) => number): Segment {
  const widthAt = (partition: number) => allBits - (PREFIX_BITS[partition] ?? 0);
  return partitioned({
    read(bits, partition) {
      const taken = bits.take(widthAt(partition));
      return taken === null ? refuse('length') : readSevenBit(taken, mostCharacters(partition));
    },
    write: (text, partition) => writeSevenBit(text, widthAt(partition), mostCharacters(partition)),
  });
}

/** "6-bit variable string partition table" (14.3.9 and 14.4.9). */
export function sixBit(mostCharacters: (partition: number) => number): Segment {
  return partitioned({
    read(bits, partition) {
      const text = readSixBit(bits, mostCharacters(partition));
      return text === '' ? refuse('textLength') : text;
    },
    write: (text, partition) => writeSixBit(text, 1, mostCharacters(partition)),
  });
}
