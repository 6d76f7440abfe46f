import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type JournalRecord, MAX_ENTRY_BYTES, type Sha256 } from '../../domain/journal/record.ts';
import { type ChainBreak, chainVerifier } from '../../domain/journal/verify.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { guardedAsync } from '../database/faults.ts';
import { physicalLines } from '../text/lines.ts';
import { type JournalEnd, type JournalReader, openJournalReader, type StoredEntry } from './reader.ts';

/**
 * Why a journal is refused. Beyond a break of the chain: `column` a column says other than the entry's bytes, `position` entries
 * are missing from the file's order, `head` the chain ends elsewhere than the file says, `tooLarge`, `unreadable` the database
 * itself is damaged there.
 */
export type JournalBreak = ChainBreak | 'column' | 'position' | 'head' | 'tooLarge' | 'unreadable';

export type VerifyResult =
  | { readonly kind: 'sound'; readonly entries: number; readonly last: LastEntry | null }
  | {
      readonly kind: 'broken';
      /** Entries before the bad one, all sound. */
      readonly entries: number;
      /** The first bad entry: its line in an export, its position in a database. */
      readonly position: number;
      /** The epoch and seq of the bad entry: in a database what its columns say, in an export what should stand there. */
      readonly epoch: string | null;
      readonly seq: number;
      readonly why: JournalBreak;
      readonly detail: string;
    };

export interface LastEntry {
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
}

/** Times that the walk goes on after entries appended meanwhile. */
const MAX_ROUNDS = 10;

const sha256OfNode: Sha256 = (bytes) => hash('sha256', bytes, 'hex');

/**
 * Walks a journal.db from its first entry, read-only, and names the first bad one. An edge may be writing meanwhile.
 * @throws Fault STORAGE_IO, STORAGE_LOCKED, STORAGE_SCHEMA_NEWER; damage is a result, not a fault.
 */
export function verifyJournal(path: string, sha256: Sha256 = sha256OfNode): VerifyResult {
  const walk = chainWalk(sha256);
  let reader: JournalReader;
  try {
    reader = openJournalReader(path);
  } catch (error) {
    return walk.unreadable(error);
  }
  try {
    let promised = 0;
    for (let round = 0; ; round += 1) {
      for (const entry of reader.entries(walk.entries())) {
        const broken = walk.stored(entry);
        if (broken !== null) return broken;
      }
      if (walk.entries() < promised) return walk.broken('position', `the file goes on to position ${promised}`);
      const end = reader.end();
      promised = end?.position ?? 0;
      // An edge that appends is overtaken soon; one that never pauses is judged by what was read of it.
      if (promised > walk.entries() && round < MAX_ROUNDS) continue;
      return end === null || walk.endsAt(end)
        ? walk.sound()
        : walk.broken('head', `the file names ${end.seq} of ${end.epoch} as its last`);
    }
  } catch (error) {
    return walk.unreadable(error);
  } finally {
    reader.close();
  }
}

/** Walks an NDJSON export, holding one line at a time. @throws Fault STORAGE_IO when it cannot be read. */
export async function verifyExport(source: Readable, sha256: Sha256 = sha256OfNode): Promise<VerifyResult> {
  const walk = chainWalk(sha256);
  return guardedAsync('reading the export', async () => {
    for await (const lines of physicalLines(source, { maxBytes: MAX_ENTRY_BYTES })) {
      for (const line of lines) {
        const broken =
          line.kind === 'tooLong'
            ? walk.broken('tooLarge', `more than ${MAX_ENTRY_BYTES} bytes`)
            : walk.next(line.bytes, undefined).broken;
        if (broken !== null) return broken;
      }
    }
    return walk.sound();
  });
}

function chainWalk(sha256: Sha256) {
  const chain = chainVerifier(sha256);
  let entries = 0;
  let last: LastEntry | null = null;

  const broken = (why: JournalBreak, detail: string, at?: { epoch: string; seq: number }): VerifyResult => ({
    kind: 'broken',
    entries,
    position: entries + 1,
    epoch: at?.epoch ?? last?.epoch ?? null,
    seq: at?.seq ?? (last?.seq ?? 0) + 1,
    why,
    detail,
  });
  const next = (bytes: Uint8Array, storedHash: string | undefined, at?: { epoch: string; seq: number }) => {
    const step = chain.next(bytes, storedHash);
    if (step.kind === 'broken') return { broken: broken(step.why, step.detail, at), record: null };
    entries += 1;
    last = { epoch: step.record.epoch, seq: step.record.seq, hash: step.hash };
    return { broken: null, record: step.record };
  };

  return {
    broken,
    next,
    entries: () => entries,
    endsAt: (end: JournalEnd) =>
      end.position > entries || (last?.epoch === end.epoch && last.seq === end.seq && last.hash === end.hash),
    sound: (): VerifyResult => ({ kind: 'sound', entries, last }),
    stored(entry: StoredEntry): VerifyResult | null {
      if (entry.position !== entries + 1)
        return broken('position', `position ${entry.position} follows ${entries}`, entry);
      const step = next(entry.bytes, entry.hash, entry);
      if (step.record === null) return step.broken;
      const column = otherColumn(entry, step.record);
      if (column === null) return null;
      entries -= 1;
      return broken('column', `the column ${column} says other than the entry`, entry);
    },
    unreadable(error: unknown): VerifyResult {
      if (error instanceof Fault && error.code === 'STORAGE_CORRUPT') return broken('unreadable', error.message);
      throw error;
    },
  };
}

function otherColumn(entry: StoredEntry, record: JournalRecord): string | null {
  if (entry.epoch !== record.epoch) return 'epoch';
  if (entry.seq !== record.seq) return 'seq';
  if (entry.kind !== record.kind) return 'kind';
  return entry.businessDay === record.businessDay ? null : 'business_day';
}
