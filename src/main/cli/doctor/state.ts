import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Check, fail, ok, warn } from './check.ts';

const PROBE_BYTES = 4096;
const LEAST_FREE_BYTES = 512 * 1024 * 1024;
/** Linux, include/uapi/linux/magic.h: file systems that lie in memory. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);

/** Can the state directory take data and keep it? Tried for real: a block is written and fsynced. */
export function checkState(directory: string): readonly Check[] {
  const place = nearestExisting(directory);
  try {
    const took = writeDurably(place);
    return [ok('state', `${directory} takes writes; an fsync took ${took.toFixed(1)} ms`), ...checkVolume(place)];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const mend =
      code === 'ENOSPC'
        ? 'free some space'
        : 'give the user that runs Checkstand this directory, or set state.directory';
    return [fail('state', `${place} does not take writes: ${code}`, mend)];
  }
}

function checkVolume(place: string): Check[] {
  const { type, bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const megabytes = Math.round(free / (1024 * 1024));
  return [
    ...(IN_MEMORY.has(type)
      ? [warn('volume', `${place} lies in memory and is gone with the power`, 'set state.directory to a place on disk')]
      : []),
    free < LEAST_FREE_BYTES
      ? warn('space', `${megabytes} MB free`, 'free some space: a lane that cannot record a sale does not make it')
      : ok('space', `${megabytes} MB free`),
  ];
}

/** Milliseconds that it took a block to be on disk. */
function writeDurably(directory: string): number {
  const path = join(directory, `.checkstand-doctor-${process.pid}`);
  const file = openSync(path, 'wx', 0o600);
  try {
    const began = performance.now();
    writeSync(file, Buffer.alloc(PROBE_BYTES, 0x5a));
    fsyncSync(file);
    return performance.now() - began;
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
}

function nearestExisting(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}
