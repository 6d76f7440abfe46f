/**
 * Files by their SHA-256, in a directory of their own. One gathers under another name, is checked, forced to the disk and only then renamed:
 * whatever is there under its own name is whole.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, createReadStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { open, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { AssetBudget } from '../../domain/asset/plan.ts';
import type { AssetShelf } from '../../workstation/ports/assets.ts';
import { syncDirectory } from '../database/durable-file.ts';
import { guarded, guardedAsync } from '../database/faults.ts';
import type { StatFs } from '../journal/room.ts';

export interface ShelfOptions {
  readonly directory: string;
  readonly budget: AssetBudget;
  /** Bytes of the disk that are left free whatever is wanted: the journal's, not this shelf's. */
  readonly reserveBytes: number;
  readonly statfs: StatFs;
  /** Whether a file whose bytes are the right ones is of use here. */
  readonly isFit?: (path: string) => Promise<boolean>;
}

const WHOLE = /^[0-9a-f]{64}$/;
const DIGITS = 64;
const BEGUN = /^[0-9a-f]{64}\.part$/;

interface Kept {
  readonly bytes: number;
  /** When it came, milliseconds since 1970. */
  readonly at: number;
}

export function openShelf({ directory, budget, reserveBytes, statfs, isFit }: ShelfOptions): AssetShelf {
  const kept = new Map<string, Kept>();
  let total = 0;
  const doing = `keeping files in ${directory}`;
  const place = (sha256: string): string => join(directory, sha256);
  const part = (sha256: string): string => `${place(sha256)}.part`;
  const begun = (sha256: string): number =>
    guarded(doing, () => statSync(part(sha256), { throwIfNoEntry: false })?.size ?? 0);
  const keep = (sha256: string, one: Kept): void => {
    total += one.bytes - (kept.get(sha256)?.bytes ?? 0);
    kept.set(sha256, one);
  };
  const remove = (sha256: string, { bytes }: Kept): void => {
    guarded(doing, () => rmSync(place(sha256), { force: true }));
    kept.delete(sha256);
    total -= bytes;
  };
  const hasRoom = (lacking: number, whole: number): boolean => {
    if (kept.size >= budget.files || total + whole > budget.bytes) return false;
    const { bavail, bsize } = guarded(doing, () => statfs(directory));
    return bavail * bsize - lacking >= reserveBytes;
  };
  const make = (): void => void guarded(doing, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));

  return {
    load: () =>
      guardedAsync(doing, async () => {
        make();
        for (const name of await readdir(directory)) {
          if (WHOLE.test(name)) {
            const { size, mtimeMs } = await stat(place(name));
            keep(name, { bytes: size, at: mtimeMs });
          } else if (!BEGUN.test(name)) rmSync(join(directory, name), { force: true, recursive: true });
        }
      }),
    tidy: (wanted) =>
      guardedAsync(doing, async () => {
        for (const name of await readdir(directory)) {
          if (BEGUN.test(name) && !wanted.has(name.slice(0, DIGITS))) rmSync(join(directory, name), { force: true });
        }
      }),
    path: (sha256) => (kept.has(sha256) ? place(sha256) : null),
    begun,
    makeRoom({ sha256, bytes }, wanted) {
      make();
      const lacking = bytes - Math.min(bytes, begun(sha256));
      if (hasRoom(lacking, bytes)) return true;
      const unwanted = [...kept].filter(([name]) => !wanted.has(name)).sort(([, a], [, b]) => a.at - b.at);
      for (const [name, one] of unwanted) {
        remove(name, one);
        if (hasRoom(lacking, bytes)) return true;
      }
      return false;
    },
    append(sha256, bytes) {
      guarded(doing, () => appendFileSync(part(sha256), bytes, { mode: 0o600 }));
    },
    flush: (sha256) => guardedAsync(doing, () => forced(part(sha256))),
    publish: ({ sha256, bytes }) =>
      guardedAsync(doing, async () => {
        const file = part(sha256);
        const isIt = begun(sha256) === bytes && (await digestOf(file)) === sha256;
        if (!isIt || (isFit !== undefined && !(await isFit(file)))) {
          rmSync(file, { force: true });
          return 'spoilt';
        }
        await forced(file);
        await rename(file, place(sha256));
        syncDirectory(directory);
        keep(sha256, { bytes, at: (await stat(place(sha256))).mtimeMs });
        return 'published';
      }),
    discard: (sha256) => guarded(doing, () => rmSync(part(sha256), { force: true })),
  };
}

/** Off the thread that sells: a slow disk takes its time over it. */
async function forced(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), hash);
  return hash.digest('hex');
}
