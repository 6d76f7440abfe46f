import { decodeEpc, type Epc } from '../epc/epc.ts';
import { type KeyHash, ledgerKeyText } from '../epc/ledger-key.ts';
import type { EpcRefusalReason } from '../epc/refusal.ts';

/** A tag whose EPC holds. */
export interface ReadableTag {
  readonly kind: 'readable';
  /** Its key in the sold ledger, lower-case hex. */
  readonly key: string;
  /** The EPC itself, lower-case hex of whole bytes: what `key` is too, but for one of more than 16 bytes, whose key is a hash. */
  readonly epc: string;
  /** The pure identity URI, or for TDS 2.x the Digital Link. */
  readonly uri: string;
  readonly gtin: string | null;
  readonly serial: string | null;
  /** Another shop's by its company prefix. Whether its item is sold here all the same is asked when it is ruled on (`soldHere`). */
  readonly foreign: boolean;
}

/** A tag that nobody has written to, or that says what the standard has no meaning for. */
export interface UnreadableTag {
  readonly kind: 'unreadable';
  /** Its memory as it was read, cut to the longest that a tag can have. */
  readonly key: string;
  readonly reason: EpcRefusalReason;
}

export type GateTag = ReadableTag | UnreadableTag;

/** 31 words of 16 bits (TDS 2.3, 9.3) as hex digits. */
const MOST_DIGITS = 124;

/** What the gate makes of a tag's memory, hex of either case. `companyPrefixes` are the store's; none: every tag is its own. Never throws. */
export function readTag(hex: string, companyPrefixes: readonly string[], hash: KeyHash): GateTag {
  const epc = decodeEpc(hex);
  if (epc.kind === 'refused') return { kind: 'unreadable', key: unreadableKey(hex), reason: epc.reason };
  return {
    kind: 'readable',
    key: ledgerKeyText(epc, hash),
    epc: epcText(epc),
    uri: epc.epcUri ?? epc.digitalLink ?? epc.tagUri ?? '',
    gtin: epc.gtin,
    serial: epc.serial,
    foreign: isForeign(epc, companyPrefixes),
  };
}

/** The bits of the EPC without what a reader filled up behind them. */
function epcText({ hex, bits }: Epc): string {
  const digits = 2 * Math.ceil(bits / 8);
  return hex.slice(0, digits).padEnd(digits, '0').toLowerCase();
}

/** Marked, so that no memory can pass for the key of another tag, and with nothing in it that is no hex, whatever a reader says. */
function unreadableKey(hex: string): string {
  return `?${hex
    .slice(0, MOST_DIGITS)
    .toUpperCase()
    .replace(/[^0-9A-F]/g, '.')
    .slice(0, MOST_DIGITS)}`;
}

/**
 * The tag as it stands now: one of another prefix is the store's own when `sells` knows its item. A catalogue changes while a tag is
 * remembered, so this is never kept. `sells` is asked about no other tag, and must not throw.
 */
export function soldHere(tag: GateTag, sells: (gtin: string) => boolean): GateTag {
  if (tag.kind !== 'readable' || !tag.foreign || tag.gtin === null || !sells(tag.gtin)) return tag;
  return { ...tag, foreign: false };
}

function isForeign(epc: Epc, companyPrefixes: readonly string[]): boolean {
  if (companyPrefixes.length === 0) return false;
  const digits = companyDigits(epc);
  return digits === null || !companyPrefixes.some((prefix) => digits.startsWith(prefix));
}

/** Where in a Digital Link's key the company prefix begins: behind the indicator, extension or leading zero (GS1 General Specifications, 3.2). */
const PREFIX_AT: Readonly<Record<string, number>> = {
  ...{ '00': 1, '01': 1, '8003': 1, '8006': 1 },
  ...{ '253': 0, '255': 0, '414': 0, '8004': 0, '8010': 0, '8017': 0, '8018': 0 },
};
const LINK_KEY = /^https:\/\/[^/]+\/(\d{2,4})\/(\d+)/;

/** Digits that begin with the GS1 company prefix; null for a tag that has none. */
function companyDigits({ gtin, digitalLink }: Epc): string | null {
  if (gtin !== null) return gtin.slice(1);
  const [, ai = '', key = ''] = LINK_KEY.exec(digitalLink ?? '') ?? [];
  const at = PREFIX_AT[ai];
  return at === undefined ? null : key.slice(at);
}
