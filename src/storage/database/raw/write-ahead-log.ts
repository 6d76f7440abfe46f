import { readSync } from 'node:fs';
import { PAGE_SIZE } from '../connection.ts';

/* Source of everything here: sqlite.org/fileformat2.html, "The Write-Ahead Log". */
const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x37_7f_06_82;
const VERSION = 3_007_000;

/** Where the newest committed copy of a page lies in a write-ahead log, by page number. */
export type LoggedPages = ReadonlyMap<number, number>;

type Sums = readonly [number, number];

/**
 * Reads which pages a log holds, as SQLite itself would after a crash: up to the last commit before the first frame that is not
 * whole. What was never committed is not in it. A log that is none holds nothing.
 */
export function loggedPages(descriptor: number): LoggedPages {
  const committed = new Map<number, number>();
  const header = Buffer.alloc(HEADER);
  if (readSync(descriptor, header, 0, HEADER, 0) < HEADER) return committed;
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) >>> 0 !== MAGIC || header.readUInt32BE(4) !== VERSION || header.readUInt32BE(8) !== PAGE_SIZE) {
    return committed;
  }
  const bigEndian = (magic & 1) === 1;
  let sums = checksum(header.subarray(0, 24), [0, 0], bigEndian);
  if (!matches(header, 24, sums)) return committed;

  const frame = Buffer.alloc(FRAME_HEADER + PAGE_SIZE);
  let pending = new Map<number, number>();
  for (let at = HEADER; readSync(descriptor, frame, 0, frame.length, at) === frame.length; at += frame.length) {
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    sums = checksum(frame.subarray(FRAME_HEADER), checksum(frame.subarray(0, 8), sums, bigEndian), bigEndian);
    if (!matches(frame, 16, sums)) break;
    pending.set(frame.readUInt32BE(0), at + FRAME_HEADER);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [page, offset] of pending) committed.set(page, offset);
    pending = new Map();
  }
  return committed;
}

function checksum(bytes: Buffer, before: Sums, bigEndian: boolean): Sums {
  let [first, second] = before;
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + second) >>> 0;
    second = (second + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + first) >>> 0;
  }
  return [first, second];
}

function matches(bytes: Buffer, at: number, [first, second]: Sums): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;
}
