import type { Keyring } from '../store-bus/keyring.ts';
import type { LedgerRange, LedgerRangeAnswer, SignedEntry } from '../wire/ledger.ts';
import { ledgerEntryBytes } from '../wire/ledger.ts';

/** Whether an entry counts: a live lane of this store signed it with its own key, whoever brought it. */
export function counts(store: string, keyring: Keyring, { entry, key, sig }: SignedEntry): boolean {
  const { workstation } = entry;
  if (keyring.box(workstation)?.roles.includes('lane') !== true) return false;
  return keyring.verifies(workstation, key, ledgerEntryBytes(store, entry), sig);
}

/** Whether an answer is about what was asked: same journal, same beginning, an end within the question, and entries of that stretch only. */
export function answersRange(asked: LedgerRange, page: LedgerRangeAnswer): boolean {
  return (
    page.workstation === asked.workstation &&
    page.epoch === asked.epoch &&
    page.afterSeq === asked.afterSeq &&
    page.beforeSeq > page.afterSeq &&
    page.beforeSeq <= asked.beforeSeq &&
    page.entries.every(
      ({ entry }) =>
        entry.workstation === page.workstation &&
        entry.epoch === page.epoch &&
        entry.seq > page.afterSeq &&
        entry.seq < page.beforeSeq,
    )
  );
}
