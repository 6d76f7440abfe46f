/**
 * BER-TLV as payment protocols use it (ISO/IEC 8825-1, definite lengths only), read strictly: lengths must be written in the
 * shortest way and fit exactly, nesting and count are bounded, and the first thing wrong refuses the whole.
 */
export interface TlvItem {
  /** Tag bytes as one number: 0x25, 0x1f07. */
  readonly tag: number;
  readonly value: Uint8Array;
  /** What a constructed item holds; empty for a primitive one. */
  readonly children: readonly TlvItem[];
}

export type TlvResult =
  | { readonly kind: 'tlv'; readonly items: readonly TlvItem[] }
  | { readonly kind: 'malformed'; readonly reason: 'truncated' | 'tag' | 'length' | 'tooDeep' | 'tooMany' };

const DEEPEST = 8;
const MOST_ITEMS = 1000;
const LONGEST_TAG = 3;

class Malformed extends Error {
  readonly reason: Extract<TlvResult, { kind: 'malformed' }>['reason'];

  constructor(reason: Malformed['reason']) {
    super(reason);
    this.reason = reason;
  }
}

/** Reads the items that fill these bytes exactly. */
export function readTlv(bytes: Uint8Array): TlvResult {
  const budget = { left: MOST_ITEMS };
  try {
    return { kind: 'tlv', items: readItems(bytes, 0, budget) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', reason: error.reason };
    throw error;
  }
}

/** A definite length at `at` with the bytes it takes; null where it is truncated, indefinite, oversized or not the shortest. */
export function readLength(bytes: Uint8Array, at: number): { readonly length: number; readonly size: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { length: first, size: 1 };
  const count = first & 0x7f;
  if (count < 1 || count > 2 || at + count >= bytes.length) return null;
  const high = bytes[at + 1] ?? 0;
  const length = count === 1 ? high : high * 256 + (bytes[at + 2] ?? 0);
  if (length < (count === 1 ? 0x80 : 0x100)) return null;
  return { length, size: 1 + count };
}

function readItems(bytes: Uint8Array, depth: number, budget: { left: number }): TlvItem[] {
  if (depth >= DEEPEST) throw new Malformed('tooDeep');
  const items: TlvItem[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (budget.left-- <= 0) throw new Malformed('tooMany');
    const { tag, size } = readTag(bytes, at);
    const constructed = ((bytes[at] ?? 0) & 0x20) !== 0;
    at += size;
    if (at >= bytes.length) throw new Malformed('truncated');
    const length = readLength(bytes, at);
    if (length === null) throw new Malformed('length');
    at += length.size;
    if (at + length.length > bytes.length) throw new Malformed('truncated');
    const value = bytes.subarray(at, at + length.length);
    at += length.length;
    items.push({ tag, value, children: constructed ? readItems(value, depth + 1, budget) : [] });
  }
  return items;
}

function readTag(bytes: Uint8Array, at: number): { tag: number; size: number } {
  let tag = bytes[at] ?? 0;
  if ((tag & 0x1f) !== 0x1f) return { tag, size: 1 };
  for (let size = 2; size <= LONGEST_TAG; size++) {
    const next = bytes[at + size - 1];
    if (next === undefined) throw new Malformed('truncated');
    tag = tag * 256 + next;
    if ((next & 0x80) === 0) return { tag, size };
  }
  throw new Malformed('tag');
}
