import type { Minor } from '../../../domain/money/money.ts';
import { withoutCardData } from '../card-data.ts';
import { readLength, readTlv } from '../tlv.ts';
import { fromBcd } from './bcd.ts';
import { terminalText } from './charset.ts';

/**
 * All that is kept of a message's bitmaps (PA00P015, "Summary of utilised BMPs"). This is an allow-list: whatever is not named
 * here is measured, skipped and gone, and of a card number only the last four digits are ever read.
 */
export interface TerminalFields {
  readonly resultCode?: number;
  readonly amount?: Minor;
  readonly currency?: string;
  readonly traceNumber?: string;
  /** Trace number of the transaction that this one takes back. */
  readonly originalTraceNumber?: string;
  readonly receiptNumber?: string;
  /** HHMMSS, the terminal's local time. */
  readonly time?: string;
  /** MMDD. */
  readonly date?: string;
  readonly terminalId?: string;
  readonly authorisation?: string;
  readonly lastFour?: string;
  readonly cardType?: number;
  readonly cardName?: string;
  /** Whether the totals of an end of day, or of the day so far, hold anything. */
  readonly turnover?: 'none' | 'some';
}

export type BitmapsResult =
  /** `complete` is false where a bitmap came that the protocol does not name: what follows it cannot be told apart. */
  | { readonly kind: 'fields'; readonly fields: TerminalFields; readonly complete: boolean }
  | { readonly kind: 'malformed' };

type Length = number | 'llvar' | 'lllvar' | 'tlv';

/** How long each bitmap is: bytes, or a length in front (LLVAR: two bytes F0 to F9; LLLVAR: three). */
const LENGTHS: Readonly<Record<number, Length>> = {
  1: 1,
  2: 1,
  3: 1,
  4: 6,
  5: 1,
  6: 'tlv',
  11: 3,
  12: 3,
  13: 2,
  14: 2,
  23: 2,
  25: 1,
  34: 'llvar',
  35: 'llvar',
  36: 'lllvar',
  39: 1,
  41: 4,
  42: 15,
  45: 'llvar',
  46: 'lllvar',
  55: 3,
  58: 2,
  59: 8,
  60: 'lllvar',
  61: 3,
  73: 2,
  96: 'lllvar',
  135: 2,
  136: 3,
  138: 1,
  139: 'llvar',
  140: 1,
  146: 'lllvar',
  154: 'lllvar',
  160: 1,
  167: 'llvar',
  170: 3,
  175: 'lllvar',
  186: 5,
  208: 1,
  209: 'llvar',
  210: 1,
  211: 1,
  233: 'llvar',
  235: 8,
};

type Reader = (value: Uint8Array) => Partial<TerminalFields>;

const digits = (value: Uint8Array, make: (digits: string) => Partial<TerminalFields>): Partial<TerminalFields> => {
  const text = fromBcd(value);
  return text === null ? {} : make(text);
};

const KEPT: Readonly<Record<number, Reader>> = {
  4: (value) => digits(value, (amount) => ({ amount: Number(amount) })),
  11: (value) => digits(value, (traceNumber) => ({ traceNumber })),
  12: (value) => digits(value, (time) => ({ time })),
  13: (value) => digits(value, (date) => ({ date })),
  34: (value) => lastFourOf(value),
  39: ([resultCode]) => (resultCode === undefined ? {} : { resultCode }),
  41: (value) => digits(value, (terminalId) => ({ terminalId })),
  55: (value) => digits(value, (originalTraceNumber) => ({ originalTraceNumber })),
  59: (value) => authorisationOf(value),
  96: (value) => turnoverOf(value),
  73: (value) => digits(value, (currency) => ({ currency: currency.slice(1) })),
  135: (value) => digits(value, (receiptNumber) => ({ receiptNumber })),
  138: ([cardType]) => (cardType === undefined ? {} : { cardType }),
  139: (value) => cardNameOf(value),
};

/** Reads the bitmaps that fill these bytes. */
export function readBitmaps(bytes: Uint8Array): BitmapsResult {
  let fields: TerminalFields = {};
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    const length = LENGTHS[tag];
    if (length === undefined) return { kind: 'fields', fields, complete: false };
    const extent = extentOf(bytes, at + 1, length);
    if (extent === null) return { kind: 'malformed' };
    const value = bytes.subarray(extent.from, extent.to);
    // Nothing of the container is kept from a message; it is walked all the same, so that a broken one is noticed.
    if (length === 'tlv' && readTlv(value).kind === 'malformed') return { kind: 'malformed' };
    fields = { ...fields, ...KEPT[tag]?.(value) };
    at = extent.to;
  }
  return { kind: 'fields', fields, complete: true };
}

function extentOf(bytes: Uint8Array, at: number, length: Length): { from: number; to: number } | null {
  const header = headerOf(bytes, at, length);
  if (header === null) return null;
  const from = at + header.size;
  const to = from + header.length;
  return to > bytes.length ? null : { from, to };
}

function headerOf(bytes: Uint8Array, at: number, length: Length): { length: number; size: number } | null {
  if (typeof length === 'number') return { length, size: 0 };
  if (length === 'tlv') return readLength(bytes, at);
  const size = length === 'llvar' ? 2 : 3;
  let value = 0;
  for (let index = 0; index < size; index++) {
    const byte = bytes[at + index];
    if (byte === undefined || byte < 0xf0 || byte > 0xf9) return null;
    value = value * 10 + (byte - 0xf0);
  }
  return { length: value, size };
}

/** Card numbers are packed BCD, E for a hidden digit, F to fill the last byte. */
function lastFourOf(value: Uint8Array): Partial<TerminalFields> {
  const tail = Buffer.from(value.subarray(-3)).toString('hex').replace(/f+$/, '');
  const lastFour = /\d{4}$/.exec(tail)?.[0];
  return lastFour === undefined ? {} : { lastFour };
}

function authorisationOf(value: Uint8Array): Partial<TerminalFields> {
  const authorisation = Buffer.from(value)
    .toString('latin1')
    .replace(/[^0-9A-Za-z]/g, '');
  return authorisation === '' ? {} : { authorisation };
}

/** BMP 60: first and last receipt number (2 bytes each), then a count (1) and a total (6) for each of seven groups of cards. */
function turnoverOf(value: Uint8Array): Partial<TerminalFields> {
  const groups = value.subarray(4);
  if (groups.length === 0 || groups.length % 7 !== 0) return {};
  return { turnover: groups.every((byte) => byte === 0) ? 'none' : 'some' };
}

function cardNameOf(value: Uint8Array): Partial<TerminalFields> {
  const cardName = withoutCardData(terminalText(value, 'cp437')).trim().slice(0, 40);
  return cardName === '' ? {} : { cardName };
}
