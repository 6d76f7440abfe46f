import { BitReader, bitsOfHex, numberOf } from './bits.ts';
import { urnEscaped } from './characters.ts';
import { PLUS_SCHEMES } from './plus-schemes.ts';
import { type EpcRefused, refuse } from './refusal.ts';
import type { Scheme } from './scheme.ts';
import { isRefused, type Part } from './segment.ts';
import { readSgtin96 } from './sgtin96.ts';
import { URN_SCHEMES } from './urn-schemes.ts';

/** What a tag says. Nothing of it is null but what the standard has no form of. */
export interface Epc {
  readonly kind: 'epc';
  /** As table 14-1 of the Tag Data Standard spells it: `SGTIN-96`, `SGTIN+`, `CPI-var`. */
  readonly scheme: string;
  /** As it was read, of either case, padding and all. */
  readonly hex: string;
  /** How many bits of it are the EPC. */
  readonly bits: number;
  readonly filter: number | null;
  /** `urn:epc:tag:…`; null for TDS 2.x. */
  readonly tagUri: string | null;
  /** `urn:epc:id:…`; null for TDS 2.x. */
  readonly epcUri: string | null;
  /** At `id.gs1.org`, or the host that the tag names; null for what is no GS1 key. */
  readonly digitalLink: string | null;
  /** 14 digits: of an SGTIN, and of the item that an ITIP is a piece of. */
  readonly gtin: string | null;
  /** Serial number, or the extension of a GLN. */
  readonly serial: string | null;
}

/** Values of an EPC with how they were written: `writeParts` makes the same bits of them. */
export interface EpcParts {
  readonly kind: 'parts';
  readonly scheme: Scheme;
  readonly parts: readonly Part[];
  readonly bits: number;
}

/** The most that a tag's length field can say is 31 words of 16 bits (TDS 2.3, 9.3). */
export const MOST_BITS = 496;

const BY_HEADER: ReadonlyMap<number, Scheme> = new Map(
  [...URN_SCHEMES, ...PLUS_SCHEMES].map((scheme) => [scheme.header, scheme]),
);

/**
 * Reads the EPC of a tag from its memory behind the protocol control word, in hexadecimal. Its length must be that of its scheme,
 * filled with zeros up to the next digit, byte or 16-bit word; each field must hold what it can hold. The same EPC is made of it
 * again bit by bit (`writeParts`). Source of every table: GS1 EPC Tag Data Standard 2.3. Never throws.
 */
export function decodeEpc(hex: string): Epc | EpcRefused {
  if (hex.length === 24 && hex.charCodeAt(0) === 0x33 && hex.charCodeAt(1) === 0x30) return readSgtin96(hex);
  const read = readParts(hex);
  if (read.kind === 'refused') return read;
  const { scheme, parts, bits } = read;
  const { pure, link, gtin, serial } = scheme.identify(parts);
  return {
    kind: 'epc',
    scheme: scheme.name,
    hex,
    bits,
    filter: scheme.filterAt === null ? null : Number(parts[scheme.filterAt]?.text),
    tagUri: pure === null ? null : tagUriOf(scheme, parts),
    epcUri: pure === null ? null : `urn:epc:id:${pure}`,
    digitalLink: link === null || pure === null ? link : `https://id.gs1.org${link}`,
    gtin,
    serial,
  };
}

function tagUriOf(scheme: Scheme, parts: readonly Part[]): string {
  return `urn:epc:tag:${scheme.name.toLowerCase()}:${parts.map(({ text }) => urnEscaped(text)).join('.')}`;
}

/** Reads the values of an EPC, as `decodeEpc` does, without naming anything. */
export function readParts(hex: string): EpcParts | EpcRefused {
  if (hex === '') return refuse('empty');
  if (hex.length > MOST_BITS / 4) return refuse('tooLong');
  const all = bitsOfHex(hex);
  if (all === null) return refuse('notHex');
  if (all.length < 8) return refuse('length');
  const scheme = BY_HEADER.get(numberOf(all.slice(0, 8)));
  if (scheme === undefined) return refuse(all.startsWith('00000000') ? 'unprogrammed' : 'unknownHeader');
  if (scheme.bits !== null && !isPadded(scheme.bits, hex.length)) return refuse('length');
  const bits = new BitReader(all.slice(8));
  const parts: Part[] = [];
  for (const segment of scheme.segments) {
    const read = segment.read(bits);
    if (isRefused(read)) return read;
    parts.push(...read);
  }
  const length = 8 + bits.at;
  if (bits.rest().includes('1')) return refuse(scheme.toggle && parts[0]?.text === '1' ? 'aidcData' : 'padding');
  return isPadded(length, hex.length) ? { kind: 'parts', scheme, parts, bits: length } : refuse('length');
}

/** Whether so many hex digits are so many bits, filled up to the next digit, byte or word. */
function isPadded(bits: number, hexDigits: number): boolean {
  return [4, 8, 16].some((unit) => hexDigits * 4 === Math.ceil(bits / unit) * unit);
}

/** The bits of an EPC of these values; the other way round than `readParts`. */
export function writeParts(scheme: Scheme, parts: readonly Part[]): string | EpcRefused {
  let bits = scheme.header.toString(2).padStart(8, '0');
  let at = 0;
  for (const segment of scheme.segments) {
    const written = segment.write(parts.slice(at, at + segment.parts));
    if (typeof written !== 'string') return written;
    bits += written;
    at += segment.parts;
  }
  return bits.length > MOST_BITS ? refuse('tooLong') : bits;
}
