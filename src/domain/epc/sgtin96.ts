import type { Epc } from './epc.ts';
import { type EpcRefused, refuse } from './refusal.ts';

/**
 * SGTIN-96 (TDS 2.3, 14.6.1.1) straight from its digits: nearly every tag in a shop is one, and a portal reads thousands at once.
 * Numbers stay below 2^53; what `readParts` makes of the same digits is the same (a test compares them).
 */

/** Value of a hex digit by its character code; negative for any other. */
const NIBBLE = new Int8Array(256).fill(-1);
for (const [value, digits] of Array.from('0123456789abcdef', (digit) => digit + digit.toUpperCase()).entries()) {
  for (const digit of digits) NIBBLE[digit.charCodeAt(0)] = value;
}
const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));

/** Sums of three digits with these weights (GS1 General Specifications 7.9.1). */
const THREE_ONE_THREE = Uint8Array.from(THREE_DIGITS, ([a, b, c]) => 3 * Number(a) + Number(b) + 3 * Number(c));
const ONE_THREE_ONE = Uint8Array.from(THREE_DIGITS, ([a, b, c]) => Number(a) + 3 * Number(b) + Number(c));

/** By partition value: the weight of the item reference's bits, and of its digits. */
const REFERENCE_BITS: readonly number[] = [4, 7, 10, 14, 17, 20, 24].map((bits) => 2 ** bits);
const REFERENCE_DIGITS: readonly number[] = [1, 2, 3, 4, 5, 6, 7].map((digits) => 10 ** digits);
const MILLION = 1_000_000;
const TRILLION = 10 ** 12;
const FLAW = -1;

/** 24 characters that begin with `30`. */
export function readSgtin96(hex: string): Epc | EpcRefused {
  // Header, filter and the first bit of the partition value; the rest of it and 22 bits; 22 bits and two of the serial; 36 bits.
  const start = valueAt(hex, 2, 4);
  const high = valueAt(hex, 4, 9);
  const middle = valueAt(hex, 9, 15);
  const serialHigh = valueAt(hex, 15, 19);
  const serialLow = valueAt(hex, 19, 24);
  if (start === FLAW || high === FLAW || middle === FLAW || serialHigh === FLAW || serialLow === FLAW) {
    return refuse('notHex');
  }
  const partition = (start >> 2) & 7;
  if (partition === 7) return refuse('partition');
  // 44 bits of company prefix and item reference: 2 of `start`, 20 of `high`, 22 of `middle`.
  const both = (((start & 3) << 20) | high) * 0x400000 + (middle >> 2);
  const referenceBits = REFERENCE_BITS[partition] ?? 1;
  const referenceDigits = REFERENCE_DIGITS[partition] ?? 1;
  const prefix = Math.floor(both / referenceBits);
  const reference = both - prefix * referenceBits;
  if (prefix * referenceDigits >= 10 * TRILLION) return refuse('companyPrefix');
  if (reference >= referenceDigits) return refuse('reference');
  const serialTop = ((middle & 3) << 16) | serialHigh;
  const serial = decimal(serialTop * 0x100000 + serialLow);
  return named(hex, start >> 5, partition, prefix, reference, referenceDigits / 10, serial);
}

/** The number that the hex digits from one place up to another are; negative where one of them is none. */
function valueAt(hex: string, from: number, to: number): number {
  let value = 0;
  let flaw = 0;
  for (let at = from; at < to; at += 1) {
    const code = hex.charCodeAt(at);
    const nibble = code < 256 ? (NIBBLE[code] as number) : FLAW;
    flaw |= nibble;
    value = (value << 4) | nibble;
  }
  return flaw < 0 ? FLAW : value;
}

/** A whole number below 10^12 in decimal, by halves: engines are slow to write numbers that need more than 31 bits. */
function decimal(value: number): string {
  if (value < MILLION) return String(value);
  const high = Math.floor(value / MILLION);
  return String(high) + sixDigits(value - high * MILLION);
}

function named(
  hex: string,
  filter: number,
  partition: number,
  prefix: number,
  reference: number,
  indicatorWeight: number,
  serial: string,
): Epc {
  const indicator = Math.floor(reference / indicatorWeight);
  // The twelve digits between indicator and check digit, as two numbers of six.
  const twelve = prefix * indicatorWeight + (reference - indicator * indicatorWeight);
  const left = Math.floor(twelve / MILLION);
  const right = twelve - left * MILLION;
  const body = sixDigits(left) + sixDigits(right);
  const prefixDigits = body.slice(0, 12 - partition);
  const item = indicator + body.slice(12 - partition);
  const sum = 3 * indicator + weighted(left) + weighted(right);
  const gtin = indicator + body + ((10 - (sum % 10)) % 10);
  const pure = `${prefixDigits}.${item}.${serial}`;
  return {
    kind: 'epc',
    scheme: 'SGTIN-96',
    hex,
    bits: 96,
    filter,
    tagUri: `urn:epc:tag:sgtin-96:${filter}.${pure}`,
    epcUri: `urn:epc:id:sgtin:${pure}`,
    digitalLink: `https://id.gs1.org/01/${gtin}/21/${serial}`,
    gtin,
    serial,
  };
}

function sixDigits(value: number): string {
  const top = Math.floor(value / 1000);
  return (THREE_DIGITS[top] ?? '') + (THREE_DIGITS[value - top * 1000] ?? '');
}

/** Sum of six digits with the weights of a check digit, 3 for the last of them and 1 in turn. */
function weighted(value: number): number {
  const top = Math.floor(value / 1000);
  return (ONE_THREE_ONE[top] as number) + (THREE_ONE_THREE[value - top * 1000] as number);
}
