import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { syncDirectory } from '../database/durable-file.ts';

/** What lies beside a journal.db, by what it is for. */
export interface JournalFiles {
  /** The journal itself. */
  readonly path: string;
  readonly directory: string;
  readonly lock: string;
  /** Room kept for the answer of a payment; see room.ts. */
  readonly reserve: string;
  /** There while a process has the journal open, so that a missing write-ahead log is noticed after a crash. */
  readonly open: string;
  /** There once a damaged entry was met: the next opening walks the whole chain. */
  readonly suspect: string;
  /** There while a fork from the cloud is to be mended: where the two part. */
  readonly forked: string;
  /** A journal being rebuilt from a damaged one, not finished. */
  readonly building: string;
  /** The list of what was found in a damaged one. */
  readonly scratch: string;
  /** A rebuilt journal, finished, that has yet to take its place. */
  rebuilt(stamp: string): string;
  /** The damaged journal, kept. */
  damaged(stamp: string): string;
  /** What the recovery of that instant found, as JSON. */
  report(stamp: string): string;
}

export function journalFiles(path: string): JournalFiles {
  const full = resolve(path);
  const base = full.replace(/\.db$/, '');
  return {
    path: full,
    directory: dirname(full),
    lock: `${full}.lock`,
    reserve: `${base}.reserve`,
    open: `${base}.open`,
    suspect: `${base}.suspect`,
    forked: `${base}.forked`,
    building: `${base}.building.db`,
    scratch: `${base}.salvage.db`,
    rebuilt: (stamp) => `${base}.rebuilt-${stamp}.db`,
    damaged: (stamp) => `${base}.damaged-${stamp}.db`,
    report: (stamp) => `${base}.damaged-${stamp}.json`,
  };
}

/** The instants of rebuilt journals that a crash kept from taking their place, oldest first. */
export function rebuiltStamps(files: JournalFiles): string[] {
  const prefix = `${basename(files.path).replace(/\.db$/, '')}.rebuilt-`;
  const names = readdirSync(files.directory).filter((name) => name.startsWith(prefix) && name.endsWith('.db'));
  return names.map((name) => name.slice(prefix.length, -'.db'.length)).sort();
}

/** Bytes of a file; 0 when it is not there. */
export function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Sets a mark: an empty file that is there after a power cut too. */
export function setMark(mark: string): void {
  if (existsSync(mark)) return;
  closeSync(openSync(mark, 'a', 0o600));
  syncDirectory(dirname(mark));
}

/** Takes marks away, for good. */
export function clearMarks(...marks: readonly string[]): void {
  const there = marks.filter((mark) => existsSync(mark));
  for (const mark of there) rmSync(mark, { force: true });
  if (there[0] !== undefined) syncDirectory(dirname(there[0]));
}
