import { canonicalBytes, type JsonValue } from './canonical.ts';

/** SHA-256 as lowercase hex; injected, since the domain has no crypto of its own. */
export type Sha256 = (bytes: Uint8Array) => string;

/** `prevHash` of the first entry of an epoch. */
export const NO_HASH = '0'.repeat(64);

/** Most bytes of one entry in canonical form. */
export const MAX_ENTRY_BYTES = 256 * 1024;

/** One record of the append-only log. Its canonical bytes are what is hashed, stored and sent, never re-serialised. */
export interface JournalRecord {
  readonly workstation: string;
  readonly epoch: string;
  readonly seq: number;
  /** RFC 3339 UTC with milliseconds. */
  readonly recordedAt: string;
  /** Store-local date, YYYY-MM-DD. */
  readonly businessDay: string;
  readonly kind: string;
  readonly v: number;
  readonly body: { readonly [key: string]: JsonValue | undefined };
  readonly prevHash: string;
}

/** A record sealed into the chain. */
export interface SealedEntry {
  readonly record: JournalRecord;
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/** Puts a record into canonical form and hashes it. @throws RangeError when it cannot be canonicalised (NaN, lone surrogate). */
export function seal(record: JournalRecord, sha256: Sha256): SealedEntry {
  const bytes = canonicalBytes(record as unknown as JsonValue);
  return { record, bytes, hash: sha256(bytes) };
}
