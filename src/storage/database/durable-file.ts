import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';

/** What an fsync says on a file system that has none. */
const NO_FSYNC = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** Forces a file's contents to the disk. @throws Fault STORAGE_NOT_DURABLE where the file system cannot. */
export function syncFile(path: string): void {
  // Windows flushes only what was opened for writing.
  sync(path, 'r+');
}

/**
 * Forces a directory's entries to the disk, so that a new or renamed file is still there after a power cut.
 * @throws Fault STORAGE_NOT_DURABLE where the file system cannot.
 */
export function syncDirectory(path: string): void {
  // Windows has no such call; NTFS journals its directories.
  if (process.platform === 'win32') return;
  sync(path, 'r');
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !NO_FSYNC.has(code)) throw error;
    throw new Fault('STORAGE_NOT_DURABLE', `${path} cannot be forced to the disk: ${code}`, { cause: error });
  } finally {
    closeSync(descriptor);
  }
}

/** What SQLite may leave beside a database file, and would take for the file's own the next time. */
const SIDECARS = ['-journal', '-wal', '-shm'];

/**
 * Puts the database `from` in the place of `to`: after a power cut at any instant `to` is the old file or the new one, whole.
 * What some tool left beside the old one goes first: SQLite would apply it to the new one.
 */
export function replaceDatabase(from: string, to: string): void {
  syncFile(from);
  for (const suffix of SIDECARS) rmSync(`${to}${suffix}`, { force: true });
  renameSync(from, to);
  syncDirectory(dirname(resolve(to)));
}

/** Removes a database file and what SQLite may have left beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', ...SIDECARS]) rmSync(`${path}${suffix}`, { force: true });
}

/**
 * Writes a small file so that after a power cut at any instant it is the one before or this one, whole.
 * @throws what the file system says.
 */
export function replaceText(path: string, text: string): void {
  const aside = `${path}.new`;
  writeFileSync(aside, text, { mode: 0o600 });
  syncFile(aside);
  renameSync(aside, path);
  syncDirectory(dirname(resolve(path)));
}
