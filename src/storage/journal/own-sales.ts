import { ledgerEntryOf } from '../../domain/gate/ledger-entry.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import type { Sha256 } from '../../domain/journal/record.ts';
import type { OwnSalesPort } from '../../workstation/ports/own-sales.ts';
import { wholeRecord } from './head-check.ts';
import type { JournalTables } from './tables.ts';

/** Most entries about tags read at once. */
const MOST_OWN_SALES = 1000;

/** Reads the entries about tags through a journal's `reading`. Every entry read is checked against its hash, as everywhere. */
export function ownSalesOf(reading: <T>(work: (tables: JournalTables) => T) => T, sha256: Sha256): OwnSalesPort {
  const told = (row: Parameters<typeof wholeRecord>[0]): LedgerEntry | readonly [] =>
    ledgerEntryOf(wholeRecord(row, sha256)) ?? [];
  return {
    heads: () => reading((tables) => tables.lastAboutTags().flatMap(told)),
    between(epoch, afterSeq, beforeSeq, limit) {
      const most = Math.min(Math.max(1, limit), MOST_OWN_SALES);
      return reading((tables) => tables.aboutTags(epoch, afterSeq, beforeSeq, most).flatMap(told));
    },
  };
}
