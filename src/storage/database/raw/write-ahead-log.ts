import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { PAGE_SIZE } from '../connection.ts';
import { checksum, matches, type Sums, sumsAt } from './log-checksum.ts';
import { type LogDamage, type LogTail, lookBehind } from './log-damage.ts';
import { FRAME_BYTES, FRAME_HEADER, LOG_HEADER } from './log-format.ts';

/* Source of everything here: sqlite.org/fileformat2.html, "The Write-Ahead Log". */
const MAGIC = 0x37_7f_06_82;
const VERSION = 3_007_000;

/** Where the newest copy of a page lies in a write-ahead log, by page number. */
export type LoggedPages = ReadonlyMap<number, number>;

export interface LogReading {
  /**
   * The pages as SQLite itself reads them after a crash: up to the last commit before the first frame that is not whole. What was
   * never committed is not in it.
   */
  readonly committed: LoggedPages;
  /** What SQLite leaves out without a word although it was committed; null where it leaves out no more than a crash may have cut off. */
  readonly damage: LogDamage | null;
}

/** Reads a log. One that is none, or whose header was never finished, holds nothing. */
export function readLog(descriptor: number): LogReading {
  const header = Buffer.alloc(LOG_HEADER);
  if (readSync(descriptor, header, 0, LOG_HEADER, 0) < LOG_HEADER) return { committed: new Map(), damage: null };
  const whole = isWhole(header);
  const bigEndian = whole ? isBigEndian(header) : endianness() === 'BE';
  const log = { descriptor, header, bigEndian };
  const { committed, next } = whole ? asSqliteReads(log) : { committed: new Map(), next: LOG_HEADER };
  return { committed, damage: lookBehind({ ...log, salts: whole ? header.subarray(16, 24) : null }, next) };
}

/** What `readLog` says of the damage to a log; null where no log is. */
export function logDamage(path: string): LogDamage | null {
  if (!existsSync(path)) return null;
  const descriptor = openSync(path, 'r');
  try {
    return readLog(descriptor).damage;
  } finally {
    closeSync(descriptor);
  }
}

function isWhole(header: Buffer): boolean {
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) >>> 0 !== MAGIC || header.readUInt32BE(4) !== VERSION || header.readUInt32BE(8) !== PAGE_SIZE) {
    return false;
  }
  return matches(header, 24, checksum(header.subarray(0, 24), [0, 0], isBigEndian(header)));
}

function isBigEndian(header: Buffer): boolean {
  return (header.readUInt32BE(0) & 1) === 1;
}

/** `next`: where the first frame lies that is not whole. */
function asSqliteReads({ descriptor, header, bigEndian }: Omit<LogTail, 'salts'>) {
  const committed = new Map<number, number>();
  const frame = Buffer.alloc(FRAME_BYTES);
  let pending = new Map<number, number>();
  let sums: Sums = sumsAt(header, 24);
  let at = LOG_HEADER;
  for (; readSync(descriptor, frame, 0, FRAME_BYTES, at) === FRAME_BYTES; at += FRAME_BYTES) {
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    sums = checksum(frame.subarray(FRAME_HEADER), checksum(frame.subarray(0, 8), sums, bigEndian), bigEndian);
    if (!matches(frame, 16, sums)) break;
    pending.set(frame.readUInt32BE(0), at + FRAME_HEADER);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [page, offset] of pending) committed.set(page, offset);
    pending = new Map();
  }
  return { committed, next: at };
}
