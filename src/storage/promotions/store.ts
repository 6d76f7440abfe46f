import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha256 } from '../../domain/journal/record.ts';
import { setHashOf } from '../../domain/promotion/compile.ts';
import { type Promotion, promotionsSchema } from '../../domain/promotion/shape.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { syncDirectory, syncFile } from '../database/durable-file.ts';
import { guarded } from '../database/faults.ts';
import { holdLock } from '../database/lock.ts';

/** Name of the set that holds nothing, as long as none was imported. */
export const NO_PROMOTIONS = 'none';

const CURRENT = 'current';
const LOCK = 'lock';
const SET_FILE = /^([0-9a-f]{64})\.ndjson$/;
const HASH = /^[0-9a-f]{64}$/;

export interface PromotionStore {
  /** Hash of the set in force, or NO_PROMOTIONS. */
  current(): string;
  /** A set by its hash; null where it is not kept, or no longer is what its name says. */
  read(hash: string): readonly Promotion[] | null;
  /** Looks whether another set is in force now, and answers whether it is. @throws Fault STORAGE_CORRUPT, STORAGE_IO */
  refresh(): boolean;
  /** Removes the sets that are neither in force nor in `pinned`; leaves all while an import runs. Answers how many went. */
  prune(pinned: ReadonlySet<string>): number;
}

export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Opens the promotions of a box: a directory with one file a set, named by content (`<hash>.ndjson`, a promotion a line), and
 * `current`, which names the set in force. A set never changes; another one in force is one rename. So a basket finds the set
 * that it is pinned to, also after an import and a restart.
 * @param fed the set that goes with the goods of the feed, which is in force then; null where the feed has none.
 * @throws Fault STORAGE_CORRUPT where the set in force is not there or not what its name says; STORAGE_IO.
 */
export function openPromotions(directory: string, fed: () => string | null = () => null): PromotionStore {
  const named = (): string => fed() ?? inForce(directory);
  let hash = named();
  /** What checking the set in force has read, for whoever asks for it first: it takes seconds where there are tens of thousands. */
  let checked: { readonly hash: string; readonly promotions: readonly Promotion[] } | null = check(directory, hash);
  return {
    current: () => hash,
    read(wanted) {
      const known = checked?.hash === wanted ? checked.promotions : null;
      checked = null;
      return known ?? readSet(directory, wanted);
    },
    refresh() {
      const found = named();
      if (found === hash) return false;
      checked = check(directory, found);
      hash = found;
      return true;
    },
    prune: (pinned) => pruneSets(directory, pinned),
  };
}

/**
 * Puts a set in force: its file first, then the name of it, each written aside, forced to the disk and renamed. A power cut at any
 * instant leaves the set before or this one. @throws Fault STORAGE_LOCKED (another import runs), STORAGE_DISK_FULL, STORAGE_IO.
 */
export function writePromotions(directory: string, promotions: readonly Promotion[]): string {
  const hash = setHashOf(promotions, sha256);
  guarded(`writing ${directory}`, () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = holdLock(join(directory, LOCK));
    try {
      const text = promotions.map((promotion) => `${JSON.stringify(promotion)}\n`).join('');
      replace(directory, `${hash}.ndjson`, text);
      replace(directory, CURRENT, `${hash}\n`);
    } finally {
      lock.release();
    }
  });
  return hash;
}

/** Puts a set beside the others without putting it in force: a checkpoint of the feed names it. @throws Fault as `writePromotions`. */
export function keepPromotions(directory: string, promotions: readonly Promotion[]): string {
  const hash = setHashOf(promotions, sha256);
  guarded(`writing ${directory}`, () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (readSet(directory, hash) !== null) return;
    replace(directory, `${hash}.ndjson`, promotions.map((promotion) => `${JSON.stringify(promotion)}\n`).join(''));
  });
  return hash;
}

function replace(directory: string, name: string, text: string): void {
  const aside = join(directory, `${name}.${randomUUID()}.new`);
  try {
    writeFileSync(aside, text, { mode: 0o600, flag: 'wx' });
    syncFile(aside);
    renameSync(aside, join(directory, name));
    syncDirectory(directory);
  } finally {
    rmSync(aside, { force: true });
  }
}

function inForce(directory: string): string {
  const text = readText(join(directory, CURRENT));
  if (text === null) return NO_PROMOTIONS;
  const hash = text.trim();
  if (!HASH.test(hash)) throw new Fault('STORAGE_CORRUPT', `${join(directory, CURRENT)} names no set of promotions`);
  return hash;
}

function check(directory: string, hash: string) {
  const promotions = readSet(directory, hash);
  if (promotions === null) {
    throw new Fault('STORAGE_CORRUPT', `the promotions in force (${hash}) are not in ${directory}, or damaged`);
  }
  return { hash, promotions };
}

function readSet(directory: string, hash: string): readonly Promotion[] | null {
  if (hash === NO_PROMOTIONS) return [];
  if (!HASH.test(hash)) return null;
  const text = readText(join(directory, `${hash}.ndjson`));
  if (text === null) return null;
  try {
    const lines = text.split('\n').filter((line) => line !== '');
    const promotions = promotionsSchema.parse(lines.map((line) => JSON.parse(line)));
    return setHashOf(promotions, sha256) === hash ? promotions : null;
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  return guarded(`reading ${path}`, () => (existsSync(path) ? readFileSync(path, 'utf8') : null));
}

/** As `PromotionStore.prune`, for whoever has not opened them. */
export function pruneSets(directory: string, pinned: ReadonlySet<string>): number {
  return guarded(`tidying ${directory}`, () => {
    if (!existsSync(directory) || setsIn(directory).length < 2) return 0;
    const lock = lockUnlessHeld(join(directory, LOCK));
    if (lock === null) return 0;
    try {
      const current = inForce(directory);
      const gone = setsIn(directory).filter((hash) => hash !== current && !pinned.has(hash));
      for (const hash of gone) rmSync(join(directory, `${hash}.ndjson`), { force: true });
      return gone.length;
    } finally {
      lock.release();
    }
  });
}

function setsIn(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => SET_FILE.exec(name)?.[1] ?? []);
}

function lockUnlessHeld(path: string) {
  try {
    return holdLock(path);
  } catch (error) {
    if (error instanceof Fault && error.code === 'STORAGE_LOCKED') return null;
    throw error;
  }
}
