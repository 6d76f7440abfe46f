/**
 * Damage in a write-ahead log. SQLite ends a log at its first bad frame and goes on writing from there: right after a power cut,
 * wrong after anything else, since commits that somebody relies on lie behind it. How the two differ:
 *
 * Each commit is synced before the next one begins, so what a power cut leaves half written, in whatever order the disk took it, is
 * one commit: one frame that ends a commit, and each page once. Frames of the log before this one have other salts. So two ends of a
 * commit from the first bad frame on, or a page twice, are commits that were on the disk once. So is a frame of which one bit alone is
 * wrong: what was half written is wrong by whole sectors. Of more damage than that to the very last commit nobody can tell whether
 * its writer was ever told that it is there. The log's header is synced before the first frame is written.
 */
import { readSync } from 'node:fs';
import { bitsApart, checksum, isOneBitOff, matches, type Sums, sumsAt } from './log-checksum.ts';
import { FRAME_BYTES, FRAME_HEADER, LOG_HEADER } from './log-format.ts';

export interface LogDamage {
  /** The first frame that is not whole, from 1; 0 for the log's header. */
  readonly frame: number;
  /** Ends of commits from there on. */
  readonly commits: number;
  /** The newest whole copy of each page up to the last commit. */
  readonly whole: ReadonlyMap<number, number>;
  /** All other copies up to there: older ones, and those that are not whole, or whose frame is not. */
  readonly others: readonly LogCopy[];
}

/** A copy of a page, and where in the log it lies. */
export interface LogCopy {
  readonly page: number;
  readonly offset: number;
  readonly whole: boolean;
}

export interface LogTail {
  readonly descriptor: number;
  readonly header: Buffer;
  readonly bigEndian: boolean;
  /** What each frame of this log has in its header; null where the log's own is not to be believed. */
  readonly salts: Buffer | null;
}

/** Looks at what lies from the first bad frame on, at `next`. Null where that is no more than a power cut may leave. */
export function lookBehind(log: LogTail, next: number): LogDamage | null {
  const salts = log.salts ?? saltsOfFrames(log);
  if (salts === null) return null;
  const { commits, twice } = endsFrom(log, salts, next);
  const least = log.salts === null ? 1 : 2;
  if (commits < least && !twice && !hasOneBadBit(log, salts, next)) return null;
  const frame = log.salts === null ? 0 : (next - LOG_HEADER) / FRAME_BYTES + 1;
  return { frame, commits, ...copies(log, salts, next) };
}

function endsFrom(log: LogTail, salts: Buffer, next: number): { readonly commits: number; readonly twice: boolean } {
  const head = Buffer.alloc(FRAME_HEADER);
  const pages = new Set<number>();
  let commits = 0;
  let twice = false;
  for (let at = next; hasFrame(log, head, at); at += FRAME_BYTES) {
    if (!isOf(salts, head)) continue;
    const page = head.readUInt32BE(0);
    const ends = head.readUInt32BE(4) !== 0;
    if (ends) commits += 1;
    // The last page of a commit that did not fit into memory may be written twice.
    else if (pages.has(page)) twice = true;
    pages.add(page);
  }
  return { commits, twice };
}

function hasOneBadBit({ descriptor, header, bigEndian }: LogTail, salts: Buffer, next: number): boolean {
  const frame = Buffer.alloc(FRAME_BYTES);
  if (readSync(descriptor, frame, 0, FRAME_BYTES, next) < FRAME_BYTES) return false;
  const before = Buffer.from(header.subarray(24, 32));
  if (next > LOG_HEADER) readSync(descriptor, before, 0, 8, next - FRAME_BYTES + 16);
  const sums = sumsOf(frame, sumsAt(before, 0), bigEndian);
  const wrongSalts = bitsApart(salts, frame.subarray(8, 16));
  if (matches(frame, 16, sums)) return wrongSalts === 1;
  return wrongSalts === 0 && isOneBitOff(sums, sumsAt(frame, 16), (FRAME_BYTES - 16) / 4);
}

/** The salts of the first frame that carries on the checksum before it. */
function saltsOfFrames(log: LogTail): Buffer | null {
  for (const { frame, whole } of frames(log, null)) if (whole) return Buffer.from(frame.subarray(8, 16));
  return null;
}

function copies(log: LogTail, salts: Buffer, next: number): Pick<LogDamage, 'whole' | 'others'> {
  const found = [...frames(log, salts)].map(({ frame, at, whole }) => ({
    page: frame.readUInt32BE(0),
    offset: at + FRAME_HEADER,
    ends: isOf(salts, frame) && frame.readUInt32BE(4) !== 0,
    whole,
  }));
  // The end of a commit may be what the damage has taken.
  const last = Math.max(
    found.findLastIndex(({ ends }) => ends),
    (next - LOG_HEADER) / FRAME_BYTES,
  );
  const committed = found.slice(0, last + 1);
  const newest = new Map(committed.filter((it) => it.whole).map(({ page, offset }) => [page, offset]));
  return { whole: newest, others: committed.filter(({ page, offset }) => newest.get(page) !== offset) };
}

/** Every frame; whole is one that carries on the checksum of the one before, as that has it or as its bytes make it. */
function* frames({ descriptor, header, bigEndian }: LogTail, salts: Buffer | null) {
  const frame = Buffer.alloc(FRAME_BYTES);
  let before: readonly Sums[] = [sumsAt(header, 24)];
  for (let at = LOG_HEADER; readSync(descriptor, frame, 0, FRAME_BYTES, at) === FRAME_BYTES; at += FRAME_BYTES) {
    const sums = before.map((each) => sumsOf(frame, each, bigEndian));
    const whole = (salts === null || isOf(salts, frame)) && sums.some((each) => matches(frame, 16, each));
    yield { frame, at, whole };
    const stored = sumsAt(frame, 16);
    before = whole ? [stored] : [stored, ...sums.slice(0, 1)];
  }
}

/** The sums that a frame has to have stored. */
function sumsOf(frame: Buffer, before: Sums, bigEndian: boolean): Sums {
  return checksum(frame.subarray(FRAME_HEADER), checksum(frame.subarray(0, 8), before, bigEndian), bigEndian);
}

function hasFrame({ descriptor }: LogTail, head: Buffer, at: number): boolean {
  const last = Buffer.alloc(1);
  return (
    readSync(descriptor, head, 0, FRAME_HEADER, at) === FRAME_HEADER &&
    readSync(descriptor, last, 0, 1, at + FRAME_BYTES - 1) === 1
  );
}

function isOf(salts: Buffer, frame: Buffer): boolean {
  return frame.compare(salts, 0, 8, 8, 16) === 0;
}
