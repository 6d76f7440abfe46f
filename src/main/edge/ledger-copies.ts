import { rmSync, statfsSync, statSync } from 'node:fs';
import type { LateLedger, LedgerSnapshot } from '../../storage/index.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { stateFiles } from './state-files.ts';

/** Left free on a hub's disk beside the copy: a lane that runs out of room stops selling. */
const ROOM_BYTES = 1024 ** 3;

/** The copy of a ledger, from both ends: a hub makes it, a new box begins with it. */
export interface LedgerCopies {
  /** Makes the copy that a hub offers; null where the disk has no room to spare. @throws Fault STORAGE_* */
  make(): Promise<LedgerSnapshot | null>;
  /** Removes it. Never throws. */
  remove(): void;
  /** File that a new box collects the hub's copy in. */
  readonly path: string;
  wanted(): boolean;
  /** Puts that file in the ledger's place; false when it is no ledger. @throws Fault STORAGE_* */
  install(path: string, sha256: string): Promise<boolean>;
}

/** The copies of this box's ledger, in its state directory. `free` answers the bytes free on a path's disk. */
export function ledgerCopies(
  directory: string,
  ledger: Pick<LateLedger, 'snapshot' | 'wantsCopy' | 'beginWith'>,
  log: Log,
  free: (path: string) => number = freeBytes,
): LedgerCopies {
  const files = stateFiles(directory);
  // A ledger that needs no copy any more leaves none half fetched on the disk.
  if (!ledger.wantsCopy()) rmSync(files.ledgerCopy, { force: true });
  return {
    async make() {
      const needed = sizeOf(files.ledger) + sizeOf(`${files.ledger}-wal`) + ROOM_BYTES;
      const bytes = free(directory);
      if (bytes >= needed) return await ledger.snapshot(files.ledgerOffer);
      log.warn('ledger.noRoomToCopy', { free: bytes, needed });
      return null;
    },
    remove() {
      try {
        rmSync(files.ledgerOffer, { force: true });
      } catch (error) {
        log.warn('ledger.copyNotRemoved', { error });
      }
    },
    path: files.ledgerCopy,
    wanted: () => ledger.wantsCopy(),
    async install(path, sha256) {
      const begun = await ledger.beginWith(path, sha256);
      if (begun.kind === 'begun') log.info('ledger.begunWithCopy');
      else log.warn('ledger.copyRefused', { ...begun });
      return begun.kind === 'begun';
    },
  };
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
