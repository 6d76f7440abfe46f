import { randomFillSync } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JournalSpace } from '../../workstation/ports/journal.ts';
import { syncDirectory } from '../database/durable-file.ts';

/** What `fs.statfsSync` tells of a disk, as far as it is asked. */
export type StatFs = (path: string) => { readonly bavail: number; readonly bsize: number };

export interface RoomOptions {
  /** The file that holds the reserve. */
  readonly file: string;
  /** Its size in bytes. */
  readonly reserveBytes: number;
  /** Below so many free bytes nothing new begins, whether the reserve is there or not. */
  readonly floorBytes: number;
  readonly statfs: StatFs;
  /** Milliseconds on a clock that never jumps. */
  readonly monotonic: () => number;
}

export interface DiskRoom {
  /**
   * Looks how much room there is: one system call, unless the reserve can be taken back. Once low, it stays so until the disk has
   * the floor and the size of the reserve free, so that it does not change its mind with every entry. Never throws.
   */
  space(): JournalSpace;
  /** Gives the reserve up, so that its room is free when this returns. False when there was none to give. */
  giveUp(): boolean;
}

const CHUNK = 256 * 1024;
/** A disk that says it has room and then refuses it (a quota, say) is not asked with every look. */
const RETRY_MS = 30_000;

export function diskRoom(options: RoomOptions): DiskRoom {
  const { file, reserveBytes, floorBytes } = options;
  let held = isWhole(file, reserveBytes);
  let low = !held;
  let notBefore = Number.NEGATIVE_INFINITY;

  const take = (): boolean => {
    if (options.monotonic() < notBefore) return false;
    try {
      allocate(file, reserveBytes);
      held = true;
    } catch {
      notBefore = options.monotonic() + RETRY_MS;
      drop(file);
    }
    return held;
  };

  return {
    space() {
      const freeBytes = free(options);
      if (freeBytes === null || !held || freeBytes < floorBytes) low = true;
      if (low && freeBytes !== null && freeBytes >= floorBytes + reserveBytes && (held || take())) low = false;
      return { state: low ? 'low' : 'ok', freeBytes, reserve: held ? 'held' : 'spent' };
    },
    giveUp() {
      if (!held) return false;
      held = false;
      low = true;
      return drop(file);
    },
  };
}

function free({ statfs, file }: RoomOptions): number | null {
  try {
    const { bavail, bsize } = statfs(dirname(file));
    const bytes = bavail * bsize;
    return Number.isFinite(bytes) && bytes >= 0 ? bytes : null;
  } catch {
    return null;
  }
}

/** Whether the file is there in its size and really has its room: a sparse file, or one that a power cut left, has none. */
function isWhole(file: string, size: number): boolean {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return size === 0 || (stat?.size === size && stat.blocks * 512 >= size);
  } catch {
    return false;
  }
}

/** Random bytes, since a file system may store others in less room than they seem to take. */
function allocate(file: string, size: number): void {
  const descriptor = openSync(file, 'w', 0o600);
  try {
    const chunk = Buffer.alloc(Math.min(CHUNK, size));
    for (let written = 0; written < size; ) {
      randomFillSync(chunk);
      written += writeSync(descriptor, chunk, 0, Math.min(chunk.length, size - written));
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncDirectory(dirname(file));
}

/** Some file systems free the room of a removed file only once the removal itself is on the disk. */
function drop(file: string): boolean {
  try {
    const there = existsSync(file);
    rmSync(file, { force: true });
    syncDirectory(dirname(file));
    return there;
  } catch {
    return false;
  }
}
