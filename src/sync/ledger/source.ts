import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import type { OwnSalesPort } from '../../workstation/ports/own-sales.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import { ledgerEntryBytes, type SignedEntry } from '../wire/ledger.ts';

/** Signed entries that a box can pass on: its own, signed as they are asked for, or those of others that a hub keeps. */
export interface LedgerSource {
  /** The newest entry of every journal that there is something of. */
  heads(): readonly SignedEntry[];
  /**
   * Entries with afterSeq < seq < beforeSeq, ascending, `limit` at most: of a journal's owner all that there are, of a hub what it has.
   * Null where it has none; empty where it knows that there are none, which only the owner can.
   */
  between(
    workstation: string,
    epoch: string,
    afterSeq: number,
    beforeSeq: number,
    limit: number,
  ): readonly SignedEntry[] | null;
}

/** Signs an entry of this box's own ledger. @throws Fault SIGNER_UNAVAILABLE */
export function signEntry(store: string, entry: LedgerEntry, signer: Signer): SignedEntry {
  // The wire's entry is the domain's, with its arrays mutable as zod infers them.
  const wire = structuredClone(entry) as SignedEntry['entry'];
  return {
    entry: wire,
    key: signer.keyId,
    sig: Buffer.from(signer.sign(ledgerEntryBytes(store, wire))).toString('base64url'),
  };
}

/** This box's own journal as a source. */
export function ownSource(store: string, self: string, own: OwnSalesPort, signer: Signer): LedgerSource {
  return {
    heads: () => own.heads().map((entry) => signEntry(store, entry, signer)),
    between(workstation, epoch, afterSeq, beforeSeq, limit) {
      if (workstation !== self) return null;
      const found = own.between(epoch, afterSeq, beforeSeq, limit);
      if (found.length > 0) return found.map((entry) => signEntry(store, entry, signer));
      // An epoch that went with its disk, or numbers that this journal has not come to: it can't know.
      const head = own.heads().find((entry) => entry.epoch === epoch);
      return head === undefined || head.seq < beforeSeq - 1 ? null : [];
    },
  };
}

/**
 * What counts of what is kept of others: an entry of a box that was revoked, or signed with a key that it has no more, is not passed on,
 * and nothing behind it is, unless the same number is there with a signature that counts.
 */
export function countingSource(source: LedgerSource, isGood: (signed: SignedEntry) => boolean): LedgerSource {
  return {
    heads: () => source.heads().filter(isGood),
    between(workstation, epoch, afterSeq, beforeSeq, limit) {
      const found = source.between(workstation, epoch, afterSeq, beforeSeq, limit) ?? [];
      const good = new Set(found.filter(isGood));
      const numbers = new Set([...good].map(({ entry }) => entry.seq));
      const bad = found.findIndex(({ entry }) => !numbers.has(entry.seq));
      const page = found.slice(0, bad === -1 ? found.length : bad).filter((signed) => good.has(signed));
      return page.length === 0 ? null : page;
    },
  };
}
