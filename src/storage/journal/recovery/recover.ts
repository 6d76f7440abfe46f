/**
 * A damaged journal is kept, and what can be read of it makes a new one. The new file is built beside the old one, synced, and
 * given the name `…rebuilt-<stamp>.db`: from that instant on it is the journal, and whoever opens next only moves files. Before
 * it, the damaged file lies where it lay. Nothing is ever overwritten or deleted but what was being built.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import type { Fault } from '../../../workstation/ports/fault.ts';
import type { ForkPoint } from '../../../workstation/ports/journal-upload.ts';
import { removeDatabase, syncDirectory, syncFile } from '../../database/durable-file.ts';
import { guarded } from '../../database/faults.ts';
import { openPages } from '../../database/raw/pages.ts';
import { clearMarks, type JournalFiles, rebuiltStamps } from '../files.ts';
import { type JournalOptions, sha256OfNode } from '../options.ts';
import { type Rebuilt, rebuild } from './rebuild.ts';
import { type JournalRecovery, readReport } from './report.ts';
import { scan } from './scan.ts';

/** A database and what SQLite keeps beside it, the database last. */
const PARTS = ['-wal', '-shm', '-journal', ''];

/**
 * Replaces the damaged journal by what can be read of it; one that forked, by itself with a new epoch from the fork on. The caller
 * holds its lock and has it open nowhere.
 * @throws Fault STORAGE_DISK_FULL, STORAGE_IO, STORAGE_OTHER_WORKSTATION; the damaged file is then where it was.
 */
export function recover(
  files: JournalFiles,
  options: JournalOptions,
  damage: Fault,
  fork: ForkPoint | null = null,
): JournalRecovery {
  return guarded(`recovering ${files.path}`, () => {
    const stamp = freeStamp(files, options.clock.now());
    const recovery = { preserved: files.damaged(stamp), damage: damage.message, ...salvage(files, options, fork) };
    syncFile(files.building);
    writeFileSync(files.report(stamp), `${JSON.stringify(recovery, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    syncFile(files.report(stamp));
    renameSync(files.building, files.rebuilt(stamp));
    syncDirectory(files.directory);
    install(files, stamp);
    return recovery;
  });
}

/** Ends a recovery that a crash interrupted after its new file was finished. Null when there is none to end. */
export function finishRecovery(files: JournalFiles): JournalRecovery | null {
  let finished: JournalRecovery | null = null;
  for (const stamp of rebuiltStamps(files)) {
    install(files, stamp);
    finished = readReport(files.report(stamp));
  }
  return finished;
}

function salvage(files: JournalFiles, options: JournalOptions, fork: ForkPoint | null): Rebuilt {
  const pages = openPages(files.path);
  try {
    const findings = scan(pages, files.scratch, options.sha256 ?? sha256OfNode);
    try {
      return rebuild(files.building, options, findings, fork);
    } catch (error) {
      removeDatabase(files.building);
      throw error;
    } finally {
      findings.close();
    }
  } finally {
    pages.close();
  }
}

/**
 * Moves the damaged file out of the way and the finished one into its place. Each step may be the last before a crash: done again
 * from the start, they come to the same end. A log is never left beside a file that it does not belong to.
 */
function install(files: JournalFiles, stamp: string): void {
  for (const part of PARTS) {
    if (existsSync(`${files.path}${part}`)) renameSync(`${files.path}${part}`, freeName(files.damaged(stamp), part));
  }
  syncDirectory(files.directory);
  clearMarks(files.open, files.suspect, files.forked);
  renameSync(files.rebuilt(stamp), files.path);
  syncDirectory(files.directory);
}

/** A name that no file has: a rename would silently replace one. */
function freeName(base: string, part: string): string {
  let name = `${base}${part}`;
  for (let copy = 2; existsSync(name); copy += 1) name = `${base}.${copy}${part}`;
  return name;
}

/** "20260302T100000Z", as file systems everywhere take it, and another one when that second has been used. */
function freeStamp(files: JournalFiles, now: number): string {
  const second = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const used = (stamp: string) =>
    [...PARTS.map((part) => files.damaged(stamp) + part), files.report(stamp)].some(existsSync);
  let stamp = second;
  for (let count = 2; used(stamp); count += 1) stamp = `${second}-${count}`;
  return stamp;
}
