import { hash } from 'node:crypto';
import { NO_HASH, type Sha256 } from '../../domain/journal/record.ts';
import { readPlace, readRecord } from '../../domain/journal/verify.ts';

/** An entry of a batch, whole and in its place. */
export interface SentEntry {
  readonly seq: number;
  /** SHA-256 of the bytes sent, lowercase hex. */
  readonly hash: string;
  readonly prevHash: string;
  readonly bytes: Uint8Array;
}

/** What an epoch's first entry says it follows. */
export interface EpochStart {
  readonly parentEpoch: string | null;
  readonly parentHash: string | null;
}

export type JudgedBatch =
  | { readonly kind: 'sound'; readonly entries: readonly SentEntry[]; readonly start: EpochStart | null }
  /** `line` counts from 1. */
  | { readonly kind: 'flawed'; readonly line: number; readonly why: string };

const sha256: Sha256 = (bytes) => hash('sha256', bytes, 'hex');

/**
 * Whether the lines are entries of this epoch of this workstation, each the canonical bytes of a record, one following the other
 * by number and by hash. Says nothing about whether they follow what the cloud holds.
 */
export function judgeBatch(lines: readonly Uint8Array[], workstation: string, epoch: string): JudgedBatch {
  const entries: SentEntry[] = [];
  let start: EpochStart | null = null;
  for (const [index, bytes] of lines.entries()) {
    const flawed = (why: string): JudgedBatch => ({ kind: 'flawed', line: index + 1, why });
    const read = readPlace(bytes);
    if (read.kind === 'broken') return flawed(read.why);
    const { place } = read;
    if (place.workstation !== workstation) return flawed('otherWorkstation');
    if (place.epoch !== epoch) return flawed('otherEpoch');
    const before = entries.at(-1);
    if (place.seq < 1 || (before !== undefined && place.seq !== before.seq + 1)) return flawed('seqGap');
    if (before !== undefined && place.prevHash !== before.hash) return flawed('prevHash');
    if (place.seq === 1) {
      if (place.kind !== 'EpochStarted') return flawed('epochLink');
      if (place.prevHash !== NO_HASH) return flawed('prevHash');
      start = startOf(bytes);
    }
    entries.push({ seq: place.seq, hash: sha256(bytes), prevHash: place.prevHash, bytes });
  }
  return { kind: 'sound', entries, start };
}

const MOST_TEXT = 64;

function startOf(bytes: Uint8Array): EpochStart | null {
  const read = readRecord(bytes);
  if (read.kind === 'broken') return null;
  const { parentEpoch, parentHash } = read.record.body;
  return { parentEpoch: textOf(parentEpoch), parentHash: textOf(parentHash) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, MOST_TEXT) : null;
}
