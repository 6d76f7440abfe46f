import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import type { OwnSalesPort } from '../../workstation/ports/own-sales.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import { ledgerEntryBytes, type SignedEntry } from '../wire/ledger.ts';

/** Signed entries that a box can pass on: its own, signed as they are asked for, or those of others that a hub keeps. */
export interface LedgerSource {
  /** The newest entry of every journal that there is something of. */
  heads(): readonly SignedEntry[];
  /**
   * Entries with afterSeq < seq < beforeSeq, ascending, `limit` at most; null when this source can't say that it has all of that
   * journal's entries up to the last that it gives (or up to `beforeSeq`, when it gives fewer than `limit`).
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
    between: (workstation, epoch, afterSeq, beforeSeq, limit) =>
      workstation === self
        ? own.between(epoch, afterSeq, beforeSeq, limit).map((entry) => signEntry(store, entry, signer))
        : null,
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
