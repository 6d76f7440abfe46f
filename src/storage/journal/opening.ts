import { accessSync, constants, existsSync } from 'node:fs';
import { Fault } from '../../workstation/ports/fault.ts';
import type { ForkPoint } from '../../workstation/ports/journal-upload.ts';
import { guarded, storageFault } from '../database/faults.ts';
import { clearMarks, fileSize, type JournalFiles, setMark } from './files.ts';
import { readFork } from './fork.ts';
import { corrupt } from './head-check.ts';
import { inspect, isDamage } from './inspection.ts';
import type { JournalOptions } from './options.ts';
import { finishRecovery, recover } from './recovery/recover.ts';
import { openSession, type Session } from './session.ts';

/**
 * Opens a journal as at start-up, by whoever holds its lock: finishes a recovery that a crash interrupted, looks at the file,
 * recovers it when it is damaged (once; a second damage is thrown), and opens it.
 * @throws Fault as `openSession`, STORAGE_NOT_WRITABLE and STORAGE_FOREIGN_FILE.
 */
export function openChecked(files: JournalFiles, options: JournalOptions): Session {
  assertWritable(files);
  return guarded(`opening ${files.path}`, () => {
    const finished = finishRecovery(files);
    if (finished !== null) options.recovered?.(finished);
    const damage = inspect(files, options);
    const fork = readFork(files.forked);
    if (fork !== null) return recovered(files, options, damage ?? forkFault(fork), fork);
    if (damage !== null) return recovered(files, options, damage);
    try {
      return session(files, options);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return recovered(files, options, error);
    }
  });
}

function recovered(
  files: JournalFiles,
  options: JournalOptions,
  damage: Fault,
  fork: ForkPoint | null = null,
): Session {
  const recovery = recover(files, options, damage, fork);
  options.recovered?.(recovery);
  return session(files, options);
}

function forkFault({ epoch, seq }: ForkPoint): Fault {
  return corrupt(`the cloud holds other entries after ${seq} of epoch ${epoch}`);
}

function session(files: JournalFiles, options: JournalOptions): Session {
  // From here on the log may go with a connection that is closed again.
  clearMarks(files.open);
  const opened = openSession(options);
  try {
    clearMarks(files.suspect);
    setMark(files.open);
  } catch (error) {
    // For want of room for its name the mark is done without: it only finds out a log that someone removed.
    if (storageFault(error, 'marking')?.code !== 'STORAGE_DISK_FULL') {
      opened.connection.close();
      throw error;
    }
  }
  return opened;
}

/** @throws Fault STORAGE_NOT_WRITABLE where SQLite would open the file for reading alone, or say that it cannot open it at all. */
export function assertWritable(files: JournalFiles): void {
  if (!existsSync(files.directory)) return;
  try {
    accessSync(files.directory, constants.W_OK | constants.X_OK);
    if (existsSync(files.path)) accessSync(files.path, constants.W_OK | constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Fault('STORAGE_NOT_WRITABLE', `${files.path} cannot be written: ${code}`, { cause: error });
  }
}

/** Damage that a running store meets is looked into by the next opening, whichever process that is. */
export function suspect(files: JournalFiles): void {
  try {
    if (fileSize(files.path) > 0) setMark(files.suspect);
  } catch {
    // The fault that led here is the one to tell.
  }
}
