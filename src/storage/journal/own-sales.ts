import { ledgerEntryOf } from '../../domain/gate/ledger-entry.ts';
import type { Sha256 } from '../../domain/journal/record.ts';
import type { OwnSales } from '../../workstation/ports/own-sales.ts';
import { wholeRecord } from './head-check.ts';
import { headOf } from './session.ts';
import type { JournalTables } from './tables.ts';

/** Most entries about tags read at once. */
export const MOST_OWN_SALES = 1000;

/** Reads the entries about tags through a journal's `reading`. Every entry read is checked against its hash, as everywhere. */
export function ownSalesOf(reading: <T>(work: (tables: JournalTables) => T) => T, sha256: Sha256): OwnSales {
  return {
    head: () =>
      reading((tables) => {
        const { number, workstation, epoch } = headOf(tables);
        return { workstation, epoch, seq: tables.lastTagSeq(number) };
      }),
    between(epoch, afterSeq, beforeSeq, limit) {
      const most = Math.min(Math.max(1, limit), MOST_OWN_SALES);
      return reading((tables) =>
        tables
          .aboutTags(epoch, afterSeq, beforeSeq, most)
          .flatMap((row) => ledgerEntryOf(wholeRecord(row, sha256)) ?? []),
      );
    },
  };
}
