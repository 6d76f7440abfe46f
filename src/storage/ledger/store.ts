import { Fault } from '../../workstation/ports/fault.ts';
import type { DoubleSale, LedgerExchangePort } from '../../workstation/ports/sold-ledger.ts';
import { immediately } from '../database/connection.ts';
import { isPassing, storageFault } from '../database/faults.ts';
import {
  type FileSession,
  isUnreadable,
  openRebuildable,
  putAside,
  type Rebuildable,
} from '../database/rebuildable.ts';
import { doubledBy, type Merged, merge, mergeAnswered, type PackedEntry, pack, standingIn } from './merging.ts';
import {
  AUTO_CHECKPOINT_PAGES,
  CACHE_KIB,
  type LedgerOptions,
  MAX_GAPS,
  MAX_GAPS_OF_ONE,
  MAX_HEADS,
} from './options.ts';
import { isKey, keyBytes } from './packing.ts';
import { rangeIn } from './ranges.ts';
import { type Forgotten, forgetIn } from './retention.ts';
import { LEDGER_SCHEMA } from './schema.ts';
import { copyLedger, type LedgerSnapshot } from './snapshot.ts';
import { type LedgerTables, ledgerTables } from './tables.ts';

const LEDGER: Rebuildable<LedgerTables> = {
  ...{ schema: LEDGER_SCHEMA, cacheKib: CACHE_KIB, checkpointPages: AUTO_CHECKPOINT_PAGES, event: 'ledger' },
  tables: (connection) => ledgerTables(connection),
};

/** Every call may throw Fault STORAGE_*. After one that does not pass, every later call throws the same until it is opened again. */
export interface SoldLedgerStore extends LedgerExchangePort {
  /**
   * One step of the retention: forgets sales from before `instant` (milliseconds since 1970) and returns from a week before it, until
   * some `limit` tags are gone: a fraction of a millisecond each, and a commit. What was forgotten is still known by its numbers and
   * does not come back. Durable when it returns.
   */
  forgetBefore(instant: number, limit: number): Forgotten;
  /** When the newest sale that is known was made, milliseconds since 1970; null while there is none. */
  newestSale(): number | null;
  /**
   * Copies the ledger to a file, for a new gate to start from (`LateLedger`); it is in use meanwhile. One copy at a time.
   * @throws Fault STORAGE_LOCKED while another runs, STORAGE_DISK_FULL, STORAGE_IO.
   */
  snapshot(to: string): Promise<LedgerSnapshot>;
  close(): void;
}

/**
 * Opens the sold ledger of this box, or begins one. No other process has the file as long as it is open here.
 * @throws Fault STORAGE_FOREIGN_FILE, STORAGE_NOT_DURABLE, STORAGE_LOCKED, STORAGE_DISK_FULL, STORAGE_IO. A file that can't be read is
 * none of these: it is put aside, and the log says so.
 */
export function openLedger(options: LedgerOptions): SoldLedgerStore {
  return storeOn(openRebuildable(LEDGER, options), options);
}

/** The store on a file that is open. */
export function storeOn({ connection, tables }: FileSession<LedgerTables>, options: LedgerOptions): SoldLedgerStore {
  let broken: Fault | null = null;
  let copying = false;

  const working = <T>(work: () => T): T => {
    if (broken !== null) throw broken;
    try {
      return work();
    } catch (error) {
      const fault = storageFault(error, 'the sold ledger') ?? (isUnreadable(error) ? error : null);
      if (fault !== null && !isPassing(fault)) {
        broken = fault;
        if (isUnreadable(fault)) abandon(fault);
      }
      throw fault ?? error;
    }
  };
  /** The next opening finds no file and begins an empty one. */
  const abandon = (damage: Fault): void => {
    try {
      connection.close();
      putAside(LEDGER, options, damage);
    } catch (error) {
      options.log.error('ledger.notPutAside', { reason: String(error) });
    }
  };

  return {
    standing: (key) => (isKey(key) ? working(() => standingIn(tables, keyBytes(key))) : []),
    apply(entries, answered = []) {
      const packed = entries.map(pack);
      return working(() => {
        const added = new Map<number, PackedEntry>();
        return immediately(connection, () => {
          for (const entry of packed) {
            const merged = merge(tables, entry);
            if (merged.kind === 'added') added.set(merged.id, entry);
            tellOfForks(options, entry, merged);
          }
          for (const stretch of answered) mergeAnswered(tables, stretch);
          return doubleSales(tables, added);
        });
      });
    },
    gaps: () => working(() => tables.gaps(MAX_GAPS_OF_ONE, MAX_GAPS)),
    heads: () => working(() => tables.heads(MAX_HEADS)),
    entriesBetween: (asked, limit) => working(() => rangeIn(tables, asked, limit)),
    forgetBefore: (instant, limit) =>
      working(() => immediately(connection, () => forgetIn(tables, instant, Math.max(1, limit)))),
    newestSale: () => working(() => tables.newestSale()),
    async snapshot(to) {
      if (broken !== null) throw broken;
      if (copying) throw new Fault('STORAGE_LOCKED', 'a copy of the sold ledger is being made');
      copying = true;
      try {
        return await copyLedger(connection, to);
      } finally {
        copying = false;
      }
    },
    close: () => void connection.close(),
  };
}

/** The tags that came to stand under several transactions, now that everything is in. */
function doubleSales(tables: LedgerTables, added: ReadonlyMap<number, PackedEntry>): DoubleSale[] {
  const ids = new Set(added.keys());
  const doubles = new Map<string, DoubleSale>();
  for (const { row, keys } of added.values()) {
    if (row.cancels !== null) continue;
    for (const bytes of keys) {
      const sales = doubledBy(tables, bytes, ids);
      const key = bytes.toString('hex');
      if (sales !== null) doubles.set(key, { key, sales });
    }
  }
  return [...doubles.values()];
}

/** One journal whose numbers say two things was cloned or set back; the cloud finds out in time, and this box says so at once. */
function tellOfForks({ log }: LedgerOptions, { workstation, epoch, row }: PackedEntry, merged: Merged): void {
  if (merged.kind === 'tooManyForks' || (merged.kind === 'added' && merged.forked)) {
    log.warn('ledger.numberTwice', { workstation, epoch, seq: row.seq, kept: merged.kind === 'added' });
  }
}
