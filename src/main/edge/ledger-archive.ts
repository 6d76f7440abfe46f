import { type EntryArchive, openArchive } from '../../storage/index.ts';
import type { LedgerArchive } from '../../sync/ledger/ports.ts';
import { type SignedEntry, signedEntrySchema } from '../../sync/wire/ledger.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Cleanup } from './cleanup.ts';

/** What a hub keeps of the lanes' entries; null where its disk refuses: it goes on without, and passes nothing on then. */
export function openHubArchive(path: string, log: Log, cleanup: Cleanup): EntryArchive | null {
  try {
    const archive = openArchive({ path, log });
    cleanup.add('archive', () => archive.close());
    return archive;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.error('archive.notOpened', { code: error.code });
    return null;
  }
}

/** The archive as the ledger's exchange knows it: whole entries with their signatures, as they were heard. */
export function ledgerArchive(archive: EntryArchive): LedgerArchive {
  return {
    keep: (entries) =>
      archive.keep(
        entries.map((signed) => {
          const { workstation, epoch, seq, prevSaleSeq, at } = signed.entry;
          return { workstation, epoch, seq, prevSaleSeq, at, said: JSON.stringify(signed) };
        }),
      ),
    heads: () => archive.heads().map(read),
    between: (workstation, epoch, afterSeq, beforeSeq, limit) =>
      archive.between(workstation, epoch, afterSeq, beforeSeq, limit)?.map(read) ?? null,
    gaps: () => archive.gaps(),
  };
}

function read(said: string): SignedEntry {
  return signedEntrySchema.parse(JSON.parse(said));
}
