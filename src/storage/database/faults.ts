import { Fault } from '../../workstation/ports/fault.ts';

/** SQLite result codes by their longest prefix that says which fault it is. Source: sqlite.org/rescode.html. */
const SQLITE_FAULTS: readonly (readonly [prefix: string, code: string])[] = [
  ['SQLITE_FULL', 'STORAGE_DISK_FULL'],
  // The one reason for which the shared-memory file cannot be made longer.
  ['SQLITE_IOERR_SHMSIZE', 'STORAGE_DISK_FULL'],
  ['SQLITE_IOERR_CORRUPTFS', 'STORAGE_CORRUPT'],
  ['SQLITE_IOERR_DATA', 'STORAGE_CORRUPT'],
  ['SQLITE_IOERR', 'STORAGE_IO'],
  ['SQLITE_CANTOPEN', 'STORAGE_IO'],
  ['SQLITE_READONLY', 'STORAGE_IO'],
  ['SQLITE_PERM', 'STORAGE_IO'],
  ['SQLITE_NOMEM', 'STORAGE_IO'],
  ['SQLITE_CORRUPT', 'STORAGE_CORRUPT'],
  ['SQLITE_NOTADB', 'STORAGE_CORRUPT'],
  // Rows that contradict the schema were not written by this program.
  ['SQLITE_CONSTRAINT', 'STORAGE_CORRUPT'],
  ['SQLITE_BUSY', 'STORAGE_LOCKED'],
  ['SQLITE_LOCKED', 'STORAGE_LOCKED'],
  ['SQLITE_PROTOCOL', 'STORAGE_LOCKED'],
];

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'STORAGE_DISK_FULL',
  EDQUOT: 'STORAGE_DISK_FULL',
  EBUSY: 'STORAGE_LOCKED',
  EIO: 'STORAGE_IO',
  EROFS: 'STORAGE_IO',
  EACCES: 'STORAGE_IO',
  EPERM: 'STORAGE_IO',
  ENOENT: 'STORAGE_IO',
  ENOTDIR: 'STORAGE_IO',
  EISDIR: 'STORAGE_IO',
  EMFILE: 'STORAGE_IO',
  ENFILE: 'STORAGE_IO',
};

/** The fault that an error of SQLite or of the file system stands for, or null when it is neither. */
export function storageFault(error: unknown, doing: string): Fault | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const reason = error.code;
  const code = FILE_FAULTS[reason] ?? SQLITE_FAULTS.find(([prefix]) => reason.startsWith(prefix))?.[1];
  return code === undefined ? null : new Fault(code, `${doing}: ${error.message} (${reason})`, { cause: error });
}

/** Runs `work`; an error of SQLite or of the file system comes out as its Fault, anything else as it is. */
export function guarded<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageFault(error, doing) ?? error;
  }
}

/** As `guarded`, for work that waits. */
export async function guardedAsync<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error, doing) ?? error;
  }
}

/**
 * Room can be made on a full disk and a lock is let go. After any other fault nobody knows what the disk holds: an fsync that
 * failed once may report success the next time with the data gone, so only opening the file again can tell.
 */
export function isPassing(fault: Fault): boolean {
  return fault.code === 'STORAGE_DISK_FULL' || fault.code === 'STORAGE_LOCKED';
}
